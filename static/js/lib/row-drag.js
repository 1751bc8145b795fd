// Rows that are dragged by their handles, one or all that are chosen; a thin line shows where they would go.
import { one } from "#app/lib/dom.js";
import { draggable, ghostOf } from "#app/lib/drag.js";
import { rowOf, rowsOf } from "#app/lib/rows.js";

/** @typedef {{above: HTMLElement | null, below: HTMLElement | null, group?: string}} Place `group`: the value of the group that it lies in */

/**
 * @typedef {object} Owner
 * @property {(row: HTMLElement) => HTMLElement[]} carried the rows that go with this one; none: no drag
 * @property {(rows: HTMLElement[], place: Place) => void} dropped
 * @property {() => void} cancelled
 */

/**
 * @param {HTMLElement} root holds the table, and is what the line is placed in
 * @param {import("#app/lib/rows.js").Body} body
 * @param {Owner} owner
 */
export function rowDrag(root, body, owner) {
  const line = document.createElement("div");
  line.className = "drop-line";
  /** @type {HTMLElement[]} */
  let rows = [];
  /** @type {Place | null} */
  let place = null;

  const finish = () => {
    line.remove();
    for (const row of rows) row.classList.remove("is-dragging");
  };

  return draggable(root, "[data-handle]", {
    begin(handle) {
      const row = handle.closest("tr");
      rows = row ? owner.carried(row) : [];
      if (!row || !rows.length) return null;
      place = null;
      for (const one of rows) one.classList.add("is-dragging");
      return ghostOf(`${row.dataset.key} ${one(".cell-title a", row)?.textContent?.trim() ?? ""}`, rows.length);
    },
    over(x, y) {
      const { left, right } = body.getBoundingClientRect();
      const under = document.elementFromPoint(Math.max(left + 4, Math.min(x, right - 4)), y)?.closest("tr[data-key], tr.group-row");
      if (!(under instanceof HTMLElement) || !body.contains(under)) return;
      const box = under.getBoundingClientRect();
      const after = under.matches(".group-row") || y > box.top + box.height / 2;
      place = gap(body, under, after, rows);
      const edge = (after ? box.bottom : box.top) - root.getBoundingClientRect().top;
      line.style.top = `${Math.round(edge) - 1}px`;
      line.style.left = "8px";
      line.style.right = "8px";
      if (!line.isConnected) root.append(line);
    },
    drop() {
      finish();
      // What others changed during the drag has a new row.
      const fresh = (/** @type {HTMLElement | null} */ row) => row && (row.isConnected ? row : rowOf(body, { id: row.dataset.id }));
      const above = fresh(place?.above ?? null);
      const below = fresh(place?.below ?? null);
      const here = rows.flatMap((row) => fresh(row) ?? []);
      for (const row of here) row.classList.remove("is-dragging");
      if (here.length && (above || below || place?.group !== undefined)) owner.dropped(here, { above, below, group: place?.group });
    },
    cancel() {
      finish();
      owner.cancelled();
    },
  });
}

/**
 * The rows that stay, above and below a gap of one group; below its head (`row`) is its beginning.
 * @param {import("#app/lib/rows.js").Body} body
 * @param {HTMLElement} row
 * @param {boolean} after
 * @param {HTMLElement[]} moving
 */
export function gap(body, row, after, moving) {
  const { group } = row.dataset;
  const rows = rowsOf(body).filter((other) => other.dataset.group === group);
  const at = rows.indexOf(row) + (after ? 1 : 0);
  const above = rows.slice(0, at).reverse().find((other) => !moving.includes(other)) ?? null;
  const below = rows.slice(at).find((other) => !moving.includes(other)) ?? null;
  return { above, below, group };
}

