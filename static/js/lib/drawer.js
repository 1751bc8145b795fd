// One item over the page. The elements know how; these only ask, so that any module can.

/**
 * @param {string} url the item's own page, which becomes the address
 * @param {{fragment?: string, from?: HTMLElement | null}} [options] `from` gets the focus back
 */
export function openDrawer(url, { fragment = "", from = null } = {}) {
  document.dispatchEvent(new CustomEvent("drawer:open", { detail: { url, fragment, from } }));
}

/** Closes the drawer, as Esc does. */
export function closeDrawer() {
  document.dispatchEvent(new CustomEvent("drawer:close"));
}
