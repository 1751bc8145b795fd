// <tl-sheet> around number fields (data-rate="url", data-row, data-column): arrows, Enter and Tab go on as in a spreadsheet,
// a number is saved as one leaves it, a refused one says why and stays. Fires `rated` on the field that was saved.
import { alarm } from "#app/lib/announce.js";
import { all, define, on } from "#app/lib/dom.js";
import { post, problem } from "#app/lib/net.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

class Sheet extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", this.#key);
    this.addEventListener("change", this.#changed);
    this.addEventListener("focusin", this.#enter);
    on(this, "focusout", "[data-rate]", () => this.#say(null, ""));
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.#key);
    this.removeEventListener("change", this.#changed);
    this.removeEventListener("focusin", this.#enter);
  }

  get #cells() {
    return /** @type {HTMLInputElement[]} */ (all("input[data-rate]", this));
  }

  /** @param {FocusEvent} event */
  #enter = (event) => {
    const cell = event.target;
    if (!(cell instanceof HTMLInputElement) || !cell.dataset.rate) return;
    cell.select();
    this.#say(cell, cell.dataset.problem ?? "");
    this.dispatchEvent(new CustomEvent("sheet:at", { bubbles: true, detail: { criterion: cell.dataset.criterion ?? "" } }));
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const cell = event.target;
    if (!(cell instanceof HTMLInputElement) || !cell.dataset.rate || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      if (cell.value === cell.defaultValue) return;
      event.stopPropagation();
      cell.value = cell.defaultValue;
      this.#settle(cell, "");
      cell.select();
      return;
    }
    const step = MOVES[/** @type {keyof typeof MOVES} */ (event.key)];
    if (!step || !this.#leaves(cell, event)) return;
    event.preventDefault();
    const [down, right] = [event.key === "Enter" && event.shiftKey ? -1 : (step[0] ?? 0), step[1] ?? 0];
    const [row, column] = [Number(cell.dataset.row) + down, Number(cell.dataset.column) + right];
    const next = this.#cells.find((other) => Number(other.dataset.row) === row && Number(other.dataset.column) === column && !other.disabled);
    if (next) next.focus();
    else if (event.key === "Enter") cell.blur();
  };

  /**
   * Left and right move the caret first, while it has where to go.
   * @param {HTMLInputElement} cell
   * @param {KeyboardEvent} event
   */
  #leaves(cell, event) {
    const [start, end, length] = [cell.selectionStart ?? 0, cell.selectionEnd ?? 0, cell.value.length];
    const whole = start === 0 && end === length;
    if (event.key === "ArrowLeft") return whole || (start === 0 && end === 0);
    if (event.key === "ArrowRight") return whole || (start === length && end === length);
    return !event.shiftKey || event.key === "Enter";
  }

  /** @param {Event} event */
  #changed = async (event) => {
    const cell = event.target;
    if (!(cell instanceof HTMLInputElement) || !cell.dataset.rate) return;
    const value = cell.value.trim();
    cell.setAttribute("aria-busy", "true");
    const answer = await post(cell.dataset.rate, { value }, { quiet: true });
    cell.removeAttribute("aria-busy");
    if (cell.value.trim() !== value) return; // typed on meanwhile: that one will say
    if (!answer.ok) return this.#settle(cell, problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""));
    cell.defaultValue = value;
    this.#settle(cell, "");
    cell.dispatchEvent(new CustomEvent("rated", { bubbles: true }));
  };

  /**
   * @param {HTMLInputElement} cell
   * @param {string} text what is wrong, "" for nothing
   */
  #settle(cell, text) {
    cell.toggleAttribute("aria-invalid", Boolean(text));
    if (text) cell.setAttribute("aria-invalid", "true");
    cell.dataset.problem = text;
    if (text) alarm(text);
    if (text || cell === document.activeElement) this.#say(cell, text);
  }

  /**
   * A note under the field.
   * @param {HTMLInputElement | null} cell
   * @param {string} text
   */
  #say(cell, text) {
    let note = /** @type {HTMLElement | null} */ (this.querySelector(".sheet-note"));
    if (!text || !cell) return void note?.remove();
    note ??= document.createElement("div");
    note.className = "sheet-note";
    note.textContent = text;
    cell.parentElement?.append(note);
  }
}
define("tl-sheet", Sheet);
