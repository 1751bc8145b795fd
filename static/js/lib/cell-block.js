// Many cells changed at once: pasted, filled, emptied. One request, all or nothing, one undo.
import { readBlock, spread, tiled, writeBlock } from "#app/lib/block.js";
import { field, said } from "#app/lib/cell-range.js";
import { all } from "#app/lib/dom.js";
import { post, problem } from "#app/lib/net.js";
import { toast } from "#app/lib/toast.js";
import { word } from "#app/lib/words.js";

/** @typedef {import("#app/lib/cell-range.js").Box} Box */
/** @typedef {"paste" | "fill" | "clear"} Act */

export class CellBlocks {
  /** @type {HTMLElement} */
  #sheet;
  /** @type {import("#app/lib/cell-range.js").CellRange} */
  #range;
  /** @type {(cell: HTMLInputElement, text: string) => void} */
  #settle;
  /** Cells that are being saved one by one; a block waits for them. @type {Set<Promise<void>>} */
  saving = new Set();

  /**
   * @param {HTMLElement} sheet
   * @param {import("#app/lib/cell-range.js").CellRange} range
   * @param {(cell: HTMLInputElement, text: string) => void} settle says what is wrong with a cell, "" for nothing
   */
  constructor(sheet, range, settle) {
    [this.#sheet, this.#range, this.#settle] = [sheet, range, settle];
  }

  /**
   * Pastes what a spreadsheet copied, from the upper left of the box on.
   * @param {string} text
   * @param {Box} box
   */
  async paste(text, box) {
    const copied = readBlock(text);
    const [height, width] = spread(copied, box.bottom - box.top + 1, box.right - box.left + 1);
    const room = [this.#range.rows.length - box.top, this.#columns - box.left];
    if (height > (room[0] ?? 0) || width > (room[1] ?? 0)) {
      const told = { height, width, rows: room[0] ?? 0, columns: room[1] ?? 0 };
      return toast(said(this.#sheet, "room", told), { kind: "error" });
    }
    const target = { ...box, bottom: box.top + height - 1, right: box.left + width - 1 };
    if (await this.#send("paste", target, tiled(copied, height, width))) this.#range.show(target);
  }

  /**
   * Gives the rows below what the first of the box holds; a single row takes what stands above it.
   * @param {Box} box
   */
  fillDown(box) {
    const single = box.top === box.bottom;
    if (single && box.top === 0) return;
    const first = single ? box.top - 1 : box.top;
    return this.fill({ ...box, top: first, bottom: first }, { ...box, top: first + 1 });
  }

  /**
   * @param {Box} source
   * @param {Box} target below it, as wide
   */
  async fill(source, target) {
    const cells = this.#range.cells(target);
    const rows = tiled(this.#range.values(source), cells.length, target.right - target.left + 1);
    const given = this.#range.cells(source)[0] ?? [];
    // A cell that takes no number stays out of it, on both sides.
    const fit = rows.map((row, y) => row.map((text, x) => (field(cells[y]?.[x]) ? (field(given[x]) ? text : (field(cells[y]?.[x])?.value ?? "")) : "")));
    if (await this.#send("fill", target, fit)) this.#range.show({ ...target, top: Math.min(source.top, target.top) });
  }

  /** @param {Box} box */
  empty(box) {
    return this.#send("clear", box, tiled([[""]], box.bottom - box.top + 1, box.right - box.left + 1));
  }

  get #columns() {
    return this.#range.rows[0] ? all("td[data-criterion]", this.#range.rows[0]).length : 0;
  }

  /**
   * @param {Act} act
   * @param {Box} box
   * @param {string[][]} rows
   * @returns {Promise<boolean>} whether it is saved
   */
  async #send(act, box, rows) {
    const cells = this.#range.cells(box).flat();
    const fields = cells.map(field).filter((found) => found !== null);
    this.#unmark();
    await Promise.all(this.saving);
    for (const one of fields) one.setAttribute("aria-busy", "true");
    const lines = this.#range.rows.slice(box.top, box.bottom + 1);
    const criteria = all("td[data-criterion]", lines[0]).slice(box.left, box.right + 1);
    const answer = await post(
      this.#sheet.dataset.block ?? "",
      {
        act,
        items: lines.map((line) => line.dataset.item).join(","),
        criteria: criteria.map((cell) => cell.dataset.criterion).join(","),
        text: writeBlock(rows),
      },
      { quiet: true },
    );
    for (const one of fields) one.removeAttribute("aria-busy");
    if (answer.ok) this.#put(answer.json().values);
    else this.#refuse(answer);
    return answer.ok;
  }

  /** @param {Record<string, Record<string, string>>} values by item and criterion */
  #put(values) {
    for (const line of this.#range.rows) {
      const numbers = values[line.dataset.item ?? ""];
      if (!numbers) continue;
      let last;
      for (const cell of all("td[data-criterion]", line)) {
        const [input, number] = [field(cell), numbers[cell.dataset.criterion ?? ""]];
        if (!input || number === undefined) continue;
        [input.value, input.defaultValue, last] = [number, number, input];
        this.#settle(input, "");
      }
      last?.dispatchEvent(new CustomEvent("rated", { bubbles: true }));
    }
  }

  /** @param {import("#app/lib/net.js").Answer} answer */
  #refuse(answer) {
    const type = answer.headers.get("Content-Type") ?? "";
    const text = answer.status ? problem(answer.status, answer.text, type) : word("unreachable");
    toast(text, { kind: "error" });
    if (answer.status !== 422 || !type.includes("json")) return;
    const why = new Map((answer.json().cells ?? []).map((/** @type {{item: string, criterion: string, why: string}} */ one) => [`${one.item} ${one.criterion}`, one.why]));
    for (const line of this.#range.rows) {
      for (const cell of all("td[data-criterion]", line)) {
        const wrong = why.get(`${line.dataset.item} ${cell.dataset.criterion}`);
        if (!wrong) continue;
        mark(cell, wrong);
        const input = field(cell);
        if (input && input === document.activeElement) this.#settle(input, wrong);
      }
    }
  }

  #unmark() {
    for (const cell of all("td.is-wrong", this.#sheet)) mark(cell, "");
  }
}

/**
 * Marks a cell that a block could not change; its field, where it has one, says why when one comes to it.
 * @param {HTMLElement} cell
 * @param {string} why "" takes the mark away
 */
function mark(cell, why) {
  const input = field(cell);
  cell.classList.toggle("is-wrong", Boolean(why));
  cell.title = why;
  if (!input) return;
  input.dataset.problem = why;
  if (why) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}
