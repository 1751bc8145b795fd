// Ranking rows: shown at once, sent one after the other, put back with the reason where the server refuses.
import { done } from "#app/lib/live-rows.js";
import { post } from "#app/lib/net.js";
import { headOf } from "#app/lib/row-groups.js";
import { gap } from "#app/lib/row-drag.js";
import { moreOf, rowsOf } from "#app/lib/rows.js";
import { save } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";
import { toast } from "#app/lib/toast.js";
import { announce } from "#app/lib/announce.js";
import { say } from "#app/lib/backlog-words.js";

/** @typedef {import("#app/lib/row-drag.js").Place} Place */
/** @typedef {HTMLElement & {reordered: (rows: HTMLElement[]) => void, refresh: (ids: string[]) => void}} Table */

export class RowMoves {
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();

  /**
   * @param {Table} table
   * @param {import("#app/lib/rows.js").Body} body
   */
  constructor(table, body) {
    this.table = table;
    this.body = body;
  }

  /** Whether rows may be moved now; says why not. */
  get allowed() {
    if (!this.table.hasAttribute("data-may-rank")) toast(say("mayNotRank"));
    else if (!this.table.hasAttribute("data-ranked")) toast(say("notRanked"));
    else return true;
    return false;
  }

  /**
   * @param {import("#app/lib/selection.js").Selection} selection
   * @returns {import("#app/lib/row-drag.js").Owner}
   */
  dragOwner(selection) {
    return {
      carried: (row) => (!this.table.dataset.grouped && !this.allowed ? [] : row.getAttribute("aria-selected") === "true" ? selection.rows : [row]),
      dropped: (rows, place) => (rows.some((row) => row.dataset.group !== place.group) ? this.regroup(rows, place) : this.allowed && this.move(rows, place)),
      cancelled: () => announce(say("cancelled")),
    };
  }

  /**
   * One place up or down among the rows that are shown.
   * @param {HTMLElement[]} rows
   * @param {number} by
   */
  step(rows, by) {
    const edge = by < 0 ? rows[0] : rows.at(-1);
    if (!edge || !this.allowed) return;
    // Heads of folded groups are passed over.
    const lines = /** @type {HTMLElement[]} */ ([...this.body.rows]).filter((line) => !line.hidden && line.matches("[data-key], .group-row:not(:has([aria-expanded=false]))"));
    let at = lines.indexOf(edge) + by;
    // Up over the head of its group it goes to the end of the group before, which may be empty.
    const over = by < 0 && lines[at]?.matches(".group-row");
    if (over) at -= 1;
    const beyond = lines[at];
    if (!beyond) return;
    const place = gap(this.body, beyond, by > 0 || Boolean(over), rows);
    if (place.group !== edge.dataset.group) this.regroup(rows, place);
    else this.move(rows, place);
  }

  /**
   * The rows go; the person stays, at the row that comes up in their place, and can send off the next.
   * @param {HTMLElement[]} rows
   * @param {string} to top or bottom of the whole backlog, whatever is shown
   */
  toEnd(rows, to) {
    if (!rows.length || !this.allowed) return;
    const others = rowsOf(this.body).filter((row) => !rows.includes(row));
    const place = to === "top" ? { above: null, below: others[0] ?? null } : { above: others.at(-1) ?? null, below: null };
    const all = rowsOf(this.body);
    const [first, last] = [all.indexOf(/** @type {HTMLElement} */ (rows[0])), all.indexOf(/** @type {HTMLElement} */ (rows.at(-1)))];
    this.#go(rows, place, { to }, all[last + 1] ?? all[first - 1]);
    // Its place is among the rows that are not here yet, and it comes with them.
    if (to === "bottom" && moreOf(this.body).length) for (const row of rows) row.remove();
  }

  /**
   * Directly behind an item, which need not be among the rows.
   * @param {HTMLElement[]} rows
   * @param {string} key
   * @returns {Promise<boolean>} whether the server has heard of that item
   */
  async behind(rows, key) {
    const above = rowsOf(this.body).find((row) => row.dataset.key === key);
    if (above && !rows.includes(above)) {
      this.#go(rows, { above, below: null }, { after: key });
      return true;
    }
    const done = this.#queue.then(() => this.#send(rows, rows.map((row) => row.dataset.key ?? ""), { after: key }, rowsOf(this.body)));
    this.#queue = done;
    const sent = await done;
    if (sent) this.#settle(rows);
    return sent;
  }

  /**
   * Rows whose rank has changed without their going: to where they now belong, or, behind all that is loaded, away.
   * @param {HTMLElement[]} rows
   */
  #settle(rows) {
    const last = rowsOf(this.body).findLast((row) => !rows.includes(row));
    const beyond = moreOf(this.body).length && (rows[0]?.dataset.rank ?? "") > (last?.dataset.rank ?? "");
    if (!beyond) return this.table.refresh(rows.map((row) => row.dataset.id ?? ""));
    // The person stays, at the row that comes up in their place.
    const here = rowsOf(this.body);
    const [from, to] = [here.indexOf(/** @type {HTMLElement} */ (rows[0])), here.indexOf(/** @type {HTMLElement} */ (rows.at(-1)))];
    if (rows.some((row) => row.matches(".is-current"))) (here[to + 1] ?? here[from - 1])?.classList.add("is-current");
    for (const row of rows) row.remove();
    this.table.reordered([]);
  }

  /**
   * Directly after the row shown above; at the very top, before the one below.
   * @param {HTMLElement[]} rows
   * @param {Place} place
   */
  move(rows, place) {
    const [above, below] = [place.above?.dataset.key ?? "", place.below?.dataset.key ?? ""];
    if (above) this.#go(rows, place, { after: above });
    else if (below) this.#go(rows, place, { before: below });
  }

  /**
   * Into another group: the field that the list is grouped by changes, and the rank where the list is in its order.
   * @param {HTMLElement[]} rows
   * @param {Place} place
   */
  async regroup(rows, place) {
    const [above, below] = [place.above?.dataset.key ?? "", place.below?.dataset.key ?? ""];
    const where = !this.table.hasAttribute("data-ranked") ? {} : above ? { after: above } : below ? { before: below } : {};
    const from = [...new Set(rows.map((row) => row.dataset.group ?? ""))].filter((value) => value !== "none");
    const data = { items: rows.map((row) => row.dataset.key ?? ""), field: this.table.dataset.grouped ?? "", value: place.group ?? "", from, ...where };
    this.table.setAttribute("aria-busy", "true");
    const answer = await post(this.table.dataset.regroup ?? "", data);
    this.table.removeAttribute("aria-busy");
    if (!answer.ok) return;
    done(answer.headers);
    announce(say("intoGroup", rows[0]?.dataset.key ?? "", headOf(this.body, place.group)?.dataset.name ?? ""));
    this.table.refresh(rows.map((row) => row.dataset.id ?? ""));
  }

  /**
   * @param {HTMLElement[]} rows
   * @param {Place} place
   * @param {Record<string, string>} where
   * @param {HTMLElement} [stay] gets the focus instead of the rows
   */
  #go(rows, place, where, stay) {
    const focused = document.activeElement;
    const former = rowsOf(this.body);
    const keys = rows.map((row) => row.dataset.key ?? "");
    if (place.above) place.above.after(...rows);
    else place.below?.before(...rows);
    const follow = focused instanceof HTMLElement && rows.some((row) => row.contains(focused));
    if (follow) (stay ?? focused).focus({ preventScroll: true });
    if (!stay) rows[0]?.scrollIntoView({ block: "nearest" });
    this.table.reordered(rows);
    this.#queue = this.#queue.then(() => this.#send(rows, keys, where, former));
  }

  /**
   * @param {HTMLElement[]} rows
   * @param {string[]} keys
   * @param {Record<string, string>} where
   * @param {HTMLElement[]} former
   * @returns {Promise<boolean>} whether it was done, or waits for the connection
   */
  async #send(rows, keys, where, former) {
    this.table.setAttribute("aria-busy", "true");
    const at = keys.map((key) => `tr[data-key="${key}"] .cell-rank`).join();
    const label = `${keys.slice(0, 3).join(", ")}${keys[3] ? " …" : ""} · ${word("rank")}`;
    const answer = await save(this.table.dataset.moves ?? "", { items: keys, ...where }, { label, at });
    this.table.removeAttribute("aria-busy");
    if (answer.waits) return true;
    if (!answer.ok) this.#putBack(former, rows);
    if (!answer.ok) return false;
    done(answer.headers);
    const ranks = answer.headers.get("Ranks")?.split(" ") ?? [];
    rows.forEach((row, at) => (row.dataset.rank = ranks[at] ?? row.dataset.rank));
    return true;
  }

  /**
   * @param {HTMLElement[]} former
   * @param {HTMLElement[]} rows those that went
   */
  #putBack(former, rows) {
    const here = former.filter((row) => row.isConnected || rows.includes(row));
    for (const [at, row] of here.entries()) {
      if (!rows.includes(row)) continue;
      const above = here[at - 1];
      const below = here.slice(at).find((other) => !rows.includes(other));
      if (above?.dataset.group === row.dataset.group) above?.after(row);
      else if (below?.dataset.group === row.dataset.group) below?.before(row);
      else headOf(this.body, row.dataset.group)?.after(row);
    }
    this.table.reordered([]);
  }
}
