/**
 * One drag on the timeline, from pointer down to drop. Everything is measured once at the start; the loop only writes.
 */
import { dragged, isSame, resized, scheduled, unscheduled } from "#app/lib/plan.js";
import { offsetOf, placeOf, planOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/plan.js").Plan} Plan */
/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */
/** @typedef {import("#app/lib/timeline-bars.js").Move} Move */
/** @typedef {"move" | "start" | "due" | "schedule"} Kind */
/** @typedef {{id: string, section: HTMLElement, top: number, bottom: number}} LanePlace */
/**
 * @typedef {object} Chart What a drag needs to know of the element.
 * @property {HTMLElement} root
 * @property {HTMLElement} scroller
 * @property {HTMLElement} tray
 * @property {SVGRectElement} landing
 * @property {number} start First day of the window.
 * @property {number} px Pixels per day.
 * @property {import("#app/lib/periods.js").Precision} unit
 * @property {(plan: Plan, more?: number) => string} describe
 */

const EDGE = 48;
const SPEED = 14;
/** How far above what is seen a bar still has something in it. */
const AROUND = 40;

export class Drag {
  frame = 0;
  dx = 0;
  dy = 0;
  isOverTray = false;
  scroll = { x: 0, y: 0 };
  scrolled = { x: 0, y: 0 };
  limit = { x: 0, y: 0 };
  view = { left: 0, right: 0, top: 0, bottom: 0 };
  home = { x: 0, y: 0, width: 0 };
  trayTop = 0;
  head = 0;
  /** @type {LanePlace[]} */
  lanes = [];
  /** @type {Bar[]} */
  near = [];
  /** @type {LanePlace | undefined} */
  homeLane;
  /** @type {LanePlace | undefined} */
  lane;
  /** @type {HTMLElement | null | undefined} */
  target;
  /** @type {HTMLElement | undefined} */
  hint;
  /** @type {HTMLElement | undefined} */
  ghost;

  /** @param {Chart} chart @param {Bar} bar @param {Bar[]} others What moves along. @param {Kind} kind @param {PointerEvent} event */
  constructor(chart, bar, others, kind, event) {
    const plan = planOf(bar);
    this.chart = chart;
    this.bar = bar;
    this.others = kind === "move" || kind === "schedule" ? others : [];
    this.plan = plan;
    this.kind = kind;
    this.next = plan;
    this.pointer = { x: event.clientX, y: event.clientY, isFree: event.altKey };
    this.origin = { x: event.clientX, y: event.clientY };
    this.#measure();
    this.#lift();
    this.move(event);
  }

  #measure() {
    const { scroller, root, tray } = this.chart;
    const box = scroller.getBoundingClientRect();
    const label = /** @type {HTMLElement} */ (scroller.querySelector(".tl-corner")).offsetWidth;
    this.head = /** @type {HTMLElement} */ (scroller.querySelector(".tl-head")).offsetHeight;
    this.view = { left: box.left + label, right: box.right, top: box.top + this.head, bottom: box.bottom };
    this.scroll = { x: scroller.scrollLeft, y: scroller.scrollTop };
    this.limit = { x: scroller.scrollWidth - scroller.clientWidth, y: scroller.scrollHeight - scroller.clientHeight };
    this.trayTop = tray.getBoundingClientRect().top;
    this.lanes = [...root.querySelectorAll(".tl-lane:not(.is-head)")].map((each) => {
      const section = /** @type {HTMLElement} */ (each);
      const rect = section.getBoundingClientRect();
      const top = rect.top - box.top + this.scroll.y;
      return { id: section.dataset.lane ?? "", section, top, bottom: top + rect.height };
    });
    this.near = this.others.filter((bar) => this.#isNear(bar));
    this.home = { ...offsetOf(this.bar.getAttribute("transform")), width: Number(this.bar.dataset.width ?? 0) };
    this.homeLane = this.lanes.find((lane) => lane.id === this.plan.lane);
  }

  /** Whether a bar that moves along can be seen; what cannot is not drawn on its way. @param {Bar} bar */
  #isNear(bar) {
    const { x, y } = offsetOf(bar.getAttribute("transform"));
    const section = bar.closest(".tl-lane");
    const lane = this.lanes.find((one) => one.section === section);
    const [left, top] = [x - this.scroll.x, (lane?.top ?? -Infinity) + y - this.scroll.y - this.head];
    const size = { x: this.view.right - this.view.left, y: this.view.bottom - this.view.top };
    return left < size.x && left + Number(bar.dataset.width) > 0 && top < size.y && top > -AROUND;
  }

  #lift() {
    const { root } = this.chart;
    root.classList.add("is-dragging");
    this.bar.classList.add("is-held");
    for (const bar of [this.bar, ...this.near]) bar.closest(".tl-lane")?.classList.add("is-raised");
    this.hint = root.appendChild(Object.assign(document.createElement("div"), { className: "tl-hint" }));
    if (this.kind !== "schedule") return;
    this.ghost = root.appendChild(Object.assign(document.createElement("div"), { className: "tl-ghost" }));
    this.ghost.textContent = this.bar.dataset.title ?? "";
    this.bar.classList.add("is-away");
  }

  /** Note where the pointer is; drawing waits for the next frame. @param {{clientX: number, clientY: number, altKey: boolean}} event */
  move(event) {
    this.pointer = { x: event.clientX, y: event.clientY, isFree: event.altKey };
    this.frame ||= requestAnimationFrame(() => this.#draw());
  }

  /** Alt pressed or let go while the pointer rests. @param {boolean} isFree */
  free(isFree) {
    this.move({ clientX: this.pointer.x, clientY: this.pointer.y, altKey: isFree });
  }

  #draw() {
    this.frame = 0;
    const isScrolling = this.#autoscroll();
    this.#think();
    this.#follow();
    if (isScrolling) this.frame = requestAnimationFrame(() => this.#draw());
  }

  #autoscroll() {
    const { x, y } = this.pointer;
    const isPull = this.kind === "start" || this.kind === "due";
    const wish = {
      x: x > this.view.right - EDGE ? SPEED : x < this.view.left + EDGE / 2 ? -SPEED : 0,
      y: isPull || y > this.view.bottom ? 0 : y > this.view.bottom - EDGE / 2 ? SPEED / 2 : y < this.view.top ? -SPEED / 2 : 0,
    };
    const to = {
      x: Math.min(Math.max(this.scroll.x + this.scrolled.x + wish.x, 0), this.limit.x),
      y: Math.min(Math.max(this.scroll.y + this.scrolled.y + wish.y, 0), this.limit.y),
    };
    const isMoved = to.x !== this.scroll.x + this.scrolled.x || to.y !== this.scroll.y + this.scrolled.y;
    this.scrolled = { x: to.x - this.scroll.x, y: to.y - this.scroll.y };
    if (isMoved) this.chart.scroller.scrollTo({ left: to.x, top: to.y, behavior: "instant" });
    return isMoved;
  }

  /** Work out what a drop here would mean. */
  #think() {
    const { chart, kind, pointer } = this;
    this.dx = pointer.x - this.origin.x + this.scrolled.x;
    this.dy = pointer.y - this.origin.y + this.scrolled.y;
    this.isOverTray = kind !== "start" && kind !== "due" && pointer.y > this.trayTop;
    const lane = kind === "start" || kind === "due" ? this.homeLane : this.#laneAt(pointer.y);
    const days = this.dx / chart.px;
    if (this.isOverTray) this.next = unscheduled(this.plan);
    else if (kind === "start" || kind === "due") this.next = resized(this.plan, kind, days, chart.unit, pointer.isFree);
    else if (kind === "move") this.next = { ...dragged(this.plan, days, chart.unit, pointer.isFree), lane: lane?.id ?? this.plan.lane };
    else if (pointer.x < this.view.left || !lane) this.next = this.plan;
    else this.next = { ...scheduled(this.plan, this.#dayAt(pointer.x), chart.unit, pointer.isFree), lane: lane.id };
    this.lane = lane;
  }

  /** @param {number} y */
  #laneAt(y) {
    const inside = y - this.view.top + this.head + this.scroll.y + this.scrolled.y;
    return this.lanes.find((lane) => inside < lane.bottom) ?? this.lanes.at(-1);
  }

  /** @param {number} x */
  #dayAt(x) {
    return this.chart.start + Math.floor((x - this.view.left + this.scroll.x + this.scrolled.x) / this.chart.px);
  }

  #follow() {
    const { bar, chart, hint, pointer } = this;
    if (this.kind === "move") bar.setAttribute("transform", `translate(${this.home.x + this.dx} ${this.home.y + this.dy})`);
    else if (this.kind !== "schedule") this.#stretch(this.dx);
    for (const other of this.near) other.style.translate = `${this.dx}px ${this.dy}px`;
    if (this.ghost) this.ghost.style.transform = `translate(${pointer.x + 6}px, ${pointer.y - 14}px)`;
    if (hint) {
      const text = chart.describe(this.next, this.others.length);
      if (hint.textContent !== text) hint.textContent = text;
      hint.style.transform = `translate(${pointer.x + 14}px, ${pointer.y + 20}px)`;
    }
    this.#mark();
    this.#land();
  }

  #mark() {
    const target = this.isOverTray ? null : this.lane?.section;
    if (target !== this.target) {
      this.target?.classList.remove("is-target");
      if (target && this.lane?.id !== this.plan.lane) target.classList.add("is-target");
      this.target = target;
    }
    this.chart.tray.classList.toggle("is-target", this.isOverTray);
  }

  /** Outline the place the bar would take. */
  #land() {
    const { landing } = this.chart;
    const isNowhere = this.isOverTray || !this.lane || (this.next.start === null && this.next.due === null);
    landing.setAttribute("visibility", isNowhere ? "hidden" : "visible");
    if (isNowhere || !this.lane) return;
    const place = this.#placeOf(this.next);
    landing.setAttribute("x", String(place.x));
    landing.setAttribute("width", String(place.width));
    landing.setAttribute("y", String(this.lane.top - this.head + (this.lane === this.homeLane && this.kind !== "schedule" ? this.home.y : 10)));
  }

  /** @param {Plan} plan */
  #placeOf(plan) {
    return placeOf(plan, this.chart.start, this.chart.px);
  }

  /** Draw the bar with one end pulled. @param {number} dx */
  #stretch(dx) {
    const by = this.kind === "start" ? Math.min(dx, this.home.width - 10) : Math.max(dx, 10 - this.home.width);
    const width = this.home.width + (this.kind === "start" ? -by : by);
    this.bar.setAttribute("transform", `translate(${this.home.x + (this.kind === "start" ? by : 0)} ${this.home.y})`);
    this.bar.querySelector(".tl-body")?.setAttribute("width", String(width));
    for (const mark of this.bar.querySelectorAll(".tl-owner, .tl-talk")) mark.setAttribute("transform", `translate(${width} 0)`);
  }

  /** Let go: the bar rests where it will be until the answer comes. @returns {Move[]} what has changed */
  drop() {
    if (this.frame) this.#draw();
    this.#clear();
    this.#rest();
    const moves = [{ bar: this.bar, plan: this.plan, next: this.next }, ...this.others.map((bar) => this.#along(bar))];
    return moves.filter(({ plan, next }) => !isSame(plan, next));
  }

  /** What the drag does to a bar that moves along: as far as the one under the hand, and into its lane where that is another one.
   * @param {Bar} bar @returns {Move} */
  #along(bar) {
    const { chart, pointer } = this;
    const plan = planOf(bar);
    if (this.isOverTray) return { bar, plan, next: unscheduled(plan) };
    const lane = this.next.lane === this.plan.lane ? plan.lane : this.next.lane;
    const isHere = this.kind === "schedule" && this.next !== this.plan;
    if (plan.start === null && plan.due === null) {
      return { bar, plan, next: isHere ? { ...scheduled(plan, this.#dayAt(pointer.x), chart.unit, pointer.isFree), lane } : plan };
    }
    return { bar, plan, next: this.kind === "move" ? { ...dragged(plan, this.dx / chart.px, chart.unit, pointer.isFree), lane } : plan };
  }

  #rest() {
    if (this.kind === "move" && !this.isOverTray) {
      const y = this.home.y + (this.lane && this.homeLane ? this.lane.top - this.homeLane.top : 0);
      this.bar.setAttribute("transform", `translate(${this.#placeOf(this.next).x} ${y})`);
    } else if (this.kind === "start" || this.kind === "due") {
      const place = this.#placeOf(this.next);
      this.#stretch(this.kind === "start" ? place.x - this.home.x : place.width - this.home.width);
    }
  }

  /** Put everything back as it was. */
  cancel() {
    this.#clear();
    this.restore();
  }

  /** The bar glides home. */
  restore() {
    this.bar.classList.remove("is-away", "is-saving");
    for (const other of this.others) other.classList.remove("is-saving");
    for (const other of this.near) other.style.translate = "";
    if (this.kind === "schedule") return;
    if (this.kind !== "move") this.#stretch(0);
    this.bar.classList.add("is-homing");
    this.bar.setAttribute("transform", `translate(${this.home.x} ${this.home.y})`);
    setTimeout(() => this.bar.classList.remove("is-homing"), 300);
  }

  #clear() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    const { root, landing, tray } = this.chart;
    root.classList.remove("is-dragging");
    this.bar.classList.remove("is-held");
    for (const lane of root.querySelectorAll(".is-raised")) lane.classList.remove("is-raised");
    this.target?.classList.remove("is-target");
    tray.classList.remove("is-target");
    landing.setAttribute("visibility", "hidden");
    this.hint?.remove();
    this.ghost?.remove();
  }
}
