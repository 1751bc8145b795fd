// Keys of the shell, and keys that links and buttons ask for by data-shortcut.
import { openDialog } from "#app/lib/dialogs.js";
import { all, one } from "#app/lib/dom.js";
import { shortcut } from "#app/lib/keys.js";

shortcut("?", () => void openDialog("shortcuts"));
shortcut("/", () => {
  const search = one("[data-search]");
  if (search instanceof HTMLInputElement) {
    search.focus();
    search.select();
  }
});
// A page that makes things takes `c` over; any other goes to the backlog, where the new item is typed.
shortcut("c", () => {
  const backlog = one('.rail a[data-shortcut="g b"]');
  if (backlog instanceof HTMLAnchorElement) location.assign(`${backlog.href}#new`);
});

/** @type {Map<string, () => void>} */
const bound = new Map();

/** Binds what the page now shows; a key whose element is gone falls silent. */
function bind() {
  for (const element of all("[data-shortcut]")) {
    const keys = element.dataset.shortcut ?? "";
    // The attribute knows keys pressed together, not one after the other.
    if (!keys.includes(" ")) element.setAttribute("aria-keyshortcuts", keys.replaceAll("Mod", "Control"));
    if (bound.has(keys)) continue;
    const find = () => all(`[data-shortcut="${CSS.escape(keys)}"]:not([hidden], :disabled)`)[0];
    bound.set(keys, shortcut(keys, () => find()?.click(), { scope: () => !document.querySelector("dialog:modal") && Boolean(find()) }));
  }
}
bind();
document.addEventListener("htmx:after:swap", bind);
