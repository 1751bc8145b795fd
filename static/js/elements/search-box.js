// <tl-search data-url> around the search box: completes the query language at the caret. The box keeps the focus; what is
// chosen in the list is its active descendant. Enter without a choice searches.
import { announce } from "#app/lib/announce.js";
import { all, define, on } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { placeBelow } from "#app/lib/place.js";

const PAUSE = 90;
let lists = 0;

class SearchBox extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;
  /** @type {HTMLElement | undefined} */
  #list;
  /** @type {(() => void)[]} */
  #off = [];
  #start = 0;
  #end = 0;

  connectedCallback() {
    const box = this.#box;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false" })) box.setAttribute(name, value);
    box.addEventListener("input", this.#typed);
    box.addEventListener("click", this.#moved);
    box.addEventListener("blur", this.#close);
    box.addEventListener("scroll", this.#follow);
    box.addEventListener("focus", this.#showMistake);
    this.addEventListener("keydown", this.#key, { capture: true });
    this.#off.push(
      on(this, "pointerdown", ".complete", (event) => event.preventDefault()),
      on(this, "click", "[role=option]", (_event, option) => this.#take(option)),
    );
    this.#follow();
  }

  disconnectedCallback() {
    this.#close();
    const box = this.#box;
    box?.removeEventListener("input", this.#typed);
    box?.removeEventListener("click", this.#moved);
    box?.removeEventListener("blur", this.#close);
    box?.removeEventListener("scroll", this.#follow);
    box?.removeEventListener("focus", this.#showMistake);
    this.removeEventListener("keydown", this.#key, { capture: true });
    for (const off of this.#off.splice(0)) off();
    this.#list?.remove();
    this.#list = undefined;
  }

  get #box() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[data-search]"));
  }

  get #mark() {
    return /** @type {HTMLElement | null} */ (this.querySelector(".search-mark"));
  }

  get #open() {
    return Boolean(this.#list?.matches(":popover-open"));
  }

  get #options() {
    return this.#list && this.#open ? all("[role=option]", this.#list) : [];
  }

  /** What was marked as wrong is no longer what stands there. */
  #typed = () => {
    this.#mark?.remove();
    this.#box.removeAttribute("aria-invalid");
    this.#later();
  };

  #moved = () => {
    if (this.#open) this.#later();
  };

  #later = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
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
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { value, selectionStart } = this.#box;
    // The server counts characters, a browser the halves of those beyond the first plane.
    const at = [...value.slice(0, selectionStart ?? 0)].length;
    const answer = await get(`${this.dataset.url}?q=${encodeURIComponent(value)}&at=${at}`, { quiet: true, signal });
    if (signal.aborted || document.activeElement !== this.#box || this.#box.value !== value) return;
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
    const list = (this.#list ??= this.#make());
    list.replaceChildren(...document.importNode(found, true).childNodes);
    all("[role=option]", list).forEach((option, at) => (option.id = `${list.id}-${at}`));
    list.showPopover();
    placeBelow(list, this.#box.getBoundingClientRect());
    this.#box.setAttribute("aria-expanded", "true");
    this.#box.setAttribute("aria-controls", list.id);
    this.#select(undefined);
    const said = this.#options.length ? (this.dataset.found ?? "").replace("%d", String(this.#options.length)) : list.textContent;
    announce(said?.trim() ?? "");
  }

  #make() {
    const list = document.createElement("div");
    list.id = `search-list-${++lists}`;
    list.className = "menu complete search-list";
    list.popover = "manual";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.dataset.list ?? "");
    this.append(list);
    return list;
  }

  /** @param {HTMLElement | undefined} option */
  #select(option) {
    for (const other of this.#options) other.setAttribute("aria-selected", String(other === option));
    if (!option) return this.#box.removeAttribute("aria-activedescendant");
    this.#box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #close = () => {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (this.#open) this.#list?.hidePopover();
    this.#box?.setAttribute("aria-expanded", "false");
    this.#box?.removeAttribute("aria-activedescendant");
    this.#box?.removeAttribute("aria-controls");
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.target !== this.#box || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const options = this.#options;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "ArrowDown" && !this.#open) this.#ask();
    else if (step && options.length) this.#select(options[at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length]);
    else if (event.key === "Escape" && this.#open) this.#close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && at >= 0) this.#take(options[at]);
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) this.#moved();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /**
   * Puts what was chosen in the place of what it completes; the browser's own undo takes it back.
   * @param {HTMLElement | undefined} option
   */
  #take(option) {
    if (!option) return;
    const box = this.#box;
    const goesOn = option.hasAttribute("data-goes-on");
    const ended = goesOn || /^[\s,]/.test(box.value.slice(this.#end));
    const text = `${option.dataset.insert ?? ""}${ended ? "" : " "}`;
    box.setSelectionRange(this.#start, this.#end);
    if (!document.execCommand("insertText", false, text)) box.setRangeText(text, this.#start, this.#end, "end");
    this.#close();
    if (goesOn) this.#ask();
  }
}
define("tl-search", SearchBox);
