// A Copy button beside each link that is there to be sent on.
import { announce, button, make } from "./page.js";

for (const field of document.querySelectorAll("input.secret[readonly]")) {
  const copy = button("Copy");
  const row = make("div", { className: "copy" });
  field.replaceWith(row);
  row.append(field, copy);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Over plain http there is no clipboard but the selection's.
      field.select();
      if (!document.execCommand("copy")) return announce("Copy the selected text yourself");
      copy.focus();
    }
    copy.textContent = "Copied";
    announce("Copied");
    setTimeout(() => { copy.textContent = "Copy"; }, 2000);
  });
}
