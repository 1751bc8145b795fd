// data-opens="id" opens a dialog, data-closes closes the one around it; a click beside it closes it too.
import { on } from "#app/lib/dom.js";

on(document, "click", "[data-opens]", (_event, button) => {
  const dialog = document.getElementById(button.dataset.opens ?? "");
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
});
on(document, "click", "[data-closes]", (_event, button) => button.closest("dialog")?.close());

/** @type {EventTarget | null} */
let pressed = null;
document.addEventListener("pointerdown", (event) => (pressed = event.target));
document.addEventListener("click", (event) => {
  const dialog = event.target;
  // Both ends of the click lie on the backdrop: text selected out of a field must not close its dialog.
  if (dialog instanceof HTMLDialogElement && pressed === dialog && dialog.matches(":modal:not([role=alertdialog])")) dialog.close();
});
