/* Suggests existing tags while a comma-separated list is typed: a combobox with a list box. */

const DELAY = 150;

function prepare(input) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  let options = [];
  let active = -1;
  let timer = 0;
  let asked = 0;

  const parts = () => input.value.split(",").map((part) => part.trim());
  const current = () => parts().at(-1).toLowerCase();

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(name) {
    const chosen = parts().slice(0, -1).filter(Boolean);
    input.value = `${[...chosen, name].join(", ")}, `;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
    close();
  }

  function move(step) {
    if (options.length === 0) return;
    active = (active + step + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  }

  function show(tags) {
    const chosen = new Set(parts().slice(0, -1));
    options = tags
      .filter((tag) => !chosen.has(tag.name))
      .map((tag, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.className = "tag-input__option";
        option.role = "option";
        option.setAttribute("aria-selected", "false");
        option.dataset.name = tag.name;
        const name = document.createElement("span");
        name.dir = "auto";
        name.textContent = tag.name;
        const count = document.createElement("span");
        count.className = "meta";
        count.textContent = tag.count;
        option.append(name, count);
        return option;
      });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    active = -1;
  }

  async function suggest() {
    const number = ++asked;
    if (current().length < 1) return close();
    const url = `${input.dataset.suggestUrl}?q=${encodeURIComponent(current())}`;
    try {
      const response = await fetch(url);
      if (response.ok && number === asked) show((await response.json()).items);
    } catch {
      close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, DELAY);
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && active >= 0) choose(options[active].dataset.name);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option.dataset.name);
  });
}

for (const input of document.querySelectorAll("[data-suggest-url]")) prepare(input);
