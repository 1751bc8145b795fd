// <tl-backlog>: the table of a backlog. Its parts: the rows on screen, choosing, moving, editing in place, groups, keys.
import "#app/elements/complete.js";
import { announce } from "#app/lib/announce.js";
import { askBehind } from "#app/lib/behind.js";
import { Chosen } from "#app/lib/chosen.js";
import { define, on, one } from "#app/lib/dom.js";
import { beginAdding, prepareAdding, quickAdd } from "#app/lib/quick-add.js";
import { rowDrag } from "#app/lib/row-drag.js";
import { RowEditing } from "#app/lib/row-editing.js";
import { RowGroups } from "#app/lib/row-groups.js";
import { RowFocus } from "#app/lib/row-keys.js";
import { RowList } from "#app/lib/row-list.js";
import { RowMoves } from "#app/lib/row-moves.js";
import { Selection } from "#app/lib/selection.js";
import { tableKeys } from "#app/lib/table-keys.js";
import { say } from "#app/lib/backlog-words.js";

class Backlog extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  // Its rows are there already: the server sends the element whole, and a module runs after that.
  constructor() {
    super();
    this.table = /** @type {HTMLTableElement} */ (one("table", this));
    this.bar = one("#bulkbar");
    this.groups = new RowGroups(this.table, this.dataset.grouped ?? "");
    this.focusing = new RowFocus(this.table);
    this.chosen = new Chosen(this, () => this.picked, () => this.list.rows.length);
    this.selection = new Selection(this.table, (count) => this.bar && this.chosen.tell(this.bar, count));
    this.moves = new RowMoves(this, this.table);
    /** @type {RowList} */
    this.list = new RowList(this, this.table, { writes: (row) => this.editing.editor.within(row), changed: () => this.#changed() });
    this.editing = new RowEditing(this, this.table, this.bar);
  }

  connectedCallback() {
    this.addEventListener("bulk:done", () => this.list.again());
    this.#clicks();
    if (this.bar) this.#bulk(this.bar);
    const closed = () => this.focusing.back();
    document.addEventListener("drawer:closed", closed);
    this.#off.push(() => this.list.disconnect(), () => document.removeEventListener("drawer:closed", closed), ...tableKeys(this, this.table));
    prepareAdding(this);
    if (this.hasAttribute("data-may-rank")) this.#off.push(rowDrag(this, this.table, this.moves.dragOwner(this.selection)));
    this.list.changed();
    if (location.hash === "#new") beginAdding(this);
    if (location.hash === "#rank") this.#rankAll();
  }

  disconnectedCallback() {
    for (const off of this.#off) off();
  }

  /** Another page sent someone here for it: once. */
  #rankAll() {
    history.replaceState(history.state, "", location.pathname + location.search);
    this.chosen.dialog.rank(this.chosen.all);
  }

  #changed() {
    this.focusing.ready();
    this.selection.refresh();
    this.groups.apply();
  }

  #clicks() {
    on(this, "click", "tbody td, tbody .row-labels", (event, cell) => this.#clicked(event, cell));
    on(this, "change", ".pick > input", (_event, box) => this.selection.toggle(/** @type {HTMLElement} */ (box.closest("tr")), /** @type {HTMLInputElement} */ (box).checked));
    on(this, "submit", "[data-quick-add-form]", (event, form) => this.#add(event, /** @type {HTMLFormElement} */ (form)));
    on(this, "click", ".more-row :is(a, button)", (event, link) => {
      event.preventDefault();
      this.list.more(/** @type {HTMLElement} */ (link.closest("tr")));
    });
    this.addEventListener("paste", (event) => this.editing.paste(event));
    this.#off.push(on(document, "click", "[data-bulk-all]", (_event, button) => this.chosen.dialog[button.dataset.bulkAll === "rank" ? "rank" : "edit"](this.chosen.all)));
    this.#off.push(on(document, "click", "[data-quick-add]", () => beginAdding(this)));
  }

  /** @param {HTMLElement} bar what is done with all that is chosen */
  #bulk(bar) {
    on(bar, "click", "[data-bulk-field]", (_event, button) => this.editing.bulk(button));
    on(bar, "click", "[data-bulk-move]", (_event, button) => this.toEnd(button.dataset.bulkMove ?? "top"));
    on(bar, "click", "[data-bulk-behind]", () => this.behind());
    on(bar, "click", "[data-bulk-edit]", () => this.chosen.edit());
    on(bar, "click", "[data-bulk-rank]", () => this.chosen.rank());
    on(bar, "click", "[data-select-all]", () => {
      this.chosen.everything = true;
      this.selection.refresh();
    });
    on(bar, "click", "[data-bulk-delete]", () => this.#delete());
    on(bar, "click", "[data-bulk-goes]", (_event, button) => location.assign(`${button.dataset.bulkGoes}?${new URLSearchParams({ items: this.selection.keys.join(",") })}`));
    on(bar, "click", "[data-bulk-none]", () => this.selection.clear());
  }

  /**
   * A click edits the cell; with Shift or Ctrl it chooses rows; on a link it does what links do.
   * @param {MouseEvent} event
   * @param {HTMLElement} cell
   */
  #clicked(event, cell) {
    const row = cell.closest("tr");
    const target = /** @type {Element} */ (event.target);
    if (!row?.dataset.key || event.defaultPrevented || target.closest(".cell-editor")) return;
    if (event.shiftKey) {
      event.preventDefault();
      getSelection()?.removeAllRanges();
      this.selection.extend(row);
    } else if (target.closest("a, input, label, [data-handle]")) return;
    else if (event.ctrlKey || event.metaKey) this.selection.toggle(row);
    else if (target.closest("[data-edit]")) {
      event.stopPropagation();
      this.editing.open(/** @type {HTMLElement} */ (target.closest("[data-edit]")));
    }
  }

  /** The chosen rows, else the current one. @returns {HTMLElement[]} */
  get picked() {
    const rows = this.selection.rows;
    const current = this.focusing.current;
    return rows.length || !current ? rows : [current];
  }

  /** What is chosen goes to an end of the backlog. @param {string} to */
  toEnd(to) {
    if (this.chosen.everything && this.moves.allowed) this.chosen.toEnd(to);
    else this.moves.toEnd(this.picked, to);
  }

  /** What is chosen goes behind an item that is asked for by name. */
  behind() {
    const rows = this.picked;
    if (rows.length && this.moves.allowed) askBehind((key) => this.moves.behind(rows, key), () => this.focusing.go(this.focusing.current));
  }

  async #delete() {
    const rows = this.chosen.everything ? this.list.rows : this.picked;
    if (!(await this.chosen.remove())) return;
    for (const row of rows) row.remove();
    this.list.changed();
  }

  /**
   * @param {Event} event
   * @param {HTMLFormElement} form
   */
  async #add(event, form) {
    event.preventDefault();
    const row = await quickAdd(form);
    if (row === null) return;
    one("[data-nothing]", this)?.remove();
    this.table.hidden = false;
    this.list.put(row, { others: true, come: true });
  }

  /** Fetches these rows again: the moves ask for it. @param {string[]} ids */
  refresh(ids) {
    return this.list.refresh(ids);
  }

  /** Called by the moves when the order has changed. @param {HTMLElement[]} rows */
  reordered(rows) {
    this.list.changed();
    const first = rows[0];
    const number = first ? this.list.rows.indexOf(first) + 1 : 0;
    if (first && number) announce(say("moved", first.dataset.key ?? "", number));
  }
}
define("tl-backlog", Backlog);
