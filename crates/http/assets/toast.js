// What was done is said in a corner until it is closed, by its button or by Escape.
import { button, make, onShown } from "./page.js";

const box = make("div", { className: "toast", hidden: true });
const said = make("p", { role: "status" });
const close = button("Close", { className: "button bare", ariaLabel: "Close message" });
let before;

box.append(said, close);
document.body.append(box);

/** Says this, a text or parts of a page. */
export function toast(...parts) {
  box.hidden = false;
  // What is outside a modal dialog is neither seen nor heard.
  (document.querySelector("dialog:modal") ?? document.body).append(box);
  // A status that was there before it says something is read out.
  requestAnimationFrame(() => {
    said.replaceChildren(...parts);
    giveWay(document.activeElement);
  });
}

function end() {
  const focused = box.contains(document.activeElement);
  box.hidden = true;
  said.replaceChildren();
  if (focused && before?.isConnected) before.focus();
}

/** It goes to the other end of the window where it would cover what has the focus. */
function giveWay(focused) {
  box.classList.remove("up");
  if (!focused || focused === document.body) return;
  const [own, its] = [box, focused].map((element) => element.getBoundingClientRect());
  const covers = own.top < its.bottom && own.bottom > its.top && own.left < its.right && own.right > its.left;
  if (covers) box.classList.add("up");
}

close.addEventListener("click", end);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !document.querySelector("dialog:modal")) end();
});
document.addEventListener("focusin", ({ target }) => {
  if (box.hidden || box.contains(target)) return;
  before = target;
  giveWay(target);
});
onShown(() => {
  const flash = document.querySelector("main:not(.middle) > .notice[role=status]");
  if (!flash) return;
  flash.remove();
  toast(...flash.childNodes);
});
