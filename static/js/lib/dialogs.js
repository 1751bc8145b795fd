// The one way to open a dialog over the page and to close it.

/** Whether a dialog or a menu lies over the page. Asked for by element: a search would ask each cell of thousands of rows. */
export function covered() {
  const menus = [...document.getElementsByTagName("tl-menu")];
  return [...document.getElementsByTagName("dialog")].some((dialog) => dialog.matches(":modal")) || menus.some((menu) => menu.querySelector(".menu:popover-open"));
}

/**
 * Opens a dialog, if it is not open. When it closes the focus goes back; where what had it was drawn anew meanwhile, and nobody
 * has put the focus elsewhere, to what took its place (the same `data-id`). What was fetched into it goes: two forms of a page must not share their ids.
 * @param {Element | string | null | undefined} which the dialog or its id
 * @returns {HTMLDialogElement | null}
 */
export function openDialog(which) {
  const dialog = typeof which === "string" ? document.getElementById(which) : which;
  if (!(dialog instanceof HTMLDialogElement)) return null;
  if (dialog.matches(":modal")) return dialog;
  const from = document.activeElement;
  const id = from?.closest("[data-id]")?.getAttribute("data-id");
  // What the page holds open for those without scripts lies in it, not over it.
  dialog.removeAttribute("open");
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      dialog.querySelector(".dialog-fill")?.replaceChildren();
      if (id && !from?.isConnected && document.activeElement === document.body) again(id);
    },
    { once: true },
  );
  return dialog;
}

/** @param {string} id */
function again(id) {
  const place = document.querySelector(`[data-id="${CSS.escape(id)}"]`);
  if (place instanceof HTMLElement) place.focus({ preventScroll: true });
}

/**
 * Closes a dialog, or the one around an element.
 * @param {Element | null | undefined} within
 * @param {string} [answer] its `returnValue`
 */
export function closeDialog(within, answer) {
  within?.closest("dialog")?.close(answer);
}
