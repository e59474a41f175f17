// A file is read into the field where its text could be pasted.
import { make } from "./page.js";

for (const field of document.querySelectorAll("textarea[data-file]")) {
  const file = make("input", { type: "file", ariaLabel: field.dataset.file });
  field.after(file);
  file.addEventListener("change", async () => {
    // Of what is too long for a licence, enough for the server to say so.
    field.value = await file.files[0]?.slice(0, 99999).text() ?? "";
  });
}
