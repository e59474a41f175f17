// Dates in the reader's language and zone. "2 hours ago" stays, and its full form is local.
import { onShown } from "./page.js";

const full = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" });
const date = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });

onShown(() => {
  for (const element of document.querySelectorAll("time[datetime*=T]:not([data-local])")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = element.textContent.trim();
    if (text.endsWith("UTC")) element.textContent = full.format(at);
    else if (/^\d{1,2} \p{L}+( \d{4})?$/u.test(text)) element.textContent = date.format(at);
    element.title = full.format(at);
    element.dataset.local = "";
  }
});
