// Editing in a table: one cell, the same field of all that is chosen, a column that is pasted.
import { say } from "#app/lib/backlog-words.js";
import { CellEditor } from "#app/lib/cell-editor.js";
import { all, one } from "#app/lib/dom.js";
import { done } from "#app/lib/live-rows.js";
import { problem } from "#app/lib/net.js";
import { rowOf } from "#app/lib/rows.js";
import { toast } from "#app/lib/toast.js";

const MOST_PASTED = 1000;

/** @typedef {HTMLElement & {list: import("#app/lib/row-list.js").RowList, chosen: import("#app/lib/chosen.js").Chosen, focusing: import("#app/lib/row-keys.js").RowFocus, selection: import("#app/lib/selection.js").Selection}} Table */

/**
 * What a cell is called among those one goes through: labels lie in the title's.
 * @param {string} field
 */
const cellOf = (field) => (field === "labels" ? "title" : field);

export class RowEditing {
  /**
   * @param {Table} table
   * @param {import("#app/lib/rows.js").Body} body
   * @param {HTMLElement | null} bar what is done with all that is chosen
   */
  constructor(table, body, bar) {
    this.table = table;
    this.body = body;
    this.bar = bar;
    this.editor = new CellEditor({
      saved: (host, html, headers) => this.#saved(host, html, headers),
      closed: (host, field) => this.#back(host, field),
      next: (host, field, back) => this.#next(host, field, back),
      extra: () => ({ group: table.dataset.grouped ?? "", ...(this.bar?.querySelector("form") ? table.chosen.now.data : {}) }),
    });
  }

  /** @param {HTMLElement} cell */
  open(cell) {
    const row = cell.closest("tr");
    if (!row) return;
    this.table.focusing.go(row);
    if (row.hasAttribute("data-editable")) this.editor.open(cell, `${this.table.dataset.items}${row.dataset.key}/cells/${cell.dataset.edit}/`);
    else toast(say("notYours"));
  }

  /** Of the current row. @param {string} field */
  field(field) {
    const row = this.table.focusing.current;
    const cell = row && (one(`td[data-edit="${field}"]`, row) ?? one(`[data-edit="${field}"]`, row));
    if (cell) this.open(cell);
  }

  /** Of all that is chosen, else of the current row. @param {string} field */
  fieldOfChosen(field) {
    if (!this.table.selection.rows.length) return this.field(field);
    const button = one(`[data-bulk-field="${field}"]`, this.bar ?? document);
    if (button) this.bulk(button);
    else this.table.chosen.edit(field);
  }

  /** @param {HTMLElement} button of the bar, for one field */
  bulk(button) {
    const host = document.createElement("span");
    host.className = "bulk-choice";
    for (const old of all(".bulk-choice", this.bar ?? document)) old.remove();
    button.after(host);
    this.editor.open(host, (this.table.dataset.bulk ?? "").replace("FIELD", button.dataset.bulkField ?? ""));
  }

  /** Several lines go into the rows from this cell on. @param {ClipboardEvent} event */
  async paste(event) {
    const cell = event.target instanceof HTMLElement ? event.target.closest("td[data-edit]") : null;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const inside = event.target instanceof HTMLElement && event.target.matches("input");
    if (!(cell instanceof HTMLElement) || !text || (inside && !text.trim().includes("\n"))) return;
    event.preventDefault();
    const rows = this.table.list.rows.filter((row) => !row.hidden);
    const from = rows.findIndex((row) => row.contains(cell));
    this.editor.close({ focus: true });
    const answer = await this.table.chosen.paste(cell.dataset.edit ?? "", rows.slice(from, from + MOST_PASTED), text);
    if (!answer.ok && !answer.text.includes("dialog-body")) toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
  }

  /**
   * @param {HTMLElement} host
   * @param {string} html
   * @param {Headers} headers
   */
  #saved(host, html, headers) {
    done(headers);
    const bulk = host.closest(".bulk-choice");
    bulk?.remove();
    if (this.table.chosen.everything) this.table.list.again();
    this.table.list.put(html, { others: false });
    if (bulk) this.table.focusing.back();
  }

  /** @param {HTMLElement} host */
  #rowOf(host) {
    return rowOf(this.body, { key: host.closest("tr")?.dataset.key ?? this.table.focusing.current?.dataset.key ?? "" });
  }

  /**
   * @param {HTMLElement} host
   * @param {string} field
   */
  #back(host, field) {
    if (host.matches(".bulk-choice")) {
      host.remove();
      this.table.focusing.back();
    } else this.table.focusing.go(this.#rowOf(host), cellOf(field));
  }

  /**
   * @param {HTMLElement} host
   * @param {string} field
   * @param {boolean} back
   */
  #next(host, field, back) {
    const row = host.closest("tr") ? this.#rowOf(host) : null;
    if (!row) return this.#back(host, field);
    const { focusing } = this.table;
    const cell = focusing.cellBeside(row, cellOf(field), back) ?? focusing.cellInNextRow(row, back);
    if (cell) this.open(cell);
    else focusing.go(row, field);
  }
}
