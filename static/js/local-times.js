/* Exact times on hover or focus, on the clock of the reader's own device.
 * Somebody who chose a time zone in the settings gets it from the server. */
const root = document.documentElement;

const showLocalTime = (event) => {
  const time = event.target.closest?.("time[datetime][title]");
  if (!time || time.dataset.local) return;
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  time.dataset.local = "true";
  time.title = new Intl.DateTimeFormat(root.lang || undefined, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(moment);
};

if (!("timeZone" in root.dataset)) {
  document.addEventListener("pointerover", showLocalTime);
  document.addEventListener("focusin", showLocalTime);
}
