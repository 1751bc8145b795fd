// <tl-sheet> around number fields (data-rate="url", data-row, data-column): arrows, Enter and Tab go on as in a spreadsheet,
// a number is saved as one leaves it, a refused one says why and stays. Fires `rated` on the field that was saved.
// With `data-block="url"` around a table many are selected, copied, pasted, filled and emptied at once.
import { alarm } from "#app/lib/announce.js";
import { CellBlocks } from "#app/lib/cell-block.js";
import { cellMouse } from "#app/lib/cell-mouse.js";
import { CellRange } from "#app/lib/cell-range.js";
import { all, define, on } from "#app/lib/dom.js";
import { post, problem } from "#app/lib/net.js";
import { offer, undoLast } from "#app/lib/toast.js";
import { writeBlock } from "#app/lib/block.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };

class Sheet extends HTMLElement {
  #ends = new AbortController();
  #range = new CellRange(this);
  #blocks = new CellBlocks(this, this.#range, (cell, text) => this.#settle(cell, text));

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    /** @type {[string, (event: any) => void][]} */
    const heard = [["keydown", this.#key], ["change", this.#changed], ["focusin", this.#enter], ["input", this.#typed], ["copy", this.#copied], ["cut", this.#copied], ["paste", this.#pasted]];
    for (const [name, handler] of heard) this.addEventListener(name, handler, { signal });
    on(this, "focusout", "[data-rate]", () => this.#leave(), { signal });
    if (this.dataset.block) cellMouse(this, this.#range, this.#blocks, signal);
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  get #cells() {
    return /** @type {HTMLInputElement[]} */ (all("input[data-rate]", this));
  }

  /** @param {Event} event @returns {HTMLInputElement | null} */
  #cellOf({ target }) {
    return target instanceof HTMLInputElement && target.dataset.rate ? target : null;
  }

  /** What a block act is for: the selection, else this cell. @param {HTMLInputElement} cell */
  #box(cell) {
    const place = this.#range.placeOf(cell);
    return this.#range.box ?? (place && { top: place[0], left: place[1], bottom: place[0], right: place[1] });
  }

  /** @param {FocusEvent} event */
  #enter = (event) => {
    const cell = this.#cellOf(event);
    if (!cell) return;
    cell.select();
    if (this.dataset.block) this.#range.point(cell);
    this.#say(cell, cell.dataset.problem ?? "");
    this.dispatchEvent(new CustomEvent("sheet:at", { bubbles: true, detail: { criterion: cell.dataset.criterion ?? "" } }));
  };

  #leave() {
    this.#say(null, "");
    // Gone to another cell, this has begun anew there; out of the sheet, what was selected stays no longer.
    setTimeout(() => {
      if (this.contains(document.activeElement)) return;
      this.#range.clear();
    });
  }

  #typed = () => this.#range.clear();

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const cell = this.#cellOf(event);
    if (!cell || event.altKey) return;
    if (event.ctrlKey || event.metaKey) return this.#command(cell, event);
    if (event.key === "Escape") return this.#escape(cell, event);
    if ((event.key === "Delete" || event.key === "Backspace") && this.#range.box) {
      event.preventDefault();
      return void this.#blocks.empty(this.#range.box);
    }
    const step = MOVES[/** @type {keyof typeof MOVES} */ (event.key)];
    if (!step || !this.#leaves(cell, event)) return;
    event.preventDefault();
    const [down, right] = [event.key === "Enter" && event.shiftKey ? -1 : (step[0] ?? 0), step[1] ?? 0];
    if (event.shiftKey && event.key !== "Enter") return this.#grow(cell, down, right);
    this.#range.clear();
    const next = this.#beside(cell, down, right);
    if (next) next.focus();
    else if (event.key === "Enter") cell.blur();
  };

  /**
   * @param {HTMLInputElement} cell
   * @param {KeyboardEvent} event
   */
  #command(cell, event) {
    const box = this.dataset.block ? this.#box(cell) : null;
    const key = event.key.toLowerCase();
    if (key === "d" && box) {
      event.preventDefault();
      void this.#blocks.fillDown(box);
    } else if (key === "z" && !event.shiftKey && cell.value === cell.defaultValue) {
      event.preventDefault();
      void undoLast();
    }
  }

  /**
   * What was typed goes first, then the selection.
   * @param {HTMLInputElement} cell
   * @param {KeyboardEvent} event
   */
  #escape(cell, event) {
    if (cell.value === cell.defaultValue && !this.#range.box) return;
    event.stopPropagation();
    if (this.#range.box) this.#range.clear();
    if (cell.value !== cell.defaultValue) {
      cell.value = cell.defaultValue;
      this.#settle(cell, "");
    }
    cell.select();
  }

  /**
   * @param {HTMLInputElement} cell
   * @param {number} down
   * @param {number} right
   */
  #grow(cell, down, right) {
    const from = this.#range.placeOf(cell);
    if (from) this.#range.grow(from, down, right);
  }

  /**
   * The next field in that direction, over cells that have none.
   * @param {HTMLInputElement} cell
   * @param {number} down
   * @param {number} right
   */
  #beside(cell, down, right) {
    const along = right ? "row" : "column";
    const line = this.#cells.filter((other) => other.dataset[along] === cell.dataset[along] && !other.disabled);
    return line[line.indexOf(cell) + (right || down)];
  }

  /**
   * Left and right move the caret first, while it has where to go.
   * @param {HTMLInputElement} cell
   * @param {KeyboardEvent} event
   */
  #leaves(cell, event) {
    const [start, end, length] = [cell.selectionStart ?? 0, cell.selectionEnd ?? 0, cell.value.length];
    const whole = start === 0 && end === length;
    if (event.shiftKey && event.key !== "Enter") return Boolean(this.dataset.block) && (whole || Boolean(this.#range.box));
    if (event.key === "ArrowLeft") return whole || (start === 0 && end === 0);
    if (event.key === "ArrowRight") return whole || (start === length && end === length);
    return true;
  }

  /** Copies or cuts what is selected. @param {ClipboardEvent} event */
  #copied = (event) => {
    const box = this.#range.box;
    if (!box || !event.clipboardData) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", writeBlock(this.#range.values(box)));
    if (event.type === "cut") void this.#blocks.empty(box);
  };

  /** A block, or one number for all that is selected; one for one cell the browser pastes itself. @param {ClipboardEvent} event */
  #pasted = (event) => {
    const cell = this.#cellOf(event);
    const box = cell && this.dataset.block && this.#box(cell);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!box || (!this.#range.box && !/[\t\n]./.test(text))) return;
    event.preventDefault();
    void this.#blocks.paste(text, box);
  };

  /** @param {Event} event */
  #changed = (event) => {
    const cell = this.#cellOf(event);
    if (!cell) return;
    const saving = this.#save(cell, cell.value.trim()).finally(() => this.#blocks.saving.delete(saving));
    this.#blocks.saving.add(saving);
  };

  /**
   * @param {HTMLInputElement} cell
   * @param {string} value
   */
  async #save(cell, value) {
    cell.setAttribute("aria-busy", "true");
    const answer = await post(cell.dataset.rate ?? "", { value }, { quiet: true });
    cell.removeAttribute("aria-busy");
    const undo = answer.headers.get("X-Undo");
    if (undo) offer(undo);
    if (cell.value.trim() !== value) return; // typed on meanwhile: that one will say
    if (!answer.ok) return this.#settle(cell, problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""));
    cell.defaultValue = value;
    this.#settle(cell, "");
    cell.dispatchEvent(new CustomEvent("rated", { bubbles: true }));
  }

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
