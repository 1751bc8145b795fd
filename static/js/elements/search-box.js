// <tl-search data-url> around the search box: completes the query language at the caret. The box keeps the focus; what is
// chosen in the list is its active descendant. Enter without a choice searches. `button[data-asks][data-box]` puts its query into the box of that id.
import { define } from "#app/lib/dom.js";
import { Asking, FloatingOptions, insert, nodesOf } from "#app/lib/options.js";

const PAUSE = 90;
const MOVES = ["ArrowLeft", "ArrowRight", "Home", "End"];

class SearchBox extends HTMLElement {
  #asking = new Asking(PAUSE);
  #list = new FloatingOptions(this, () => this.#box, { className: "search-list", take: (option) => this.#take(option) });
  /** @type {AbortController | undefined} */
  #ends;
  #start = 0;
  #end = 0;

  connectedCallback() {
    const box = this.#box;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" })) box.setAttribute(name, value);
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    box.addEventListener("input", this.#typed, { signal });
    box.addEventListener("click", this.#moved, { signal });
    box.addEventListener("blur", this.#close, { signal });
    box.addEventListener("scroll", this.#follow, { signal });
    box.addEventListener("focus", this.#showMistake, { signal });
    this.addEventListener("keydown", this.#key, { capture: true, signal });
    document.addEventListener("click", this.#asked, { signal });
    this.#follow();
  }

  disconnectedCallback() {
    this.#close();
    this.#ends?.abort();
    this.#list.remove();
  }

  get #box() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[data-search]"));
  }

  get #mark() {
    return /** @type {HTMLElement | null} */ (this.querySelector(".search-mark"));
  }

  /** What was marked as wrong is no longer what stands there. */
  #typed = () => {
    this.#mark?.remove();
    this.#box.removeAttribute("aria-invalid");
    this.#asking.later(() => this.#ask());
  };

  #moved = () => {
    if (this.#list.isOpen) this.#asking.later(() => this.#ask());
  };

  /** A query that is offered instead: the box has it as if it were typed. @param {MouseEvent} event */
  #asked = (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-asks]"));
    const box = this.#box;
    if (!button || button.dataset.box !== box.id) return;
    box.focus();
    insert(box, button.dataset.asks ?? "", 0, box.value.length);
    this.#close();
  };

  /** The word that is wrong is selected when one comes back to the box, ready to be typed over. */
  #showMistake = () => {
    const mark = this.#mark;
    if (!mark?.dataset.start) return;
    const box = this.#box;
    const [start, end] = [Number(mark.dataset.start), Number(mark.dataset.end)];
    requestAnimationFrame(() => box.setSelectionRange(start, end));
  };

  /** Keeps the line under the wrong word below it while a long query scrolls in its box. */
  #follow = () => {
    const mark = this.#mark;
    if (mark) mark.scrollLeft = this.#box.scrollLeft;
  };

  async #ask() {
    const { value, selectionStart } = this.#box;
    // The server counts characters, a browser the halves of those beyond the first plane.
    const at = [...value.slice(0, selectionStart ?? 0)].length;
    const answer = await this.#asking.now(`${this.dataset.url}?q=${encodeURIComponent(value)}&at=${at}`);
    if (!answer || document.activeElement !== this.#box || this.#box.value !== value) return;
    if (answer.ok) this.#show(answer.text, value);
    else this.#close();
  }

  /**
   * @param {string} html
   * @param {string} value
   */
  #show(html, value) {
    const found = /** @type {HTMLElement | null} */ (new DOMParser().parseFromString(html, "text/html").querySelector("[data-start]"));
    if (!found?.firstElementChild) return this.#close();
    const letters = [...value];
    this.#start = letters.slice(0, Number(found.dataset.start)).join("").length;
    this.#end = letters.slice(0, Number(found.dataset.end)).join("").length;
    this.#list.show(nodesOf(found), this.#box.getBoundingClientRect());
    this.#list.tell((this.dataset.found ?? "").replace("%d", String(this.#list.shown().length)));
  }

  #close = () => {
    this.#asking.stop();
    if (this.#box) this.#list.close();
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.target !== this.#box || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" && !this.#list.isOpen) {
      this.#ask();
      event.preventDefault();
      event.stopPropagation();
    } else if (!this.#list.key(event) && MOVES.includes(event.key)) this.#moved();
  };

  /**
   * Puts what was chosen in the place of what it completes.
   * @param {HTMLElement} option
   */
  #take(option) {
    const box = this.#box;
    const goesOn = option.hasAttribute("data-goes-on");
    const ended = goesOn || /^[\s,]/.test(box.value.slice(this.#end));
    insert(box, `${option.dataset.insert ?? ""}${ended ? "" : " "}`, this.#start, this.#end);
    this.#close();
    if (goesOn) this.#ask();
  }
}
define("tl-search", SearchBox);
