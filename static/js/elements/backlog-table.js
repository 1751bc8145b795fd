// <tl-backlog>: the table of a backlog. Choosing, moving, editing in place, adding, further rows, others' changes.
import { announce } from "#app/lib/announce.js";
import { Chosen } from "#app/lib/chosen.js";
import { Columns } from "#app/lib/columns.js";
import { CellEditor } from "#app/lib/cell-editor.js";
import { recount } from "#app/lib/counts.js";
import { all, define, on, one } from "#app/lib/dom.js";
import { openDrawer } from "#app/lib/drawer.js";
import { shortcut } from "#app/lib/keys.js";
import { done, keepFresh } from "#app/lib/live-rows.js";
import { get, problem } from "#app/lib/net.js";
import { keepTitle, quickAdd } from "#app/lib/quick-add.js";
import { rowDrag } from "#app/lib/row-drag.js";
import { RowGroups } from "#app/lib/row-groups.js";
import { RowFocus } from "#app/lib/row-keys.js";
import { placeByRank, readRows, renumber, replaceRow, rowOf, rowsOf } from "#app/lib/rows.js";
import { RowMoves } from "#app/lib/row-moves.js";
import { Selection } from "#app/lib/selection.js";
import { toast } from "#app/lib/toast.js";
import { say } from "#app/lib/backlog-words.js";

/**
 * What a row says, without its number in the list.
 * @param {HTMLElement} row
 */
const shown = (row) => all("td:not(.cell-rank)", row).map((cell) => cell.innerHTML).join();

const MOST = 60; // rows that one address names

class Backlog extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  /** @type {IntersectionObserver | undefined} */
  #watch;
  /** @type {Columns | undefined} */
  #columns;
  #ids = "";
  #loading = false;

  connectedCallback() {
    this.body = /** @type {HTMLElement} */ (one("tbody", this));
    this.bar = one("#bulkbar");
    const table = one("table", this);
    if (table instanceof HTMLTableElement) this.#columns = new Columns(table, this);
    this.groups = new RowGroups(this.body, this.dataset.grouped ?? "");
    /** @type {Chosen} */
    this.chosen = new Chosen(this, () => this.#chosen(), () => rowsOf(this.body ?? this).length);
    this.focusing = new RowFocus(this.body);
    this.selection = new Selection(this.body, (count) => this.#selected(count));
    this.moves = new RowMoves(this, this.body);
    this.editor = new CellEditor({
      saved: (host, html, headers) => this.#saved(host, html, headers),
      closed: (host, field) => this.#back(host, field),
      next: (host, field, back) => this.#next(host, field, back),
      extra: () => (this.bar?.querySelector("form") ? Object.fromEntries(Object.entries(this.chosen?.now.data ?? {}).map(([name, value]) => [name, [value]])) : {}),
    });
    this.addEventListener("bulk:done", () => this.#again());
    this.#clicks();
    this.#keys();
    for (const form of all("[data-quick-add-form]", this)) keepTitle(/** @type {HTMLFormElement} */ (form));
    if (this.hasAttribute("data-may-rank")) this.#off.push(rowDrag(this, this.body, this.moves.dragOwner(this.selection)));
    this.#off.push(keepFresh({ ids: () => rowsOf(this.body ?? this).map((row) => row.dataset.id ?? ""), url: (ids) => this.#rowsUrl({ ids: ids.join(",") }), apply: (ids, html) => this.#refreshed(ids, html) }));
    this.#watch = new IntersectionObserver((seen) => seen.forEach((entry) => entry.isIntersecting && this.#more(/** @type {HTMLElement} */ (entry.target))), { rootMargin: "800px" });
    this.#rowsChanged();
    if (location.hash === "#new") this.#focusAdd();
  }

  disconnectedCallback() {
    for (const off of this.#off) off();
    this.#columns?.disconnect();
    this.#watch?.disconnect();
  }

  /** @param {Record<string, string>} query */
  #rowsUrl(query) {
    return `${this.dataset.rows}?${new URLSearchParams({ q: this.dataset.query ?? "", group: this.dataset.grouped ?? "", ...query })}`;
  }

  /** @param {string} html */
  #read(html) {
    const rows = readRows(html);
    return this.#columns?.arrange(rows) ?? rows;
  }

  /** Fetches what is shown again, after many items changed. */
  #again() {
    document.dispatchEvent(new CustomEvent("live:resync"));
    recount();
  }

  /** Fetches these rows again. @param {string[]} ids */
  async refresh(ids) {
    if (ids.length > MOST) return this.#again();
    const answer = await get(this.#rowsUrl({ ids: ids.join(",") }));
    if (answer.ok) this.#refreshed(ids, answer.text);
    recount();
  }

  #clicks() {
    const { body, bar } = this;
    if (!body) return;
    on(this, "click", "tbody td, tbody .row-labels", (event, cell) => this.#clicked(event, cell));
    on(this, "change", ".pick > input", (_event, box) => this.selection?.toggle(/** @type {HTMLElement} */ (box.closest("tr")), /** @type {HTMLInputElement} */ (box).checked));
    on(this, "submit", "[data-quick-add-form]", (event, form) => this.#add(event, /** @type {HTMLFormElement} */ (form)));
    on(this, "click", ".more-row :is(a, button)", (event, link) => {
      event.preventDefault();
      this.#more(/** @type {HTMLElement} */ (link.closest("tr")));
    });
    this.addEventListener("paste", (event) => this.#paste(event));
    this.#off.push(on(document, "click", "[data-bulk-all]", (_event, button) => this.chosen && this.chosen.dialog[button.dataset.bulkAll === "rank" ? "rank" : "edit"](this.chosen.all)));
    this.#off.push(on(document, "click", "[data-quick-add]", () => this.#focusAdd()));
    if (!bar) return;
    on(bar, "click", "[data-bulk-field]", (_event, button) => this.#bulk(button));
    on(bar, "click", "[data-bulk-move]", (_event, button) => this.#toEnd(button.dataset.bulkMove ?? "top"));
    on(bar, "click", "[data-bulk-edit]", () => this.chosen?.edit());
    on(bar, "click", "[data-bulk-rank]", () => this.chosen?.rank());
    on(bar, "click", "[data-select-all]", () => {
      if (this.chosen) this.chosen.everything = true;
      this.selection?.refresh();
    });
    on(bar, "click", "[data-bulk-delete]", () => this.#delete());
    on(bar, "click", "[data-bulk-goes]", (_event, button) => location.assign(`${button.dataset.bulkGoes}?${new URLSearchParams({ items: this.selection?.keys.join(",") ?? "" })}`));
    on(bar, "click", "[data-bulk-none]", () => this.selection?.clear());
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
      this.selection?.extend(row);
    } else if (target.closest("a, input, label, [data-handle]")) return;
    else if (event.ctrlKey || event.metaKey) this.selection?.toggle(row);
    else if (target.closest("[data-edit]")) {
      event.stopPropagation();
      this.edit(/** @type {HTMLElement} */ (target.closest("[data-edit]")));
    }
  }

  #keys() {
    const here = () => !document.querySelector("dialog:modal, .menu:popover-open") && !this.editor?.isOpen;
    /** @type {Record<string, (event: KeyboardEvent) => void>} */
    const keys = {
      j: () => this.focusing?.step(1),
      k: () => this.focusing?.step(-1),
      x: () => this.#toggle(),
      "Shift+x": () => this.focusing?.current && this.selection?.extend(this.focusing.current),
      e: () => this.#edit("title"),
      s: () => this.#field("status"),
      a: () => this.#field("assignee"),
      l: () => this.#field("labels"),
      m: () => this.hasAttribute("data-may-rank") && this.chosen?.edit(),
      "Mod+a": () => this.selection?.all(),
      t: () => this.#toEnd("top"),
      b: () => this.#toEnd("bottom"),
      "Alt+ArrowUp": () => this.moves?.step(this.#chosen(), -1),
      "Alt+ArrowDown": () => this.moves?.step(this.#chosen(), 1),
    };
    for (const [key, act] of Object.entries(keys)) this.#off.push(shortcut(key, act, { scope: here }));
    this.body?.addEventListener("keydown", (event) => this.#inTable(event));
    this.#off.push(shortcut("Escape", () => this.selection?.clear(), { scope: () => here() && Boolean(this.selection?.rows.length) }));
  }

  /** @param {KeyboardEvent} event */
  #inTable(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const row = target.closest("tr");
    if (!row || event.altKey || event.ctrlKey || event.metaKey || target.closest(".cell-editor")) return;
    const field = target.closest("td")?.dataset.edit ?? "";
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => (event.shiftKey ? this.#grow(1) : this.focusing?.step(1, field)),
      ArrowUp: () => (event.shiftKey ? this.#grow(-1) : this.focusing?.step(-1, field)),
      ArrowRight: () => this.focusing?.cellBeside(row, field, false)?.focus(),
      ArrowLeft: () => (this.focusing?.cellBeside(row, field, true) ?? row).focus(),
      Home: () => this.focusing?.go(rowsOf(this.body ?? this)[0]),
      End: () => this.focusing?.go(rowsOf(this.body ?? this).at(-1)),
      Enter: () => (field ? this.#edit(field) : this.#open(row)),
      " ": () => this.#toggle(),
    };
    if (target.matches("a, input") || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]?.();
  }

  /** @param {number} by */
  #grow(by) {
    const from = this.focusing?.current;
    if (from && from.getAttribute("aria-selected") !== "true") this.selection?.toggle(from, true);
    const to = this.focusing?.step(by);
    if (to) this.selection?.extend(to);
  }

  #toggle() {
    const row = this.focusing?.current;
    if (row) this.selection?.toggle(row);
  }

  /** @param {HTMLElement} row */
  #open(row) {
    const link = /** @type {HTMLAnchorElement | null} */ (row.querySelector("a[data-drawer]"));
    if (link) openDrawer(link.href, { from: row });
  }

  /** The chosen rows, else the current one. @returns {HTMLElement[]} */
  #chosen() {
    const rows = this.selection?.rows ?? [];
    const current = this.focusing?.current;
    return rows.length || !current ? rows : [current];
  }

  /** @param {number} count */
  #selected(count) {
    if (this.bar) this.chosen?.tell(this.bar, count);
  }

  /** @param {string} to */
  #toEnd(to) {
    if (this.chosen?.everything && this.moves?.allowed) this.chosen.toEnd(to);
    else this.moves?.toEnd(this.#chosen(), to);
  }

  /** Several lines go into the rows from this cell on. @param {ClipboardEvent} event */
  async #paste(event) {
    const cell = event.target instanceof HTMLElement ? event.target.closest("td[data-edit]") : null;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const inside = event.target instanceof HTMLElement && event.target.matches("input");
    if (!(cell instanceof HTMLElement) || !text || (inside && !text.trim().includes("\n"))) return;
    event.preventDefault();
    const rows = rowsOf(this.body ?? this).filter((row) => !row.hidden);
    const from = rows.findIndex((row) => row.contains(cell));
    this.editor?.close({ focus: true });
    const answer = await this.chosen?.paste(cell.dataset.edit ?? "", rows.slice(from, from + 1000), text);
    if (answer && !answer.ok && !answer.text.includes("dialog-body")) toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
  }

  /** @param {string} field */
  #edit(field) {
    const row = this.focusing?.current;
    const cell = row && (one(`td[data-edit="${field}"]`, row) ?? one(`[data-edit="${field}"]`, row));
    if (cell) this.edit(cell);
  }

  /** @param {HTMLElement} cell */
  edit(cell) {
    const row = cell.closest("tr");
    if (!row) return;
    this.focusing?.go(row);
    if (row.hasAttribute("data-editable")) this.editor?.open(cell, `${this.dataset.items}${row.dataset.key}/cells/${cell.dataset.edit}/`);
    else toast(say("notYours"));
  }

  /** s, a, l: of all that is chosen, else of the current row. @param {string} field */
  #field(field) {
    const button = this.selection?.rows.length ? one(`[data-bulk-field="${field}"]`, this.bar ?? document) : null;
    if (button) this.#bulk(button);
    else this.#edit(field);
  }

  /** @param {HTMLElement} button */
  #bulk(button) {
    const host = document.createElement("span");
    host.className = "bulk-choice";
    for (const old of all(".bulk-choice", this.bar ?? document)) old.remove();
    button.after(host);
    this.editor?.open(host, (this.dataset.bulk ?? "").replace("FIELD", button.dataset.bulkField ?? ""));
  }

  async #delete() {
    const rows = this.chosen?.everything ? rowsOf(this.body ?? this) : this.#chosen();
    if (!(await this.chosen?.remove())) return;
    for (const row of rows) row.remove();
    this.#rowsChanged();
  }

  /**
   * @param {HTMLElement} host
   * @param {string} html
   * @param {Headers} headers
   */
  #saved(host, html, headers) {
    done(headers);
    host.closest(".bulk-choice")?.remove();
    if (this.chosen?.everything) this.#again();
    this.#upsert(this.#read(html), { others: false });
  }

  /**
   * @param {HTMLElement} host
   * @param {string} field
   */
  #back(host, field) {
    if (host.matches(".bulk-choice")) return host.remove();
    const key = host.closest("tr")?.dataset.key ?? this.focusing?.current?.dataset.key ?? "";
    const row = rowOf(this.body ?? this, { key });
    this.focusing?.go(row, field === "labels" ? "title" : field);
  }

  /**
   * @param {HTMLElement} host
   * @param {string} field
   * @param {boolean} back
   */
  #next(host, field, back) {
    const key = host.closest("tr")?.dataset.key ?? "";
    const row = rowOf(this.body ?? this, { key });
    if (!row) return this.#back(host, field);
    const cell = this.focusing?.cellBeside(row, field === "labels" ? "title" : field, back) ?? this.focusing?.cellInNextRow(row, back);
    if (cell) this.edit(cell);
    else this.focusing?.go(row, field);
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
    one("table", this)?.removeAttribute("hidden");
    this.#upsert(this.#read(row), { others: true, come: true });
  }

  #focusAdd() {
    const input = one("[data-quick-add-form] input[name=title]", this);
    input?.scrollIntoView({ block: "nearest" });
    input?.focus();
  }

  /** @param {HTMLElement | null} [row] */
  async #more(row = one(".more-row", this)) {
    if (!row || row.hasAttribute("aria-busy")) return;
    row.setAttribute("aria-busy", "true");
    const answer = await get(`${this.dataset.rows}${row.dataset.next}`);
    row.removeAttribute("aria-busy");
    if (!answer.ok || !row.isConnected) return;
    const known = new Set(rowsOf(this.body ?? this).map((old) => old.dataset.id));
    row.replaceWith(...this.#read(answer.text).filter((fresh) => !fresh.dataset.id || !known.has(fresh.dataset.id)));
    this.#loading = true;
    this.#rowsChanged();
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
      const row = came.has(id) ? null : rowOf(this.body ?? this, { id });
      if (row && !this.#edited(row)) row.remove();
    }
    this.#upsert(fresh, { others: true, come: true });
  }

  /**
   * Fresh rows in the place of old ones, new ones where their rank belongs; an open editor is left alone.
   * @param {HTMLElement[]} fresh
   * @param {{others: boolean, come?: boolean}} how `others`: lit up for a moment; `come`: rows that were not here are added
   */
  #upsert(fresh, { others, come = false }) {
    const body = this.body ?? this;
    const ranked = this.hasAttribute("data-ranked");
    for (const row of fresh.filter((one) => one.dataset.key)) {
      const old = rowOf(body, { id: row.dataset.id });
      if (old && this.#edited(old)) continue;
      const same = old && shown(old) === shown(row);
      const regrouped = Boolean(old && old.dataset.group !== row.dataset.group);
      const moved = !old || regrouped || old.dataset.rank !== row.dataset.rank;
      // News that is on screen already disturbs nobody.
      if (same && !moved && old.hasAttribute("data-editable") === row.hasAttribute("data-editable")) continue;
      if (old) replaceRow(old, row);
      else if (!come || !ranked) continue;
      if ((ranked || regrouped) && moved && !placeByRank(body, row)) row.remove();
      if (others && (moved || !same)) row.classList.add("is-changed");
    }
    this.#rowsChanged();
  }

  /**
   * A row in which someone writes is left as it is, and fetched again afterwards.
   * @param {HTMLElement} row
   */
  #edited(row) {
    const open = this.editor?.within(row) ?? false;
    row.toggleAttribute("data-stale", open);
    return open;
  }

  #rowsChanged() {
    const ids = rowsOf(this.body ?? this).map((row) => row.dataset.id).sort().join();
    if (this.#ids && this.#ids !== ids && !this.#loading) recount();
    this.#ids = ids;
    if (this.body) renumber(this.body);
    this.focusing?.ready();
    this.selection?.refresh();
    this.groups?.apply();
    this.#watch?.disconnect();
    for (const more of all(".more-row", this)) this.#watch?.observe(more);
  }

  /** Called by the moves when the order has changed. @param {HTMLElement[]} rows */
  reordered(rows) {
    this.#rowsChanged();
    const first = rows[0];
    const number = first ? rowsOf(this.body ?? this).indexOf(first) + 1 : 0;
    if (first && number) announce(say("moved", first.dataset.key ?? "", number));
  }
}
define("tl-backlog", Backlog);
