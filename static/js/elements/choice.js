// <tl-choice>: a list to choose from by typing, arrows or pointer, inside a form that it sends. With `multiple` options are
// toggled and sent together; with `search="url"` the options for what was typed come from `url?search=`.
import { all, define, fragment, on, one } from "#app/lib/dom.js";
import { Asking, Options } from "#app/lib/options.js";

const PAUSE = 140;

class Choice extends HTMLElement {
  #asking = new Asking(PAUSE);
  #isWalked = false;
  #options = new Options(() => this.#input, () => all("[role=option]:not([hidden])", this), { says: "chosen" });

  connectedCallback() {
    this.#form?.addEventListener("formdata", this.#collect);
    this.addEventListener("keydown", this.#key);
    this.#input?.addEventListener("input", () => this.#filter());
    on(this, "click", "[role=option]", (_event, option) => this.#pick(option));
    on(this, "click", "[data-new]", () => this.#make());
    on(this, "pointermove", "[role=option]", (_event, option) => this.#options.point(option));
    const options = this.#options.shown();
    this.#options.point(options.find((option) => option.getAttribute("aria-selected") === "true") ?? options[0]);
  }

  disconnectedCallback() {
    this.#asking.stop();
  }

  get #form() {
    return this.closest("form");
  }

  get #input() {
    return /** @type {HTMLInputElement | null} */ (one("[data-filter]", this));
  }

  get #multiple() {
    return this.hasAttribute("multiple");
  }

  /** @param {FormDataEvent} event */
  #collect = (event) => {
    const chosen = all("[role=option][aria-selected=true]", this).map((option) => option.dataset.value ?? "");
    for (const value of chosen) event.formData.append("value", value);
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (this.#options.walk(event)) {
      this.#isWalked = true;
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Tab" && !this.#multiple && (this.#isWalked || this.#input?.value)) {
      // Who goes on from what was typed or pointed at has chosen it.
      if (this.#options.active) this.#choose(this.#options.active);
    } else if (event.key === "Enter" && event.target === this.#input) {
      event.preventDefault();
      const { active } = this.#options;
      if (event.ctrlKey || event.metaKey) this.#form?.requestSubmit();
      else if (active) this.#pick(active);
      else if (!one("[data-new]", this)?.hidden) this.#make();
    }
  };

  /** @param {HTMLElement} option */
  #pick(option) {
    if (this.#multiple) {
      option.setAttribute("aria-selected", String(option.getAttribute("aria-selected") !== "true"));
      if (this.#input?.value) {
        this.#input.value = "";
        this.#filter();
      }
      this.#options.point(option);
      this.#input?.focus();
      return;
    }
    this.#choose(option);
    this.#form?.requestSubmit();
  }

  /** @param {HTMLElement} option */
  #choose(option) {
    for (const other of all("[role=option]", this)) other.setAttribute("aria-selected", String(other === option));
    this.dataset.picked = "";
  }

  /** A new choice from what was typed. */
  #make() {
    const [list, text] = [one("[role=listbox]", this), this.#input?.value.trim() ?? ""];
    if (!list || !text) return;
    const option = document.createElement("li");
    option.className = "menu-item";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "true");
    option.dataset.value = `new:${text}`;
    const name = document.createElement("span");
    name.className = "choice-name";
    name.textContent = text;
    option.append(name);
    list.prepend(option);
    if (this.#input) this.#input.value = "";
    this.#filter();
    this.#input?.focus();
  }

  #filter() {
    const text = this.#input?.value.trim().toLowerCase() ?? "";
    this.#asking.stop();
    if (this.hasAttribute("search")) this.#asking.later(() => this.#fetch(text));
    else {
      for (const option of all("[role=option]", this)) option.hidden = !option.textContent?.toLowerCase().includes(text);
      this.#filtered(text);
    }
  }

  /** @param {string} text */
  async #fetch(text) {
    const answer = await this.#asking.now(`${this.getAttribute("search")}?search=${encodeURIComponent(text)}`, { quiet: false });
    const list = one("[role=listbox]", this);
    if (!answer?.ok || !list) return;
    list.replaceChildren(...(one("ul", fragment(answer.text))?.children ?? []));
    this.#filtered(text);
  }

  /** @param {string} text */
  #filtered(text) {
    const options = this.#options.shown();
    const make = one("[data-new]", this);
    const exact = options.some((option) => one(".choice-name", option)?.textContent?.trim().toLowerCase() === text);
    if (make) {
      make.hidden = !text || exact;
      const name = make.querySelector("b");
      if (name) name.textContent = this.#input?.value.trim() ?? "";
    }
    const none = one(".choice-none", this);
    if (none) none.hidden = options.length > 0 || Boolean(make && !make.hidden);
    this.#options.point(options[0]);
  }
}
define("tl-choice", Choice);
