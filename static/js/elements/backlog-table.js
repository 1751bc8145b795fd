// <tl-backlog>: the table of a backlog. Choosing, moving, editing in place, adding, further rows, others' changes.
import { announce } from "#app/lib/announce.js";
import { CellEditor } from "#app/lib/cell-editor.js";
import { recount } from "#app/lib/counts.js";
import { all, define, on, one } from "#app/lib/dom.js";
import { openDrawer } from "#app/lib/drawer.js";
import { shortcut } from "#app/lib/keys.js";
import { done, keepFresh } from "#app/lib/live-rows.js";
import { get, post } from "#app/lib/net.js";
import { keepTitle, quickAdd } from "#app/lib/quick-add.js";
import { rowDrag } from "#app/lib/row-drag.js";
import { RowFocus } from "#app/lib/row-keys.js";
import { placeByRank, readRows, renumber, replaceRow, rowOf, rowsOf } from "#app/lib/rows.js";
import { RowMoves } from "#app/lib/row-moves.js";
import { Selection } from "#app/lib/selection.js";
import { cookie } from "#app/lib/storage.js";
import { toast } from "#app/lib/toast.js";
import { say } from "#app/lib/backlog-words.js";

/**
 * What a row says, without its number in the list.
 * @param {HTMLElement} row
 */
const shown = (row) => all("td:not(.cell-rank)", row).map((cell) => cell.innerHTML).join();

class Backlog extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  /** @type {IntersectionObserver | undefined} */
  #watch;
  #ids = "";
  #loading = false;

  connectedCallback() {
    this.body = /** @type {HTMLElement} */ (one("tbody", this));
    this.bar = one("#bulkbar");
    this.focusing = new RowFocus(this.body);
    this.selection = new Selection(this.body, (count) => this.#selected(count));
    this.moves = new RowMoves(this, this.body);
    this.editor = new CellEditor({
      saved: (host, html, headers) => this.#saved(host, html, headers),
      closed: (host, field) => this.#back(host, field),
      next: (host, field, back) => this.#next(host, field, back),
      extra: () => /** @type {Record<string, string[]>} */ (this.bar?.querySelector("form") ? { items: this.selection?.keys ?? [] } : {}),
    });
    this.#clicks();
    this.#keys();
    for (const form of all("[data-quick-add-form]", this)) keepTitle(/** @type {HTMLFormElement} */ (form));
    if (this.hasAttribute("data-may-rank")) this.#off.push(rowDrag(this, this.body, this.moves.dragOwner(this.selection)));
    this.#off.push(keepFresh({ ids: () => rowsOf(this.body ?? this).map((row) => row.dataset.id ?? ""), url: (ids) => this.#rowsUrl({ ids: ids.join(",") }), apply: (ids, html) => this.#refreshed(ids, html) }));
    this.#watch = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && this.#more(), { rootMargin: "800px" });
    this.#rowsChanged();
    if (location.hash === "#new") this.#focusAdd();
  }

  disconnectedCallback() {
    for (const off of this.#off) off();
    this.#watch?.disconnect();
  }

  /** @param {Record<string, string>} query */
  #rowsUrl(query) {
    return `${this.dataset.rows}?${new URLSearchParams({ q: this.dataset.query ?? "", ...query })}`;
  }

  #clicks() {
    const { body, bar } = this;
    if (!body) return;
    on(this, "click", "tbody td, tbody .row-labels", (event, cell) => this.#clicked(event, cell));
    on(this, "change", ".pick > input", (_event, box) => this.selection?.toggle(/** @type {HTMLElement} */ (box.closest("tr")), /** @type {HTMLInputElement} */ (box).checked));
    on(this, "submit", "[data-quick-add-form]", (event, form) => this.#add(event, /** @type {HTMLFormElement} */ (form)));
    on(this, "click", ".more-row a", (event) => {
      event.preventDefault();
      this.#more();
    });
    this.#off.push(on(document, "click", "[data-quick-add]", () => this.#focusAdd()));
    this.#off.push(on(document, "click", "[data-column]", (_event, button) => this.#column(button)));
    if (!bar) return;
    on(bar, "click", "[data-bulk-field]", (_event, button) => this.#bulk(button));
    on(bar, "click", "[data-bulk-move]", (_event, button) => this.moves?.toEnd(this.#chosen(), button.dataset.bulkMove ?? "top"));
    on(bar, "click", "[data-bulk-delete]", () => this.#delete());
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
      t: () => this.moves?.toEnd(this.#chosen(), "top"),
      b: () => this.moves?.toEnd(this.#chosen(), "bottom"),
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
    if (!this.bar) return;
    this.bar.hidden = count === 0;
    const text = one("[data-selected]", this.bar);
    if (text) text.textContent = say("selected", count);
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
    const rows = this.#chosen();
    const answer = await post(this.dataset.deletions ?? "", { items: rows.map((row) => row.dataset.key ?? "") });
    if (!answer.ok) return;
    done(answer.headers);
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
    this.#upsert(readRows(html), { others: false });
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
    const cell = this.focusing?.cellBeside(row, field === "labels" ? "title" : field, back);
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
    this.#upsert(readRows(row), { others: true, come: true });
  }

  #focusAdd() {
    const input = one("[data-quick-add-form] input[name=title]", this);
    input?.scrollIntoView({ block: "nearest" });
    input?.focus();
  }

  async #more() {
    const row = one(".more-row", this);
    if (!row || row.hasAttribute("aria-busy")) return;
    row.setAttribute("aria-busy", "true");
    const answer = await get(`${this.dataset.rows}${row.dataset.next}`);
    row.removeAttribute("aria-busy");
    if (!answer.ok || !row.isConnected) return;
    const known = new Set(rowsOf(this.body ?? this).map((old) => old.dataset.id));
    row.replaceWith(...readRows(answer.text).filter((fresh) => !known.has(fresh.dataset.id)));
    this.#loading = true;
    this.#rowsChanged();
    this.#loading = false;
  }

  /**
   * @param {string[]} asked
   * @param {string} html
   */
  #refreshed(asked, html) {
    const fresh = readRows(html);
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
      const moved = !old || old.dataset.rank !== row.dataset.rank;
      // News that is on screen already disturbs nobody.
      if (same && !moved && old.hasAttribute("data-editable") === row.hasAttribute("data-editable")) continue;
      if (old) replaceRow(old, row);
      else if (!come || !ranked) continue;
      if (ranked && moved && !placeByRank(body, row)) row.remove();
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

  /** @param {HTMLElement} button */
  #column(button) {
    const shown = button.getAttribute("aria-checked") !== "true";
    button.setAttribute("aria-checked", String(shown));
    one("table", this)?.classList.toggle(`without-${button.dataset.column}`, !shown);
    const names = all("[data-column][aria-checked=true]").map((other) => other.dataset.column);
    cookie("columns", names.join(".") || "none");
  }

  #rowsChanged() {
    const ids = rowsOf(this.body ?? this).map((row) => row.dataset.id).sort().join();
    if (this.#ids && this.#ids !== ids && !this.#loading) recount();
    this.#ids = ids;
    if (this.body) renumber(this.body);
    this.focusing?.ready();
    this.selection?.refresh();
    const more = one(".more-row", this);
    this.#watch?.disconnect();
    if (more) this.#watch?.observe(more);
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
