// Which rows are chosen: `aria-selected` on the row, a tick in its box, a range from the last one chosen.
import { rowsOf } from "#app/lib/rows.js";

export class Selection {
  /** @type {string} */
  #anchor = "";

  /**
   * @param {import("#app/lib/rows.js").Body} body
   * @param {(count: number) => void} changed
   */
  constructor(body, changed) {
    this.body = body;
    this.changed = changed;
  }

  /** @returns {HTMLElement[]} */
  get rows() {
    return rowsOf(this.body).filter((row) => row.getAttribute("aria-selected") === "true");
  }

  /** @returns {string[]} */
  get keys() {
    return this.rows.map((row) => row.dataset.key ?? "");
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} [on]
   */
  toggle(row, on = row.getAttribute("aria-selected") !== "true") {
    this.#set(row, on);
    this.#anchor = row.dataset.key ?? "";
    this.changed(this.rows.length);
  }

  /**
   * Everything from the row chosen last to this one.
   * @param {HTMLElement} row
   */
  extend(row) {
    const rows = rowsOf(this.body);
    const from = rows.findIndex((other) => other.dataset.key === this.#anchor);
    const to = rows.indexOf(row);
    const [low, high] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)];
    for (const other of rows.slice(low, high + 1)) if (!other.hidden) this.#set(other, true);
    if (from < 0) this.#anchor = row.dataset.key ?? "";
    this.changed(this.rows.length);
  }

  /** Every row that is here. */
  all() {
    for (const row of rowsOf(this.body)) if (!row.hidden) this.#set(row, true);
    this.changed(this.rows.length);
  }

  clear() {
    for (const row of this.rows) this.#set(row, false);
    this.changed(0);
  }

  /** Counts again, after rows have come or gone. */
  refresh() {
    this.changed(this.rows.length);
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} on
   */
  #set(row, on) {
    row.setAttribute("aria-selected", String(on));
    const box = row.querySelector("input");
    if (box) box.checked = on;
  }
}
