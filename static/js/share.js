/* Sharing a page, and copying the link to it or to a part of it. Without this, links. */

const COPIED_MS = 2000;
const announcer = document.getElementById("announcer");
const sharing = document.querySelector("[data-share]");
const canCopy = Boolean(navigator.clipboard);

if (sharing) {
  const { url, title } = sharing.dataset;
  const native = sharing.querySelector("[data-share-native]");
  native.hidden = !navigator.share;
  native.addEventListener("click", () => {
    sharing.open = false;
    navigator.share({ title, url }).catch(() => {});
  });
  sharing.querySelector("[data-copy-url]").hidden = !canCopy;
}

document.addEventListener("click", async (event) => {
  const source = event.target.closest("[data-copy-url]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!source || !canCopy || !isPlain) return;
  event.preventDefault();
  await navigator.clipboard.writeText(source.href ?? sharing.dataset.url);
  const told = announcer.dataset.linkCopied;
  announcer.textContent = told;
  source.dataset.done = told;
  setTimeout(() => {
    delete source.dataset.done;
    announcer.textContent = "";
  }, COPIED_MS);
});
