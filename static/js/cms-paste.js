/* Pasting into a text of the CMS: its editor knows no first-level heading and no table. */

const tables = document.querySelector("script[data-paste-tables]").dataset.pasteTables;
const HEADING = /<(\/?)h1\b/gi;
const TITLE = /<p([^>]*\bclass=["']?MsoTitle\b[^>]*)>([\s\S]*?)<\/p>/gi;

function say(text) {
  const detail = { clear: true, text, type: "warning" };
  document.dispatchEvent(new CustomEvent("w-messages:add", { detail }));
}

function pasteAgain(target, data, html) {
  const changed = new DataTransfer();
  changed.setData("text/html", html);
  changed.setData("text/plain", data.getData("text/plain"));
  const again = { clipboardData: changed, bubbles: true, cancelable: true };
  target.dispatchEvent(new ClipboardEvent("paste", again));
}

document.addEventListener(
  "paste",
  (event) => {
    const data = event.clipboardData;
    if (!event.target.closest(".Draftail-Editor") || !data) return;
    const html = data.getData("text/html");
    const lower = html.replace(TITLE, "<h2>$2</h2>").replace(HEADING, "<$1h2");
    if (lower !== html) {
      event.preventDefault();
      event.stopPropagation();
      pasteAgain(event.target, data, lower);
    } else if (/<table\b/i.test(html)) {
      say(tables);
    }
  },
  true,
);
