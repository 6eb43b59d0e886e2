/* Renews how far an import or export has come, until it is done. Without it a link does the same. */

const PAUSE_MS = 5000;

async function renew(place) {
  const response = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-progress]");
  if (!fresh) {
    window.location.reload();
    return;
  }
  place.replaceChildren(...fresh.childNodes);
  wait(place);
}

function wait(place) {
  window.setTimeout(() => renew(place).catch(() => wait(place)), PAUSE_MS);
}

const place = document.querySelector("[data-progress]");
if (place) wait(place);
