// Rows of a table that come as HTML: read, put in the order of their ranks, numbered.
import { all, fragment, one } from "#app/lib/dom.js";
import { headOf } from "#app/lib/row-groups.js";

const ROW = "tr[data-key]";

/**
 * The rows in a piece of HTML, ready to be inserted.
 * @param {string} html
 * @returns {HTMLTableRowElement[]}
 */
export function readRows(html) {
  return [...fragment(html).querySelectorAll("tr")];
}

/**
 * @param {ParentNode} body
 * @returns {HTMLElement[]}
 */
export function rowsOf(body) {
  return all(ROW, body);
}

/**
 * The row with that key or id.
 * @param {ParentNode} body
 * @param {{key?: string, id?: string}} which
 */
export function rowOf(body, { key, id }) {
  return one(key ? `tr[data-key="${CSS.escape(key)}"]` : `tr[data-id="${CSS.escape(id ?? "")}"]`, body);
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
 * @param {HTMLElement} body
 * @param {HTMLElement} row
 */
export function placeByRank(body, row) {
  const { rank = "", group } = row.dataset;
  const peers = rowsOf(body).filter((other) => other !== row && other.dataset.group === group);
  const below = peers.find((other) => (other.dataset.rank ?? "") > rank);
  const more = one(group === undefined ? ".more-row" : `.more-row[data-group="${CSS.escape(group)}"]`, body);
  if (!below && more) return false;
  const head = headOf(body, group);
  if (group !== undefined && !head) return false;
  const last = peers.at(-1) ?? head;
  const before = below ?? (last ? last.nextElementSibling : null);
  if (before !== row && (row.nextElementSibling !== before || row.parentElement !== body)) body.insertBefore(row, before);
  return true;
}

/** Numbers the rows, those of each group by themselves. @param {ParentNode} body */
export function renumber(body) {
  let at = 0;
  for (const row of all("tr", body)) {
    if (row.matches(".group-row")) at = 0;
    const number = row.dataset.key ? one("[data-position]", row) : null;
    if (!number) continue;
    const text = String(++at);
    if (number.textContent !== text) number.textContent = text; // else all rows would be laid out anew
  }
}
