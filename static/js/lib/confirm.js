import { openDialog } from "#app/lib/dialogs.js";

/**
 * Asks once before something that cannot be undone. The text names what will be lost; where nothing is, it is asked mildly.
 * @param {string} text
 * @param {{title?: string, yes?: string, mild?: boolean}} [options]
 * @returns {Promise<boolean>}
 */
export function ask(text, { title, yes, mild = false } = {}) {
  const dialog = document.getElementById("confirm");
  if (!(dialog instanceof HTMLDialogElement)) return Promise.resolve(window.confirm(text));
  const [head, body, button] = ["#confirm-title", "#confirm-text", "[data-answer='yes']"].map((found) => dialog.querySelector(found));
  /** @type {[Element | null | undefined, string | undefined][]} */
  const parts = [[head, title], [button, yes]];
  for (const [element, label] of parts) {
    if (!(element instanceof HTMLElement)) continue;
    element.dataset.usual ??= element.textContent ?? "";
    element.textContent = label || element.dataset.usual;
  }
  button?.classList.toggle("button--destroy", !mild);
  button?.classList.toggle("button--primary", mild);
  if (body) body.textContent = text;
  openDialog(dialog);
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
