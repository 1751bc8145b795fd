// Rows of a table that come as HTML: read, put in the order of their ranks, numbered.
import { fragment, one } from "#app/lib/dom.js";
import { headOf } from "#app/lib/row-groups.js";

/** @typedef {HTMLTableElement | HTMLTableSectionElement} Body what holds the rows: a table, or its one body */

/**
 * The rows in a piece of HTML, ready to be inserted.
 * @param {string} html
 * @returns {HTMLTableRowElement[]}
 */
export function readRows(html) {
  return [...fragment(html).querySelectorAll("tr")];
}

/**
 * Those of items. A search of the whole table would ask every cell of thousands of rows; its own list of rows costs nothing.
 * @param {Body} body
 * @returns {HTMLElement[]}
 */
export function rowsOf(body) {
  return [...body.rows].filter((row) => row.hasAttribute("data-key"));
}

/**
 * The row with that key or id.
 * @param {Body} body
 * @param {{key?: string, id?: string}} which
 */
export function rowOf(body, { key, id }) {
  return rowsOf(body).find((row) => (key ? row.dataset.key === key : row.dataset.id === id)) ?? null;
}

/** The lines "Show more". @param {Body} body */
export function moreOf(body) {
  return [...body.rows].filter((row) => row.matches(".more-row"));
}

/**
 * Puts a fresh row in the place of an old one; what the person did with the old one (chosen, current) stays.
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
export function replaceRow(old, fresh) {
  fresh.tabIndex = old.tabIndex;
  fresh.setAttribute("aria-selected", old.getAttribute("aria-selected") ?? "false");
  for (const name of ["is-current", "is-dragging"]) fresh.classList.toggle(name, old.classList.contains(name));
  const [box, was] = [fresh.querySelector("input"), old.querySelector("input")];
  if (box && was) box.checked = was.checked;
  const [number, shown] = [one("[data-position]", fresh), one("[data-position]", old)];
  if (number && shown && !number.textContent) number.textContent = shown.textContent;
  const shift = old.querySelector(".score-shift");
  if (shift && !fresh.querySelector(".score-shift")) fresh.querySelector(".score")?.prepend(shift);
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  const edited = held instanceof HTMLElement ? held.closest("td")?.dataset.edit : undefined;
  old.replaceWith(fresh);
  if (held) (one(`td[data-edit="${edited}"]`, fresh) ?? fresh).focus({ preventScroll: true });
}

/**
 * Puts a row where its rank belongs. False if that lies behind the last loaded row, among those that are not here yet.
 * @param {Body} body
 * @param {HTMLElement} row
 */
export function placeByRank(body, row) {
  const { rank = "", group } = row.dataset;
  const rows = rowsOf(body);
  const peers = rows.filter((other) => other !== row && other.dataset.group === group);
  const below = peers.find((other) => (other.dataset.rank ?? "") > rank);
  const more = moreOf(body).find((line) => group === undefined || line.dataset.group === group);
  if (!below && more) return false;
  const head = headOf(body, group);
  if (group !== undefined && !head) return false;
  const last = peers.at(-1) ?? head;
  const at = rows.indexOf(row);
  const stands = at >= 0 && (below ? rows[at + 1] === below : Boolean(last) && rows[at - 1] === last);
  if (stands) return true; // moved needlessly it would lose the focus
  if (below) below.before(row);
  else if (last) last.after(row);
  else one("tbody", body)?.append(row);
  return true;
}

/** Numbers the rows, those of each group by themselves. @param {Body} body */
export function renumber(body) {
  let at = 0;
  for (const row of body.rows) {
    if (row.matches(".group-row")) at = 0;
    const number = row.dataset.key ? one("[data-position]", row) : null;
    if (!number) continue;
    const text = String(++at);
    if (number.textContent !== text) number.textContent = text; // else all rows would be laid out anew
  }
}
