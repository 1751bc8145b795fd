/**
 * Bars that are chosen, so that they move together: by x, by Ctrl or Shift and a click, by a rectangle, all by Ctrl-A; by a
 * finger that rests on one and taps others.
 */
import { Edges } from "#app/lib/edges.js";
import { follow } from "#app/lib/gesture.js";
import { covered, offsetOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */

const MOVABLE = ".tl-bar[data-move-url], .tl-chip[data-move-url]:not([data-found])";
const HEIGHT = 28;

export class Chosen {
  /** @type {Set<string>} */
  #ids = new Set();
  /** Those that are drawn as chosen. @type {Set<string>} */
  #marked = new Set();
  #anchor = "";
  isDrawing = false;

  /** @param {HTMLElement} chart @param {(count: number) => void} said After each choice. */
  constructor(chart, said) {
    this.chart = chart;
    this.said = said;
  }

  /** @returns {Bar[]} what can be chosen, in the order of the page */
  get #all() {
    return [...this.chart.querySelectorAll(MOVABLE)].map((bar) => /** @type {Bar} */ (bar));
  }

  /** Those that are chosen, in the order of the page. @returns {Bar[]} */
  get bars() {
    return this.#all.filter((bar) => this.#ids.has(bar.id));
  }

  /** What moves along with a bar: the others that are chosen where it is one of them. @param {Bar} bar @returns {Bar[]} */
  beside(bar) {
    return this.#ids.has(bar.id) ? this.#all.filter((one) => one !== bar && this.#ids.has(one.id)) : [];
  }

  /** @param {Bar} bar */
  toggle(bar) {
    if (!bar.matches(MOVABLE)) return;
    if (!this.#ids.delete(bar.id)) this.#ids.add(bar.id);
    this.#anchor = bar.id;
    this.#show();
  }

  /** All from the one chosen last to this one, in the order of the page. @param {Bar} bar */
  extend(bar) {
    if (!bar.matches(MOVABLE)) return;
    const bars = this.#all;
    const [anchor, here] = [bars.findIndex((one) => one.id === this.#anchor), bars.indexOf(bar)];
    const from = anchor < 0 ? here : anchor;
    for (const one of bars.slice(Math.min(from, here), Math.max(from, here) + 1)) this.#ids.add(one.id);
    if (anchor < 0) this.#anchor = bar.id;
    this.#show();
  }

  /** Choose one more without letting go of the others. @param {Bar} bar */
  add(bar) {
    if (!bar.matches(MOVABLE)) return;
    this.#ids.add(bar.id);
    this.#anchor = bar.id;
    this.#show();
  }

  everything() {
    for (const bar of this.#all) this.#ids.add(bar.id);
    this.#show();
  }

  /** @returns {boolean} whether there was anything */
  clear() {
    const had = this.#ids.size > 0;
    this.#ids.clear();
    if (had) this.#show();
    return had;
  }

  /** The chart was drawn anew: what is still there stays chosen. */
  again() {
    for (const id of this.#ids) if (!document.getElementById(id)?.matches(MOVABLE)) this.#ids.delete(id);
    this.#marked.clear();
    this.#mark();
  }

  /** Draw a rectangle over the chart; what it touches is chosen, with Shift or Ctrl beside what is.
   * @param {PointerEvent} event @param {(isMoved: boolean) => void} done What comes when it is let go. */
  draw(event, done) {
    const scroller = /** @type {HTMLElement} */ (this.chart.querySelector(".tl-scroll"));
    const box = scroller.getBoundingClientRect();
    // No farther than the chart goes, which would otherwise grow under the rectangle.
    const [width, height] = [scroller.scrollWidth - 1, scroller.scrollHeight - 1];
    const at = (/** @type {PointerEvent} */ e) => ({
      x: Math.min(e.clientX - box.left + scroller.scrollLeft, width),
      y: Math.min(e.clientY - box.top + scroller.scrollTop, height),
    });
    const from = at(event);
    const rubber = Object.assign(document.createElement("div"), { className: "tl-rubber" });
    const rest = event.shiftKey || event.ctrlKey || event.metaKey ? new Set(this.#ids) : new Set();
    /** @type {{id: string, x: number, y: number, right: number}[]} */
    let places = [];
    let last = event;
    /** @type {Edges | undefined} */
    let edges;
    const lift = () => {
      this.isDrawing = true;
      places = this.#places();
      scroller.querySelector(".tl-canvas")?.append(rubber);
      edges = new Edges(scroller, covered(scroller), event, () => drawTo(last));
    };
    const move = (/** @type {PointerEvent} */ e) => {
      edges?.at((last = e));
      drawTo(e);
    };
    const drawTo = (/** @type {PointerEvent} */ e) => {
      const to = at(e);
      const [left, right, top, bottom] = [Math.min(from.x, to.x), Math.max(from.x, to.x), Math.min(from.y, to.y), Math.max(from.y, to.y)];
      rubber.style.transform = `translate(${left}px, ${top}px)`;
      rubber.style.width = `${right - left}px`;
      rubber.style.height = `${bottom - top}px`;
      const hit = places.filter((place) => place.x < right && place.right > left && place.y < bottom && place.y + HEIGHT > top);
      this.#ids = new Set([.../** @type {Set<string>} */ (rest), ...hit.map((place) => place.id)]);
      this.#mark();
    };
    const end = (/** @type {boolean} */ isDrop, /** @type {boolean} */ isLifted) => {
      this.isDrawing = false;
      edges?.stop();
      rubber.remove();
      done(isLifted);
      if (!isDrop || !isLifted) this.#ids = /** @type {Set<string>} */ (rest);
      this.#show();
    };
    follow(event, { lift, move, end });
  }

  /** Where the bars are, in pixels of what is scrolled; read once. */
  #places() {
    const label = /** @type {HTMLElement} */ (this.chart.querySelector(".tl-corner")).offsetWidth;
    return [...this.chart.querySelectorAll(".tl-lane")].flatMap((lane) => {
      const top = /** @type {HTMLElement} */ (lane).offsetTop;
      return [...lane.querySelectorAll(".tl-bar[data-move-url]")].map((bar) => {
        const { x, y } = offsetOf(bar.getAttribute("transform"));
        return { id: bar.id, x: label + x, y: top + y, right: label + x + Number(/** @type {HTMLElement} */ (bar).dataset.width) };
      });
    });
  }

  #show() {
    this.#mark();
    this.said(this.#ids.size);
  }

  /** Only what has changed is drawn: there may be thousands. */
  #mark() {
    for (const id of this.#marked) if (!this.#ids.has(id)) draw(id, false);
    for (const id of this.#ids) if (!this.#marked.has(id)) draw(id, true);
    this.#marked = new Set(this.#ids);
    const note = /** @type {HTMLElement | null} */ (this.chart.querySelector(".tl-chosen"));
    if (!note) return;
    note.hidden = !this.#ids.size;
    const text = JSON.parse(this.chart.dataset.texts ?? "{}").chosen ?? "";
    /** @type {Element} */ (note.firstElementChild).textContent = text.replace("{count}", String(this.#ids.size));
  }
}

/** @param {string} id @param {boolean} isChosen */
function draw(id, isChosen) {
  const bar = document.getElementById(id);
  bar?.classList.toggle("is-chosen", isChosen);
  if (isChosen) bar?.setAttribute("aria-current", "true");
  else bar?.removeAttribute("aria-current");
}
