// A role is saved as soon as it is chosen; if that is refused it goes back, with the reason.
import { announce, ask, make, onShown, send, show } from "./page.js";
import { toast } from "./toast.js";

const SELECT = "form.role select[name=role]";

function beside(select, text, kind) {
  const cell = select.form.parentElement;
  cell.querySelectorAll(".saved, .error").forEach((old) => old.remove());
  select.removeAttribute("aria-describedby");
  if (!text) return;
  const said = make("p", { className: kind, id: "role-said", textContent: text });
  document.getElementById("role-said")?.remove();
  cell.append(said);
  select.setAttribute("aria-describedby", said.id);
}

function refuse(select, text) {
  select.value = select.dataset.saved;
  beside(select, text, "error");
  announce(text);
}

const sameForm = (form, root) => root.querySelector(`form.role[action="${CSS.escape(form.getAttribute("action"))}"]`);
const reason = (page) => (page.querySelector("#role-error") ?? page.querySelector("[role=alert] strong") ?? page.querySelector(".card p:not(.kicker)"))?.textContent;

async function save(select) {
  const form = select.form;
  beside(select, "");
  try {
    const answer = await send(form);
    if (!answer) return;
    if (answer.ok) {
      select.dataset.saved = select.value;
      const row = select.closest("tr");
      if (row && document.querySelector("main form[role=search]")) {
        // The list may be filtered by role: who no longer fits stays in sight until the next search.
        const fresh = sameForm(form, answer.page);
        if (fresh) show(answer.page);
        else await showRow(row, select, answer.page);
      }
      if (!row) showPerson(answer.page);
      beside(select.isConnected ? select : sameForm(form, document)?.elements.role ?? select, "Saved", "saved");
      toast(...(answer.page.querySelector("main > [role=status]")?.childNodes ?? ["Saved"]));
    } else {
      refuse(select, reason(answer.page) ?? "Not saved.");
    }
  } catch {
    refuse(select, "Not saved: the server did not answer. Try again.");
  }
}

/** Shows what a fresh copy of a person's page says, around the select. */
function showPerson(page) {
  for (const part of [".facts", ".history", "[aria-labelledby=change-title] > .actions"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(fresh);
  }
  document.dispatchEvent(new Event("muster:shown"));
}

/** Takes the row's status from the list without a filter. */
async function showRow(row, select, page) {
  const name = row.querySelector("th .small bdi, th bdi")?.textContent ?? "";
  const list = await ask(`${document.querySelector("main form[role=search]").action}?${new URLSearchParams({ search: name })}`);
  const path = select.form.getAttribute("action").split("?")[0];
  const found = list && [...list.page.querySelectorAll("form.role")].find((form) => form.getAttribute("action").split("?")[0] === path);
  const status = found?.closest("tr").querySelector(".status");
  if (status) row.querySelector(".status")?.replaceWith(status);
  for (const part of [".seats", ".head p"]) {
    const fresh = page.querySelector(`main ${part}`);
    if (fresh) document.querySelector(`main ${part}`)?.replaceWith(fresh);
  }
}

onShown(() => document.querySelectorAll(SELECT).forEach((select) => { select.dataset.saved ??= select.value; }));
document.addEventListener("change", (event) => {
  if (event.target.matches(SELECT)) save(event.target);
});
