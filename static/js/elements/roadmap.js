/**
 * The dialogs of a roadmap: a link with data-dialog="id" opens the dialog that htmx fills, `dialog:close` closes it.
 * The drawer that showed an entry closes with them.
 */
import { modified, on } from "#app/lib/dom.js";
import { closeDrawer } from "#app/lib/drawer.js";

on(document, "click", "[data-dialog]", (event, link) => {
  const dialog = document.getElementById(link.dataset.dialog ?? "");
  if (modified(event) || !(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (!dialog.open) dialog.showModal();
});

document.addEventListener("dialog:close", () => {
  for (const dialog of document.querySelectorAll("dialog:modal")) /** @type {HTMLDialogElement} */ (dialog).close();
  closeDrawer();
});
