/* A person who has seen the similar questions while typing need not be shown them once more. */
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target.id !== "similar") return;
  const field = document.querySelector("form [name='seen_similar']");
  if (field && target.textContent.trim()) field.value = "yes";
});
