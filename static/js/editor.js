/* The Markdown editor: buttons that wrap the selection, lists that go on, and a preview.
   Without this, a textarea. */

const WRAP = { bold: ["**", "**"], italic: ["_", "_"], link: ["[", "](https://)"] };
const PREFIX = {
  quote: () => "> ",
  list: () => "- ",
  numbered: (index) => `${index + 1}. `,
};
const LINE_START = /^((?:[ \t]*>)*[ \t]*)(?:([-*+]|\d{1,9}[.)])([ \t]+))?/;

/* Write as typing does, so that the browser's undo takes it back. */
function type(area, text) {
  area.focus();
  const isTyped = text
    ? document.execCommand("insertText", false, text)
    : document.execCommand("delete");
  if (isTyped) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function replaceSelection(area, text, selectFrom, selectTo) {
  const start = area.selectionStart;
  type(area, text);
  area.setSelectionRange(start + selectFrom, start + selectTo);
}

function wrap(area, [before, after]) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  replaceSelection(area, before + chosen + after, before.length, before.length + chosen.length);
}

function prefix(area, mark) {
  const lineStart = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  area.setSelectionRange(lineStart, area.selectionEnd);
  const lines = area.value.slice(lineStart, area.selectionEnd).split("\n");
  const text = lines.map((line, index) => mark(index) + line).join("\n");
  replaceSelection(area, text, text.length, text.length);
}

const isInCode = (text) => (text.match(/^ {0,3}(```|~~~)/gm) ?? []).length % 2 === 1;

const following = (marker) => marker.replace(/\d+/, (number) => String(Number(number) + 1));

/* Enter in a list or a quote begins its next line; in an empty item it ends the list. */
function continueLine(area) {
  const { value, selectionStart: caret } = area;
  if (caret !== area.selectionEnd) return false;
  const lineStart = value.lastIndexOf("\n", caret - 1) + 1;
  const lineEnd = value.indexOf("\n", caret);
  const line = value.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const [mark, lead, marker, gap] = LINE_START.exec(line);
  const goesOn = marker || lead.includes(">");
  if (!goesOn || caret < lineStart + mark.length || isInCode(value.slice(0, lineStart))) return false;
  if (line.slice(mark.length).trim()) {
    type(area, `\n${lead}${marker ? following(marker) + gap : ""}`);
  } else {
    area.setSelectionRange(lineStart, caret);
    type(area, marker && lead.includes(">") ? lead : "");
  }
  return true;
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
  if (!area || !bar || editor.dataset.ready) return;
  editor.dataset.ready = "yes";
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.tool === "preview") togglePreview(editor, area, button);
    else if (button) apply(area, button.dataset.tool);
  });
  area.addEventListener("keydown", (event) => {
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && isPlain && !event.isComposing) {
      if (continueLine(area)) event.preventDefault();
      return;
    }
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
