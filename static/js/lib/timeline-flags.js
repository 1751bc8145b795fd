/**
 * Milestones on the timeline's axis: dragged to another day, moved by arrow keys, opened by Enter or a click.
 */
import { openPage } from "#app/lib/dialog-page.js";
import { Edges } from "#app/lib/edges.js";
import { follow } from "#app/lib/gesture.js";
import { post } from "#app/lib/net.js";
import { nearestEdge, shift, toDay, toIso } from "#app/lib/periods.js";
import { covered, offsetOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/periods.js").Precision} Precision */
/** @typedef {HTMLElement & {start: number, px: number, unit: Precision}} Chart */
/** @typedef {(name: string, title: string, day: number) => void} Say */

const PAUSE = 700;

export class Flags {
  /** @type {{flag: HTMLElement, day: number, timer: number} | undefined} */
  #pending;
  #isMoving = false;

  /** @param {Chart} chart @param {Say} say */
  constructor(chart, say) {
    this.chart = chart;
    this.say = say;
  }

  get isBusy() {
    return this.#isMoving || this.#pending !== undefined;
  }

  /** @param {EventTarget | null} target @returns {HTMLElement | null} the flag there, if it may be moved */
  static at(target) {
    return /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(".tl-flag[data-move-url]"));
  }

  /** @param {HTMLElement} flag */
  open(flag) {
    openPage("milestones", flag.getAttribute("href") ?? "");
  }

  /** @param {PointerEvent} event @param {HTMLElement} flag @param {(isMoved: boolean) => void} done What comes when it is let go. */
  drag(event, flag, done) {
    this.commit();
    const from = dayOf(flag);
    const scroller = /** @type {HTMLElement} */ (this.chart.querySelector(".tl-scroll"));
    const scrolled = scroller.scrollLeft;
    let day = from;
    let last = event;
    const edges = new Edges(scroller, covered(scroller), event, () => draw(last));
    const move = (/** @type {PointerEvent} */ at) => {
      edges.at({ clientX: at.clientX, clientY: event.clientY });
      draw((last = at));
    };
    const draw = (/** @type {PointerEvent} */ at) => {
      const days = (at.clientX - event.clientX + scroller.scrollLeft - scrolled) / this.chart.px;
      day = at.altKey ? from + Math.round(days) : snapped(from + days, from, this.chart.unit);
      this.#draw(flag, day);
    };
    const end = (/** @type {boolean} */ isDrop, /** @type {boolean} */ isLifted) => {
      this.#isMoving = false;
      edges.stop();
      done(isLifted);
      if (isLifted && isDrop && day !== from) this.#save(flag, day);
      else this.#draw(flag, from);
    };
    follow(event, { lift: () => (this.#isMoving = true), move, end }, { now: true });
  }

  /** @param {KeyboardEvent} event @param {HTMLElement} flag */
  press(event, flag) {
    if (event.ctrlKey || event.metaKey) return;
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const before = this.#pending?.day ?? dayOf(flag);
    if (event.key === "Escape" && this.#pending) this.#draw(flag, dayOf(this.#take()?.flag ?? flag));
    else if (event.key === "Enter") this.#pending ? this.commit() : this.open(flag);
    else if (way) this.#propose(flag, shift(before, event.altKey ? "day" : this.chart.unit, way));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Save what is shown but not saved yet. */
  commit() {
    const pending = this.#take();
    if (!pending) return;
    if (pending.day === dayOf(pending.flag)) this.#draw(pending.flag, pending.day);
    else this.#save(pending.flag, pending.day);
  }

  #take() {
    const pending = this.#pending;
    clearTimeout(pending?.timer);
    this.#pending = undefined;
    return pending;
  }

  /** @param {HTMLElement} flag @param {number} day */
  #propose(flag, day) {
    clearTimeout(this.#pending?.timer);
    this.#pending = { flag, day, timer: window.setTimeout(() => this.commit(), PAUSE) };
    this.#draw(flag, day);
    this.say("flagged", flag.dataset.title ?? "", day);
    flag.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {HTMLElement} flag @param {number} day */
  #draw(flag, day) {
    const x = String((day - this.chart.start + 0.5) * this.chart.px);
    flag.setAttribute("transform", `translate(${x} ${offsetOf(flag.getAttribute("transform")).y})`);
    const line = this.chart.querySelector(`.tl-flag-line[data-of="${flag.id}"]`);
    line?.setAttribute("x1", x);
    line?.setAttribute("x2", x);
  }

  /** The answer says what was done; the timeline then fetches itself. @param {HTMLElement} flag @param {number} day */
  async #save(flag, day) {
    flag.classList.add("is-saving");
    const answer = await post(flag.dataset.moveUrl ?? "", { on: toIso(day), from_on: flag.dataset.on });
    flag.classList.remove("is-saving");
    if (!answer.ok) this.#draw(flag, dayOf(flag));
    else this.say("flagged", flag.dataset.title ?? "", day);
  }
}

/** @param {HTMLElement} flag */
const dayOf = (flag) => toDay(flag.dataset.on ?? "") ?? 0;

/** The nearest day, or month where a day is too small to be aimed at; the day it stood on where that is nearer.
 * @param {number} day @param {number} from @param {Precision} unit */
function snapped(day, from, unit) {
  const edge = unit === "week" || unit === "month" ? Math.round(day) : nearestEdge(day, "month");
  return Math.abs(day - from) <= Math.abs(day - edge) ? from : edge;
}
