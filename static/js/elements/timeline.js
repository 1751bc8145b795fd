/**
 * <tl-timeline>: the roadmap timeline under the hand. The server lays out; this moves what is drawn, saves, and swaps in the answer.
 * Reads from itself data-url, data-start, data-px, data-unit, data-today, data-texts, data-editable; from each bar data-start,
 * data-start-precision, data-due, data-due-precision, data-version, data-move-url. See roadmap/presentation.py.
 */
import { announce } from "#app/lib/announce.js";
import { define, modified } from "#app/lib/dom.js";
import { openDrawer } from "#app/lib/drawer.js";
import { follow } from "#app/lib/gesture.js";
import { get } from "#app/lib/net.js";
import { fill, label, toDay } from "#app/lib/periods.js";
import { fields, noted, pinsOf, slide } from "#app/lib/timeline-bars.js";
import { Chosen } from "#app/lib/timeline-chosen.js";
import { Drag } from "#app/lib/timeline-drag.js";
import { Flags } from "#app/lib/timeline-flags.js";
import { Grips } from "#app/lib/timeline-grips.js";
import { Keys } from "#app/lib/timeline-keys.js";
import { Lanes } from "#app/lib/timeline-lanes.js";
import { Links } from "#app/lib/timeline-links.js";
import { Walk } from "#app/lib/timeline-walk.js";
import { Zooming, ZOOMS } from "#app/lib/timeline-zoom.js";
import { save } from "#app/lib/waiting.js";

/** @typedef {import("#app/lib/plan.js").Plan} Plan */
/** @typedef {import("#app/lib/periods.js").Precision} Precision */
/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */
/** @typedef {import("#app/lib/timeline-bars.js").Move} Move */
/** @typedef {import("#app/lib/timeline-bars.js").Moves} Moves */

const KINDS = ["item", "entry", "lane", "milestone", "roadmap"];

class Timeline extends HTMLElement {
  start = 0;
  px = 1;
  /** @type {number | null} */
  today = null;
  /** @type {Precision} */
  unit = "month";
  /** @type {Record<string, string>} */
  texts = {};
  /** @type {ReturnType<typeof pinsOf>} */
  pins = [];
  /** @type {HTMLElement} */
  scroller = this;
  /** @type {Drag | undefined} */
  drag;
  isFinger = false; // made the last press
  isPressed = false;
  saves = 0;
  isDropped = false;
  flags = new Flags(this, (name, title, day) => this.#tell(name, title, { start: day, due: day, startPrecision: "day", duePrecision: "day", lane: "" }));
  #tells = (/** @type {string} */ name, /** @type {Record<string, string>} */ words) => announce(fill(this.texts[name], words));
  links = new Links(this, this.#tells);
  lanes = new Lanes(this, this.#tells);
  chosen = new Chosen(this, (count) => this.#told(count));
  keys = new Keys(this, { save: (...change) => this.#save(...change), say: (...news) => this.#say(...news), chosen: this.chosen });
  walk = new Walk(this, this.chosen);
  grips = new Grips(this);
  zooming = new Zooming(this);

  connectedCallback() {
    this.#read();
    this.controller = new AbortController();
    const { signal } = this.controller;
    const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ handle, target = /** @type {EventTarget} */ (this)) =>
      target.addEventListener(type, handle, { signal, passive: false });
    listen("pointerdown", this.#press);
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => (this.isPressed = false), { signal, capture: true });
    listen("pointerover", (event) => event.pointerType !== "touch" && !this.drag && this.grips.hover(this.#barOf(event.target, ".tl-bar")));
    listen("dragstart", (event) => event.preventDefault());
    listen("click", this.#click);
    listen("keydown", this.#key);
    listen("focusout", () => this.#commit());
    listen("focusin", ({ target }) => (target.matches(".tl-bar[id]") && this.links.reach(target), this.walk.reach(target)));
    for (const news of ["live", "live:resync", "undone"]) listen(news, this.#hear, document);
    listen("wheel", (event) => this.zooming.wheel(event));
    listen("touchstart", (event) => this.zooming.touch(event));
    // Heard from the start: once a browser has begun to scroll, nobody takes the finger back from it.
    listen("touchmove", (event) => this.#isMoving && event.cancelable && event.preventDefault());
    // The menu of what is held.
    listen("contextmenu", (event) => this.isFinger && "editable" in this.dataset && event.preventDefault());
    listen("keydown", (event) => this.zooming.press(event), document);
    this.addEventListener("scroll", this.#pinLabels, { signal, capture: true, passive: true });
    if (this.today !== null) this.#show(this.today, this.room() / 4);
    this.#pinLabels();
  }

  disconnectedCallback() {
    this.drag?.cancel();
    this.controller?.abort();
    clearTimeout(this.hearing);
  }

  #read() {
    this.start = toDay(this.dataset.start ?? "") ?? 0;
    this.today = toDay(this.dataset.today ?? "");
    this.px = Number(this.dataset.px);
    this.unit = /** @type {Precision} */ (this.dataset.unit);
    this.texts = JSON.parse(this.dataset.texts ?? "{}");
    this.scroller = /** @type {HTMLElement} */ (this.querySelector(".tl-scroll"));
    this.pins = pinsOf(this);
    this.chosen.again();
    this.walk.again();
    this.#showGrips();
  }

  // --- Looking around ---------------------------------------------------------------------------------------------

  /** The words of the upper header and of long bars stay in view while their period or bar does. */
  #pinLabels = () => slide(this.pins, this.scroller.scrollLeft);

  /** The words of a bar that is drawn elsewhere before it is saved. @param {HTMLElement} bar @param {{x: number, width: number}} place */
  pinAnew(bar, { x, width }) {
    const pin = this.pins.find(({ texts }) => bar.contains(texts[0] ?? null));
    if (pin) slide([Object.assign(pin, { x, width })], this.scroller.scrollLeft);
  }

  /** How much of the chart is seen, in pixels. */
  room() {
    return this.scroller.clientWidth - /** @type {HTMLElement} */ (this.querySelector(".tl-corner")).offsetWidth;
  }

  /** Scroll so that a day stands so many pixels from the chart's left. @param {number} day @param {number} at @param {ScrollBehavior} [behavior] */
  #show(day, at, behavior = "instant") {
    this.scroller.scrollTo({ left: (day - this.start) * this.px - at, behavior });
  }

  /** The day that stands so many pixels from the chart's left. @param {number} at */
  #dayAt(at) {
    return this.start + (this.scroller.scrollLeft + at) / this.px;
  }

  /** Another zoom, with the day at `at` kept in its place. @param {string} zoom @param {number} [at] */
  async zoom(zoom, at = this.room() / 2) {
    if (zoom === this.dataset.zoom || !ZOOMS.includes(zoom)) return;
    const day = this.#dayAt(at);
    if (!(await this.refresh(zoom))) return;
    this.#show(day, at);
    const address = new URL(location.href);
    address.searchParams.set("zoom", zoom);
    history.replaceState(history.state, "", address);
    announce(fill(this.texts.zoomed, { zoom: this.querySelector(".tl-zoom [aria-current]")?.textContent ?? zoom }));
  }

  /** Fetch the timeline anew, scroll and focus kept; false when a newer request or the network came between. @param {string} [zoom] */
  async refresh(zoom = this.dataset.zoom ?? "months") {
    if (this.isBusy) return false;
    this.fetching?.abort();
    this.fetching = new AbortController();
    const address = new URL(this.dataset.url ?? "", location.href);
    address.searchParams.set("zoom", zoom);
    if (zoom === this.dataset.zoom) address.searchParams.set("page", this.dataset.page ?? ""); // bars keep their rows
    const answer = await get(String(address), { signal: this.fetching.signal });
    return answer.ok && this.#swap(answer.text);
  }

  /** Something changed elsewhere: look again soon, once for a burst of news, and not under a moving hand. @param {CustomEvent} news */
  #hear = (news) => {
    const { kind, roadmap } = news.detail ?? {};
    // Of comments those on a roadmap alone are counted here.
    if (kind && !KINDS.includes(kind) && !(kind === "comment" && roadmap)) return;
    clearTimeout(this.hearing);
    this.hearing = setTimeout(() => (this.isBusy || this.saves ? this.#hear(news) : this.refresh()), 250);
  };

  /** Something is under the hand, and must not be drawn anew. */
  get isBusy() {
    return this.isPressed || this.#isMoving;
  }

  get #isMoving() {
    return this.drag || this.keys.isPending || this.flags.isBusy || this.links.isBusy || this.lanes.isMoving || this.chosen.isDrawing;
  }

  /** @param {number} count How many are chosen now. */
  #told(count) {
    announce(fill(this.texts.chosen, { count: String(count) }));
    this.#showGrips();
  }

  #showGrips() {
    const { bars } = this.chosen;
    this.grips.show(this.isFinger && bars.length === 1 ? bars[0] : undefined);
  }

  /** Put the server's timeline in place of the drawn one. @param {string} html */
  #swap(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("tl-timeline");
    if (!fresh) return false;
    if (this.isBusy) {
      this.#hear(new CustomEvent("again")); // it was taken up while the answer was on its way
      return false;
    }
    const day = this.#dayAt(0);
    const top = this.scroller.scrollTop;
    const tray = this.querySelector(".tl-tray ol")?.scrollLeft ?? 0;
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    const zoomed = /** @type {HTMLElement | null} */ (focused?.closest(".tl-zoom a"))?.dataset.zoom;
    for (const stays of this.querySelectorAll("[data-stays]")) fresh.querySelector(`#${stays.id}`)?.replaceWith(stays);
    for (const { name, value } of fresh.attributes) this.setAttribute(name, value);
    this.replaceChildren(...fresh.childNodes);
    this.#read();
    this.#show(day, 0);
    this.scroller.scrollTop = top;
    this.querySelector(".tl-tray ol")?.scrollTo({ left: tray });
    const again = zoomed ? this.querySelector(".tl-zoom [aria-current]") : focused?.id ? document.getElementById(focused.id) : null;
    /** @type {HTMLElement | null} */ (again)?.focus({ preventScroll: true });
    this.#pinLabels();
    return true;
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (this.isDropped) {
      this.isDropped = false;
      event.preventDefault();
      event.stopPropagation();
    } else if (target.closest(".tl-zoom a")) {
      event.preventDefault();
      this.zoom(/** @type {HTMLElement} */ (target.closest("a")).dataset.zoom ?? "");
    } else if (target.closest("[data-today-button]") && this.today !== null) {
      this.#show(this.today, this.room() / 4, matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
    } else if (target.closest(".tl-fold")) {
      this.lanes.fold(/** @type {HTMLElement} */ (target.closest(".tl-fold")));
    } else if (target.closest("[data-choose-none]")) {
      this.chosen.clear();
    } else if (target.closest("[data-choose-move]")) {
      this.keys.nudge(Number(/** @type {HTMLElement} */ (target.closest("[data-choose-move]")).dataset.chooseMove));
    } else if (this.#barOf(target) && (event.ctrlKey || event.metaKey || event.shiftKey || (this.isFinger && this.chosen.bars.length))) {
      event.preventDefault();
      const bar = /** @type {Bar} */ (this.#barOf(target));
      if (event.shiftKey) this.chosen.extend(bar);
      else this.chosen.toggle(bar);
    } else if (Flags.at(target) && !modified(event)) {
      event.preventDefault();
      this.flags.open(/** @type {HTMLElement} */ (Flags.at(target)));
    } else if (target.closest(".tl-bar[href], .tl-chip[href]") && !modified(event) && document.querySelector("tl-drawer")) {
      event.preventDefault();
      openDrawer(target.closest("a")?.getAttribute("href") ?? "", { from: /** @type {any} */ (target.closest("a")) });
    }
  };

  // --- Dragging ---------------------------------------------------------------------------------------------------

  /** @param {EventTarget | null} target @returns {Bar | null} */
  #barOf(target, kind = ":is(.tl-bar, .tl-chip)") {
    if (!("editable" in this.dataset)) return null;
    return /** @type {Bar | null} */ (/** @type {Element} */ (target).closest(`${kind}[data-move-url]`));
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    this.isDropped = false;
    const flag = Flags.at(event.target);
    if (flag) return this.flags.press(event, flag);
    if (this.lanes.press(event)) return;
    const bar = this.#barOf(event.target);
    if (this.links.press(event, bar) || this.walk.press(event)) return;
    this.keys.press(event, bar);
  };

  /** What keys have changed and is not saved yet is saved now. */
  #commit() {
    this.keys.commit();
    this.flags.commit();
  }

  /** @param {PointerEvent} event */
  #press = (event) => {
    this.isDropped = false;
    this.isFinger = event.pointerType === "touch";
    if (event.button !== 0 || this.drag) return;
    this.isPressed = event.isPrimary; // two fingers zoom
    if (!event.isPrimary) return;
    const flag = Flags.at(event.target);
    const held = this.grips.at(event, this.#barOf(event.target));
    if (flag) return this.flags.drag(event, flag, this.#moved);
    if (!held) return this.#pressNothing(event);
    this.#commit();
    if (held.grip === "link") return this.links.drag(event, held.bar, () => (this.isDropped = true));
    this.#take(event, held.bar, held.grip, held.now);
  };

  #moved = (/** @type {boolean} */ isMoved) => void (this.isDropped = isMoved);

  /** A bar is taken hold of. @param {PointerEvent} event @param {Bar} bar @param {import("#app/lib/timeline-drag.js").Kind} kind @param {boolean} now */
  #take(event, bar, kind, now) {
    const lift = (/** @type {PointerEvent} */ at) => {
      this.drag = new Drag(this.#chart(), bar, this.chosen.beside(bar), kind, event);
      this.drag.move(at);
    };
    const end = (/** @type {boolean} */ isDrop, /** @type {boolean} */ isLifted, /** @type {boolean} */ isStill) => {
      if (isLifted && isDrop && isStill && this.isFinger) this.#choose(bar);
      else if (isDrop) this.#drop();
      else this.#abandon();
    };
    follow(event, { lift, move: (at) => this.drag?.move(at), free: (isFree) => this.drag?.free(isFree), end }, { now, upward: kind === "schedule" });
  }

  /** A finger has rested on a bar and not moved it. @param {Bar} bar */
  #choose(bar) {
    this.drag?.cancel();
    this.drag = undefined;
    this.isDropped = true;
    this.chosen.toggle(bar);
  }

  /** Where there is no bar, a mouse or a finger that has rested draws a rectangle around some. @param {PointerEvent} event */
  #pressNothing(event) {
    const target = /** @type {Element} */ (event.target);
    if (this.lanes.drag(event, this.#moved)) return;
    const isChart = target.closest(".tl-canvas") && !target.closest(".tl-head, .tl-label, .tl-link, .tl-bar");
    if (!isChart || !("editable" in this.dataset)) return;
    event.preventDefault();
    this.#commit();
    this.chosen.draw(event, this.#moved);
  }

  /** @returns {import("#app/lib/timeline-drag.js").Chart} */
  #chart() {
    return {
      root: this,
      scroller: this.scroller,
      tray: /** @type {HTMLElement} */ (this.querySelector("[data-tray]")),
      landing: /** @type {SVGRectElement} */ (this.querySelector(".tl-landing")),
      start: this.start,
      px: this.px,
      unit: this.unit,
      describe: (plan, more = 0) => (more ? `${this.#dates(plan)} · ${fill(this.texts.chosen, { count: String(more + 1) })}` : this.#dates(plan)),
    };
  }

  #drop() {
    const { drag } = this;
    if (!drag) return;
    this.isDropped = true;
    const [first, ...others] = drag.drop();
    this.drag = undefined;
    if (first) this.#save([first, ...others], () => drag.restore());
    else drag.restore();
  }

  #abandon() {
    const { drag } = this;
    if (!drag) return;
    this.isDropped = true;
    drag.cancel();
    this.drag = undefined;
    this.#say("cancelled", drag.bar, drag.plan, 0);
  }

  // --- Saving -----------------------------------------------------------------------------------------------------

  /** Send a change; the answer is the timeline as it is now. A refusal is told by `post`, and the bar goes back.
   * One that waits for the server stays where it was put.
   * @param {Moves} moves @param {() => void} putBack */
  #save = async (moves, putBack) => {
    const [{ bar, plan, next }] = moves;
    const more = moves.length - 1;
    for (const move of moves) move.bar.classList.add("is-saving");
    this.fetching?.abort(); // what is on its way does not know of it yet
    this.saves += 1;
    const answer = await (more ? this.#sendAll(moves) : this.#send(moves[0]));
    this.saves -= 1;
    if (answer.waits) return moves.forEach((move) => noted(move.bar, move.next));
    if (answer.ok && this.#swap(answer.text)) return this.#say(more ? "saved_together" : next.lane === plan.lane ? "saved" : "saved_lane", bar, next, more);
    putBack();
    this.#say(answer.ok ? "moved" : more ? "cancelled_together" : "cancelled", bar, plan, more);
    if (answer.ok || [409, 412, 422].includes(answer.status)) this.refresh();
  };

  /** What the answer is to be drawn like. */
  #view() {
    return { zoom: this.dataset.zoom, q: this.dataset.query, page: this.dataset.page };
  }

  /** @param {Move} move */
  #send({ bar, plan, next }) {
    const values = { version: bar.dataset.version, ...this.#view(), ...fields(next), ...fields(plan, "from_") };
    const url = bar.dataset.moveUrl ?? "";
    return save(url, values, { label: bar.dataset.title ?? "", text: this.#dates(next), at: `[data-move-url="${url}"]` });
  }

  /** @param {Moves} moves */
  #sendAll(moves) {
    const [{ bar, next }] = moves;
    const rows = moves.map((move) => ({ entry: move.bar.id.replace("bar-", ""), ...fields(move.next), ...fields(move.plan, "from_") }));
    const what = { label: `${bar.dataset.title} + ${moves.length - 1}`, text: this.#dates(next) };
    return save(this.dataset.movesUrl ?? "", { ...this.#view(), moves: JSON.stringify(rows) }, what);
  }

  /** @param {Plan} plan @returns {string} */
  #dates = ({ start, startPrecision, due, duePrecision }) => {
    const text = (/** @type {number} */ day, /** @type {Precision} */ precision) =>
      label(day, precision, this.today ?? 0, this.texts, document.documentElement.lang || "en");
    const [from, until] = [start === null ? "" : text(start, startPrecision), due === null ? "" : text(due, duePrecision)];
    if (from && until) return from === until ? from : `${from} – ${until}`;
    return from ? fill(this.texts.from, { start: from }) : until ? fill(this.texts.until, { due: until }) : this.texts.none ?? "";
  };

  /** @param {string} name @param {Bar} bar @param {Plan} plan @param {number} more */
  #say = (name, bar, plan, more) => this.#tell(name, bar.dataset.title ?? "", plan, more);

  /** @param {string} name @param {string} title @param {Plan} plan */
  #tell(name, title, plan, more = 0) {
    const lane = /** @type {HTMLElement | null} */ (this.querySelector(`.tl-lane[data-lane="${CSS.escape(plan.lane)}"]`));
    announce(fill(this.texts[name], { title, dates: this.#dates(plan), lane: lane?.dataset.name ?? "", count: String(more) }));
  }
}

define("tl-timeline", Timeline);
