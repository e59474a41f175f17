// A Copy button beside each link that is there to be sent on.
import { announce } from "./page.js";

for (const field of document.querySelectorAll("input.secret[readonly]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Copy";
  const row = document.createElement("div");
  row.className = "copy";
  field.replaceWith(row);
  row.append(field, button);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Over plain http there is no clipboard but the selection's.
      field.select();
      if (!document.execCommand("copy")) return announce("Copy the selected text yourself");
      button.focus();
    }
    button.textContent = "Copied";
    announce("Copied");
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
}
