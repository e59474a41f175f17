// What the other modules share: making elements, saying something to all readers, and showing the same page anew.

/** A new element. */
export const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

/** A new button. */
export const button = (textContent, more) => make("button", { type: "button", className: "button", textContent, ...more });

const live = make("p", { className: "hidden", role: "status" });
document.body.append(live);

/** Has a screen reader say this. */
export function announce(text) {
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Does it now and whenever a page was shown anew. */
export function onShown(enhance) {
  enhance();
  document.addEventListener("muster:shown", enhance);
}

/** Asks for a page; null where the session is over and the browser is on its way to the log-in page. */
export async function ask(url, options = {}) {
  const response = await fetch(url, options);
  if (new URL(response.url).pathname.endsWith("/user/login")) {
    location.assign(response.url);
    return null;
  }
  const html = await response.text();
  return { ok: response.ok, page: new DOMParser().parseFromString(html, "text/html") };
}

/** Sends a form as it stands. */
export function send(form, url = form.action) {
  return ask(url, { method: "POST", body: new URLSearchParams(new FormData(form)) });
}

const search = (root) => root.querySelector("main form[role=search]");
const isKept = (node) => node.tagName === "DIALOG" || node.matches("[role=status]");

/** Shows what a fresh copy of this page says, around the search form, which stays with what is being typed. */
export function show(fresh) {
  const main = document.querySelector("main");
  const inMain = (node, root) => {
    while (node && node.parentElement !== root) node = node.parentElement;
    return node;
  };
  const pivot = inMain(search(document), main);
  const freshMain = fresh.querySelector("main");
  const freshPivot = freshMain && inMain(search(fresh), freshMain);
  if (!pivot || !freshPivot) return location.reload();

  const focused = place(document.activeElement);
  const ticked = [...main.querySelectorAll("tbody input[type=checkbox]:checked")].map((box) => box.value);
  for (const old of [...main.children]) if (old !== pivot && !isKept(old)) old.remove();
  let isAfter = false;
  let last = pivot;
  for (const part of [...freshMain.children]) {
    if (part === freshPivot) isAfter = true;
    else if (isKept(part)) continue;
    else if (isAfter) { last.after(part); last = part; }
    else pivot.before(part);
  }
  for (const box of main.querySelectorAll("tbody input[type=checkbox]")) box.checked = ticked.includes(box.value);
  document.dispatchEvent(new Event("muster:shown"));
  if (focused && !document.activeElement?.matches(focused)) document.querySelector(focused)?.focus();
}

/** How to find this element again in a fresh copy of its page. */
function place(element) {
  if (!element || element === document.body) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const form = element.form?.getAttribute("action");
  const name = element.getAttribute("name");
  if (form && name) return `form[action="${CSS.escape(form)}"] [name="${CSS.escape(name)}"]`;
  const href = element.getAttribute("href");
  return href && `a[href="${CSS.escape(href)}"]`;
}
