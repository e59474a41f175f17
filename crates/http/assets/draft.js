// Who was logged out in the middle of a form finds it filled in after logging in again, in the same tab. Passwords,
// links and tokens are never kept.
import { announce } from "./page.js";

const KEY = "draft:";
const isLogIn = location.pathname.endsWith("/user/login");
const person = () => document.querySelector(".bar .me")?.textContent ?? "";
const path = (form) => new URL(form.action, location.href).pathname;

const mayKeep = (field) => field.name && !field.readOnly
  && !["hidden", "password", "file", "submit", "button", "search"].includes(field.type)
  && !/token|secret|password|license/i.test(field.name);

function keep(form) {
  if (form.method !== "post" || form.querySelector("[type=password]") || isLogIn) return;
  const fields = [...form.elements].filter(mayKeep)
    .map((field) => [field.name, field.value, field.checked]);
  if (fields.length) sessionStorage.setItem(KEY + path(form), JSON.stringify({ who: person(), fields }));
}

function restore(form, draft) {
  for (const [name, value, checked] of draft.fields) {
    const named = [...form.elements].filter((field) => field.name === name && mayKeep(field));
    const isBox = (field) => ["checkbox", "radio"].includes(field.type);
    for (const field of named) {
      if (!isBox(field)) field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
}

const drafts = () => Object.keys(sessionStorage).filter((key) => key.startsWith(KEY));

if (isLogIn) {
  for (const key of drafts()) {
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), lost: true }));
  }
} else {
  for (const key of drafts()) {
    const draft = JSON.parse(sessionStorage.getItem(key));
    const form = [...document.forms].find((form) => form.method === "post" && KEY + path(form) === key);
    if (draft.lost && draft.who === person() && !form) continue;
    sessionStorage.removeItem(key);
    if (draft.lost && draft.who === person()) {
      restore(form, draft);
      form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
      const panel = form.closest("[data-tab]");
      if (panel) document.querySelector(`a[href$="#${panel.closest("dialog").id}"]`)?.click();
      if (panel) document.getElementById(`tab-${panel.id}`)?.click();
      announce("What you had filled in before you were logged out is back");
    }
  }
}
document.addEventListener("submit", (event) => keep(event.target));
