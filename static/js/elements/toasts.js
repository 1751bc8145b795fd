// The region of messages: what the server sent with the page, what answers name in HX-Trigger, Undo and Ctrl-Z.
import { all, define, on, one } from "#app/lib/dom.js";
import { shortcut } from "#app/lib/keys.js";
import { age, again, arrive, dismiss, offer, toast, undo, undoLast } from "#app/lib/toast.js";

// What the page before did: taken back, this page is made anew, since it shows what was done.
/** @type {Set<string>} */
const before = new Set();

class Toasts extends HTMLElement {
  connectedCallback() {
    this.setAttribute("aria-live", "polite");
    on(this, "click", "[data-dismiss]", (_event, button) => {
      const shown = button.closest(".toast");
      if (shown) dismiss(shown);
    });
    on(this, "click", "[data-undo]", (_event, button) => undo(button.dataset.undo ?? ""));
    const shown = all(".toast", this);
    if (shown.length) this.showPopover();
    shown.forEach(age);
    for (const button of all(".toast [data-undo]", this)) {
      offer(button.dataset.undo ?? "");
      before.add(button.dataset.undo ?? "");
    }
    arrive();
    this.#above();
  }

  /** Above what is at the foot of the page: the bar for what is chosen, a roadmap's tray. */
  #above() {
    const bar = one("#bulkbar");
    const place = () => {
      this.classList.toggle("is-above-bar", Boolean(bar && !bar.hidden));
      this.classList.toggle("is-above-tray", document.getElementsByClassName("tl-tray").length > 0);
    };
    const watch = new MutationObserver(place);
    watch.observe(this, { childList: true });
    if (bar) watch.observe(bar, { attributeFilter: ["hidden"] });
    place();
  }
}
define("tl-toasts", Toasts);

document.addEventListener("toast", (event) => {
  const { message, undoUrl, kind, href } = /** @type {CustomEvent} */ (event).detail;
  toast(message, { undoUrl, kind, href });
});
document.addEventListener("undone", (event) => before.has(/** @type {CustomEvent} */ (event).detail.url) && again());
shortcut("Mod+z", undoLast);
