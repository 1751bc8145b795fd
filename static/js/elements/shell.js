// The rail: icons or names on wide screens (the server knows it by a cookie), a drawer on narrow ones.
import { define, on, one } from "#app/lib/dom.js";
import { cookie } from "#app/lib/storage.js";
import { word } from "#app/lib/words.js";

const root = document.documentElement;

class Shell extends HTMLElement {
  connectedCallback() {
    on(this, "click", "[data-rail-toggle]", () => this.#collapse(root.dataset.rail !== "icons"));
    on(this, "click", "[data-rail-open]", () => this.#open(true));
    on(this, "click", "[data-rail-close]", () => this.#open(false));
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && root.hasAttribute("data-rail-open")) this.#open(false);
    });
    this.#label();
  }

  /** @param {boolean} icons */
  #collapse(icons) {
    if (icons) root.dataset.rail = "icons";
    else delete root.dataset.rail;
    cookie("rail", icons ? "icons" : "");
    this.#label();
  }

  #label() {
    const button = one("[data-rail-toggle]", this);
    const text = word(root.dataset.rail === "icons" ? "expand" : "collapse");
    if (!button || !text) return;
    button.setAttribute("aria-label", text);
    button.title = text;
    button.setAttribute("aria-expanded", String(root.dataset.rail !== "icons"));
  }

  /** @param {boolean} open */
  #open(open) {
    root.toggleAttribute("data-rail-open", open);
    const opener = one(".topbar [data-rail-open]", this);
    opener?.setAttribute("aria-expanded", String(open));
    one(".shell-main", this)?.toggleAttribute("inert", open);
    if (open) one(".rail-close", this)?.focus();
    else opener?.focus();
  }
}
define("tl-shell", Shell);
