// <tl-tree data-items data-kinds>: items or objectives as a tree. Rows are unfolded, walked and put below others by pointer or
// by keys; with data-orders also put between others, and one place up or down by Alt and the arrows. What is open stands in the
// address, and what others change (news of these kinds) comes in.
import htmx from "htmx.org";
import { announce } from "#app/lib/announce.js";
import { define, fragment, modified, on, one } from "#app/lib/dom.js";
import { draggable, ghostOf } from "#app/lib/drag.js";
import { openDrawer } from "#app/lib/drawer.js";
import { shortcut } from "#app/lib/keys.js";
import { get, post } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { RowFocus } from "#app/lib/row-keys.js";
import { rowsOf } from "#app/lib/rows.js";
import { toast } from "#app/lib/toast.js";
import { between, into, stepped } from "#app/lib/tree-place.js";

const PAUSE = 250;
const ROW = "tr[data-key]";
const TARGETS = `${ROW}, tr[data-top]`;
const MARKS = { into: "is-target", before: "is-before", after: "is-after" };

class Tree extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #path = location.pathname;
  #asked = new URLSearchParams(location.search);
  #acted = "";
  #asking = 0;
  /** The key of the row that gets the focus when it is there. */
  #wanted = "";
  /** The key of the row that is picked up by keys or dragged. */
  #picked = "";
  /** @type {HTMLTableSectionElement | null} */
  #body = null;
  /** @type {RowFocus | undefined} */
  #walk;

  connectedCallback() {
    const body = /** @type {HTMLTableSectionElement} */ (one("tbody", this));
    this.#body = body;
    this.#walk = new RowFocus(body);
    on(this, "click", "a.tree-toggle", (event, link) => this.#toggled(event, link));
    this.addEventListener("keydown", this.#key);
    this.addEventListener("focusin", () => this.#picked && this.#aim(this.#here && into(this.#here)));
    this.#off.push(draggable(this, "[data-handle]", this.#drag()));
    this.#off.push(hear(this.#heard, this.#heard));
    this.#walk.ready();
    for (const [key, by] of /** @type {const} */ ([["j", 1], ["k", -1]])) this.#off.push(shortcut(key, () => this.#walk?.step(by)));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const off of this.#off.splice(0)) off();
  }

  /** The row that has the focus, or the head of the table. */
  get #here() {
    const found = document.activeElement?.closest(TARGETS);
    return found instanceof HTMLElement && this.contains(found) ? found : null;
  }

  get #open() {
    return new Set((this.#body?.dataset.open ?? "").split(",").filter(Boolean));
  }

  /** @param {string} key */
  #row(key) {
    return one(`${ROW}[data-key="${CSS.escape(key)}"]`, this);
  }

  /**
   * @param {MouseEvent} event
   * @param {HTMLElement} link
   */
  #toggled(event, link) {
    if (modified(event)) return;
    event.preventDefault();
    const row = link.closest(ROW);
    if (row instanceof HTMLElement) this.#unfold(row, row.getAttribute("aria-expanded") !== "true");
  }

  /**
   * @param {HTMLElement} row
   * @param {boolean} open
   */
  #unfold(row, open) {
    const keys = this.#open;
    keys[open ? "add" : "delete"](row.dataset.key ?? "");
    this.#walk?.go(row);
    return this.#show(keys);
  }

  /**
   * Fetches the rows with these open; the focus stays in its row.
   * @param {Set<string>} [open]
   * @param {string} [focus] the key of the row that gets it
   */
  async #show(open = this.#open, focus = "") {
    const body = this.#body;
    if (!body) return;
    const asked = ++this.#asking;
    this.#wanted = focus || this.#wanted;
    const params = new URLSearchParams(this.#asked);
    // Noted at once: what is asked for meanwhile must not fold it again.
    body.dataset.open = [...open].join(",");
    named(params, body.dataset.open);
    const answer = await get(`${this.#path}?${params}`, { quiet: true });
    await released();
    if (!answer.ok || asked !== this.#asking || !this.isConnected) return;
    const fresh = one(`#${body.id}`, fragment(answer.text));
    if (!fresh) return;
    const key = this.#wanted || (this.#here?.dataset.key ?? "");
    this.#wanted = "";
    const current = this.#walk?.current?.dataset.key ?? "";
    body.replaceChildren(...fresh.children);
    htmx.process(body);
    body.dataset.open = fresh.dataset.open ?? "";
    this.#row(current)?.classList.add("is-current");
    if (this.#picked) this.#row(this.#picked)?.classList.add("is-picked");
    this.#walk?.ready();
    if (key) this.#walk?.go(this.#row(key));
    named(params, body.dataset.open);
    if (location.pathname === this.#path) history.replaceState(history.state, "", `${this.#path}?${params}`);
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, action } = /** @type {CustomEvent} */ (event).detail ?? {};
    const kinds = (this.dataset.kinds ?? "item").split(" ");
    if (event.type === "live" && (!kinds.includes(kind) || action === this.#acted)) return;
    clearTimeout(this.#timer);
    // What is being moved, and an open menu, must not be taken away from under the pointer.
    const waits = () => this.#picked || one(":popover-open", this);
    this.#timer = setTimeout(() => (waits() ? this.#heard(event) : this.#show()), PAUSE);
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const here = this.#here;
    if (event.target instanceof Element && event.target.closest("tl-menu")) return;
    if (here && event.altKey && /^Arrow(Up|Down)$/.test(event.key)) return this.#step(here, event);
    if (!here || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const act = this.#acts(here)[event.key];
    if (!act || (event.target instanceof Element && event.target.matches("a") && event.key === "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };

  /**
   * @param {HTMLElement} here
   * @returns {Record<string, () => void>}
   */
  #acts(here) {
    const rows = this.#body ? rowsOf(this.#body) : [];
    const down = () => (here.matches(ROW) ? this.#walk?.step(1) : this.#walk?.go(rows[0]));
    const up = () => (this.#picked && here === rows[0] ? this.#top?.focus() : here.matches(ROW) && this.#walk?.step(-1));
    const expanded = here.getAttribute("aria-expanded");
    return {
      ArrowDown: down,
      j: down,
      ArrowUp: up,
      k: up,
      Home: () => (this.#picked ? this.#top?.focus() : this.#walk?.go(rows[0])),
      End: () => this.#walk?.go(rows.at(-1)),
      ArrowRight: () => (expanded === "false" ? void this.#unfold(here, true) : expanded && down()),
      ArrowLeft: () => (expanded === "true" ? void this.#unfold(here, false) : this.#walk?.go(this.#row(here.dataset.parentKey ?? ""))),
      Enter: () => (this.#picked ? this.#drop(into(here)) : this.#openItem(here)),
      m: () => this.#pick(here),
      ...(this.#picked ? { Escape: () => this.#cancel() } : {}),
    };
  }

  /** @param {HTMLElement} row */
  #openItem(row) {
    const link = /** @type {HTMLAnchorElement | null} */ (one("a.tree-link", row));
    if (link?.hasAttribute("data-drawer")) openDrawer(link.href, { from: row });
    else link?.click();
  }

  get #top() {
    return one("tr[data-top]", this);
  }

  /**
   * @param {HTMLElement} row
   * @param {KeyboardEvent} event
   */
  #step(row, event) {
    if (!("orders" in this.dataset) || !row.matches(ROW) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!row.hasAttribute("data-editable")) return toast(this.dataset.notYours ?? "");
    const place = stepped(row, event.key === "ArrowUp" ? -1 : 1);
    this.#picked = row.dataset.key ?? "";
    if (place) void this.#drop(place);
    else this.#release();
  }

  /** @param {HTMLElement} row */
  #pick(row) {
    if (!row.hasAttribute("data-editable")) return toast(this.dataset.notYours ?? "");
    this.#picked = row.dataset.key ?? "";
    row.classList.add("is-picked");
    const said = (this.dataset.picked ?? "").replace("%s", row.dataset.name ?? this.#picked);
    announce(said);
    toast(said);
  }

  #cancel() {
    this.#release();
    announce(this.dataset.cancelled ?? "");
  }

  #release() {
    this.#row(this.#picked)?.classList.remove("is-picked", "is-dragging");
    this.#picked = "";
    this.#aim(null);
  }

  /**
   * Marks where the picked row would go; itself and what is below it are no place.
   * @param {import("#app/lib/tree-place.js").Place | null} place
   */
  #aim(place) {
    const fits = place && this.#fits(place.row);
    const mark = fits && MARKS[place.side];
    for (const one of Object.values(MARKS))
      for (const row of this.querySelectorAll(`.${one}`)) if (row !== place?.row || one !== mark) row.classList.remove(one);
    if (mark) place.row.classList.add(mark);
    return fits ? place : null;
  }

  /** @param {HTMLElement} target */
  #fits(target) {
    for (let row = /** @type {HTMLElement | null} */ (target); row?.dataset.key; row = this.#row(row.dataset.parentKey ?? "")) if (row.dataset.key === this.#picked) return false;
    return true;
  }

  /** @param {import("#app/lib/tree-place.js").Place} place */
  async #drop({ row: target, side, parent, beside }) {
    const row = this.#row(this.#picked);
    const fits = this.#fits(target);
    const key = this.#picked;
    this.#release();
    if (!row || !fits || (side === "into" && parent === row.dataset.parentKey)) return this.#cancel();
    const answer = await post(`${this.dataset.items}${key}/parent/`, { parent, from: row.dataset.parent ?? "", ...beside });
    this.#acted = answer.headers?.get("X-Action") ?? "";
    await this.#show(answer.ok && parent ? this.#open.add(parent) : this.#open, key);
  }

  #drag() {
    /** @type {import("#app/lib/tree-place.js").Place | null} */
    let place = null;
    return {
      begin: (/** @type {HTMLElement} */ handle) => {
        const row = handle.closest(ROW);
        if (!(row instanceof HTMLElement)) return null;
        this.#picked = row.dataset.key ?? "";
        place = null;
        row.classList.add("is-dragging");
        return ghostOf(`${row.dataset.name ? "" : this.#picked} ${one(".tree-link", row)?.textContent ?? ""}`);
      },
      over: (/** @type {number} */ x, /** @type {number} */ y) => {
        const under = document.elementFromPoint(x, y)?.closest(TARGETS);
        const target = under instanceof HTMLElement && this.contains(under) ? under : null;
        place = this.#aim(target && ("orders" in this.dataset ? between(target, y) : into(target)));
      },
      drop: () => void (place ? this.#drop(place) : this.#cancel()),
      cancel: () => this.#cancel(),
    };
  }
}

/**
 * Notes in an address which rows are open.
 * @param {URLSearchParams} params
 * @param {string} open
 */
function named(params, open) {
  if (open) params.set("open", open);
  else params.delete("open");
}
define("tl-tree", Tree);
