// <tl-complete data-url> around a textarea: a word that begins with @ or # is completed with people or items. With
// `whole="#"` around an input its whole value is one such word, without the sign. The field keeps the focus; what is
// chosen in the list is its active descendant.
import { caretRect } from "#app/lib/caret.js";
import { define } from "#app/lib/dom.js";
import { Asking, FloatingOptions, insert, nodesOf } from "#app/lib/options.js";

const PAUSE = 120;
// A name may have two words, a key or a word of a title is one.
const WORD = /(?:^|[\s(])(@[^\s@#]{0,40}(?: [^\s@#]{1,40})?|#[^\s@#]{1,40})$/;

class Complete extends HTMLElement {
  #asking = new Asking(PAUSE);
  #list = new FloatingOptions(this, () => this.#field, { take: (option) => this.#take(option) });
  /** @type {AbortController | undefined} */
  #ends;
  #start = 0;
  #taken = "";

  connectedCallback() {
    const field = this.#field;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    this.addEventListener("input", this.#later, { signal });
    // Before the editor around it takes Enter and Escape for itself.
    this.addEventListener("keydown", (event) => this.#list.key(event), { capture: true, signal });
    field.addEventListener("blur", this.#close, { signal });
    // A person may be quicker than this module.
    if (document.activeElement === field) this.#later();
  }

  disconnectedCallback() {
    this.#asking.stop();
    this.#ends?.abort();
    this.#list.remove();
  }

  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea, input"));
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
    if (!this.#word()) return this.#close();
    this.#asking.later(() => this.#ask());
  };

  async #ask() {
    const word = this.#word();
    if (!word) return this.#close();
    const answer = await this.#asking.now(`${this.dataset.url}?q=${encodeURIComponent(word)}`);
    if (!answer || document.activeElement !== this.#field || this.#word() !== word) return;
    if (answer.ok) this.#show(answer.text);
    else this.#close();
  }

  /** @param {string} html */
  #show(html) {
    const rows = new DOMParser().parseFromString(html, "text/html").body;
    if (!rows.querySelector("[role=option]")) return this.#close();
    this.#list.show(nodesOf(rows), this.hasAttribute("whole") ? this.#field.getBoundingClientRect() : caretRect(this.#field, this.#start));
    const options = this.#list.shown();
    // What is written out in full needs no choosing: Enter is the form's.
    const sign = this.getAttribute("whole");
    if (!sign || options[0]?.dataset.insert?.toLowerCase() !== `${sign}${this.#field.value.trim()}`.toLowerCase()) this.#list.point(options[0]);
    this.#list.tell(`${this.dataset.found} ${options.map((option) => option.dataset.insert).join(", ")}`);
  }

  #close = () => {
    this.#asking.stop();
    if (this.#field) this.#list.close();
  };

  /**
   * Puts what was chosen in the place of the word.
   * @param {HTMLElement} option
   */
  #take(option) {
    const field = this.#field;
    const whole = this.getAttribute("whole");
    const chosen = option.dataset.insert ?? "";
    const text = whole ? chosen.replace(whole, "") : `${chosen} `;
    if (whole) this.#taken = text;
    insert(field, text, this.#start, whole ? field.value.length : (field.selectionEnd ?? 0));
    this.#close();
  }
}
define("tl-complete", Complete);
