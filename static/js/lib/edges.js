/** Scrolls a box while the pointer is near one of its edges, if it has come nearer to it. */

const EDGE = 40;
const SPEED = 12;
const STILL = 8;

export class Edges {
  #frame = 0;
  #by = { left: 0, top: 0 };

  /** @param {HTMLElement} scroller @param {{left: number, top: number}} covered What lies over its edges, in pixels.
   * @param {{clientX: number, clientY: number}} from Where it was pressed. @param {() => void} scrolled Called after each step. */
  constructor(scroller, covered, from, scrolled) {
    const { left, right, top, bottom } = scroller.getBoundingClientRect();
    this.scroller = scroller;
    this.scrolled = scrolled;
    this.from = from;
    this.view = { left: left + covered.left, right, top: top + covered.top, bottom };
  }

  /** @param {{clientX: number, clientY: number}} pointer */
  at({ clientX, clientY }) {
    const { left, right, top, bottom } = this.view;
    this.#by = { left: pull(clientX, left, right, this.from.clientX), top: pull(clientY, top, bottom, this.from.clientY) };
    if (this.#by.left || this.#by.top) this.#frame ||= requestAnimationFrame(this.#step);
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#by = { left: 0, top: 0 };
  }

  #step = () => {
    this.#frame = 0;
    const { scrollLeft, scrollTop } = this.scroller;
    this.scroller.scrollBy({ ...this.#by, behavior: "instant" });
    if (scrollLeft === this.scroller.scrollLeft && scrollTop === this.scroller.scrollTop) return;
    this.scrolled();
    this.#frame ||= requestAnimationFrame(this.#step);
  };
}

/** @param {number} at @param {number} low @param {number} high @param {number} from */
function pull(at, low, high, from) {
  return at < Math.min(low + EDGE, from - STILL) ? -SPEED : at > Math.max(high - EDGE, from + STILL) ? SPEED : 0;
}
