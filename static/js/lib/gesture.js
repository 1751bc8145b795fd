/**
 * One pointer from its press to its end. A mouse drags after a few pixels, a finger after it rested (before that it scrolls).
 * Escape, a lost window and a second finger take it back.
 */

/**
 * @typedef {object} Doors
 * @property {(event: PointerEvent) => void} lift It has become a drag.
 * @property {(event: PointerEvent) => void} move
 * @property {(isFree: boolean) => void} [free] Alt was pressed or let go while the pointer rests.
 * @property {(isDrop: boolean, isLifted: boolean) => void} end
 */

const THRESHOLD = 4;
const HOLD = 350;

/** @param {PointerEvent} pressed @param {Doors} doors @param {{now?: boolean}} [options] `now`: a finger drags at once, too. */
export function follow(pressed, { lift, move, free, end }, { now = false } = {}) {
  const waits = pressed.pointerType === "touch" && !now;
  const gesture = new AbortController();
  let isLifted = false;
  const raise = (/** @type {PointerEvent} */ event) => {
    isLifted = true;
    lift(event);
  };
  const hold = waits ? setTimeout(() => raise(pressed), HOLD) : 0;
  const finish = (/** @type {boolean} */ isDrop) => {
    clearTimeout(hold);
    gesture.abort();
    end(isDrop, isLifted);
  };
  const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ handle) =>
    window.addEventListener(type, handle, { signal: gesture.signal, capture: true });
  listen("pointermove", (/** @type {PointerEvent} */ event) => {
    if (isLifted) return move(event);
    if (Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) < THRESHOLD) return;
    if (waits) clearTimeout(hold);
    else raise(event);
  });
  listen("pointerup", () => finish(true));
  listen("pointercancel", () => finish(false));
  listen("blur", (blur) => blur.target === window && finish(false));
  listen("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" || event.key === "Alt") event.preventDefault();
    if (event.key === "Alt") free?.(true);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    finish(false);
  });
  listen("keyup", (/** @type {KeyboardEvent} */ event) => event.key === "Alt" && free?.(false));
}
