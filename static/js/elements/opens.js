// data-opens="id" opens a dialog (a link with it is still a link for a new tab), data-closes closes the one around it; a click
// beside a dialog closes it too.
import { closeDialog, openDialog } from "#app/lib/dialogs.js";
import { modified, on } from "#app/lib/dom.js";

on(document, "click", "[data-opens]", (event, opener) => {
  if (modified(event)) return;
  if (openDialog(opener.dataset.opens ?? "") && opener.matches("a")) event.preventDefault();
});
on(document, "click", "[data-closes]", (_event, button) => closeDialog(button));

/** @type {EventTarget | null} */
let pressed = null;
document.addEventListener("pointerdown", (event) => (pressed = event.target));
document.addEventListener("click", (event) => {
  const dialog = event.target;
  // Both ends of the click lie on the backdrop: text selected out of a field must not close its dialog.
  if (dialog instanceof HTMLDialogElement && pressed === dialog && dialog.matches(":modal:not([role=alertdialog])")) closeDialog(dialog);
});
