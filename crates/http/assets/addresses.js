// How many addresses there are, while they are typed, and how many of these people would find no seat, as the server says.
import { make } from "./page.js";

const PAUSE = 300;

for (const field of document.querySelectorAll("textarea[data-preview]")) {
  const button = field.form.querySelector("button[type=submit]");
  const label = button.textContent;
  const told = make("p", { className: "hint" });
  const seats = field.form.querySelector("[data-seats]");
  const free = seats?.textContent;
  for (const line of [told, seats]) line?.setAttribute("aria-live", "polite");
  field.after(told);
  let timer;
  let latest = 0;

  async function count() {
    const mine = ++latest;
    if (field.value.trim() === "") return say("", label);
    try {
      const body = new URLSearchParams(new FormData(field.form));
      const response = await fetch(field.dataset.preview, { method: "POST", body });
      // Who is no longer logged in is told so by the form itself.
      if (!response.ok || response.redirected || mine !== latest) return;
      const preview = await response.json();
      say(preview.told, preview.button, preview.seats);
    } catch {
      say("", label);
    }
  }

  function say(text, name, line) {
    told.textContent = text;
    button.textContent = name;
    if (seats) seats.textContent = line ?? free;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(count, PAUSE);
  }

  field.addEventListener("input", soon);
  field.form.addEventListener("change", soon);
  if (field.value.trim() !== "") count();
}
