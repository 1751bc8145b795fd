/**
 * <tl-horizons>: cards between Now, Next and Later and between lanes, by pointer (SortableJS) or by Alt and the arrow keys.
 * A drop is sent to the card's data-move-url; the answer is the whole partial, swapped in with scroll and focus kept.
 */
import Sortable from "sortablejs";

import { announce } from "#app/lib/announce.js";
import { all, define } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { fill } from "#app/lib/periods.js";
import { acts, save } from "#app/lib/waiting.js";

/** @typedef {{cell: HTMLElement, next: Element | null}} Place Where a card lies: its cell and the card below it. */

const PAUSE = 700;
const KINDS = ["item", "entry", "lane", "roadmap"];

class Horizons extends HTMLElement {
  /** @type {{card: HTMLElement, from: Place, timer: number} | undefined} */
  #pending;
  /** @type {{card: HTMLElement, from: Place, isCancelled: boolean} | undefined} */
  #drag;
  /** @type {{destroy: () => void}[]} */
  #sortables = [];
  #asked = 0;

  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.#read();
    this.addEventListener("keydown", this.#key, { signal });
    this.addEventListener("focusout", () => !this.isMoving && this.#commit(), { signal });
    window.addEventListener("keydown", this.#escape, { signal, capture: true });
    signal.addEventListener("abort", hear(this.#hear, this.#hear));
  }

  disconnectedCallback() {
    this.controller?.abort();
    clearTimeout(this.hearing);
    for (const sortable of this.#sortables) sortable.destroy();
    this.#sortables = [];
  }

  #read() {
    /** @type {Record<string, string>} */
    this.texts = JSON.parse(this.dataset.texts ?? "{}");
    for (const sortable of this.#sortables) sortable.destroy();
    this.#sortables = "editable" in this.dataset ? all(".hz-cell", this).map((cell) => this.#sortable(cell)) : [];
  }

  /** @param {HTMLElement} cell */
  #sortable(cell) {
    return Sortable.create(cell, {
      group: "horizons",
      draggable: ".hz-card[data-move-url]",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      delay: 250,
      delayOnTouchOnly: true,
      forceFallback: true,
      fallbackTolerance: 4,
      ghostClass: "is-landing",
      fallbackClass: "is-lifted",
      onStart: (/** @type {{item: HTMLElement}} */ { item }) => {
        this.#commit();
        this.#drag = { card: item, from: placeOf(item), isCancelled: false };
        this.classList.add("is-dragging");
      },
      onEnd: () => this.#drop(),
    });
  }

  #drop() {
    const drag = this.#drag;
    this.#drag = undefined;
    this.classList.remove("is-dragging");
    if (!drag) return;
    if (drag.isCancelled) this.#putBack(drag.card, drag.from);
    else this.#save(drag.card, drag.from);
  }

  /** Escape ends a drag by letting go, and what was let go is put back. @param {KeyboardEvent} event */
  #escape = (event) => {
    if (event.key !== "Escape" || !this.#drag) return;
    event.preventDefault();
    event.stopPropagation();
    this.#drag.isCancelled = true;
    for (const type of ["pointerup", "mouseup", "touchend"]) document.dispatchEvent(new Event(type, { bubbles: true }));
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const card = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest(".hz-card[data-move-url]"));
    if (!card || !("editable" in this.dataset)) return;
    if (event.key === "Escape" && this.#pending) {
      const { from } = this.#take() ?? { from: placeOf(card) };
      this.#putBack(card, from);
    } else if (event.altKey && event.key.startsWith("Arrow")) this.#step(card, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** @param {HTMLElement} card @param {string} key */
  #step(card, key) {
    const from = this.#pending?.from ?? placeOf(card);
    const target = this.#target(card, key);
    if (!target) return;
    this.#hold(card, () => target.cell.insertBefore(card, target.next));
    clearTimeout(this.#pending?.timer);
    this.#pending = { card, from, timer: window.setTimeout(() => this.#commit(), PAUSE) };
    this.#say("moved", card);
  }

  /** Where a key takes a card: up and down within the cell, on to the neighbour lane at its ends; left and right to the neighbour horizon.
   * @param {HTMLElement} card @param {string} key @returns {Place | null} */
  #target(card, key) {
    const cells = all(".hz-cell", this);
    const here = /** @type {HTMLElement} */ (card.parentElement);
    const width = all(".hz-cell", /** @type {HTMLElement} */ (here.closest(".hz-row"))).length;
    const at = cells.indexOf(here);
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const cell = key === "ArrowLeft" ? at % width && cells[at - 1] : (at + 1) % width && cells[at + 1];
      return cell ? { cell, next: cell.firstElementChild } : null;
    }
    if (key === "ArrowUp" && card.previousElementSibling) return { cell: here, next: card.previousElementSibling };
    if (key === "ArrowDown" && card.nextElementSibling) return { cell: here, next: card.nextElementSibling.nextElementSibling };
    const cell = cells[at + (key === "ArrowUp" ? -width : width)];
    return cell ? { cell, next: key === "ArrowUp" ? null : cell.firstElementChild } : null;
  }

  /** Change the document around a card without losing the focus in it. @param {HTMLElement} card @param {() => void} change */
  #hold(card, change) {
    const focused = /** @type {HTMLElement | null} */ (card.contains(document.activeElement) ? document.activeElement : null);
    this.isMoving = true;
    change();
    focused?.focus({ preventScroll: true });
    this.isMoving = false;
    if (focused) card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #take() {
    const pending = this.#pending;
    clearTimeout(pending?.timer);
    this.#pending = undefined;
    return pending;
  }

  #commit() {
    const pending = this.#take();
    if (pending) this.#save(pending.card, pending.from);
  }

  /** @param {HTMLElement} card @param {Place} from */
  #putBack(card, from) {
    card.classList.remove("is-saving");
    this.#hold(card, () => from.cell.insertBefore(card, from.next));
    this.#say("cancelled", card);
  }

  /** @param {HTMLElement} card @param {Place} from */
  async #save(card, from) {
    const to = placeOf(card);
    if (to.cell === from.cell && to.next === from.next) return;
    card.classList.add("is-saving");
    const url = card.dataset.moveUrl ?? "";
    const values = {
      horizon: to.cell.dataset.horizon,
      lane: to.cell.dataset.lane,
      after: /** @type {HTMLElement | null} */ (card.previousElementSibling)?.dataset.id ?? "",
      version: card.dataset.version,
      q: this.dataset.query,
      from_horizon: from.cell.dataset.horizon,
      from_lane: from.cell.dataset.lane,
    };
    const answer = await save(url, values, { label: card.dataset.title ?? "", text: to.cell.dataset.name, at: `[data-move-url="${url}"]` });
    if (answer.waits) return card.classList.remove("is-saving");
    if (answer.ok && this.#swap(answer.text)) return this.#say("saved", card);
    this.#putBack(card, from);
    if (answer.ok || answer.status === 409 || answer.status === 412) this.refresh();
  }

  /** Fetch the cards anew; scroll and focus stay. What was on its way while something was done here is older than that, and asked for again. */
  async refresh() {
    const [asked, before] = [++this.#asked, acts()];
    const answer = await get(this.dataset.url ?? "");
    if (!this.isConnected || asked !== this.#asked) return;
    if (before < 0 || before !== acts()) this.#later();
    else if (answer.ok) this.#swap(answer.text);
  }

  /** @param {Event} news */
  #hear = (news) => {
    const { kind, roadmap } = /** @type {CustomEvent} */ (news).detail ?? {};
    if (!kind || KINDS.includes(kind) || (kind === "comment" && roadmap)) this.#later();
  };

  /** Once for a burst of news, and not under a moving hand. */
  #later() {
    clearTimeout(this.hearing);
    this.hearing = setTimeout(() => (this.#drag || this.#pending || acts() < 0 ? this.#later() : this.refresh()), 250);
  }

  /** @param {string} html */
  #swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("tl-horizons");
    if (!fresh || this.#drag) return false;
    const id = this.contains(document.activeElement) ? document.activeElement?.id : "";
    const { scrollTop, scrollLeft } = this;
    for (const { name, value } of fresh.attributes) this.setAttribute(name, value);
    this.replaceChildren(...fresh.childNodes);
    this.#read();
    this.scrollTo({ top: scrollTop, left: scrollLeft, behavior: "instant" });
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
    return true;
  }

  /** @param {string} name @param {HTMLElement} card */
  #say(name, card) {
    const shown = all(`.hz-card[data-id="${CSS.escape(card.dataset.id ?? "")}"]`, this)[0] ?? card;
    const cell = /** @type {HTMLElement} */ (shown.parentElement);
    const place = [...cell.children].indexOf(shown) + 1;
    const lane = /** @type {HTMLElement} */ (cell.closest(".hz-row")).dataset.name ?? "";
    const words = { title: card.dataset.title ?? "", horizon: cell.dataset.name ?? "", lane };
    announce(fill(this.texts?.[name] ?? "", { ...words, place: String(place), count: String(cell.children.length) }));
  }
}

/** @param {HTMLElement} card @returns {Place} */
function placeOf(card) {
  return { cell: /** @type {HTMLElement} */ (card.parentElement), next: card.nextElementSibling };
}

define("tl-horizons", Horizons);
