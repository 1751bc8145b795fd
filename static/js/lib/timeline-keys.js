/**
 * Planning by keyboard: each press shows and says the change at once; it is saved when the keys rest, when the focus goes, or
 * on Enter. Escape puts back what is not saved yet.
 */
import { isSame, movedBy, scheduled, stretchedBy, unscheduled } from "#app/lib/plan.js";
import { offsetOf, placeOf, planOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/plan.js").Plan} Plan */
/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */
/** @typedef {HTMLElement & {unit: import("#app/lib/periods.js").Precision, start: number, px: number, today: number | null}} Chart */
/** @typedef {(bar: Bar, plan: Plan, next: Plan, putBack: () => void) => void} Save */

const PAUSE = 700;
const WAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };

export class Keys {
  /** @type {{bar: Bar, plan: Plan, next: Plan, timer: number} | undefined} */
  #pending;

  /** @param {Chart} chart @param {{save: Save, say: (name: string, bar: Bar, plan: Plan) => void}} doors */
  constructor(chart, { save, say }) {
    this.chart = chart;
    this.save = save;
    this.say = say;
  }

  get isPending() {
    return this.#pending !== undefined;
  }

  /** @param {KeyboardEvent} event @param {Bar | null} bar The bar under the focus, if it may be moved. */
  press(event, bar) {
    if (event.ctrlKey || event.metaKey) return;
    if (this.#walk(event) || !bar) return;
    if (event.key === "Escape" && this.#pending) this.#revert(event);
    if (event.key === "Enter" && this.#pending) {
      event.preventDefault();
      this.commit();
    }
    const before = this.#pending?.next ?? planOf(bar);
    const next = this.#planAfter(event, before);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    if (!isSame(before, next)) this.#propose(bar, next);
  }

  /** Save what is shown but not saved yet. */
  commit() {
    const pending = this.#take();
    if (!pending) return;
    const { bar, plan, next } = pending;
    if (isSame(plan, next)) this.#putBack(bar);
    else this.save(bar, plan, next, () => this.#putBack(bar));
  }

  /** j and k walk over the bars. @param {KeyboardEvent} event */
  #walk(event) {
    const here = /** @type {Element} */ (event.target).closest(".tl-bar[id], .tl-chip[id]");
    if (!here || event.altKey || !["j", "k"].includes(event.key)) return false;
    const all = [...this.chart.querySelectorAll(".tl-bar[id], .tl-chip[id]")];
    const next = /** @type {HTMLElement | undefined} */ (all[all.indexOf(here) + (event.key === "j" ? 1 : -1)]);
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** @param {KeyboardEvent} event @param {Plan} plan @returns {Plan | null} */
  #planAfter(event, plan) {
    const { unit, today } = this.chart;
    if (event.key === "Delete" || event.key === "Backspace") return unscheduled(plan);
    const way = WAYS[/** @type {keyof typeof WAYS} */ (event.key)];
    if (!way) return null;
    if (plan.start === null && plan.due === null) return scheduled(plan, today ?? this.chart.start, unit, event.altKey);
    if (event.key === "ArrowUp" || event.key === "ArrowDown") return event.altKey ? this.#toLane(plan, way) : null;
    const step = event.altKey ? "day" : unit;
    return event.shiftKey ? stretchedBy(plan, step, way) : movedBy(plan, step, way);
  }

  /** @param {Plan} plan @param {number} way @returns {Plan} */
  #toLane(plan, way) {
    const lanes = this.#lanes().map((lane) => lane.dataset.lane ?? "");
    return { ...plan, lane: lanes[lanes.indexOf(plan.lane) + way] ?? plan.lane };
  }

  /** @returns {HTMLElement[]} */
  #lanes() {
    return [...this.chart.querySelectorAll(".tl-lane")].map((each) => /** @type {HTMLElement} */ (each));
  }

  /** @param {Bar} bar @param {Plan} next */
  #propose(bar, next) {
    const pending = this.#pending ?? { bar, plan: planOf(bar), next, timer: 0 };
    clearTimeout(pending.timer);
    pending.next = next;
    pending.timer = window.setTimeout(() => this.commit(), PAUSE);
    this.#pending = pending;
    this.#preview(bar, pending.plan, next);
    const isGone = next.start === null && next.due === null;
    this.say(isGone ? "unscheduled" : next.lane === pending.plan.lane ? "moved" : "laned", bar, next);
  }

  /** Draw a bar at its new place without waiting for the server. @param {Bar} bar @param {Plan} plan @param {Plan} next */
  #preview(bar, plan, next) {
    if (bar.matches(".tl-chip")) return;
    bar.dataset.home ??= bar.getAttribute("transform") ?? "";
    const isGone = next.start === null && next.due === null;
    bar.classList.toggle("is-saving", isGone);
    if (isGone) return;
    const top = (/** @type {string} */ id) => this.#lanes().find((lane) => lane.dataset.lane === id)?.offsetTop ?? 0;
    const { x, width } = placeOf(next, this.chart.start, this.chart.px);
    bar.setAttribute("transform", `translate(${x} ${offsetOf(bar.dataset.home).y + top(next.lane) - top(plan.lane)})`);
    bar.querySelector(".tl-body")?.setAttribute("width", String(width));
    bar.querySelector(".tl-owner")?.setAttribute("transform", `translate(${width} 0)`);
    bar.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #revert(event) {
    event.preventDefault();
    event.stopPropagation();
    const pending = this.#take();
    if (!pending) return;
    this.#putBack(pending.bar);
    this.say("cancelled", pending.bar, pending.plan);
  }

  #take() {
    const pending = this.#pending;
    clearTimeout(pending?.timer);
    this.#pending = undefined;
    return pending;
  }

  /** @param {Bar} bar */
  #putBack(bar) {
    bar.classList.remove("is-saving");
    if (bar.dataset.home) bar.setAttribute("transform", bar.dataset.home);
    delete bar.dataset.home;
    bar.querySelector(".tl-body")?.setAttribute("width", bar.dataset.width ?? "0");
    bar.querySelector(".tl-owner")?.setAttribute("transform", `translate(${bar.dataset.width} 0)`);
  }
}
