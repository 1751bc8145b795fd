/** A button with data-copy="text" copies it and says data-copied for a moment. */
import { announce } from "#app/lib/announce.js";
import { on } from "#app/lib/dom.js";

on(document, "click", "[data-copy]", async (_event, button) => {
  const { copy = "", copied = "" } = button.dataset;
  try {
    await navigator.clipboard.writeText(copy);
  } catch {
    // Without the right to the clipboard the text is selected, for the person to copy.
    button.parentElement?.querySelector("input")?.select();
    return;
  }
  const usual = button.innerHTML;
  button.textContent = copied;
  announce(copied);
  setTimeout(() => (button.innerHTML = usual), 1600);
});
