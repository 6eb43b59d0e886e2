/* Articles: play films, print with everything open, and show where one is reading. */

/* ---- films ---- */

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

/* ---- print ---- */

for (const control of document.querySelectorAll("[data-print]")) {
  control.hidden = false;
  control.addEventListener("click", (event) => {
    event.preventDefault();
    window.print();
  });
}

window.addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll(".article__body details:not([open])")) {
    fold.open = true;
    fold.dataset.opened = "";
  }
});

window.addEventListener("afterprint", () => {
  for (const fold of document.querySelectorAll("details[data-opened]")) {
    fold.open = false;
    delete fold.dataset.opened;
  }
});

/* ---- where one is reading ---- */

const links = new Map(
  [...document.querySelectorAll(".contents--beside a")].map((link) => [link.hash.slice(1), link]),
);
const headings = [...document.querySelectorAll(".article__body :is(h2, h3)[id]")];

function mark() {
  const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
  const current = (passed.at(-1) ?? headings[0])?.id;
  for (const [id, link] of links) {
    if (decodeURIComponent(id) === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

if (links.size) {
  let waiting = false;
  document.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }, { passive: true });
  mark();
}

/* The folded contents close when a reader has chosen a line. */
document.querySelector(".contents--folded")?.addEventListener("click", (event) => {
  if (event.target.closest("a")) event.currentTarget.open = false;
});
