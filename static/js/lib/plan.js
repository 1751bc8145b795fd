/**
 * What a drag or a key does to the dates of a bar. Pure: a plan in, a plan out.
 *
 * The step is the zoom's unit, or the bar's own precision where that is coarser: a bar planned by quarters moves by quarters.
 * Free movement goes by days and makes the dates exact.
 */
import { coarsest, firstDay, index, isFuzzy, lastDay, nearestEdge, shift } from "#app/lib/periods.js";

/** @typedef {import("#app/lib/periods.js").Precision} Precision */
/** @typedef {{start: number | null, startPrecision: Precision, due: number | null, duePrecision: Precision, lane: string}} Plan */

/** The days a plan covers, an absent end made up as roadmap/layout.py does. @param {Plan} plan @returns {[number, number]} */
export function span(plan) {
  const { start, due } = plan;
  if (start !== null && due !== null) return [Math.min(start, due), Math.max(start, due)];
  if (start !== null) return [start, plan.startPrecision === "day" ? start + 6 : lastDay(start, plan.startPrecision)];
  if (due !== null) return [plan.duePrecision === "day" ? due - 6 : firstDay(due, plan.duePrecision), due];
  return [0, 0];
}

/** @param {Plan} a @param {Plan} b */
export const isSame = (a, b) =>
  a.start === b.start && a.due === b.due && a.lane === b.lane &&
  a.startPrecision === b.startPrecision && a.duePrecision === b.duePrecision;

/** The whole bar by n steps, lengths kept. @param {Plan} plan @param {Precision} unit @param {number} n @returns {Plan} */
export function movedBy(plan, unit, n) {
  if (plan.start === null && plan.due === null) return plan;
  const step = stepOf(plan, unit);
  if (isFuzzy(plan.startPrecision) || isFuzzy(plan.duePrecision)) {
    return snapped({ ...plan, start: shifted(plan.start, step, n), due: shifted(plan.due, step, n) });
  }
  const [from] = span(plan);
  return movedByDays(plan, shift(from, step, n) - from);
}

/** The whole bar after a drag over so many days. @param {Plan} plan @param {number} days With fractions.
 * @param {Precision} unit @param {boolean} isFree @returns {Plan} */
export function dragged(plan, days, unit, isFree) {
  const [from] = span(plan);
  if (isFree) return days ? exact(movedByDays({ ...plan, ...EXACT }, Math.round(days))) : plan;
  const step = stepOf(plan, unit);
  if (isFuzzy(plan.startPrecision) || isFuzzy(plan.duePrecision)) {
    const first = firstDay(from, step);
    return movedBy(plan, unit, index(nearestEdge(first + days, step), step) - index(first, step));
  }
  return movedByDays(plan, nearest(from + days, from, step) - from);
}

/** One end after a drag over so many days. @param {Plan} plan @param {"start" | "due"} end @param {number} days
 * @param {Precision} unit @param {boolean} isFree @returns {Plan} */
export function resized(plan, end, days, unit, isFree) {
  const [from, to] = span(plan);
  const precision = end === "start" ? plan.startPrecision : plan.duePrecision;
  const step = isFree ? "day" : coarsest(unit, precision);
  const edge = end === "start" ? from : to + 1;
  const landed = isFree ? edge + Math.round(days) : nearest(edge + days, edge, step);
  return landed === edge ? plan : withEnd(plan, end, end === "start" ? landed : landed - 1, isFree ? "day" : precision);
}

/** The due end by n steps. @param {Plan} plan @param {Precision} unit @param {number} n @returns {Plan} */
export function stretchedBy(plan, unit, n) {
  const step = coarsest(unit, plan.duePrecision);
  return withEnd(plan, "due", shift(span(plan)[1], step, n), unit === "day" ? "day" : plan.duePrecision);
}

/** Dates for a bar that had none: the unit that holds the day, or two exact weeks from it. @param {Plan} plan
 * @param {number} day @param {Precision} unit @param {boolean} isFree @returns {Plan} */
export function scheduled(plan, day, unit, isFree) {
  if (isFree) return { ...plan, ...EXACT, start: day, due: day + 13 };
  return { ...plan, start: firstDay(day, unit), due: lastDay(day, unit), startPrecision: unit, duePrecision: unit };
}

/** @param {Plan} plan @returns {Plan} */
export const unscheduled = (plan) => ({ ...plan, start: null, due: null });

/** @type {{startPrecision: Precision, duePrecision: Precision}} */
const EXACT = { startPrecision: "day", duePrecision: "day" };

/** @param {Plan} plan @returns {Plan} */
const exact = (plan) => ({ ...plan, ...EXACT });

/** @param {Plan} plan @param {Precision} unit */
function stepOf(plan, unit) {
  const own = [plan.start === null ? "day" : plan.startPrecision, plan.due === null ? "day" : plan.duePrecision];
  return coarsest(unit, .../** @type {Precision[]} */ (own));
}

/** @param {number | null} day @param {Precision} step @param {number} n */
const shifted = (day, step, n) => (day === null ? null : shift(day, step, n));

/** @param {Plan} plan @param {number} days @returns {Plan} */
function movedByDays(plan, days) {
  const isWeekly = plan.startPrecision === "week" || plan.duePrecision === "week";
  const by = isWeekly ? Math.round(days / 7) * 7 : days;
  return { ...plan, start: shifted(plan.start, "day", by), due: shifted(plan.due, "day", by) };
}

/** The edge of a step nearest to a point; staying counts as one, so that a small slip of the hand changes nothing.
 * @param {number} point @param {number} here @param {Precision} step */
function nearest(point, here, step) {
  const edge = nearestEdge(point, step);
  return Math.abs(point - here) <= Math.abs(point - edge) ? here : edge;
}

/** @param {Plan} plan @returns {Plan} */
function snapped(plan) {
  return {
    ...plan,
    start: plan.start === null ? null : firstDay(plan.start, plan.startPrecision),
    due: plan.due === null ? null : lastDay(plan.due, plan.duePrecision),
  };
}

/** The plan with one end set, never past the other end. @param {Plan} plan @param {"start" | "due"} end @param {number} day
 * @param {Precision} precision @returns {Plan} */
function withEnd(plan, end, day, precision) {
  const [from, to] = span(plan);
  if (end === "start") return snapped({ ...plan, start: Math.min(day, to), startPrecision: precision });
  return snapped({ ...plan, due: Math.max(day, from), duePrecision: precision });
}
