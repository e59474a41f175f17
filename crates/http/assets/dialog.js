// A <dialog> that stands open in its page becomes modal: links to it and into it open it, its parts become tabs.
import { make } from "./page.js";

for (const dialog of document.querySelectorAll("main dialog")) {
  const panels = [...dialog.querySelectorAll("[data-tab]")];
  const tabs = panels.map(tab);

  function tab(panel, at) {
    const button = make("button", { type: "button", role: "tab", id: `tab-${panel.id}`, textContent: panel.dataset.tab });
    button.setAttribute("aria-controls", panel.id);
    button.addEventListener("click", () => choose(at));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = (at + step + tabs.length) % tabs.length;
      choose(next);
      tabs[next].focus();
    });
    panel.role = "tabpanel";
    panel.setAttribute("aria-labelledby", button.id);
    panel.querySelector("h3")?.remove();
    return button;
  }

  function choose(at) {
    panels.forEach((panel, each) => { panel.hidden = each !== at; });
    tabs.forEach((button, each) => {
      button.setAttribute("aria-selected", each === at);
      button.tabIndex = each === at ? 0 : -1;
    });
  }

  function open(at, opener) {
    choose(at);
    if (!dialog.matches(":modal")) {
      dialog.close();
      dialog.returns = opener;
      dialog.showModal();
    }
    (dialog.querySelector("[aria-invalid]") ?? panels[at].querySelector("input:not([type=hidden]), textarea"))?.focus();
  }

  /** The tab that a fragment names: the dialog itself means the first. */
  function named(hash) {
    const id = hash.slice(1);
    return id === dialog.id ? 0 : panels.findIndex((panel) => panel.id === id);
  }

  const list = make("div", { role: "tablist", className: "tabs", ariaLabel: dialog.querySelector("h2").textContent });
  list.append(...tabs);
  panels[0].before(list);
  dialog.close();

  dialog.addEventListener("close", () => dialog.returns?.isConnected && dialog.returns.focus());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='#']");
    if (!link || link.pathname !== location.pathname || named(link.hash) < 0) return;
    event.preventDefault();
    open(named(link.hash), link);
  });
  function follow() {
    const at = named(location.hash);
    if (at < 0) return;
    // What the last form did is said where the reader is.
    const said = document.querySelector("main > .notice[role=status]");
    if (said) list.before(said);
    history.replaceState(null, "", location.pathname + location.search);
    open(at, document.querySelector(`main a[href$="#${dialog.id}"]`));
  }
  addEventListener("hashchange", follow);
  follow();
}
