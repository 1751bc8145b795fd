// <tl-choice>: a list to choose from by typing, arrows or pointer, inside a form that it sends. With `multiple` options are
// toggled and sent together; with `search="url"` the options for what was typed come from `url?search=`.
import { all, define, on, one } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";

const PAUSE = 140;

class Choice extends HTMLElement {
  #active = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;

  connectedCallback() {
    this.#form?.addEventListener("formdata", this.#collect);
    this.addEventListener("keydown", this.#key);
    this.#input?.addEventListener("input", () => this.#filter());
    on(this, "click", "[role=option]", (_event, option) => this.#pick(option));
    on(this, "click", "[data-new]", () => this.#make());
    on(this, "pointermove", "[role=option]", (_event, option) => this.#point(this.#options.indexOf(option)));
    const chosen = this.#options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    this.#point(Math.max(chosen, 0));
  }

  disconnectedCallback() {
    clearTimeout(this.#typing);
  }

  get #form() {
    return this.closest("form");
  }

  get #input() {
    return /** @type {HTMLInputElement | null} */ (one("[data-filter]", this));
  }

  get #options() {
    return all("[role=option]:not([hidden])", this);
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
    const options = this.#options;
    const steps = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, PageDown: this.#active + 8, PageUp: this.#active - 8 };
    if (event.key in steps) {
      event.preventDefault();
      event.stopPropagation();
      const to = steps[/** @type {keyof typeof steps} */ (event.key)];
      this.#point(event.key.startsWith("Arrow") ? (to + options.length) % Math.max(options.length, 1) : Math.max(0, Math.min(to, options.length - 1)));
    } else if (event.key === "Enter" && event.target === this.#input) {
      event.preventDefault();
      const option = options[this.#active];
      if (event.ctrlKey || event.metaKey) this.#form?.requestSubmit();
      else if (option) this.#pick(option);
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
      this.#point(this.#options.indexOf(option));
      this.#input?.focus();
      return;
    }
    for (const other of all("[role=option]", this)) other.setAttribute("aria-selected", String(other === option));
    this.dataset.picked = "";
    this.#form?.requestSubmit();
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
    clearTimeout(this.#typing);
    if (this.hasAttribute("search")) this.#typing = setTimeout(() => this.#fetch(text), PAUSE);
    else {
      for (const option of all("[role=option]", this)) option.hidden = !option.textContent?.toLowerCase().includes(text);
      this.#filtered(text);
    }
  }

  /** @param {string} text */
  async #fetch(text) {
    const answer = await get(`${this.getAttribute("search")}?search=${encodeURIComponent(text)}`);
    const list = one("[role=listbox]", this);
    if (!answer.ok || !list || this.#input?.value.trim().toLowerCase() !== text) return;
    const template = document.createElement("template");
    template.innerHTML = answer.text;
    list.replaceChildren(...(template.content.querySelector("ul")?.children ?? []));
    this.#filtered(text);
  }

  /** @param {string} text */
  #filtered(text) {
    const options = this.#options;
    const make = one("[data-new]", this);
    const exact = options.some((option) => one(".choice-name", option)?.textContent?.trim().toLowerCase() === text);
    if (make) {
      make.hidden = !text || exact;
      const name = make.querySelector("b");
      if (name) name.textContent = this.#input?.value.trim() ?? "";
    }
    const none = one(".choice-none", this);
    if (none) none.hidden = options.length > 0 || Boolean(make && !make.hidden);
    this.#point(options.length ? 0 : -1);
  }

  /** @param {number} at */
  #point(at) {
    const options = this.#options;
    this.#active = at;
    options.forEach((option, index) => option.classList.toggle("is-active", index === at));
    const option = options[at];
    option?.scrollIntoView({ block: "nearest" });
    if (option) {
      option.id ||= `option-made-${at}`;
      this.#input?.setAttribute("aria-activedescendant", option.id);
    } else this.#input?.removeAttribute("aria-activedescendant");
  }
}
define("tl-choice", Choice);
