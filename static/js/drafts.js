/* Keeps what is being written on this device until it has been sent.

A form with data-draft="name" is kept under that name for a week; a page that shows
data-draft-done="name" has the text safely stored and lets the draft go. */

const WEEK = 7 * 24 * 3600 * 1000;
const DELAY = 400;
/* What an edit began from goes with the draft, so that an old one undoes nothing newer. */
const ORIGIN = new Set(["version", "base"]);
const key = (name) => `draft:${name}`;

function read(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(key(name)));
    return kept && Date.now() - kept.at < WEEK ? kept.values : null;
  } catch {
    return null;
  }
}

function write(name, values) {
  try {
    const isEmpty = Object.entries(values).every(([name, value]) => ORIGIN.has(name) || !value.trim());
    if (isEmpty) localStorage.removeItem(key(name));
    else localStorage.setItem(key(name), JSON.stringify({ at: Date.now(), values }));
  } catch {
    /* No storage, no drafts; the form still works. */
  }
}

const template = document.getElementById("draft-note");
const isKept = (field) =>
  field.name && (field.matches("textarea") || field.type === "text" || ORIGIN.has(field.name));

function keep(form) {
  const fields = [...form.elements].filter(isKept);
  const kept = read(form.dataset.draft);
  const untouched = fields.every((field) => field.value === field.defaultValue);
  const hasErrors = form.querySelector(".error-summary, .field__error");
  if (kept && untouched && !hasErrors) restore(form, fields, kept);

  let timer = 0;
  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(form.dataset.draft, values()), DELAY);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    write(form.dataset.draft, values());
  });
}

function restore(form, fields, kept) {
  const differs = (field) => kept[field.name] && kept[field.name] !== field.value;
  const changed = fields.filter(differs);
  if (changed.every((field) => ORIGIN.has(field.name))) return;
  const original = fields.map((field) => field.value);
  for (const field of changed) {
    field.value = kept[field.name];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  form.closest("details")?.setAttribute("open", "");
  if (!template) return;
  const note = template.content.firstElementChild.cloneNode(true);
  form.prepend(note);
  note.querySelector("button").addEventListener("click", () => {
    for (const [place, field] of fields.entries()) field.value = original[place];
    write(form.dataset.draft, {});
    note.remove();
    fields.find((field) => !ORIGIN.has(field.name))?.focus();
  });
}

function look(root) {
  if (root.dataset?.draftDone) write(root.dataset.draftDone, {});
  for (const done of root.querySelectorAll("[data-draft-done]")) write(done.dataset.draftDone, {});
  for (const form of root.querySelectorAll("form[data-draft]")) keep(form);
}

look(document);
document.addEventListener("htmx:afterSwap", (event) => {
  const fresh = document.getElementById(event.detail.target.id);
  if (fresh) look(fresh);
});
