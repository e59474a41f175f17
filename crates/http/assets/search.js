// The list of people follows the search while it is typed, and so does the address.
import { announce, ask, show } from "./page.js";

const PAUSE = 200;
const form = document.querySelector("main form[role=search]");
let timer;
let running;

function address() {
  const filled = [...new FormData(form)].filter(([, value]) => value.trim() !== "");
  const query = new URLSearchParams(filled).toString();
  return form.action + (query && `?${query}`);
}

async function search() {
  clearTimeout(timer);
  running?.abort();
  const mine = running = new AbortController();
  const url = address();
  try {
    const answer = await ask(url, { signal: mine.signal });
    if (!answer || mine.signal.aborted) return;
    history.replaceState(null, "", url);
    show(answer.page);
    announce(document.querySelector("main .in-force span, main .empty strong")?.textContent ?? "Everybody is shown");
  } catch (error) {
    // The server cannot be reached: the browser says so in its own words.
    if (error.name !== "AbortError") location.assign(url);
  }
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
}
