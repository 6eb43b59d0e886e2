/* The theme switch: light or dark, remembered on this device. */
const root = document.documentElement;
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemDark.matches);

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      /* The choice then lasts for this page only. */
    }
    show();
  });
  systemDark.addEventListener("change", show);
  show();
}
