/* Forms: ask before the irreversible, send once, and bring the reader to what went wrong. */

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method !== "post" || form.matches("[hx-post]")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
}, true);

/* A page restored by the Back button may be sent again. */
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});

document.querySelector(".error-summary")?.focus();

/* Whoever opens the form for a comment wants to write in it. */
document.addEventListener("click", (event) => {
  const opened = event.target.closest?.(".comments__add > summary")?.parentElement;
  if (opened) setTimeout(() => opened.open && opened.querySelector("textarea").focus());
});

/* Links inside an error summary move focus into the field they name. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.focus();
});

/* Ctrl+Enter or Cmd+Enter sends the form one is writing in. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target.matches("textarea")) event.target.form?.requestSubmit();
});
