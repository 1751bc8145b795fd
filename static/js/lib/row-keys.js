// The keys of a table of rows: one row is current and holds the focus; arrows go on to its cells.
import { all, one } from "#app/lib/dom.js";
import { rowsOf } from "#app/lib/rows.js";

/**
 * The first row from a node on.
 * @param {Node | null} node
 * @param {"nextSibling" | "previousSibling"} on
 * @returns {HTMLElement | null}
 */
function rowFrom(node, on) {
  while (node && !(node instanceof HTMLElement && node.dataset.key)) node = node[on];
  return /** @type {HTMLElement | null} */ (node);
}

export class RowFocus {
  /** @type {HTMLElement | null} what came up in the place of the current row when that went away */
  #next = null;

  /** @type {HTMLElement | null} */
  #marked = null;
  /** @type {Element | null} the body of the current row: what floats from it must not be cut off */
  #holder = null;

  /** @param {import("#app/lib/rows.js").Body} body */
  constructor(body) {
    this.body = body;
    body.addEventListener("focusin", (event) => {
      const row = event.target instanceof Element ? event.target.closest("tr[data-key]") : null;
      if (row instanceof HTMLElement) this.#mark(row);
    });
    new MutationObserver((records) => this.#lost(records)).observe(body, { childList: true, subtree: true });
  }

  get current() {
    if (!this.#marked?.isConnected || !this.#marked.matches(".is-current")) this.#marked = rowsOf(this.body).find((row) => row.matches(".is-current")) ?? null;
    return this.#marked;
  }

  /** Lets Tab reach the table: the current row, else the first. */
  ready() {
    const rows = rowsOf(this.body);
    const current = this.current ?? this.#here ?? rows[0];
    for (const row of rows) {
      const index = row === current ? 0 : -1;
      if (row.tabIndex !== index) row.tabIndex = index;
    }
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

  /** To where one was, for who has lost the focus. */
  back() {
    if (document.activeElement === document.body) (this.current ?? this.#here)?.focus({ preventScroll: true });
  }

  /**
   * @param {number} by
   * @param {string} [field]
   */
  step(by, field) {
    const rows = rowsOf(this.body).filter((row) => !row.hidden);
    const place = this.#here ? rows.indexOf(this.#here) : -1;
    const between = place >= 0 ? place - (by > 0 ? 1 : 0) : by > 0 ? -1 : rows.length;
    const at = this.current ? rows.indexOf(this.current) : between;
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

  get #here() {
    return this.#next?.isConnected ? this.#next : null;
  }

  /**
   * The current row has left the list: who stood on it stands on the next one, who is elsewhere (in the drawer with that
   * very item) comes to it by the next step.
   * @param {MutationRecord[]} records
   */
  #lost(records) {
    for (const { target, removedNodes, nextSibling, previousSibling } of records) {
      for (const gone of removedNodes) {
        if (!(gone instanceof HTMLElement) || !(gone === this.#next || gone.matches(".is-current"))) continue;
        this.#next = rowFrom(nextSibling, "nextSibling") ?? this.#behind(target) ?? rowFrom(previousSibling, "previousSibling") ?? rowsOf(this.body).at(-1) ?? null;
      }
    }
    if (!this.current) this.back();
  }

  /** The first row of the bodies after this one. @param {Node} body */
  #behind(body) {
    return rowsOf(this.body).find((row) => !body.contains(row) && body.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING);
  }

  /** @param {HTMLElement} row */
  #mark(row) {
    this.#next = null;
    const other = this.current;
    if (other && other !== row) {
      other.classList.remove("is-current");
      other.tabIndex = -1;
    }
    this.#marked = row;
    row.classList.add("is-current");
    this.#holder?.classList.remove("holds-current");
    this.#holder = row.parentElement;
    this.#holder?.classList.add("holds-current");
    row.tabIndex = 0;
  }
}
