// <tl-scale data-fibonacci="1 2 3" data-powers_of_two="1 2 4"> around lines of values and meanings, in a form with a choice of
// `scale`: lines are added and taken out, and a scale that has values of its own fills them in, keeping what they mean.
import { all, define, on, one } from "#app/lib/dom.js";

class Scale extends HTMLElement {
  connectedCallback() {
    for (const button of all("[data-add], [data-remove]", this)) button.hidden = false;
    on(this, "click", "[data-add]", () => one("input", this.#add())?.focus());
    on(this, "click", "[data-remove]", (_event, button) => this.#remove(button));
    this.closest("form")?.querySelector("select[name=scale]")?.addEventListener("change", this.#chosen);
  }

  get #list() {
    return /** @type {HTMLOListElement} */ (this.querySelector("ol"));
  }

  /** @param {string} [value] @param {string} [meaning] */
  #add(value = "", meaning = "") {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    this.#list.append(document.importNode(template.content, true));
    const line = /** @type {HTMLElement} */ (this.#list.lastElementChild);
    const [first, second] = line.querySelectorAll("input");
    if (first) first.value = value;
    if (second) second.value = meaning;
    for (const button of all("[data-remove]", line)) button.hidden = false;
    return line;
  }

  /** @param {HTMLElement} button */
  #remove(button) {
    const line = button.closest("li");
    const beside = line?.nextElementSibling ?? line?.previousElementSibling;
    line?.remove();
    (beside?.querySelector("input") ?? one("[data-add]", this))?.focus();
  }

  /** @param {Event} event */
  #chosen = (event) => {
    const values = event.target instanceof HTMLSelectElement ? this.dataset[event.target.value] : undefined;
    if (!values) return;
    const meanings = new Map([...this.#list.children].map((line) => /** @type {[string, string]} */ ([...line.querySelectorAll("input")].map((input) => input.value.trim()))));
    this.#list.replaceChildren();
    for (const value of values.split(" ")) this.#add(value, meanings.get(value));
  };
}
define("tl-scale", Scale);
