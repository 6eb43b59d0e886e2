/* A film plays in the page once its reader asks for it; before, and without this, it is a link. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-player]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = link.dataset.player;
  frame.title = link.dataset.title;
  frame.className = "video__player";
  frame.allowFullscreen = true;
  frame.allow = "fullscreen; encrypted-media; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  link.replaceWith(frame);
  frame.focus();
});

/* What is folded away on the screen is printed all the same. */
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll(".article__body details:not([open])")) {
    folded.open = true;
    folded.dataset.unfolded = "";
  }
});

addEventListener("afterprint", () => {
  for (const unfolded of document.querySelectorAll("details[data-unfolded]")) {
    unfolded.open = false;
    delete unfolded.dataset.unfolded;
  }
});
