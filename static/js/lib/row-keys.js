// The keys of a table of rows: one row is current and holds the focus; arrows go on to its cells.
import { all, one } from "#app/lib/dom.js";
import { rowsOf } from "#app/lib/rows.js";

export class RowFocus {
  /** @param {HTMLElement} body */
  constructor(body) {
    this.body = body;
    body.addEventListener("focusin", (event) => {
      const row = event.target instanceof Element ? event.target.closest("tr[data-key]") : null;
      if (row instanceof HTMLElement) this.#mark(row);
    });
  }

  /** @returns {HTMLElement | null} */
  get current() {
    return one("tr.is-current", this.body);
  }

  /** Lets Tab reach the table: the current row, else the first. */
  ready() {
    const rows = rowsOf(this.body);
    const current = this.current ?? rows[0];
    for (const row of rows) row.tabIndex = row === current ? 0 : -1;
  }

  /**
   * @param {HTMLElement | undefined | null} row
   * @param {string} [field] the cell that gets the focus, else the row
   */
  go(row, field) {
    if (!row) return;
    this.#mark(row);
    const cell = field ? one(`td[data-edit="${field}"]`, row) : null;
    (cell ?? row).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  /**
   * @param {number} by
   * @param {string} [field]
   */
  step(by, field) {
    const rows = rowsOf(this.body).filter((row) => !row.hidden);
    const at = this.current ? rows.indexOf(this.current) : by > 0 ? -1 : rows.length;
    this.go(rows[Math.max(0, Math.min(at + by, rows.length - 1))], field);
    return this.current;
  }

  /**
   * The next editable cell that is on screen; none at either end.
   * @param {HTMLElement} row
   * @param {string} field
   * @param {boolean} back
   */
  cellBeside(row, field, back) {
    const cells = all("[data-edit]", row).filter((cell) => cell.matches("td") && cell.offsetParent !== null);
    const at = cells.findIndex((cell) => cell.dataset.edit === field);
    return cells[at + (back ? -1 : 1)] ?? null;
  }

  /**
   * The first editable cell of the row below, or the last one of the row above.
   * @param {HTMLElement} row
   * @param {boolean} back
   */
  cellInNextRow(row, back) {
    const rows = rowsOf(this.body).filter((other) => !other.hidden && other.hasAttribute("data-editable"));
    const next = rows[rows.indexOf(row) + (back ? -1 : 1)];
    if (!next) return null;
    const cells = all("td[data-edit]", next).filter((cell) => cell.offsetParent !== null);
    return (back ? cells.at(-1) : cells[0]) ?? null;
  }

  /** @param {HTMLElement} row */
  #mark(row) {
    for (const other of all("tr.is-current", this.body)) {
      if (other === row) continue;
      other.classList.remove("is-current");
      other.tabIndex = -1;
    }
    row.classList.add("is-current");
    row.tabIndex = 0;
  }
}
