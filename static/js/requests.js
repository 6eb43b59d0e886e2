/* htmx requests that fail: a message beside the control that was used, and nothing moves.

What a page loads by itself (hx-trigger="load") stays silent: its reader asked for nothing. */

const template = document.getElementById("request-failed");
const REFUSAL = ".refusal--bubble";

const isSilent = (element) => /\bload\b/.test(element.getAttribute("hx-trigger") ?? "");
const isPage = (html) => /^\s*<!doctype/i.test(html);

/* The form of a control, or the control itself; what is typed into stays where it is. */
const controlOf = (element) => element.closest("form") ?? element;

function forget() {
  for (const said of document.querySelectorAll(REFUSAL)) said.remove();
}

function say(element, words) {
  const control = controlOf(element);
  const note = document.createElement("p");
  forget();
  note.className = "refusal refusal--bubble";
  note.setAttribute("role", "alert");
  note.append(...words);
  control.after(note);
}

const wordsIn = (content) => [...(content.querySelector("p") ?? content).childNodes];
const failed = () => wordsIn(template.content.cloneNode(true));

function wordsOf(xhr) {
  if (isPage(xhr.response)) return failed();
  const answer = document.createElement("template");
  answer.innerHTML = xhr.response;
  return wordsIn(answer.content);
}

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!isSilent(event.detail.elt)) say(event.detail.elt, failed());
  });
}

/* A refused form comes back whole, to the place that it names itself; anything else is a message. */
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, target } = event.detail;
  if (xhr.status < 400) {
    forget();
    return;
  }
  if (!isPage(xhr.response) && target.id !== "messages") return;
  event.detail.shouldSwap = false;
  if (!isSilent(requestConfig.elt)) say(requestConfig.elt, wordsOf(xhr));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") forget();
});

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(REFUSAL)) forget();
});
