// The dialog that asks behind which item rows are to be ranked.
import { closeDialog, openDialog } from "#app/lib/dialogs.js";
import { one } from "#app/lib/dom.js";

/**
 * @param {(key: string) => Promise<boolean>} move whether it was done; if not, what was typed stays
 * @param {() => void} back gives the focus back after it
 */
export function askBehind(move, back) {
  const dialog = openDialog("behind");
  const form = dialog && one("form", dialog);
  if (!(form instanceof HTMLFormElement)) return;
  form.reset();
  one("input", form)?.focus();
  form.onsubmit = async (event) => {
    event.preventDefault();
    if (!(await move(String(new FormData(form).get("behind")).trim().toUpperCase()))) return;
    closeDialog(form);
    back();
  };
}
