/**
 * How closely one looks at the timeline: by + and -, by Ctrl and the wheel, by two fingers. What lies under the pointer or between the
 * fingers stays there.
 */
import { typing } from "#app/lib/dom.js";

export const ZOOMS = ["weeks", "months", "quarters", "years"];
const WHEEL = 60;
/** So much farther apart the fingers go for one step. */
const PINCH = 1.5;

/** @typedef {HTMLElement & {scroller: HTMLElement, room: () => number, zoom: (zoom: string, at?: number) => Promise<void>}} Chart */

export class Zooming {
  #wheeled = 0;
  #apart = 0;
  #isChanging = false;

  /** @param {Chart} chart */
  constructor(chart) {
    this.chart = chart;
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!event.ctrlKey || !this.chart.scroller.contains(/** @type {Node} */ (event.target))) return;
    event.preventDefault();
    this.#wheeled += event.deltaY;
    if (Math.abs(this.#wheeled) < WHEEL) return;
    this.#by(Math.sign(this.#wheeled), event.clientX);
    this.#wheeled = 0;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || document.querySelector("dialog:modal")) return;
    if (!["+", "=", "-"].includes(event.key)) return;
    event.preventDefault();
    this.#by(event.key === "-" ? 1 : -1);
  }

  /** A second finger has come. @param {TouchEvent} event */
  touch(event) {
    if (event.touches.length !== 2 || !this.chart.scroller.contains(/** @type {Node} */ (event.target))) return;
    this.#apart = apart(event.touches);
    const gesture = new AbortController();
    // On the fingers' own places: those are no longer in the page once it has been drawn anew.
    for (const { target } of event.touches) {
      target.addEventListener("touchmove", (move) => this.#spread(/** @type {TouchEvent} */ (move)), { signal: gesture.signal, passive: false });
      for (const end of ["touchend", "touchcancel"]) target.addEventListener(end, () => gesture.abort(), { signal: gesture.signal });
    }
  }

  /** @param {TouchEvent} event */
  #spread(event) {
    if (event.cancelable) event.preventDefault();
    if (event.touches.length !== 2 || this.#isChanging) return;
    const ratio = apart(event.touches) / this.#apart;
    if (ratio < PINCH && ratio > 1 / PINCH) return;
    this.#apart *= ratio;
    const [one, other] = event.touches;
    this.#by(ratio > 1 ? -1 : 1, (/** @type {Touch} */ (one).clientX + /** @type {Touch} */ (other).clientX) / 2);
  }

  /** @param {number} by Plus one looks from farther away. @param {number} [x] Of what stays, in the window; else the middle does. */
  async #by(by, x) {
    const { chart } = this;
    const left = chart.scroller.getBoundingClientRect().right - chart.room();
    this.#isChanging = true;
    await chart.zoom(ZOOMS[ZOOMS.indexOf(chart.dataset.zoom ?? "") + by] ?? "", x === undefined ? undefined : x - left);
    this.#isChanging = false;
  }
}

/** @param {TouchList} touches */
function apart(touches) {
  const [one, other] = touches;
  return one && other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0;
}
