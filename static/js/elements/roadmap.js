// `dialog:close`, which an answer of a roadmap fires: its dialog closes, and the drawer that showed an entry with it.
import { closeDialog } from "#app/lib/dialogs.js";
import { all } from "#app/lib/dom.js";
import { closeDrawer } from "#app/lib/drawer.js";

document.addEventListener("dialog:close", () => {
  for (const dialog of all("dialog:modal")) closeDialog(dialog);
  closeDrawer();
});
