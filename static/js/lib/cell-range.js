// A rectangle of cells in a table of number fields: where it lies, how it is drawn, what is in it. It is no ARIA grid: the cells are
// fields with names of their own, which every screen reader and every keyboard knows; what is selected is told in words.
import { announce } from "#app/lib/announce.js";
import { all, one } from "#app/lib/dom.js";

/** @typedef {{top: number, left: number, bottom: number, right: number}} Box */

const PAUSE = 300;

/**
 * @param {Element | null | undefined} cell
 * @returns {HTMLInputElement | null}
 */
export function field(cell) {
  return cell?.querySelector("input") ?? null;
}

export class CellRange {
  /** @type {HTMLElement} */
  #root;
  #handle = document.createElement("span");
  /** @type {Box | null} */
  box = null;
  /** @type {[number, number]} */
  #from = [0, 0];
  /** @type {[number, number]} */
  #to = [0, 0];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#handle.className = "sheet-handle";
    this.#handle.setAttribute("aria-hidden", "true");
  }

  get rows() {
    return all("tr[data-item]", this.#root);
  }

  /**
   * The cell of a place; null outside.
   * @param {number} row
   * @param {number} column
   * @returns {HTMLElement | null}
   */
  cell(row, column) {
    const line = this.rows[row];
    return (line && all("td[data-criterion]", line)[column]) ?? null;
  }

  /**
   * @param {Element} cell
   * @returns {[number, number] | null}
   */
  placeOf(cell) {
    const [line, own] = [cell.closest("tr"), cell.closest("td")];
    if (!line || !own) return null;
    const [row, column] = [this.rows.indexOf(line), all("td[data-criterion]", line).indexOf(own)];
    return row < 0 || column < 0 ? null : [row, column];
  }

  /**
   * Selects from one place to another, cell by cell; one alone is no selection.
   * @param {[number, number]} from
   * @param {[number, number]} to
   */
  set(from, to) {
    [this.#from, this.#to] = [from, to];
    const [rows, columns] = [[from[0], to[0]], [from[1], to[1]]];
    this.box = { top: Math.min(...rows), left: Math.min(...columns), bottom: Math.max(...rows), right: Math.max(...columns) };
    if (from[0] === to[0] && from[1] === to[1]) return this.clear();
    this.#paint();
    this.cell(...to)?.scrollIntoView({ block: "nearest", inline: "nearest" });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), PAUSE);
  }

  /** @param {Box} box */
  show({ top, left, bottom, right }) {
    this.set([top, left], [bottom, right]);
  }

  /**
   * One row or column further.
   * @param {[number, number]} from where it begins if nothing is selected
   * @param {number} down
   * @param {number} right
   */
  grow(from, down, right) {
    const [begin, end] = this.box ? [this.#from, this.#to] : [from, from];
    /** @type {[number, number]} */
    const next = [end[0] + down, end[1] + right];
    if (this.cell(...next)) this.set(begin, next);
  }

  clear() {
    clearTimeout(this.#timer);
    this.box = null;
    for (const cell of all("td.is-selected", this.#root)) cell.classList.remove("is-selected");
    this.point(current(this.#root));
  }

  /**
   * The cells of a box, row by row.
   * @param {Box} box
   */
  cells({ top, left, bottom, right }) {
    const lines = this.rows.slice(top, bottom + 1);
    return lines.map((line) => all("td[data-criterion]", line).slice(left, right + 1));
  }

  /** What the cells of a box hold. @param {Box} box */
  values(box) {
    return this.cells(box).map((row) => row.map((cell) => field(cell)?.value.trim() ?? ""));
  }

  /** Puts the small handle at the lower right of what is selected, else of this cell; null hides it. @param {Element | null} at */
  point(at) {
    const cell = this.box ? this.cell(this.box.bottom, this.box.right) : at?.closest("td");
    if (cell) cell.append(this.#handle);
    else this.#handle.remove();
  }

  #paint() {
    const now = new Set(this.box ? this.cells(this.box).flat() : []);
    for (const cell of all("td.is-selected", this.#root)) if (!now.has(cell)) cell.classList.remove("is-selected");
    for (const cell of now) cell.classList.add("is-selected");
    this.point(null);
  }

  #tell() {
    if (!this.box) return;
    const cells = this.cells(this.box).flat();
    const name = (/** @type {Element | undefined} */ cell) => field(cell)?.getAttribute("aria-label") ?? cell?.closest("tr")?.dataset.item ?? "";
    const told = { count: cells.length, from: name(cells[0]), to: name(cells.at(-1)) };
    announce(said(this.#root, "selected", told));
  }
}

/**
 * A sentence of the sheet: `said(sheet, "selected", {count: 3})` is its `data-says-selected` with the values in place.
 * @param {HTMLElement} root
 * @param {string} name
 * @param {Record<string, string | number>} values
 */
export function said(root, name, values) {
  const text = root.getAttribute(`data-says-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (_all, key) => String(values[key] ?? ""));
}

/** Where the focus is. @param {HTMLElement} root @returns {HTMLInputElement | null} */
export function current(root) {
  return /** @type {HTMLInputElement | null} */ (one("input[data-rate]:focus", root));
}
