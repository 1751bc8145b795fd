// What is chosen in a table: rows, or everything that its query fits; and what can be done with all of it at once.
import { BulkDialog } from "#app/lib/bulk-dialog.js";
import { say } from "#app/lib/backlog-words.js";
import { one } from "#app/lib/dom.js";
import { done } from "#app/lib/live-rows.js";
import { post } from "#app/lib/net.js";

export class Chosen {
  /** Everything that the query fits is meant, also what is not here yet. */
  everything = false;

  /**
   * @param {HTMLElement} root
   * @param {() => HTMLElement[]} rows the chosen rows, else the current one
   * @param {() => number} here how many rows are here
   */
  constructor(root, rows, here) {
    this.root = root;
    this.rows = rows;
    this.here = here;
    this.dialog = new BulkDialog(root);
  }

  /** How many items the list holds; 0 where that is more than anybody counted. */
  get total() {
    return Number(this.root.dataset.count ?? 0);
  }

  get all() {
    return { count: this.total, data: { all: "1", q: this.root.dataset.query ?? "" } };
  }

  /** @returns {import("#app/lib/bulk-dialog.js").Chosen} */
  get now() {
    const keys = this.rows().map((row) => row.dataset.key ?? "");
    return this.everything ? this.all : { count: keys.length, data: { items: keys.join(",") } };
  }

  /**
   * Says in the bar what is chosen, and offers the rest of the list where all that is here is chosen.
   * @param {HTMLElement} bar
   * @param {number} count rows that are chosen
   */
  tell(bar, count) {
    if (count < this.here() || !count) this.everything = false;
    bar.hidden = count === 0;
    const text = one("[data-selected]", bar);
    const total = this.total || "";
    if (text) text.textContent = this.everything ? say("allSelected", total) : say("selected", count);
    const rest = one("[data-select-all]", bar);
    if (!rest) return;
    rest.hidden = this.everything || count < this.here() || (this.total > 0 && this.total <= count);
    rest.textContent = say("all", total);
  }

  /** @param {string} [field] what one begins with */
  edit(field = "") {
    if (this.now.count || this.everything) this.dialog.edit(this.now, field);
  }

  rank() {
    if (this.now.count || this.everything) this.dialog.rank(this.now);
  }

  /** @returns {Promise<boolean>} whether they are gone */
  async remove() {
    const answer = await post(this.root.dataset.deletions ?? "", this.now.data);
    if (answer.ok) done(answer.headers);
    return answer.ok;
  }

  /** To an end of the backlog, with what is not here yet. @param {string} to */
  async toEnd(to) {
    const answer = await post(this.root.dataset.moves ?? "", { ...this.all.data, to });
    if (answer.ok) this.root.dispatchEvent(new CustomEvent("bulk:done"));
  }

  /**
   * A column from a spreadsheet into the cells from this one on.
   * @param {string} field
   * @param {HTMLElement[]} rows
   * @param {string} text
   */
  async paste(field, rows, text) {
    const keys = rows.map((row) => row.dataset.key ?? "").join(",");
    const url = (this.root.dataset.paste ?? "").replace("FIELD", field);
    const answer = await post(url, { items: keys, text }, { headers: { Accept: "text/html" } , quiet: true });
    if (answer.ok) this.root.dispatchEvent(new CustomEvent("bulk:done"));
    else if (answer.status === 422 && answer.text.includes("dialog-body")) this.dialog.problems(answer.text);
    return answer;
  }
}
