// Dragging with any pointer: begins after a few pixels, scrolls at the edges, Escape takes it back.

/**
 * @typedef {object} Drag
 * @property {(handle: HTMLElement, event: PointerEvent) => HTMLElement | null} begin the ghost that follows the pointer; null: no drag
 * @property {(x: number, y: number) => void} over
 * @property {() => void} drop
 * @property {() => void} cancel
 */

const THRESHOLD = 4;
const EDGE = 48;
const SPEED = 14;
const HOLD = 350;
// A finger is never quite still.
const STILL = 10;

/**
 * What is taken hold of follows a mouse at once. A finger scrolls, unless it first rests there for HOLD; what has
 * `touch-action: none` (a handle) follows a finger at once too.
 * @param {HTMLElement} root
 * @param {string} selector what is taken hold of
 * @param {Drag} drag
 * @returns {() => void} stops it
 */
export function draggable(root, selector, drag) {
  const ends = new AbortController();
  const { signal } = ends;
  /** @type {Gesture | null} */
  let gesture = null;
  /** @param {PointerEvent} event */
  const down = (event) => {
    const handle = event.target instanceof Element ? event.target.closest(selector) : null;
    if (!(handle instanceof HTMLElement) || event.button !== 0 || gesture?.isOn) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea, button:not([data-handle])")) return;
    gesture = new Gesture(root, handle, event, drag);
  };
  root.addEventListener("pointerdown", down, { signal });
  // Heard from the start: once a browser has begun to scroll, nobody takes the finger back from it.
  root.addEventListener("touchmove", (event) => gesture?.begun && event.cancelable && event.preventDefault(), { signal, passive: false });
  // The menu of a link that is held.
  root.addEventListener("contextmenu", (event) => gesture?.isOn && gesture.isTouch && event.preventDefault(), { signal });
  return () => ends.abort();
}

/**
 * What follows the pointer.
 * @param {string} text
 * @param {number} [count] how many go with it
 */
export function ghostOf(text, count = 1) {
  const ghost = document.createElement("div");
  ghost.textContent = text;
  if (count > 1) {
    const badge = document.createElement("b");
    badge.textContent = String(count);
    ghost.append(badge);
  }
  return ghost;
}

class Gesture {
  /** @type {HTMLElement | null} */
  #ghost = null;
  begun = false;
  isOn = true;
  #frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #hold;
  #ends = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {HTMLElement} handle
   * @param {PointerEvent} event
   * @param {Drag} drag
   */
  constructor(root, handle, event, drag) {
    this.root = root;
    this.handle = handle;
    this.drag = drag;
    this.from = { x: event.clientX, y: event.clientY };
    this.at = { ...this.from };
    this.isTouch = event.pointerType === "touch";
    this.rests = this.isTouch && getComputedStyle(handle).touchAction !== "none";
    if (this.rests) this.#hold = setTimeout(() => this.#begin(event), HOLD);
    const { signal } = this.#ends;
    window.addEventListener("pointermove", this.#move, { signal });
    window.addEventListener("pointerup", () => this.#end(true), { signal });
    window.addEventListener("pointercancel", () => this.#end(false), { signal });
    window.addEventListener("keydown", this.#key, { signal, capture: true });
    // A native drag of a link or a picture would take the pointer away.
    window.addEventListener("dragstart", (native) => native.preventDefault(), { signal });
  }

  /** @param {PointerEvent} event */
  #move = (event) => {
    this.at = { x: event.clientX, y: event.clientY };
    if (!this.begun) {
      const way = Math.hypot(this.at.x - this.from.x, this.at.y - this.from.y);
      if (way < (this.rests ? STILL : THRESHOLD)) return;
      if (this.rests) return this.#end(false);
      this.#begin(event);
    }
    event.preventDefault();
  };

  /** @param {PointerEvent} event */
  #begin(event) {
    this.#ghost = this.drag.begin(this.handle, event);
    if (!this.#ghost) return this.#end(false);
    this.begun = true;
    this.#ghost.classList.add("drag-ghost");
    document.body.append(this.#ghost);
    document.documentElement.classList.add("is-dragging-something");
    this.#tick();
  }

  #tick = () => {
    if (!this.begun || !this.#ghost) return;
    this.#ghost.style.translate = `${this.at.x + 10}px ${this.at.y + 8}px`;
    this.#scroll();
    this.drag.over(this.at.x, this.at.y);
    this.#frame = requestAnimationFrame(this.#tick);
  };

  #scroll() {
    for (let box = /** @type {HTMLElement | null} */ (this.root); box; box = box.parentElement) {
      const { top, bottom, left, right } = box.getBoundingClientRect();
      const isWindow = box === document.scrollingElement;
      if (box.scrollHeight > box.clientHeight + 1 && (isWindow || /auto|scroll/.test(getComputedStyle(box).overflowY))) {
        if (this.at.y < Math.max(0, top) + EDGE) box.scrollTop -= SPEED;
        else if (this.at.y > Math.min(innerHeight, bottom) - EDGE) box.scrollTop += SPEED;
      }
      if (box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX)) {
        if (this.at.x < left + EDGE) box.scrollLeft -= SPEED;
        else if (this.at.x > right - EDGE) box.scrollLeft += SPEED;
      }
    }
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.key !== "Escape" || !this.begun) return;
    event.preventDefault();
    event.stopPropagation();
    this.#end(false);
  };

  /** @param {boolean} dropped */
  #end(dropped) {
    // A quick hand lets go before a frame was drawn: what is under it then is meant.
    if (dropped && this.begun) this.drag.over(this.at.x, this.at.y);
    this.isOn = false;
    clearTimeout(this.#hold);
    this.#ends.abort();
    cancelAnimationFrame(this.#frame);
    this.#ghost?.remove();
    document.documentElement.classList.remove("is-dragging-something");
    if (!this.begun) return;
    this.begun = false;
    // The click that follows a drag is part of it.
    const swallow = (/** @type {Event} */ event) => event.stopPropagation();
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 60);
    if (dropped) this.drag.drop();
    else this.drag.cancel();
  }
}
