/* htmx requests that fail: a message at the head of the page instead of a silent nothing. */

const region = document.getElementById("messages");
const template = document.getElementById("request-failed");

function tell() {
  region.replaceChildren(template.content.cloneNode(true));
  region.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:sendError", tell);
document.addEventListener("htmx:timeout", tell);

/* A whole page is no message: it came from where the server has no partial answer. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, serverResponse } = event.detail;
  if (xhr.status < 400 || !/^\s*<!doctype/i.test(serverResponse)) return;
  event.detail.shouldSwap = false;
  tell();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === region) region.scrollIntoView({ block: "nearest" });
});
