// Light, dark or as the system: a cookie, so that the first paint is right.
import { all, define, on } from "#app/lib/dom.js";
import { cookie } from "#app/lib/storage.js";

class Theme extends HTMLElement {
  connectedCallback() {
    on(this, "click", "[data-theme-choice]", (_event, button) => this.#choose(button.dataset.themeChoice ?? "system"));
    this.#show();
  }

  /** @param {string} choice */
  #choose(choice) {
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    cookie("theme", choice === "system" ? "" : choice);
    this.#show();
  }

  #show() {
    const current = document.documentElement.dataset.theme ?? "system";
    for (const button of all("[data-theme-choice]", this)) button.setAttribute("aria-checked", String(button.dataset.themeChoice === current));
  }
}
define("tl-theme", Theme);
