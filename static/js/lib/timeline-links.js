/**
 * Dependencies drawn on the timeline: from the small circle behind a bar to the bar that waits for it, or by keys: l on the one,
 * j and k to the other, Enter.
 */
import { Edges } from "#app/lib/edges.js";
import { follow } from "#app/lib/gesture.js";
import { post } from "#app/lib/net.js";
import { covered, offsetOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */
/** @typedef {(name: string, words: Record<string, string>) => void} Say */

const MIDDLE = 14;

export class Links {
  /** @type {Bar | undefined} the bar that blocks, while the other one is looked for */
  #from;
  /** @type {Element | null | undefined} */
  #target;

  /** @param {HTMLElement} chart @param {Say} say */
  constructor(chart, say) {
    this.chart = chart;
    this.say = say;
  }

  get isBusy() {
    return this.#from !== undefined;
  }

  /** @param {PointerEvent} event @param {Bar} bar @param {(isMoved: boolean) => void} done */
  drag(event, bar, done) {
    const from = this.#endOf(bar);
    const scroller = /** @type {HTMLElement} */ (this.chart.querySelector(".tl-scroll"));
    let last = event;
    /** @type {Edges | undefined} */
    let edges;
    const lift = () => {
      this.#begin(bar);
      edges = new Edges(scroller, covered(scroller), event, () => draw(last));
    };
    const draw = (/** @type {PointerEvent} */ at) => {
      const box = this.#canvas.getBoundingClientRect();
      this.#aim(document.elementFromPoint(at.clientX, at.clientY));
      this.#line?.setAttribute("d", `M${from.x} ${from.y}L${at.clientX - box.left} ${at.clientY - box.top}`);
    };
    const move = (/** @type {PointerEvent} */ at) => {
      edges?.at((last = at));
      draw(at);
    };
    const end = (/** @type {boolean} */ isDrop, /** @type {boolean} */ isLifted) => {
      const target = this.#target;
      edges?.stop();
      this.cancel();
      done(isLifted);
      if (isLifted && isDrop && target) this.#save(bar, /** @type {Bar} */ (target));
    };
    follow(event, { lift, move, end }, { now: true });
  }

  /** @param {KeyboardEvent} event @param {Bar | null} bar The bar that has the focus. @returns {boolean} whether the key was for here */
  press(event, bar) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (!this.#from) {
      if (!this.chart.dataset.linkUrl || event.key !== "l" || !bar?.matches(".tl-bar")) return false;
      this.#begin(bar);
      this.say("linking", { title: bar.dataset.title ?? "" });
    } else if (event.key === "Escape") {
      this.cancel();
      this.say("linked_not", {});
    } else if (event.key === "Enter" && bar) {
      const from = this.#from;
      this.cancel();
      if (bar !== from) this.#save(from, bar);
      else this.say("linked_not", {});
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** The focus has come to another bar. @param {Element} bar */
  reach(bar) {
    if (!this.#from || bar === this.#from) return;
    this.#aim(bar);
    const { title = "" } = /** @type {HTMLElement} */ (bar).dataset;
    this.say("onto", { title, blocker: this.#from.dataset.title ?? "" });
  }

  cancel() {
    this.#from?.classList.remove("is-linking");
    this.#target?.classList.remove("is-linking");
    this.#line?.setAttribute("d", "");
    this.chart.classList.remove("is-linked");
    this.#from = this.#target = undefined;
  }

  /** @returns {Element} */
  get #canvas() {
    return /** @type {Element} */ (this.chart.querySelector(".tl-links"));
  }

  get #line() {
    return this.chart.querySelector(".tl-linking");
  }

  /** @param {Bar} bar */
  #begin(bar) {
    this.#from = bar;
    bar.classList.add("is-linking");
    this.chart.classList.add("is-linked");
  }

  /** @param {Element | null | undefined} over */
  #aim(over) {
    const bar = over?.closest(".tl-bar[id]");
    const target = bar === this.#from ? null : bar;
    if (target === this.#target) return;
    this.#target?.classList.remove("is-linking");
    target?.classList.add("is-linking");
    this.#target = target;
  }

  /** Where the bar ends, in pixels of the chart. @param {Bar} bar */
  #endOf(bar) {
    const { x, y } = offsetOf(bar.getAttribute("transform"));
    const row = /** @type {HTMLElement} */ (bar.closest(".tl-lane"));
    const head = /** @type {HTMLElement} */ (this.chart.querySelector(".tl-head"));
    return { x: x + Number(bar.dataset.width), y: row.offsetTop - head.offsetHeight + y + MIDDLE };
  }

  /** The answer says what was done; the timeline then fetches itself. @param {Bar} blocker @param {Bar} waiting */
  #save(blocker, waiting) {
    const id = (/** @type {Bar} */ bar) => bar.id.replace("bar-", "");
    return post(this.chart.dataset.linkUrl ?? "", { blocker: id(blocker), waiting: id(waiting) });
  }
}
