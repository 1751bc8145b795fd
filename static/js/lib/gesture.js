/**
 * One pointer from its press to its end. A mouse drags after a few pixels, a finger after it rested (before that it scrolls).
 * Escape, a lost window and a second finger take it back.
 */

/**
 * @typedef {object} Doors
 * @property {(event: PointerEvent) => void} lift It has become a drag.
 * @property {(event: PointerEvent) => void} move
 * @property {(isFree: boolean) => void} [free] Alt was pressed or let go while the pointer rests.
 * @property {(isDrop: boolean, isLifted: boolean, isStill: boolean) => void} end `isStill`: it never went away from where it was pressed.
 */

const THRESHOLD = 4;
// A finger is never quite still.
const STILL = 10;
const HOLD = 350;

/** @param {PointerEvent} pressed @param {Doors} doors
 * @param {{now?: boolean, upward?: boolean}} [options] `now`: a finger drags at once, too; `upward`: one that goes up does. */
export function follow(pressed, { lift, move, free, end }, { now = false, upward = false } = {}) {
  const isFinger = pressed.pointerType === "touch";
  const waits = isFinger && !now;
  const least = isFinger ? STILL : THRESHOLD;
  const gesture = new AbortController();
  let isLifted = false;
  let isStill = true;
  const raise = (/** @type {PointerEvent} */ event) => {
    isLifted = true;
    lift(event);
  };
  const hold = waits ? setTimeout(() => raise(pressed), HOLD) : 0;
  const finish = (/** @type {boolean} */ isDrop) => {
    clearTimeout(hold);
    gesture.abort();
    end(isDrop, isLifted, isStill);
  };
  const listen = (/** @type {string} */ type, /** @type {(event: any) => void} */ handle) =>
    window.addEventListener(type, handle, { signal: gesture.signal, capture: true });
  const own = (/** @type {(event: PointerEvent) => void} */ handle) => (/** @type {PointerEvent} */ event) =>
    event.pointerId === pressed.pointerId && handle(event);
  listen("pointermove", own((event) => {
    const [right, down] = [event.clientX - pressed.clientX, event.clientY - pressed.clientY];
    if (Math.hypot(right, down) >= least) isStill = false;
    if (isLifted) return move(event);
    if (isStill) return;
    clearTimeout(hold);
    if (!waits || (upward && -down > Math.abs(right))) raise(event);
    else finish(false); // it scrolls
  }));
  listen("pointerdown", (/** @type {PointerEvent} */ event) => event.pointerId !== pressed.pointerId && finish(false));
  listen("pointerup", own(() => finish(true)));
  listen("pointercancel", own(() => finish(false)));
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
