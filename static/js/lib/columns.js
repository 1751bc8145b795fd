// The columns of a table: which are shown, in which order, how wide. The server says how it is set (backlog/columns.py);
// what is changed here goes into a cookie, which it reads. Rows come in the server's order and are arranged here.
import { announce } from "#app/lib/announce.js";
import { say } from "#app/lib/backlog-words.js";
import { all, on, one } from "#app/lib/dom.js";
import { draggable, ghostOf } from "#app/lib/drag.js";
import { cookie } from "#app/lib/storage.js";

const NARROWEST = 40;
const WIDEST = 600;
const STEP = 16;

export class Columns {
  /** @type {(() => void)[]} */
  #off = [];
  #sheet = new CSSStyleSheet(); // widths; rows that come have them too

  /**
   * @param {HTMLTableElement} table
   * @param {HTMLElement} root what a drop line is placed in
   */
  constructor(table, root) {
    this.table = table;
    this.root = root;
    /** @type {string[]} all of them, those not shown too */
    this.order = (table.dataset.order ?? "").split(" ").filter(Boolean);
    /** @type {Map<string, number>} */
    this.widths = new Map();
    document.adoptedStyleSheets.push(this.#sheet);
    for (const pair of (table.dataset.widths ?? "").split(" ")) {
      const [name, width] = pair.split(":");
      if (name && Number(width)) this.#resize(name, Number(width));
    }
    for (const head of this.heads) this.#grip(head);
    this.#arrangeAll();
    this.#tell();
    this.#off.push(on(document, "click", "[data-column]", (_event, button) => this.#toggle(button)));
    this.#off.push(on(document, "keydown", "[data-column]", (event, button) => this.#key(event, button)));
    const again = () => this.#tell();
    window.addEventListener("focus", again);
    this.#off.push(() => window.removeEventListener("focus", again), this.#drags());
  }

  disconnect() {
    for (const off of this.#off) off();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  get heads() {
    return all("thead th[data-col]", this.table);
  }

  /**
   * Puts the cells of rows that come into the order of the columns.
   * @template {Element} T
   * @param {T[]} rows
   * @returns {T[]}
   */
  arrange(rows) {
    for (const row of rows) {
      const cells = this.order.flatMap((name) => [...row.children].find((cell) => cell.classList.contains(`col-${name}`)) ?? []);
      if (cells.some((cell, at) => at && !(/** @type {Element} */ (cells[at - 1]).compareDocumentPosition(cell) & Node.DOCUMENT_POSITION_FOLLOWING))) row.append(...cells);
    }
    return rows;
  }

  #arrangeAll() {
    this.arrange([...this.table.querySelectorAll("tr")]);
  }

  /** How the table is set, as a cookie may hold it; the columns only where somebody chose them. */
  get #set() {
    const shown = all("[data-column][aria-checked=true]").map((button) => button.dataset.column);
    const widths = [...this.widths].map(([name, width]) => `${name}~${width}`);
    return `${"chosen" in this.table.dataset ? shown.join(".") || "none" : ""}|${widths.join("!")}`;
  }

  /** Tells the server what the open page shows, for the rows that it will send. */
  #tell() {
    cookie("columns-now", this.#set);
  }

  /** Keeps how the table is set: for this browser, or, while a view is open, until it is saved into the view. */
  #keep() {
    const { view } = this.table.dataset;
    this.table.dataset.widths = [...this.widths].map((pair) => pair.join(":")).join(" ");
    if (view) cookie("table-view", `${view}|${this.#set}`);
    else cookie("table", this.#set);
    for (const mark of all("[data-view-changed]")) mark.hidden = false;
    this.#tell();
  }

  #chose() {
    this.table.dataset.chosen = "";
    this.#keep();
  }

  /** @param {HTMLElement} button */
  #toggle(button) {
    const shown = button.getAttribute("aria-checked") !== "true";
    button.setAttribute("aria-checked", String(shown));
    this.#chose();
    // What the product defined itself comes from the server only where it is shown.
    if ("custom" in button.dataset) return location.reload();
    this.table.classList.toggle(`without-${button.dataset.column}`, !shown);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {HTMLElement} button
   */
  #key(event, button) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || !by) return;
    event.preventDefault();
    event.stopPropagation();
    const beside = by < 0 ? button.previousElementSibling : button.nextElementSibling;
    if (!(beside instanceof HTMLElement) || !beside.dataset.column) return;
    beside[by < 0 ? "before" : "after"](button);
    button.focus();
    this.#reordered();
    announce(say("columnMoved", button.textContent?.trim() ?? "", all("[data-column]").indexOf(button) + 1));
  }

  #reordered() {
    this.order = all("[data-column]").map((button) => button.dataset.column ?? "");
    this.#arrangeAll();
    this.#chose();
  }

  /** A head is dragged to another one's place. */
  #drags() {
    const line = document.createElement("div");
    line.className = "column-line";
    /** @type {HTMLElement | null} */
    let moved = null;
    /** @type {{head: HTMLElement, after: boolean} | null} */
    let place = null;
    const button = (/** @type {HTMLElement} */ head) => one(`[data-column="${head.dataset.col}"]`);
    return draggable(one("thead", this.table) ?? this.table, "th[data-col]", {
      begin: (head, event) => {
        if (event.target instanceof Element && event.target.closest(".column-grip")) return null;
        [moved, place] = [head, null];
        return ghostOf(button(head)?.textContent?.trim() ?? "");
      },
      over: (x) => {
        const head = this.heads.find((other) => other.offsetParent && x >= other.getBoundingClientRect().left && x < other.getBoundingClientRect().right);
        if (!head) return;
        const box = head.getBoundingClientRect();
        place = { head, after: x > box.left + box.width / 2 };
        line.style.left = `${Math.round((place.after ? box.right : box.left) - this.root.getBoundingClientRect().left) - 1}px`;
        if (!line.isConnected) this.root.append(line);
      },
      drop: () => {
        line.remove();
        const [from, to] = [moved && button(moved), place && button(place.head)];
        if (!from || !to || from === to) return;
        to[place?.after ? "after" : "before"](from);
        this.#reordered();
      },
      cancel: () => line.remove(),
    });
  }

  /** @param {HTMLElement} head */
  #grip(head) {
    const name = head.dataset.col ?? "";
    const grip = document.createElement("span");
    grip.className = "column-grip";
    grip.tabIndex = 0;
    const label = one(`[data-column="${name}"]`)?.textContent?.trim() ?? name;
    for (const [key, value] of Object.entries({ role: "separator", "aria-orientation": "vertical", "aria-label": say("columnWidth", label), "aria-valuemin": NARROWEST, "aria-valuemax": WIDEST })) grip.setAttribute(key, String(value));
    grip.setAttribute("aria-valuenow", String(this.widths.get(name) ?? Math.round(head.offsetWidth)));
    head.append(grip);
    grip.addEventListener("click", (event) => event.stopPropagation());
    grip.addEventListener("pointerdown", (event) => this.#pull(event, grip, head, name));
    grip.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      this.#resize(name, head.offsetWidth + by, grip);
      this.#keep();
    });
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLElement} grip
   * @param {HTMLElement} head
   * @param {string} name
   */
  #pull(event, grip, head, name) {
    event.preventDefault();
    event.stopPropagation();
    grip.setPointerCapture(event.pointerId);
    const [from, width] = [event.clientX, head.offsetWidth];
    const pull = (/** @type {PointerEvent} */ move) => this.#resize(name, width + move.clientX - from, grip);
    grip.addEventListener("pointermove", pull);
    const end = () => {
      grip.removeEventListener("pointermove", pull);
      this.#keep();
    };
    grip.addEventListener("pointerup", end, { once: true });
    grip.addEventListener("pointercancel", end, { once: true });
  }

  /**
   * @param {string} name
   * @param {number} wanted
   * @param {HTMLElement} [grip]
   */
  #resize(name, wanted, grip) {
    const width = Math.max(NARROWEST, Math.min(Math.round(wanted), WIDEST));
    this.widths.set(name, width);
    const rules = [...this.widths].map(([name, width]) => `.backlog-table tr > .col-${CSS.escape(name)} { width: ${width}px; max-width: none; }`);
    this.#sheet.replaceSync(`@media (min-width: 800px) { ${rules.join(" ")} }`);
    grip?.setAttribute("aria-valuenow", String(width));
  }
}
