// Whether a pointer is down. What is drawn anew between a press and its release takes the click away.
const TAP = 60; // milliseconds in which the click of a finger comes after its release
let isDown = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon;
/** @type {(() => void)[]} */
const waiting = [];

/** Another button opens a menu, and its release may never be told. @param {PointerEvent} event */
const down = ({ button }) => {
  if (button) return;
  clearTimeout(soon);
  isDown = true;
};
/** The click comes right after. @param {Event} event */
const up = (event) => {
  const isMouse = !(event instanceof PointerEvent) || event.pointerType === "mouse";
  clearTimeout(soon);
  soon = setTimeout(settle, isMouse ? 0 : TAP);
};
const settle = () => {
  isDown = false;
  for (const go of waiting.splice(0)) go();
};
window.addEventListener("pointerdown", down, { capture: true });
for (const type of ["pointerup", "pointercancel", "blur"]) window.addEventListener(type, up, { capture: true });

/** @returns {Promise<void>} when no pointer is down: at once, or as soon as the click has been dealt with */
export function released() {
  return isDown ? new Promise((go) => waiting.push(go)) : Promise.resolve();
}
