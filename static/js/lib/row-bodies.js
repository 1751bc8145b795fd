// The bodies of a long table. Rows stand in bodies of about 25, which are styled, laid out and drawn only in sight: what a frame
// costs then depends on the bodies. (Were each row such a box, the browser would look after every one of thousands.) Heads of
// groups and lines "Show more" have bodies of their own, `.is-between`.

const MOST = 40; // rows of one body; beyond, it is cut into such of FULL
const FULL = 25;

/** @param {HTMLTableRowElement | undefined} row */
const isItem = (row) => Boolean(row?.dataset.key);

/**
 * Where a body has to be cut: before the first row of another sort, else, of too many items, after some of them.
 * @param {HTMLTableRowElement[]} rows
 * @returns {number} 0: nowhere
 */
function cut(rows) {
  const other = rows.findIndex((row) => isItem(row) !== isItem(rows[0]));
  const same = other < 0 ? rows.length : other;
  return isItem(rows[0]) && same > MOST ? FULL : Math.max(other, 0);
}

/**
 * @param {HTMLTableSectionElement} body
 * @param {number} at
 */
function cutOff(body, at) {
  const rest = /** @type {HTMLTableSectionElement} */ (body.cloneNode(false));
  rest.append(...[...body.rows].slice(at));
  body.after(rest);
  return rest;
}

/** @param {HTMLTableElement} table */
function sweep(table) {
  for (const body of [...table.tBodies].slice(1)) if (!body.rows.length) body.remove();
}

/**
 * Brings the rows of a table into such bodies, after some came, went or moved. Those that stand well stay where they are,
 * and so does the focus.
 * @param {HTMLTableElement} table
 */
export function packRows(table) {
  const focused = document.activeElement;
  queueMicrotask(() => sweep(table)); // after those who look where a row has gone from
  for (let body of [...table.tBodies]) {
    for (let at = cut([...body.rows]); at; at = cut([...body.rows])) body = cutOff(body, at);
  }
  for (const body of table.tBodies) {
    const shown = [...body.rows].filter((row) => !row.hidden).length;
    body.classList.toggle("is-between", body.rows.length > 0 && !isItem(body.rows[0]));
    body.style.setProperty("--rows", String(shown));
  }
  if (focused instanceof HTMLElement && table.contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true });
}
