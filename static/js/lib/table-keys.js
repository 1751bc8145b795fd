// The keys of the backlog's table: those of the page (j, x, e …), and those inside the table (arrows, Enter …).
import { covered } from "#app/lib/dialogs.js";
import { openDrawer } from "#app/lib/drawer.js";
import { one } from "#app/lib/dom.js";
import { shortcut } from "#app/lib/keys.js";

/** @typedef {import("#app/lib/row-editing.js").Table & {editing: import("#app/lib/row-editing.js").RowEditing, moves: import("#app/lib/row-moves.js").RowMoves, picked: HTMLElement[], toEnd: (to: string) => void, behind: () => void}} Table */

/**
 * @param {Table} table
 * @param {HTMLElement} body
 * @returns {(() => void)[]} what stops them
 */
export function tableKeys(table, body) {
  const { chosen, editing, focusing, moves, selection } = table;
  const here = () => !covered() && !editing.editor.isOpen;
  // An item that is open over the list gives way to the next one.
  const step = (/** @type {number} */ by) => {
    const row = focusing.step(by);
    if (row && one("#drawer[open]")) open(row);
  };
  const toggle = () => focusing.current && selection.toggle(focusing.current);
  /** @type {Record<string, (event: KeyboardEvent) => void>} */
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    x: toggle,
    "Shift+x": () => focusing.current && selection.extend(focusing.current),
    e: () => editing.field("title"),
    s: () => editing.fieldOfChosen("status"),
    a: () => editing.fieldOfChosen("assignee"),
    l: () => editing.fieldOfChosen("labels"),
    "Shift+e": () => editing.fieldOfChosen("estimate"),
    "Shift+d": () => editing.fieldOfChosen("due"),
    m: () => table.hasAttribute("data-may-rank") && chosen.edit(),
    "Mod+a": () => selection.all(),
    t: () => table.toEnd("top"),
    b: () => table.toEnd("bottom"),
    p: () => table.behind(),
    "Alt+ArrowUp": () => moves.step(table.picked, -1),
    "Alt+ArrowDown": () => moves.step(table.picked, 1),
  };
  body.addEventListener("keydown", (event) => inTable(table, toggle, event));
  return [
    ...Object.entries(keys).map(([key, act]) => shortcut(key, act, { scope: here })),
    shortcut("Escape", () => selection.clear(), { scope: () => here() && Boolean(selection.rows.length) }),
  ];
}

/**
 * @param {Table} table
 * @param {() => void} toggle
 * @param {KeyboardEvent} event
 */
function inTable({ editing, focusing, list, selection }, toggle, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const row = target.closest("tr");
  if (!row || event.altKey || event.ctrlKey || event.metaKey || target.closest(".cell-editor")) return;
  const field = target.closest("td")?.dataset.edit ?? "";
  const go = (/** @type {number} */ by) => (event.shiftKey ? grow(focusing, selection, by) : focusing.step(by, field));
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => go(1),
    ArrowUp: () => go(-1),
    ArrowRight: () => focusing.cellBeside(row, field, false)?.focus(),
    ArrowLeft: () => (focusing.cellBeside(row, field, true) ?? row).focus(),
    Home: () => focusing.go(list.rows[0]),
    End: () => focusing.go(list.rows.at(-1)),
    Enter: () => (field ? editing.field(field) : open(row)),
    " ": toggle,
  };
  if (target.matches("a, input") || !(event.key in keys)) return;
  event.preventDefault();
  keys[event.key]?.();
}

/**
 * Chooses on from the current row.
 * @param {import("#app/lib/row-keys.js").RowFocus} focusing
 * @param {import("#app/lib/selection.js").Selection} selection
 * @param {number} by
 */
function grow(focusing, selection, by) {
  const from = focusing.current;
  if (from && from.getAttribute("aria-selected") !== "true") selection.toggle(from, true);
  const to = focusing.step(by);
  if (to) selection.extend(to);
}

/** @param {HTMLElement} row */
function open(row) {
  const link = /** @type {HTMLAnchorElement | null} */ (one("a[data-drawer]", row));
  if (link) openDrawer(link.href, { from: row });
}
