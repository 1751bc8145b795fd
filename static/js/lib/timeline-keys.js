/**
 * Planning by keyboard: each press shows and says the change at once; it is saved when the keys rest, when the focus goes, or
 * on Enter. Escape puts back what is not saved yet. What is chosen moves together.
 */
import { isSame, movedBy, scheduled, stretchedBy, unscheduled } from "#app/lib/plan.js";
import { offsetOf, placeOf, planOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/plan.js").Plan} Plan */
/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */
/** @typedef {import("#app/lib/timeline-bars.js").Move} Move */
/** @typedef {import("#app/lib/timeline-bars.js").Moves} Moves */
/**
 * @typedef {HTMLElement & {unit: import("#app/lib/periods.js").Precision, start: number, px: number, today: number | null,
 *   pinAnew: (bar: HTMLElement, place: {x: number, width: number}) => void}} Chart
 */
/**
 * @typedef {object} Doors
 * @property {(moves: Moves, putBack: () => void) => void} save
 * @property {(name: string, bar: Bar, plan: Plan, more: number) => void} say
 * @property {import("#app/lib/timeline-chosen.js").Chosen} chosen
 */

const PAUSE = 700;
const WAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };

export class Keys {
  /** @type {{moves: Moves, timer: number} | undefined} */
  #pending;

  /** @param {Chart} chart @param {Doors} doors */
  constructor(chart, { save, say, chosen }) {
    this.chart = chart;
    this.save = save;
    this.say = say;
    this.chosen = chosen;
  }

  get isPending() {
    return this.#pending !== undefined;
  }

  /** @param {KeyboardEvent} event @param {Bar | null} bar The bar under the focus, if it may be moved. */
  press(event, bar) {
    if (this.#choose(event, bar)) return this.#taken(event);
    if (event.ctrlKey || event.metaKey) return;
    if (!bar) return;
    if (event.key === "Escape" && this.#pending) return this.#revert(event);
    if (event.key === "Escape" && this.chosen.clear()) return this.#taken(event);
    if (event.key === "Enter" && this.#pending) {
      event.preventDefault();
      this.commit();
    }
    const [first, ...others] = this.#pending?.moves ?? [resting(bar), ...this.chosen.beside(bar).map(resting)];
    const next = this.#planAfter(event, first.next);
    if (!next) return;
    this.#taken(event);
    const along = others.map((move) => ({ ...move, next: this.#planAfter(event, move.next) ?? move.next }));
    if (!isSame(first.next, next) || along.some((move, at) => move.next !== others[at]?.next)) this.#propose([{ ...first, next }, ...along]);
  }

  /** What is chosen by one step of the zoom, as arrow keys do. @param {number} way Plus one is later. */
  nudge(way) {
    const event = { key: way < 0 ? "ArrowLeft" : "ArrowRight", altKey: false, shiftKey: false };
    const moves = this.#pending?.moves ?? this.chosen.bars.map(resting);
    const [first, ...others] = moves.map((move) => ({ ...move, next: this.#planAfter(event, move.next) ?? move.next }));
    if (first) this.#propose([first, ...others]);
  }

  /** Save what is shown but not saved yet. */
  commit() {
    const pending = this.#take();
    if (!pending) return;
    const [first, ...others] = pending.moves.filter(({ plan, next }) => !isSame(plan, next));
    const putBack = () => pending.moves.forEach(({ bar }) => this.#putBack(bar));
    if (first) this.save([first, ...others], putBack);
    else putBack();
  }

  /** @param {KeyboardEvent} event */
  #taken(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  /** x chooses and lets go, Ctrl-A chooses all. @param {KeyboardEvent} event @param {Bar | null} bar */
  #choose(event, bar) {
    if (!bar || event.altKey || this.#pending) return false;
    const isAll = (event.ctrlKey || event.metaKey) && event.key === "a";
    if (isAll) this.chosen.everything();
    else if (event.key === "x" && !event.ctrlKey && !event.metaKey) this.chosen.toggle(bar);
    else return false;
    return true;
  }

  /** @param {Pick<KeyboardEvent, "key" | "altKey" | "shiftKey">} event @param {Plan} plan @returns {Plan | null} */
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
    return [...this.chart.querySelectorAll(".tl-lane:not(.is-head)")].map((each) => /** @type {HTMLElement} */ (each));
  }

  /** @param {Moves} moves */
  #propose(moves) {
    clearTimeout(this.#pending?.timer);
    this.#pending = { moves, timer: window.setTimeout(() => this.commit(), PAUSE) };
    const tops = new Map(this.#lanes().map((lane) => [lane.dataset.lane ?? "", lane.offsetTop]));
    for (const move of moves) this.#preview(move, tops);
    const { bar, plan, next } = moves[0];
    bar.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (moves.length > 1) return this.say("together", bar, next, moves.length - 1);
    const isGone = next.start === null && next.due === null;
    this.say(isGone ? "unscheduled" : next.lane === plan.lane ? "moved" : "laned", bar, next, 0);
  }

  /** Draw a bar at its new place without waiting for the server. @param {Move} move @param {Map<string, number>} tops */
  #preview({ bar, plan, next }, tops) {
    if (bar.matches(".tl-chip")) return;
    bar.dataset.home ??= bar.getAttribute("transform") ?? "";
    const isGone = next.start === null && next.due === null;
    bar.classList.toggle("is-saving", isGone);
    if (isGone) return;
    const { x, width } = placeOf(next, this.chart.start, this.chart.px);
    const down = (tops.get(next.lane) ?? 0) - (tops.get(plan.lane) ?? 0);
    bar.setAttribute("transform", `translate(${x} ${offsetOf(bar.dataset.home).y + down})`);
    bar.querySelector(".tl-body")?.setAttribute("width", String(width));
    bar.querySelector(".tl-owner")?.setAttribute("transform", `translate(${width} 0)`);
    this.chart.pinAnew(bar, { x, width });
  }

  /** @param {KeyboardEvent} event */
  #revert(event) {
    this.#taken(event);
    const moves = this.#take()?.moves ?? [];
    for (const { bar } of moves) this.#putBack(bar);
    const [first] = moves;
    if (first) this.say(moves.length > 1 ? "cancelled_together" : "cancelled", first.bar, first.plan, moves.length - 1);
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
    if (bar.dataset.home) {
      bar.setAttribute("transform", bar.dataset.home);
      this.chart.pinAnew(bar, { x: offsetOf(bar.dataset.home).x, width: Number(bar.dataset.width) });
    }
    delete bar.dataset.home;
    bar.querySelector(".tl-body")?.setAttribute("width", bar.dataset.width ?? "0");
    bar.querySelector(".tl-owner")?.setAttribute("transform", `translate(${bar.dataset.width} 0)`);
  }
}

/** @param {Bar} bar @returns {Move} */
function resting(bar) {
  const plan = planOf(bar);
  return { bar, plan, next: plan };
}
