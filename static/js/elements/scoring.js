// The scoring page: scores appear as the worker computes them, hints follow the cell, a formula is tried while it is written.
import "#app/elements/sheet.js";
import { all, define, fragment, on, one } from "#app/lib/dom.js";
import { get, post } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";

const PAUSE = 120;
const SHARE = 10; // places count all scores: at most one part in so many of the time is spent asking for them
const PATIENCE = 2500; // without news of a score that was asked for, it is fetched once

class Scoring extends HTMLElement {
  #deaf = () => {};
  /** @type {Set<string>} */
  #wanted = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #took = 0;

  connectedCallback() {
    this.#deaf = hear(this.#heard, this.#all);
    this.addEventListener("rated", this.#rated);
    this.addEventListener("sheet:at", this.#hint);
    on(this, "focusout", "[data-rate]", () => this.#show(""));
    on(this, "click", "[data-more]", (event, link) => this.#more(event, /** @type {HTMLAnchorElement} */ (link)));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#deaf();
  }

  get #shown() {
    return all("[data-score]", this).map((cell) => cell.dataset.score ?? "");
  }

  get #compares() {
    return this.classList.contains("is-comparing");
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, ids, verb } = /** @type {CustomEvent} */ (event).detail;
    // A place depends on every score.
    const all = ids === null || this.#compares;
    if (kind === "score" || verb === "rating.set") this.#want(all ? this.#shown : ids);
  };

  #all = () => this.#want(this.#shown);

  /** @param {Event} event */
  #rated = (event) => {
    const row = event.target instanceof Element ? event.target.closest("tr") : null;
    const cell = row && one("[data-score]", row);
    const id = cell?.dataset.score;
    if (!cell || !id) return;
    cell.setAttribute("aria-busy", "true");
    setTimeout(() => one(`[data-score="${id}"][aria-busy]`, this) && this.#want([id]), PATIENCE);
  };

  /** @param {string[]} ids */
  #want(ids) {
    const here = new Set(this.#shown);
    for (const id of ids) if (here.has(id)) this.#wanted.add(id);
    clearTimeout(this.#timer);
    const pause = this.#compares ? Math.max(PAUSE, this.#took * SHARE) : PAUSE;
    if (this.#wanted.size) this.#timer = setTimeout(() => this.#fetch(), pause);
  }

  async #fetch() {
    const ids = [...this.#wanted].slice(0, 200);
    for (const id of ids) this.#wanted.delete(id);
    const q = new URLSearchParams(location.search).get("q") ?? "";
    const query = new URLSearchParams({ q, by: this.dataset.by ?? "", ids: ids.join(",") });
    const began = performance.now();
    const answer = await get(`${this.dataset.scores}?${query}`, { quiet: true });
    this.#took = performance.now() - began;
    if (!answer.ok) return;
    const lines = new DOMParser().parseFromString(answer.text, "text/html");
    for (const fresh of lines.querySelectorAll("[data-fresh]")) this.#putCell(fresh);
    for (const fresh of lines.querySelectorAll("tr[data-id]")) this.#mark(fresh);
    for (const fresh of lines.querySelectorAll("input[data-rate]")) this.#putNumber(/** @type {HTMLInputElement} */ (fresh));
    if (this.#wanted.size) this.#want([]);
  }

  /** @param {Element} fresh */
  #putCell(fresh) {
    const old = one(`[data-fresh="${fresh.getAttribute("data-fresh")}"]`);
    if (!old || (old.innerHTML === fresh.innerHTML && !old.hasAttribute("aria-busy"))) return;
    const put = /** @type {Element} */ (document.importNode(fresh, true));
    put.classList.toggle("is-fresh", old.textContent?.trim() !== fresh.textContent?.trim());
    old.replaceWith(put);
  }

  /** What the item still lacks. @param {Element} fresh */
  #mark(fresh) {
    const row = one(`tr[data-id="${fresh.getAttribute("data-id")}"]`, this);
    for (const cell of row ? all("td[data-criterion]", row) : []) {
      const now = fresh.querySelector(`td[data-criterion="${cell.dataset.criterion}"]`);
      cell.classList.toggle("is-missing", Boolean(now?.classList.contains("is-missing")));
    }
  }

  /** A number that somebody changed; what is being typed or saved here stays. @param {HTMLInputElement} fresh */
  #putNumber({ dataset, value }) {
    const here = /** @type {HTMLInputElement | null} */ (one(`input[data-rate="${dataset.rate}"]`, this));
    if (!here || here.value !== here.defaultValue || here.hasAttribute("aria-busy") || here.value === value) return;
    here.value = here.defaultValue = value;
    if (here === document.activeElement) here.select();
    here.closest("td")?.classList.add("is-fresh");
  }

  /** @param {Event} event */
  #hint = (event) => this.#show(/** @type {CustomEvent} */ (event).detail.criterion);

  /** @param {string} criterion */
  #show(criterion) {
    for (const hint of all("[data-hint]", this)) hint.hidden = hint.dataset.hint !== criterion;
  }

  /**
   * @param {MouseEvent} event
   * @param {HTMLAnchorElement} link
   */
  async #more(event, link) {
    event.preventDefault();
    const answer = await get(link.href);
    const row = link.closest("tr");
    if (!answer.ok || !row) return;
    row.replaceWith(fragment(answer.text));
  }
}
define("tl-scoring", Scoring);

class Formula extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;

  connectedCallback() {
    this.addEventListener("input", this.#later);
    on(this, "click", "[data-inserts]", (_event, button) => this.#insert(button.dataset.inserts ?? ""));
    on(this, "click", "[data-cancel]", () => this.#cancel());
    if ("now" in this.dataset && this.#text.value && !one(".field-error", this)) this.#later();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.removeEventListener("input", this.#later);
  }

  get #text() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  #later = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#try(), 250);
  };

  async #try() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = await post(this.dataset.try ?? "", { formula: this.#text.value }, { quiet: true, signal });
    if (!answer.ok || signal.aborted) return;
    const tried = new DOMParser().parseFromString(answer.text, "text/html").querySelector(".formula-tried");
    const old = one(".formula-tried", this);
    if (!tried || !old) return;
    old.replaceChildren(...document.importNode(tried, true).childNodes);
    this.#text.toggleAttribute("aria-invalid", false);
    if (old.querySelector(".field-error")) this.#text.setAttribute("aria-invalid", "true");
  }

  /** @param {string} name */
  #insert(name) {
    this.#text.setRangeText(name, this.#text.selectionStart, this.#text.selectionEnd, "end");
    this.#text.focus();
    this.#later();
  }

  #cancel() {
    this.#text.form?.reset();
    this.closest("details")?.removeAttribute("open");
    this.#later();
  }
}
define("tl-formula", Formula);
