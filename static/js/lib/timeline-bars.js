/** What the timeline's modules read from a drawn bar. */
import { toDay, toIso } from "#app/lib/periods.js";
import { span } from "#app/lib/plan.js";

/** @typedef {import("#app/lib/plan.js").Plan} Plan */
/** @typedef {import("#app/lib/periods.js").Precision} Precision */
/** @typedef {HTMLElement} Bar A drawn bar (an SVG link) or a chip of the tray; both have dataset and focus. */

/** @typedef {{bar: Bar, plan: Plan, next: Plan}} Move A bar with the plan it had and the one it gets. */
/** @typedef {[Move, ...Move[]]} Moves The bar under the hand or the focus first. */

const HANDLE = 8;
const LEAST = 10;
/** What the owner of a bar needs at its end. */
const OWNER = 30;

/** @param {Bar} bar @returns {Plan} */
export function planOf(bar) {
  const { start = "", startPrecision, due = "", duePrecision } = bar.dataset;
  const section = /** @type {HTMLElement | null} */ (bar.closest(".tl-lane"));
  return {
    start: toDay(start),
    startPrecision: /** @type {Precision} */ (startPrecision),
    due: toDay(due),
    duePrecision: /** @type {Precision} */ (duePrecision),
    lane: section?.dataset.lane ?? bar.dataset.lane ?? "",
  };
}

/** The bar's new plan, where it is to be moved on from there. @param {Bar} bar @param {Plan} plan */
export function noted(bar, plan) {
  bar.classList.remove("is-saving");
  const { start, due, startPrecision, duePrecision } = plan;
  Object.assign(bar.dataset, { start: toIso(start), due: toIso(due), startPrecision, duePrecision });
}

/** A plan as the fields of the form that saves it. @param {Plan} plan @param {string} [prefix] @returns {Record<string, string>} */
export function fields(plan, prefix = "") {
  return {
    [`${prefix}start_on`]: toIso(plan.start),
    [`${prefix}start_precision`]: plan.startPrecision,
    [`${prefix}due_on`]: toIso(plan.due),
    [`${prefix}due_precision`]: plan.duePrecision,
    [`${prefix}lane`]: plan.lane,
  };
}

/** What a press there begins: an end of the bar stretches it, the rest moves it; a very short bar has only its right end.
 * @param {Bar} bar @param {number} x Of the pointer, in the window. @returns {"move" | "start" | "due" | "schedule"} */
export function kindOf(bar, x) {
  const body = bar.querySelector(".tl-body")?.getBoundingClientRect();
  if (!body) return "schedule";
  if (Math.abs(x - body.right) <= HANDLE / 2 + 1) return "due";
  if (Math.abs(x - body.left) <= HANDLE / 2 + 1 && body.width >= 3 * HANDLE) return "start";
  return "move";
}

/** Rectangles at the ends of a bar that show it can be pulled there, and behind it the circle from which it is linked. @param {Bar} bar */
export function addHandles(bar) {
  const width = Number(bar.dataset.width);
  for (const x of width < 3 * HANDLE ? [width] : [0, width]) drawn(bar, "rect", { class: "tl-handle", x: x - HANDLE / 2, width: HANDLE, height: 28 });
  const link = drawn(bar, "g", { class: "tl-connector tl-handle" });
  drawn(link, "rect", { x: width + HANDLE / 2, width: 18, height: 28 });
  drawn(link, "circle", { cx: width + 12, cy: 14, r: 4.5 });
}

/** One more SVG element. @param {Element} parent @param {string} name @param {Record<string, string | number>} shape */
export function drawn(parent, name, shape) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(shape)) made.setAttribute(key, String(value));
  return parent.appendChild(made);
}

/** Where a plan is drawn, in pixels of the chart. @param {Plan} plan @param {number} start @param {number} px */
export function placeOf(plan, start, px) {
  const [from, to] = span(plan);
  return { x: (from - start) * px, width: Math.max((to - from + 1) * px - 1, LEAST) };
}

/** What of the scrolled box lies under its labels and its head. @param {HTMLElement} scroller */
export function covered(scroller) {
  const [label, head] = [".tl-corner", ".tl-head"].map((part) => /** @type {HTMLElement} */ (scroller.querySelector(part)));
  return { left: label?.offsetWidth ?? 0, top: head?.offsetHeight ?? 0 };
}

/** The numbers of a transform="translate(x y)". @param {string | null | undefined} transform */
export function offsetOf(transform) {
  const [, x = 0, y = LEAST] = /^translate\(([-\d.]+) ([-\d.]+)\)/.exec(transform ?? "") ?? [];
  return { x: Number(x), y: Number(y) };
}

/**
 * The texts that slide along with the scroll: those of the upper header and of long bars.
 * @param {HTMLElement} chart
 */
export function pinsOf(chart) {
  const heads = [...chart.querySelectorAll(".tl-upper")].map((group) => {
    const { x, width } = /** @type {HTMLElement} */ (group).dataset;
    return { texts: [...group.querySelectorAll("text")], x: Number(x), width: Number(width), inset: 10, room: 130 };
  });
  const widths = [...chart.querySelectorAll(".tl-bar[id]")].map((bar) => ({ bar, width: Number(/** @type {HTMLElement} */ (bar).dataset.width) }));
  const bars = widths.filter(({ width }) => width > 280).map(({ bar, width }) => {
    const texts = [.../** @type {NodeListOf<SVGTextElement>} */ (bar.querySelectorAll(".tl-title, .tl-sure"))];
    return { texts, x: offsetOf(bar.getAttribute("transform")).x, width, inset: 0, room: 0 };
  });
  return [...heads, ...bars.filter(({ texts }) => texts.length)];
}

/** @param {SVGTextElement} text */
const endOf = (text) => Number(text.getAttribute("x")) + text.getComputedTextLength();

/** Put such texts where they are seen. @param {ReturnType<typeof pinsOf>} pins @param {number} left How far it is scrolled. */
export function slide(pins, left) {
  const across = new Set(pins.filter(({ x, width }) => left > x && left < x + width));
  for (const pin of across) pin.room ||= OWNER + Math.max(...pin.texts.map(endOf)); // all are measured before any is moved
  for (const pin of pins) {
    const { texts, x, width, inset, room } = pin;
    const at = String(across.has(pin) ? Math.max(inset, Math.min(left - x + inset, width - room)) : inset);
    if (texts[0]?.getAttribute("dx") !== at) for (const text of texts) text.setAttribute("dx", at);
  }
}
