/* The Markdown editor: buttons that wrap the selection, and a preview. Without this, a textarea. */

const WRAP = { bold: ["**", "**"], italic: ["_", "_"], link: ["[", "](https://)"] };
const PREFIX = { quote: "> ", list: "- " };

function replaceSelection(area, text, selectFrom, selectTo) {
  const start = area.selectionStart;
  area.setRangeText(text, start, area.selectionEnd, "end");
  area.setSelectionRange(start + selectFrom, start + selectTo);
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function wrap(area, [before, after]) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  replaceSelection(area, before + chosen + after, before.length, before.length + chosen.length);
}

function prefix(area, mark) {
  const lineStart = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  area.setSelectionRange(lineStart, area.selectionEnd);
  const lines = area.value.slice(lineStart, area.selectionEnd).split("\n");
  const text = lines.map((line) => mark + line).join("\n");
  replaceSelection(area, text, text.length, text.length);
}

function code(area) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  wrap(area, chosen.includes("\n") ? ["```\n", "\n```"] : ["`", "`"]);
}

function apply(area, tool) {
  if (tool in WRAP) wrap(area, WRAP[tool]);
  else if (tool in PREFIX) prefix(area, PREFIX[tool]);
  else if (tool === "code") code(area);
}

async function fetchPreview(editor, area) {
  const data = new FormData();
  data.set("body", area.value);
  data.set("csrfmiddlewaretoken", area.form.elements.csrfmiddlewaretoken?.value ?? "");
  const response = await fetch(editor.dataset.previewUrl, {
    method: "POST",
    body: data,
    headers: { "HX-Request": "true" },
  });
  return response.text();
}

async function togglePreview(editor, area, button) {
  const pane = editor.querySelector(".editor__preview");
  const isShown = button.getAttribute("aria-pressed") === "true";
  button.setAttribute("aria-pressed", String(!isShown));
  if (!isShown) {
    pane.setAttribute("aria-busy", "true");
    try {
      pane.innerHTML = await fetchPreview(editor, area);
    } catch {
      pane.textContent = editor.dataset.failure;
    }
    pane.removeAttribute("aria-busy");
  }
  pane.hidden = isShown;
  area.hidden = !isShown;
  if (isShown) area.focus();
}

function prepare(editor) {
  const area = editor.querySelector("textarea");
  const bar = editor.querySelector(".editor__bar");
  if (!area || !bar || !bar.hidden) return;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.tool === "preview") togglePreview(editor, area, button);
    else if (button) apply(area, button.dataset.tool);
  });
  area.addEventListener("keydown", (event) => {
    const tool = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
    if (!tool || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    apply(area, tool);
  });
}

function prepareAll(root) {
  for (const editor of root.querySelectorAll("[data-editor]")) prepare(editor);
}

prepareAll(document);
document.addEventListener("htmx:load", (event) => prepareAll(event.detail.elt));
