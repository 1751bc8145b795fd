// The groups of a table: folded and opened, their rows in the order of their ranks.
import { all, on, one } from "#app/lib/dom.js";
import { packRows } from "#app/lib/row-bodies.js";
import { read, write } from "#app/lib/storage.js";

export class RowGroups {
  /**
   * @param {HTMLTableElement} body
   * @param {string} by what the list is grouped by; "" for a list without groups
   */
  constructor(body, by) {
    this.body = body;
    this.key = `folded:${location.pathname}:${by}`;
    /** @type {Set<string>} */
    this.folded = new Set(by ? JSON.parse(read(this.key) ?? "[]") : []);
    on(body, "click", "[data-fold]", (_event, button) => this.#toggle(button));
    if (by) this.apply();
  }

  /** Hides the rows of folded groups, also those that came since. */
  apply() {
    if (!this.folded.size && !one("[data-fold][aria-expanded=false]", this.body)) return;
    for (const row of all("tr[data-group]", this.body)) {
      const folded = this.folded.has(row.dataset.group ?? "");
      if (row.matches(".group-row")) one("[data-fold]", row)?.setAttribute("aria-expanded", String(!folded));
      else row.hidden = folded;
    }
  }

  /** @param {HTMLElement} button */
  #toggle(button) {
    const value = button.closest("tr")?.dataset.group ?? "";
    if (!this.folded.delete(value)) this.folded.add(value);
    write(this.key, JSON.stringify([...this.folded]));
    this.apply();
    if (!this.folded.size) for (const row of all("tr[data-group][hidden]", this.body)) row.hidden = false;
    button.setAttribute("aria-expanded", String(!this.folded.has(value)));
    packRows(this.body);
  }
}

/**
 * The head of a group; null for a list without groups, or a group that is not there yet.
 * @param {import("#app/lib/rows.js").Body} body
 * @param {string | undefined} value
 */
export function headOf(body, value) {
  return value === undefined ? null : [...body.rows].find((row) => row.matches(".group-row") && row.dataset.group === value) ?? null;
}
