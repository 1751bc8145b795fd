// <tl-pictures>: the dots of pictures are pointed at, opened, chosen (singly, by a box, by keys) and edited together.
// A dot chosen in one picture is chosen in all. `.plot-field` is a picture, `[data-keys]` a dot, or many in one place;
// `[data-in]` a cell with more items than can be drawn: the server is asked which.
import "#app/elements/fresh.js";
import { announce } from "#app/lib/announce.js";
import { say } from "#app/lib/backlog-words.js";
import { BulkDialog } from "#app/lib/bulk-dialog.js";
import { define, on, one } from "#app/lib/dom.js";
import { draggable } from "#app/lib/drag.js";
import { openDrawer } from "#app/lib/drawer.js";
import { shortcut } from "#app/lib/keys.js";
import { get } from "#app/lib/net.js";
import { MARKS, Plot, boxOf, keysOf, nameOf } from "#app/lib/plot.js";
import { plotBox } from "#app/lib/plot-box.js";
import { pointOut } from "#app/lib/plot-tip.js";

const REACH = 14;
const FINGER = 24;
const STEPS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];

class Pictures extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  /** @type {Set<string>} */
  #chosen = new Set();
  /** @type {Set<string>} cells whose items are chosen */
  #cells = new Set();
  /** How often everything was chosen anew: what was asked for before that counts no more. */
  #anew = 0;
  /** @type {WeakMap<HTMLElement, Plot>} */
  #plots = new WeakMap();
  #at = { plot: "", name: "" };

  connectedCallback() {
    this.bar = one("#bulkbar");
    this.dialog = new BulkDialog(this);
    this.addEventListener("bulk:done", () => one("tl-fresh", this)?.dispatchEvent(new Event("stale")));
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusin", (event) => this.#focused(event));
    this.addEventListener("focusout", () => pointOut(this, null));
    this.addEventListener("pointermove", (event) => this.#hover(event));
    this.addEventListener("pointerleave", () => pointOut(this, null));
    on(this, "change", "[data-axes] select", (_event, select) => /** @type {HTMLSelectElement} */ (select).form?.requestSubmit());
    on(this, "click", "[data-rank-all]", (_event, button) => this.dialog?.rank({ count: Number(button.dataset.count), data: { all: "1", q: this.dataset.query ?? "" } }));
    if (this.#edits) this.#bulk();
    const fresh = one("tl-fresh", this);
    const changes = new MutationObserver(() => this.#drawn());
    if (fresh) changes.observe(fresh, { childList: true });
    const refocus = () => this.#refocus();
    document.addEventListener("drawer:closed", refocus);
    this.#off.push(() => changes.disconnect(), () => document.removeEventListener("drawer:closed", refocus));
  }

  disconnectedCallback() {
    for (const off of this.#off.splice(0)) off();
  }

  get #edits() {
    return this.hasAttribute("data-may-edit");
  }

  #bulk() {
    const bar = this.bar;
    if (!bar) return;
    const some = () => this.#chosen.size > 0 && !document.querySelector("dialog:modal, .drawer[open]");
    on(bar, "click", "[data-bulk-edit]", () => this.dialog?.edit(this.#picked));
    on(bar, "click", "[data-bulk-rank]", () => this.dialog?.rank(this.#picked));
    on(bar, "click", "[data-bulk-goes]", (_event, button) => location.assign(`${button.dataset.bulkGoes}?${new URLSearchParams({ items: [...this.#chosen].join(",") })}`));
    on(bar, "click", "[data-bulk-none]", () => this.#choose([]));
    this.#off.push(shortcut("m", () => this.dialog?.edit(this.#picked), { scope: some }));
    this.#off.push(shortcut("Escape", () => this.#choose([]), { scope: some }));
    const drawn = plotBox(this, (field, box, adds) => this.#take(this.#plot(field).within(box), { adds }));
    this.#off.push(draggable(this, ".plot-field", drawn));
  }

  get #picked() {
    return { count: this.#chosen.size, data: { items: [...this.#chosen].join(",") } };
  }

  /** @param {HTMLElement} field */
  #plot(field) {
    const plot = this.#plots.get(field) ?? new Plot(field);
    this.#plots.set(field, plot);
    return plot;
  }

  /** The picture in which something happens. @param {Event} event */
  #where(event) {
    const field = event.target instanceof Element ? event.target.closest(".plot-field") : null;
    return field instanceof HTMLElement ? this.#plot(field) : null;
  }

  /**
   * These are chosen now, and nothing else.
   * @param {Iterable<string>} keys
   * @param {Iterable<string>} [cells] names of cells
   */
  #choose(keys, cells = []) {
    this.#anew += 1;
    this.#set(keys, cells);
  }

  /**
   * @param {Iterable<string>} keys
   * @param {Iterable<string>} cells
   */
  #set(keys, cells) {
    this.#chosen = new Set(keys);
    this.#cells = new Set(this.#chosen.size ? cells : []);
    this.#show();
    if (this.#edits) announce(say("selected", this.#chosen.size));
  }

  /**
   * What these marks stand for is chosen, besides what was or instead of it, or (`gone`) chosen no more.
   * @param {Element[]} marks
   * @param {{adds?: boolean, gone?: boolean}} [how]
   */
  async #take(marks, { adds = false, gone = false } = {}) {
    const cells = marks.filter((mark) => mark.hasAttribute("data-in"));
    const anew = adds || gone ? this.#anew : ++this.#anew;
    const inside = cells.length ? await this.#inside(cells) : [];
    if (!inside || anew !== this.#anew) return;
    const keys = new Set(adds || gone ? this.#chosen : []);
    const names = new Set(adds || gone ? this.#cells : []);
    for (const key of [...marks.flatMap(keysOf), ...inside]) gone ? keys.delete(key) : keys.add(key);
    for (const name of cells.map(nameOf)) gone ? names.delete(name) : names.add(name);
    this.#set(keys, names);
  }

  /**
   * The keys of what lies in these cells of a picture; null where the server says why not.
   * @param {Element[]} cells
   * @returns {Promise<string[] | null>}
   */
  async #inside(cells) {
    const plot = cells[0]?.closest("[data-plot]")?.getAttribute("data-plot") ?? "";
    const asked = new URLSearchParams(location.search);
    asked.set("plot", plot);
    asked.set("in", boxOf(cells));
    const answer = await get(`${this.dataset.inside}?${asked}`);
    return answer.ok ? answer.json().keys : null;
  }

  /** @param {Element} mark */
  #isChosen(mark) {
    const keys = keysOf(mark);
    return keys.length ? keys.every((key) => this.#chosen.has(key)) : this.#cells.has(nameOf(mark));
  }

  /** @param {Element} mark */
  #toggle(mark) {
    const gone = this.#isChosen(mark);
    this.#take([mark], { adds: !gone, gone });
  }

  #show() {
    for (const mark of this.querySelectorAll(MARKS)) mark.setAttribute("aria-selected", String(this.#isChosen(mark)));
    const text = this.bar && one("[data-selected]", this.bar);
    if (this.bar) this.bar.hidden = this.#chosen.size === 0;
    if (text) text.textContent = say("selected", this.#chosen.size);
  }

  /** The pictures were drawn anew: what is gone is not chosen any more, the focus stays on its dot. */
  #drawn() {
    const marks = [...this.querySelectorAll(MARKS)];
    const [here, cells] = [new Set(marks.flatMap(keysOf)), new Set(marks.map(nameOf))];
    // What a cell held may lie in another one by now: its items stay chosen.
    if (!this.querySelector("[data-in]")) this.#chosen = new Set([...this.#chosen].filter((key) => here.has(key)));
    this.#cells = new Set([...this.#cells].filter((name) => cells.has(name)));
    this.#show();
    pointOut(this, null);
    this.#refocus();
  }

  /** Back to the dot that had the focus, where what took its place has not. */
  #refocus() {
    const { plot, name } = this.#at;
    const has = document.activeElement;
    // What was pressed in a drawer that has just closed still counts as focused.
    if (!name || !(has === document.body || has?.closest("dialog:not([open])"))) return;
    const marks = [...this.querySelectorAll(`[data-plot="${plot}"] :is(${MARKS})`)];
    this.#focus(marks.find((mark) => nameOf(mark) === name) ?? null);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const plot = this.#where(event);
    if (!plot) return;
    const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
    const mark = plot.nearest(event, isTouch ? FINGER : REACH)?.mark;
    if (!mark) return event.shiftKey ? undefined : this.#choose([]);
    this.#focus(mark);
    if (this.#edits && (event.shiftKey || event.ctrlKey || event.metaKey)) this.#toggle(mark);
    else this.#open(mark);
  }

  /** One item opens; of many in one place all are chosen. @param {SVGElement} mark */
  #open(mark) {
    const keys = keysOf(mark);
    if (keys.length === 1) openDrawer(`${this.dataset.items}${keys[0]}/`, { from: /** @type {any} */ (mark) });
    else if (this.#edits) this.#take([mark]);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const plot = this.#where(event);
    const mark = event.target instanceof SVGElement && event.target.matches(MARKS) ? event.target : null;
    if (!plot || !mark || event.altKey) return;
    if (STEPS.includes(event.key)) this.#step(plot, mark, event);
    else if (event.key === "Enter") this.#open(mark);
    else if (event.key === " " && this.#edits) this.#toggle(mark);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey) && this.#edits) this.#take(plot.marks);
    else return;
    event.preventDefault();
  }

  /**
   * @param {Plot} plot
   * @param {SVGElement} mark
   * @param {KeyboardEvent} event
   */
  #step(plot, mark, event) {
    const next = plot.next(mark, event.key);
    if (!next) return;
    this.#focus(next);
    if (event.shiftKey && this.#edits) this.#take([mark, next].filter((each) => !this.#isChosen(each)), { adds: true });
  }

  /** @param {Element | null} mark */
  #focus(mark) {
    const field = mark?.closest(".plot-field");
    if (!(mark instanceof SVGElement) || !field) return;
    for (const other of field.querySelectorAll(`:is(${MARKS})[tabindex="0"]`)) other.setAttribute("tabindex", "-1");
    mark.setAttribute("tabindex", "0");
    mark.focus({ preventScroll: true });
  }

  /** @param {Event} event */
  #focused(event) {
    const mark = event.target instanceof SVGElement ? event.target : null;
    const field = mark?.closest("[data-plot]");
    this.#at = { plot: field?.getAttribute("data-plot") ?? "", name: mark?.matches(MARKS) ? nameOf(mark) : "" };
    if (mark?.matches(":focus-visible")) pointOut(this, mark);
  }

  /** @param {PointerEvent} event */
  #hover(event) {
    if (event.pointerType === "touch" || event.buttons) return;
    const plot = this.#where(event);
    const mark = plot?.nearest(event, REACH)?.mark ?? null;
    plot?.field.classList.toggle("is-over", Boolean(mark));
    pointOut(this, mark);
  }
}
define("tl-pictures", Pictures);
