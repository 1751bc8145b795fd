/**
 * The dialogs of a roadmap: a link with data-dialog="id" opens the dialog that htmx fills, `dialog:close` closes it,
 * data-copy="text" copies. The drawer that showed an entry closes with them.
 */
import { announce } from "#app/lib/announce.js";
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

on(document, "click", "[data-copy]", async (_event, button) => {
  const { copy = "", copied = "" } = button.dataset;
  try {
    await navigator.clipboard.writeText(copy);
  } catch {
    // Without the right to the clipboard the address is selected, for the person to copy.
    const shown = button.parentElement?.querySelector("input");
    shown?.select();
    return;
  }
  const usual = button.innerHTML;
  button.textContent = copied;
  announce(copied);
  setTimeout(() => (button.innerHTML = usual), 1600);
});
