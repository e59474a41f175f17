// Many rows at once: a box that ticks all of them, and a bar that counts them and is there only when it is needed.
import { onShown } from "./page.js";

const boxes = (bulk) => [...bulk.querySelectorAll("tbody input[type=checkbox]")];

function count(bulk) {
  const all = boxes(bulk);
  const ticked = all.filter((box) => box.checked).length;
  const every = bulk.querySelector("[data-bulk-all]");
  if (every) {
    every.checked = ticked > 0 && ticked === all.length;
    every.indeterminate = ticked > 0 && ticked < all.length;
  }
  const bar = bulk.querySelector("[data-bulk-bar]");
  if (bar) bar.hidden = ticked === 0;
  const told = bulk.querySelector("[data-bulk-count]");
  if (told) told.textContent = `${ticked} selected`;
}

document.addEventListener("change", (event) => {
  const bulk = event.target.closest?.("[data-bulk]");
  if (!bulk || event.target.type !== "checkbox") return;
  if (event.target.matches("[data-bulk-all]")) {
    for (const box of boxes(bulk)) if (!box.disabled) box.checked = event.target.checked;
  }
  count(bulk);
});
onShown(() => {
  for (const bulk of document.querySelectorAll("[data-bulk]")) {
    for (const hidden of bulk.querySelectorAll("[data-bulk-all]")) hidden.hidden = false;
    count(bulk);
  }
});
