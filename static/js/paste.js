/* A text from Word or a web page is pasted as HTML, so that its lists and tables are not lost. */

const STRUCTURE = /<(h[1-6]|table|ul|ol|li|blockquote|p[^>]*\bclass=["']?Mso)\b/i;

function fragmentOf(html) {
  const inner = /<!--StartFragment-->([\s\S]*)<!--EndFragment-->/i.exec(html);
  const text = (inner ? inner[1] : html).trim();
  return text.startsWith("<") ? text : `<div>${text}</div>`;
}

function takeStructure(event) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  if (!STRUCTURE.test(html)) return;
  event.preventDefault();
  const area = event.target;
  area.setRangeText(fragmentOf(html), area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  const status = area.parentElement.querySelector("[role=status]");
  status.textContent = area.dataset.pasteHtml;
}

for (const area of document.querySelectorAll("textarea[data-paste-html]")) {
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "field__hint";
  area.after(status);
  area.addEventListener("paste", takeStructure);
}
