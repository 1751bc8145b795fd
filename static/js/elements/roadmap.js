// What a roadmap's pages share. `dialog:close`, which an answer fires: its dialog closes, and the drawer that showed an entry
// with it. A link with data-page="id" opens in the dialog with that id, where the page has it. A button with data-folds puts back
// what its form said and folds the details around it.
import { openPage } from "#app/lib/dialog-page.js";
import { closeDialog } from "#app/lib/dialogs.js";
import { all, modified } from "#app/lib/dom.js";
import { closeDrawer } from "#app/lib/drawer.js";

document.addEventListener("dialog:close", () => {
  const dialogs = all("dialog:modal");
  for (const dialog of dialogs) closeDialog(dialog);
  if (!dialogs.some((dialog) => dialog.id === "dependency")) closeDrawer();
});
document.addEventListener("click", (event) => {
  const folds = event.target instanceof Element ? event.target.closest("[data-folds]") : null;
  const form = folds?.closest("form");
  const details = folds?.closest("details");
  if (!form || !details) return;
  form.reset();
  form.dispatchEvent(new Event("input", { bubbles: true }));
  details.open = false;
  details.querySelector("summary")?.focus();
});
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-page]") : null;
  if (!link || modified(event) || event.defaultPrevented) return;
  event.preventDefault();
  openPage(link.getAttribute("data-page") ?? "", link.getAttribute("href") ?? "");
});
