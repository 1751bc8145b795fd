// The rows of a table on screen: further ones as they come into sight, fresh ones in the place of old ones, each where its
// rank belongs.
import { recount } from "#app/lib/counts.js";
import { Columns } from "#app/lib/columns.js";
import { all } from "#app/lib/dom.js";
import { keepFresh } from "#app/lib/live-rows.js";
import { get } from "#app/lib/net.js";
import { packRows } from "#app/lib/row-bodies.js";
import { moreOf, placeByRank, readRows, renumber, replaceRow, rowOf, rowsOf } from "#app/lib/rows.js";

const MOST = 60; // rows that one address names
const AHEAD = "800px";

/**
 * What a row says, without its number in the list.
 * @param {HTMLElement} row
 */
const shown = (row) => all("td:not(.cell-rank)", row).map((cell) => cell.innerHTML).join();

/**
 * @typedef {object} Owner
 * @property {(row: HTMLElement) => boolean} writes whether somebody writes in that row now
 * @property {() => void} changed rows came, went or moved
 */

export class RowList {
  /** @type {Columns} */
  #columns;
  /** @type {IntersectionObserver} */
  #watch;
  /** @type {() => void} */
  #deaf;
  #ids = "";
  #loading = false;

  /**
   * @param {HTMLElement} root
   * @param {HTMLTableElement} table
   * @param {Owner} owner
   */
  constructor(root, table, owner) {
    this.root = root;
    this.table = table;
    this.owner = owner;
    this.#columns = new Columns(table, root);
    this.#deaf = keepFresh({ ids: () => this.rows.map((row) => row.dataset.id ?? ""), url: (ids) => this.#url(ids), apply: (ids, html) => this.#refreshed(ids, html) });
    this.#watch = new IntersectionObserver((seen) => seen.forEach((entry) => entry.isIntersecting && this.more(/** @type {HTMLElement} */ (entry.target))), { rootMargin: AHEAD });
  }

  disconnect() {
    this.#deaf();
    this.#columns.disconnect();
    this.#watch.disconnect();
  }

  get rows() {
    return rowsOf(this.table);
  }

  /** @param {string[]} ids */
  #url(ids) {
    const { rows, query = "", grouped = "" } = this.root.dataset;
    return `${rows}?${new URLSearchParams({ q: query, group: grouped, ids: ids.join(",") })}`;
  }

  /** @param {string} html */
  #read(html) {
    return this.#columns.arrange(readRows(html));
  }

  /** Fetches what is shown again, after many items changed. */
  again() {
    document.dispatchEvent(new CustomEvent("live:resync"));
    recount();
  }

  /** Fetches these rows again. @param {string[]} ids */
  async refresh(ids) {
    if (ids.length > MOST) return this.again();
    const answer = await get(this.#url(ids));
    if (answer.ok) this.#refreshed(ids, answer.text);
    recount();
  }

  /**
   * Fetches the rows that a line "Show more" stands for.
   * @param {HTMLElement} row
   */
  async more(row) {
    if (row.hasAttribute("aria-busy")) return;
    row.setAttribute("aria-busy", "true");
    const answer = await get(`${this.root.dataset.rows}${row.dataset.next}`);
    row.removeAttribute("aria-busy");
    if (!answer.ok || !row.isConnected) return;
    const known = new Set(this.rows.map((old) => old.dataset.id));
    row.replaceWith(...this.#read(answer.text).filter((fresh) => !fresh.dataset.id || !known.has(fresh.dataset.id)));
    this.#loading = true;
    this.changed();
    this.#loading = false;
  }

  /**
   * @param {string[]} asked
   * @param {string} html
   */
  #refreshed(asked, html) {
    const fresh = this.#read(html);
    const came = new Set(fresh.map((row) => row.dataset.id));
    for (const id of asked) {
      const row = came.has(id) ? null : rowOf(this.table, { id });
      if (row && !this.#written(row)) row.remove();
    }
    this.#upsert(fresh, { others: true, come: true });
  }

  /**
   * Rows as HTML in the place of those that are here.
   * @param {string} html
   * @param {{others: boolean, come?: boolean}} how `others`: lit up for a moment; `come`: rows that were not here are added
   */
  put(html, how) {
    this.#upsert(this.#read(html), how);
  }

  /**
   * Fresh rows in the place of old ones, new ones where their rank belongs; an open editor is left alone.
   * @param {HTMLElement[]} fresh
   * @param {{others: boolean, come?: boolean}} how
   */
  #upsert(fresh, { others, come = false }) {
    const ranked = this.root.hasAttribute("data-ranked");
    for (const row of fresh.filter((one) => one.dataset.key)) {
      const old = rowOf(this.table, { id: row.dataset.id });
      if (old && this.#written(old)) continue;
      const same = old && shown(old) === shown(row);
      const regrouped = Boolean(old && old.dataset.group !== row.dataset.group);
      const moved = !old || regrouped || old.dataset.rank !== row.dataset.rank;
      // News that is on screen already disturbs nobody.
      if (same && !moved && old.hasAttribute("data-editable") === row.hasAttribute("data-editable")) continue;
      if (old) replaceRow(old, row);
      else if (!come || !ranked) continue;
      if ((ranked || regrouped) && moved && !placeByRank(this.table, row)) row.remove();
      if (others && (moved || !same)) row.classList.add("is-changed");
    }
    this.changed();
  }

  /**
   * A row in which someone writes is left as it is, and fetched again afterwards.
   * @param {HTMLElement} row
   */
  #written(row) {
    const open = this.owner.writes(row);
    row.toggleAttribute("data-stale", open);
    return open;
  }

  /** After rows came, went or moved. */
  changed() {
    const ids = this.rows.map((row) => `${row.dataset.id}${row.dataset.group ?? ""}`).sort().join();
    if (this.#ids && this.#ids !== ids && !this.#loading) recount();
    this.#ids = ids;
    renumber(this.table);
    this.owner.changed();
    packRows(this.table);
    this.#watch.disconnect();
    for (const more of moreOf(this.table)) this.#watch.observe(more);
  }
}
