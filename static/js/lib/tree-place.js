// Where in a tree something would go: into a row, or, where siblings have an order, between two.

const ROW = "tr[data-key]";
const EDGE = 0.28;

/**
 * @typedef {object} Place
 * @property {HTMLElement} row the row that shows it
 * @property {"into" | "before" | "after"} side
 * @property {string} parent the key of what it would be below, "" at the top
 * @property {{ before?: string, after?: string }} beside
 */

/**
 * Into the row, or under none where it is the head.
 * @param {HTMLElement} row
 * @returns {Place}
 */
export function into(row) {
  return { row, side: "into", parent: row.dataset.key ?? "", beside: {} };
}

/**
 * What a pointer at `y` over a row means: its edges lie between it and its neighbours.
 * @param {HTMLElement} row
 * @param {number} y
 * @returns {Place}
 */
export function between(row, y) {
  const { top, height } = row.getBoundingClientRect();
  const at = (y - top) / height;
  if (!row.dataset.key || (at > EDGE && at < 1 - EDGE)) return into(row);
  if (at <= EDGE) return before(row);
  const next = row.nextElementSibling;
  // Below an open row its first child follows.
  if (next instanceof HTMLElement && next.dataset.parentKey === row.dataset.key) return before(next);
  return { ...before(row), side: "after", beside: { after: row.dataset.key } };
}

/**
 * One place up (-1) or down (1) among its siblings; null at the end.
 * @param {HTMLElement} row
 * @param {number} by
 * @returns {Place | null}
 */
export function stepped(row, by) {
  const rows = /** @type {HTMLElement[]} */ ([...(row.parentElement?.querySelectorAll(ROW) ?? [])]);
  const order = rows.filter((one) => one.dataset.parentKey === row.dataset.parentKey);
  const beside = order[order.indexOf(row) + by];
  if (!beside) return null;
  return by < 0 ? before(beside) : { ...before(beside), side: "after", beside: { after: beside.dataset.key } };
}

/**
 * @param {HTMLElement} row
 * @returns {Place}
 */
function before(row) {
  return { row, side: "before", parent: row.dataset.parentKey ?? "", beside: { before: row.dataset.key } };
}
