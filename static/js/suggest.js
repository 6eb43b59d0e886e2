/* Suggestions under every search box: a combobox with a list of pages and topics.
   Without this module the box is a plain form. */
const DELAY_MS = 200;

const attach = (box, number) => {
  const input = box.querySelector(".search-box__input");
  const url = input.dataset.suggest || "/search/suggest/";
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer = 0;
  let request = null;
  let current = -1;

  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() || input.placeholder);
  box.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) input.setAttribute(name, value);

  const options = () => [...list.querySelectorAll('[role="option"]')];

  /* Heard by those who do not see the list; seen where there is no list. */
  const say = (text, isSeen = false) => {
    status.textContent = text;
    status.className = text && isSeen ? "suggestions suggestion__note" : "visually-hidden";
  };

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    say("");
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = (html) => {
    list.innerHTML = html;
    const said = [...list.querySelectorAll("[data-status], .suggestion__note")];
    const found = options();
    say(said.map((item) => item.textContent.trim()).join(" "), found.length === 0);
    list.querySelectorAll("[data-status]").forEach((item) => item.remove());
    found.forEach((option, index) => { option.id = `${list.id}-${index}`; });
    current = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    const found = options();
    if (!found.length) return;
    current = (index + found.length + 1) % (found.length + 1);
    found.forEach((option, place) => option.setAttribute("aria-selected", String(place === current)));
    if (current < found.length) {
      input.setAttribute("aria-activedescendant", found[current].id);
      found[current].scrollIntoView({ block: "nearest" });
    } else {
      current = -1;
      input.removeAttribute("aria-activedescendant");
    }
  };

  const load = async () => {
    const text = input.value;
    request?.abort();
    if (!text.trim()) { close(); return; }
    request = new AbortController();
    try {
      const answer = await fetch(`${url}?q=${encodeURIComponent(text)}`, {
        signal: request.signal,
        headers: { "X-Requested-With": "fetch" },
      });
      if (answer.ok && document.activeElement === input) show(await answer.text());
    } catch (problem) {
      if (problem.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, DELAY_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); return; }
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(current + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(current < 0 ? options().length - 1 : current - 1); }
    if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      window.location.assign(options()[current].dataset.url);
    }
  });
  box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault());
};

document.querySelectorAll(".search-box").forEach(attach);
