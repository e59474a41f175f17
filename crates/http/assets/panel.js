// A person of the list opens beside it, as a panel. The address follows: Back closes it, a reload shows the page itself.
import { ask, button, make, show } from "./page.js";

const here = location.pathname;
const panel = make("dialog", { className: "panel" });
const close = button("Close");
let isShown = false;

document.body.append(panel);

async function open(url) {
  try {
    const answer = await ask(url);
    if (!answer || location.href !== url) return;
    if (!answer.ok) return location.reload();
    const parts = answer.page.querySelectorAll("main > :not(p:first-child, .tabs, .tabs + .notice, [role=status])");
    panel.replaceChildren(close, ...parts);
    panel.setAttribute("aria-label", panel.querySelector("h1").textContent);
    panel.showModal();
    isShown = true;
    document.dispatchEvent(new Event("muster:shown"));
  } catch {
    location.reload();
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".people .person a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState({ panel: true }, "", link.href);
  open(link.href);
});
panel.addEventListener("click", ({ target }) => {
  if (target === panel || target === close) panel.close();
});
panel.addEventListener("close", () => {
  if (history.state?.panel) history.back();
});
addEventListener("popstate", async () => {
  if (history.state?.panel && document.querySelector(".people")) return open(location.href);
  if (location.pathname !== here) return location.reload();
  if (!isShown) return;
  isShown = false;
  panel.close();
  // What was done in the panel is seen in the list.
  const answer = await ask(location.href);
  if (answer?.ok) show(answer.page);
});
