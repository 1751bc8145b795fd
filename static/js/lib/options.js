// Options that a field steers: the field keeps the focus, and the active option is its active descendant.
import { announce } from "#app/lib/announce.js";
import { all, on } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { placeBelow } from "#app/lib/place.js";

const PAGE = 8;
let made = 0;

/** Which one of some options is active, and the keys that go from one to the next. */
export class Options {
  /** @type {HTMLElement | undefined} */
  #active;

  /**
   * @param {() => HTMLElement | null} field that keeps the focus; none: only a pointer chooses
   * @param {() => HTMLElement[]} options those that can be chosen now
   * @param {{says?: "active" | "chosen"}} [marks] what `aria-selected` says of them: which is active, or which are chosen
   */
  constructor(field, options, { says = "active" } = {}) {
    this.field = field;
    this.shown = options;
    this.says = says;
  }

  /** @returns {HTMLElement | undefined} */
  get active() {
    return this.shown().find((option) => option === this.#active);
  }

  /** Makes one option active, or none. @param {HTMLElement | undefined} active */
  point(active) {
    // The last one may be hidden by now.
    for (const option of new Set([...(this.#active ? [this.#active] : []), ...this.shown()])) {
      option.classList.toggle("is-active", option === active);
      if (this.says === "active") option.setAttribute("aria-selected", String(option === active));
    }
    this.#active = active;
    const field = this.field();
    if (!active) return field?.removeAttribute("aria-activedescendant");
    active.id ||= `option-${++made}`;
    field?.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }

  /**
   * Arrows go round, Page Up and Page Down stop at the ends.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was one of them
   */
  walk(event) {
    const options = this.shown();
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (!step || !options.length || event.isComposing) return false;
    const at = this.#active ? options.indexOf(this.#active) : -1;
    const to = at < 0 && step < 0 ? options.length - 1 : at + step;
    const last = options.length - 1;
    this.point(options[Math.abs(step) === 1 ? (to + options.length) % options.length : Math.max(0, Math.min(to, last))]);
    return true;
  }
}

/** A list of options that floats at its field while there is something to choose. */
export class FloatingOptions extends Options {
  /** @type {HTMLElement | undefined} */
  #list;
  /** @type {(() => void)[]} */
  #off = [];

  /**
   * @param {HTMLElement} home the list is put into it, its `data-list` is the list's name
   * @param {() => HTMLInputElement | HTMLTextAreaElement} field
   * @param {{className?: string, take: (option: HTMLElement) => void}} what
   */
  constructor(home, field, { className = "", take }) {
    super(field, () => (this.isOpen && this.#list ? all("[role=option]", this.#list) : []));
    this.home = home;
    this.className = className;
    this.take = take;
  }

  get isOpen() {
    return Boolean(this.#list?.matches(":popover-open"));
  }

  /** What it says in place of options. */
  get text() {
    return this.#list?.textContent?.trim() ?? "";
  }

  /**
   * Shows these below a rectangle, none of them active.
   * @param {Iterable<Node>} nodes
   * @param {DOMRect} from
   */
  show(nodes, from) {
    const list = (this.#list ??= this.#make());
    list.replaceChildren(...nodes);
    list.showPopover();
    placeBelow(list, from);
    this.field()?.setAttribute("aria-controls", list.id);
    this.#expanded(true);
    this.point(undefined);
  }

  close() {
    if (this.isOpen) this.#list?.hidePopover();
    const field = this.field();
    for (const name of ["aria-activedescendant", "aria-controls"]) field?.removeAttribute(name);
    this.#expanded(false);
  }

  /**
   * Arrows, Enter and Tab to take, Escape to close. What is a key of the list is nobody else's.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether it was one of the list's
   */
  key(event) {
    const active = this.active;
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Escape") this.close();
    else if (["Enter", "Tab"].includes(event.key) && !event.shiftKey && active) this.take(active);
    else if (event.key.startsWith("Page") || !this.walk(event)) return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Says how many there are to choose from, or what stands in their place. @param {string} found */
  tell(found) {
    announce(this.shown().length ? found : this.text);
  }

  /** The element is gone. */
  remove() {
    for (const off of this.#off.splice(0)) off();
    this.#list?.remove();
    this.#list = undefined;
  }

  /** Only a combobox has a state of its own. @param {boolean} open */
  #expanded(open) {
    const field = this.field();
    if (field?.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", String(open));
  }

  #make() {
    const list = document.createElement("div");
    list.id = `options-${++made}`;
    list.className = `menu complete ${this.className}`.trim();
    list.popover = "manual";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", this.home.dataset.list ?? "");
    // The field keeps the focus.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#off.push(on(list, "click", "[role=option]", (_event, option) => this.take(option)));
    this.home.append(list);
    return list;
  }
}

/** Asks the server while a person types: after a pause, and only the last question counts. */
export class Asking {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #open;

  /** @param {number} pause milliseconds */
  constructor(pause) {
    this.pause = pause;
  }

  /** @param {() => void} ask */
  later(ask) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(ask, this.pause);
  }

  /**
   * @param {string} url
   * @param {{quiet?: boolean}} [options] as of `get`
   * @returns {Promise<import("#app/lib/net.js").Answer | null>} null where something else was asked meanwhile
   */
  async now(url, { quiet = true } = {}) {
    this.stop();
    this.#open = new AbortController();
    const { signal } = this.#open;
    const answer = await get(url, { quiet, signal });
    return signal.aborted ? null : answer;
  }

  stop() {
    clearTimeout(this.#timer);
    this.#open?.abort();
  }
}

/**
 * Puts a text in the place of a part of a field; the browser's own undo takes it back.
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
export function insert(field, text, start, end) {
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, start, end, "end");
}

/** The nodes of a page or a part of one, ready to be put into this one. @param {Node} from */
export function nodesOf(from) {
  return document.importNode(from, true).childNodes;
}
