/**
 * <tl-planning>: the backlog beside a sprint. Rows go across by dragging, by `s`, or by their button; what is planned and who is
 * over capacity comes from the server after each change. Reads data-add, data-remove, data-may-plan and its words.
 */
import { announce } from "#app/lib/announce.js";
import { all, define, on, one } from "#app/lib/dom.js";
import { draggable, ghostOf } from "#app/lib/drag.js";
import { openDrawer } from "#app/lib/drawer.js";
import { shortcut } from "#app/lib/keys.js";
import { get, post } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { save } from "#app/lib/waiting.js";

const ROW = ".plan-row";
const PANES = ["plan-backlog", "plan-sprint"];
const KINDS = ["item", "sprint", "team", "member"];
const PAUSE = 250;

/** @typedef {"backlog" | "sprint"} Side */

class Planning extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  #rows = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;

  connectedCallback() {
    on(this, "submit", "form", (event, form) => this.#submit(event, /** @type {HTMLFormElement} */ (form)));
    on(this, "change", "form[data-capacity] input", (_event, input) => /** @type {HTMLInputElement} */ (input).form?.requestSubmit());
    on(this, "change", ".pick input", () => this.#count());
    on(this, "click", "[data-more]", (event, link) => {
      event.preventDefault();
      this.#rows = Number(link.dataset.more);
      this.#refresh();
    });
    this.addEventListener("focusin", (event) => this.#current(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#off.push(shortcut("j", () => this.#step(1)), shortcut("k", () => this.#step(-1)));
    if ("mayPlan" in this.dataset) {
      this.#off.push(shortcut("x", () => this.#pick()), shortcut("s", () => this.#send()));
      this.#off.push(draggable(this, ROW, this.#drag()));
    }
    this.#off.push(hear(this.#hear, this.#hear));
    this.#ready();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    for (const off of this.#off) off();
  }

  /** @returns {HTMLElement | null} */
  get #here() {
    return one(`${ROW}.is-current`, this);
  }

  /** @param {Event} event */
  #hear = (event) => {
    const kind = /** @type {CustomEvent} */ (event).detail?.kind;
    if (event.type === "live" && !KINDS.includes(kind)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), PAUSE);
  };

  #ready() {
    for (const list of all(".plan-list", this)) {
      const rows = all(ROW, list);
      const current = rows.find((row) => row.classList.contains("is-current")) ?? rows[0];
      for (const row of rows) row.tabIndex = row === current ? 0 : -1;
    }
    this.#count();
  }

  /** @param {Event} event */
  #current(event) {
    const row = event.target instanceof Element ? event.target.closest(ROW) : null;
    if (!(row instanceof HTMLElement)) return;
    for (const other of all(`${ROW}.is-current`, this)) other.classList.remove("is-current");
    row.classList.add("is-current");
    this.#ready();
  }

  /** @param {number} by */
  #step(by) {
    const rows = all(ROW, this.#here?.closest(".plan-pane") ?? this);
    const at = this.#here ? rows.indexOf(this.#here) + by : 0;
    rows[Math.max(0, Math.min(at, rows.length - 1))]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = event.target instanceof HTMLElement && event.target.matches(ROW) ? event.target : null;
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") this.#step(1);
    else if (event.key === "ArrowUp") this.#step(-1);
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") one(`#${PANES[event.key === "ArrowRight" ? 1 : 0]} ${ROW}`, this)?.focus();
    else if (event.key === "Enter") {
      const link = /** @type {HTMLAnchorElement} */ (one("a[data-drawer]", row));
      openDrawer(link.href, { from: row });
    } else return;
    event.preventDefault();
  }

  #pick() {
    const box = /** @type {HTMLInputElement | null} */ (this.#here && one(".pick input", this.#here));
    if (box) box.checked = !box.checked;
    this.#count();
  }

  /** What the buttons above the lists would move. */
  #count() {
    for (const pane of all(".plan-pane", this)) {
      const [text, words] = [one("[data-chosen]", pane), pane.dataset.side === "sprint" ? this.dataset.outWords : this.dataset.intoWords];
      const number = all(".pick input", pane).filter((box) => /** @type {HTMLInputElement} */ (box).checked).length;
      if (text && number) text.textContent = (words ?? "").replace("%d", String(number));
      pane.classList.toggle("has-chosen", number > 0);
    }
  }

  /** The rows that an act on this one is about: those picked beside it, else itself. @param {HTMLElement} row */
  #chosen(row) {
    const picked = all(`${ROW}:not(.is-going)`, row.closest(".plan-pane") ?? this).filter((other) => /** @type {HTMLInputElement | null} */ (one(".pick input", other))?.checked);
    return picked.length ? picked : [row];
  }

  #send() {
    const row = this.#here;
    if (row) this.#move(this.#chosen(row));
  }

  /**
   * A form of a plain page, sent from here: a row's button, the button above a list, a person's time.
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  async #submit(event, form) {
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    const row = /** @type {HTMLElement | null} */ (button?.closest(ROW) ?? null);
    if (row) return this.#move([row]);
    if (!("capacity" in form.dataset)) return this.#move(all(`${ROW}:has(.pick input:checked)`, form));
    const answer = await post(form.action, new FormData(form));
    if (answer.ok) this.#refresh();
    else form.reset();
  }

  /** Across to the other side. @param {HTMLElement[]} rows */
  async #move(rows) {
    const pane = /** @type {HTMLElement | null} */ (rows[0]?.closest(".plan-pane"));
    if (!pane) return;
    const keys = rows.map((row) => row.dataset.key ?? "");
    // The person goes on at once to what stays, and can send off the next.
    const before = all(`${ROW}:not(.is-going)`, pane);
    const others = before.filter((row) => !rows.includes(row));
    const at = before.findIndex((row) => rows.includes(row));
    if (rows.some((row) => row.contains(document.activeElement))) (others[Math.min(at, others.length - 1)] ?? one("h2", pane))?.focus();
    for (const row of rows) row.classList.add("is-going");
    const url = (pane.dataset.side === "sprint" ? this.dataset.remove : this.dataset.add) ?? "";
    const answer = await save(url, { items: keys }, { label: keys.join(", "), at: `${ROW}[data-key="${keys[0]}"] .plan-key` });
    if (answer.waits) return;
    if (!answer.ok) {
      for (const row of rows) row.classList.remove("is-going");
      return;
    }
    for (const row of rows) row.remove();
    await this.#refresh();
  }

  /** Both sides as they are now; scroll, focus and selection stay. A half-typed number is left alone. */
  async #refresh() {
    const typed = document.activeElement;
    if (typed instanceof HTMLInputElement && typed.form?.matches("[data-capacity]") && typed.value !== typed.defaultValue) return;
    const address = new URL(location.href);
    if (this.#rows) address.searchParams.set("rows", String(this.#rows));
    const asked = ++this.#asked;
    const answer = await get(address.href, { quiet: true });
    await released();
    if (asked !== this.#asked || ![200, 422].includes(answer.status)) return;
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    if (!page.querySelector("tl-planning")) return location.reload(); // it has been closed
    for (const id of PANES) this.#swap(one(`#${id}`, this), page.getElementById(id));
    const [head, fresh] = [document.querySelector(".topbar-end > form:not(.search), .topbar-end > a.button--primary"), page.querySelector(".topbar-end > form:not(.search), .topbar-end > a.button--primary")];
    if (head && fresh && head.textContent?.trim() !== fresh.textContent?.trim()) head.replaceWith(document.adoptNode(fresh));
    this.#ready();
  }

  /**
   * @param {HTMLElement | null} old
   * @param {HTMLElement | null} made
   */
  #swap(old, made) {
    if (!old || !made) return;
    const [top, key, field] = [old.scrollTop, this.#here?.dataset.key, old.contains(document.activeElement) ? document.activeElement : null];
    const picked = new Set(all(`${ROW}:has(.pick input:checked)`, old).map((row) => row.dataset.key));
    const open = all("details[open]", old).map((details) => details.className);
    const pane = document.importNode(made, true);
    for (const row of all(ROW, pane)) {
      row.classList.toggle("is-current", row.dataset.key === key);
      const box = /** @type {HTMLInputElement | null} */ (one(".pick input", row));
      if (box && picked.has(row.dataset.key)) box.checked = true;
    }
    for (const details of all("details", pane)) details.toggleAttribute("open", open.includes(details.className));
    old.replaceWith(pane);
    pane.scrollTop = top;
    if (!field) return;
    const again = field.id ? one(`#${CSS.escape(field.id)}`, pane) : one(`${ROW}[data-key="${CSS.escape(field.closest(ROW)?.getAttribute("data-key") ?? "")}"]`, pane);
    again?.focus({ preventScroll: true });
  }

  /** @returns {import("#app/lib/drag.js").Drag} */
  #drag() {
    /** @type {HTMLElement[]} */
    let rows = [];
    /** @type {HTMLElement | null} */
    let over = null;
    const finish = () => {
      for (const row of rows) row.classList.remove("is-dragging");
      for (const pane of all(".plan-pane.is-over", this)) pane.classList.remove("is-over");
    };
    return {
      begin: (row) => {
        if (!row.closest("form")) return null;
        over = null;
        rows = /** @type {HTMLInputElement | null} */ (one(".pick input", row))?.checked ? this.#chosen(row) : [row];
        for (const other of rows) other.classList.add("is-dragging");
        return ghostOf(rows.length > 1 ? (this.dataset.itemsWords ?? "").replace("%d", String(rows.length)) : `${row.dataset.key} ${one(".plan-title", row)?.textContent ?? ""}`);
      },
      over: (x, y) => {
        const pane = document.elementFromPoint(x, y)?.closest(".plan-pane");
        const from = rows[0]?.closest(".plan-pane");
        over = pane instanceof HTMLElement && pane.dataset.side !== from?.getAttribute("data-side") ? pane : null;
        for (const one of all(".plan-pane", this)) one.classList.toggle("is-over", one === over);
      },
      drop: () => {
        finish();
        if (!over) return;
        // What others changed during the drag has new rows.
        const keys = new Set(rows.map((row) => row.dataset.key));
        const from = one(`.plan-pane[data-side="${over.dataset.side === "sprint" ? "backlog" : "sprint"}"]`, this);
        if (from) this.#move(all(ROW, from).filter((row) => keys.has(row.dataset.key)));
      },
      cancel: () => {
        finish();
        announce(rows[0]?.dataset.key ?? "");
      },
    };
  }
}
define("tl-planning", Planning);
