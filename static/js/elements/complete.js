// <tl-complete data-url> around a textarea: a word that begins with @ or # is completed with people or items. With
// `whole="#"` around an input its whole value is one such word, without the sign. The field keeps the focus; what is
// chosen in the list is its active descendant.
import { announce } from "#app/lib/announce.js";
import { caretRect } from "#app/lib/caret.js";
import { all, define, on } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { placeBelow } from "#app/lib/place.js";

const PAUSE = 120;
// A name may have two words, a key or a word of a title is one.
const WORD = /(?:^|[\s(])(@[^\s@#]{0,40}(?: [^\s@#]{1,40})?|#[^\s@#]{1,40})$/;
let lists = 0;

class Complete extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;
  /** @type {HTMLElement | undefined} */
  #list;
  /** @type {(() => void)[]} */
  #off = [];
  #start = 0;
  #taken = "";

  connectedCallback() {
    const field = this.#field;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    this.addEventListener("input", this.#later);
    // Before the editor around it takes Enter and Escape for itself.
    this.addEventListener("keydown", this.#key, { capture: true });
    field.addEventListener("blur", this.#close);
    this.#off.push(
      on(this, "pointerdown", "[role=option]", (event, option) => {
        event.preventDefault();
        this.#take(option);
      }),
    );
    // A person may be quicker than this module.
    if (document.activeElement === field) this.#later();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.removeEventListener("input", this.#later);
    this.removeEventListener("keydown", this.#key, { capture: true });
    for (const off of this.#off.splice(0)) off();
    this.#list?.remove();
    this.#list = undefined;
  }

  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea, input"));
  }

  get #options() {
    return this.#list?.matches(":popover-open") ? all("[role=option]", this.#list) : [];
  }

  /** The word at the caret that can be completed, with its sign; "" where there is none. */
  #word() {
    const sign = this.getAttribute("whole");
    if (sign) {
      this.#start = 0;
      const text = this.#field.value.trim();
      return text && text !== this.#taken ? sign + text : "";
    }
    const { value, selectionStart: at, selectionEnd: end } = this.#field;
    const found = at === end ? WORD.exec(value.slice(0, at)) : null;
    if (found?.[1]) this.#start = at - found[1].length;
    return found?.[1] ?? "";
  }

  #later = () => {
    clearTimeout(this.#timer);
    if (!this.#word()) return this.#close();
    this.#timer = setTimeout(() => this.#ask(), PAUSE);
  };

  async #ask() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const word = this.#word();
    if (!word) return this.#close();
    const answer = await get(`${this.dataset.url}?q=${encodeURIComponent(word)}`, { quiet: true, signal });
    if (signal.aborted || document.activeElement !== this.#field || this.#word() !== word) return;
    if (answer.ok) this.#show(answer.text);
    else this.#close();
  }

  /** @param {string} html */
  #show(html) {
    const rows = new DOMParser().parseFromString(html, "text/html").body;
    if (!rows.querySelector("[role=option]")) return this.#close();
    const list = (this.#list ??= this.#make());
    list.replaceChildren(...document.importNode(rows, true).childNodes);
    all("[role=option]", list).forEach((option, at) => (option.id = `${list.id}-${at}`));
    list.showPopover();
    placeBelow(list, this.hasAttribute("whole") ? this.#field.getBoundingClientRect() : caretRect(this.#field, this.#start));
    this.#select(this.#options[0]);
    announce(`${this.dataset.found} ${this.#options.map((option) => option.dataset.insert).join(", ")}`);
  }

  #make() {
    const list = document.createElement("div");
    list.id = `complete-${++lists}`;
    list.className = "menu complete";
    list.popover = "manual";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.dataset.list ?? "");
    this.append(list);
    return list;
  }

  /** @param {HTMLElement | undefined} option */
  #select(option) {
    for (const other of this.#options) other.setAttribute("aria-selected", String(other === option));
    if (!option || !this.#list) return;
    this.#field.setAttribute("aria-controls", this.#list.id);
    this.#field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #close = () => {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (this.#list?.matches(":popover-open")) this.#list.hidePopover();
    this.#field?.removeAttribute("aria-activedescendant");
    this.#field?.removeAttribute("aria-controls");
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const options = this.#options;
    if (!options.length || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#select(options[(at + step + options.length) % options.length]);
    else if (event.key === "Escape") this.#close();
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) this.#take(options[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /**
   * Puts what was chosen in the place of the word; the browser's own undo takes it back.
   * @param {HTMLElement | undefined} option
   */
  #take(option) {
    const field = this.#field;
    const whole = this.getAttribute("whole");
    const insert = option?.dataset.insert ?? "";
    const text = whole ? insert.replace(whole, "") : `${insert} `;
    if (whole) this.#taken = text;
    field.setSelectionRange(this.#start, whole ? field.value.length : field.selectionEnd);
    if (!document.execCommand("insertText", false, text)) field.setRangeText(text, this.#start, field.selectionEnd, "end");
    this.#close();
  }
}
define("tl-complete", Complete);
