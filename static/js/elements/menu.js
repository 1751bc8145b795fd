// A popover beside its button: placed within the window, arrow keys and first letters inside.
import { all, define } from "#app/lib/dom.js";
import { placeBelow } from "#app/lib/place.js";

class Menu extends HTMLElement {
  #typed = "";
  #typedAt = 0;

  connectedCallback() {
    this.addEventListener("beforetoggle", this.#before, { capture: true });
    this.addEventListener("toggle", this.#toggled, { capture: true });
    this.addEventListener("keydown", this.#key);
    this.addEventListener("click", this.#click);
    this.#button?.setAttribute("aria-haspopup", this.#menu?.getAttribute("role") === "menu" ? "menu" : "dialog");
    this.#button?.setAttribute("aria-expanded", "false");
  }

  disconnectedCallback() {
    this.removeEventListener("beforetoggle", this.#before, { capture: true });
    this.removeEventListener("toggle", this.#toggled, { capture: true });
    this.removeEventListener("keydown", this.#key);
    this.removeEventListener("click", this.#click);
  }

  /** @returns {HTMLElement | null} */
  get #menu() {
    return this.querySelector("[popover]");
  }

  /** @returns {HTMLElement | null} */
  get #button() {
    return this.querySelector("[popovertarget]");
  }

  /** What can be chosen here: some is there on a phone alone. */
  get #items() {
    return all("[role^=menuitem]:not(:disabled)", this).filter((item) => item.checkVisibility());
  }

  /** @param {Event} event */
  #before = (event) => {
    if (event.target === this.#menu && /** @type {ToggleEvent} */ (event).newState === "open") requestAnimationFrame(() => this.#place());
  };

  /** @param {Event} event */
  #toggled = (event) => {
    if (event.target !== this.#menu) return;
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    this.#button?.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#place();
    if (!this.#menu?.contains(document.activeElement)) this.#enter();
  };

  /** The focus goes into the menu: to what is chosen, else to the first. */
  #enter() {
    const chosen = all("[autofocus], [aria-checked=true], [aria-current=true]", this)[0];
    (chosen ?? this.#items[0] ?? all("input, select, button:not([popovertarget])", this)[0])?.focus({ preventScroll: true });
  }

  #place() {
    const [menu, button] = [this.#menu, this.#button];
    if (menu && button) placeBelow(menu, button.getBoundingClientRect(), { flush: true });
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const [items, isOpen] = [this.#items, this.#menu?.matches(":popover-open")];
    if (event.target === this.#button && event.key === "ArrowDown" && !isOpen) {
      event.preventDefault();
      this.#menu?.showPopover();
      return;
    }
    if (!isOpen || !items.length) return;
    // The key may come before the menu has taken the focus.
    if (event.target === this.#button && event.key.startsWith("Arrow")) this.#enter();
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const steps = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 };
    if (event.target instanceof HTMLInputElement && ["Home", "End"].includes(event.key)) return;
    if (event.key in steps) {
      event.preventDefault();
      event.stopPropagation();
      const next = steps[/** @type {keyof typeof steps} */ (event.key)];
      items[(next + items.length) % items.length]?.focus();
    } else if (event.key === "Tab") this.#menu?.hidePopover();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !(event.target instanceof HTMLInputElement)) this.#letter(event, items);
  };

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement[]} items
   */
  #letter(event, items) {
    event.stopPropagation();
    this.#typed = event.timeStamp - this.#typedAt < 700 ? this.#typed + event.key.toLowerCase() : event.key.toLowerCase();
    this.#typedAt = event.timeStamp;
    items.find((item) => item.textContent?.trim().toLowerCase().startsWith(this.#typed))?.focus();
  }

  /** @param {Event} event */
  #click = (event) => {
    const item = event.target instanceof Element ? event.target.closest("[role^=menuitem]") : null;
    if (item && !item.hasAttribute("data-stay")) this.#menu?.hidePopover();
  };
}
define("tl-menu", Menu);
