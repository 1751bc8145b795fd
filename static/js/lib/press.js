// Whether a pointer is down, or a question asked. What is drawn anew between a press and its release takes the click away, and
// between a question and its answer what it was about.
const TAP = 60; // milliseconds in which the click of a finger comes after its release
let isDown = false;
let questions = 0;
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
  go();
};
const go = () => {
  if (!isDown && !questions) for (const one of waiting.splice(0)) one();
};
window.addEventListener("pointerdown", down, { capture: true });
for (const type of ["pointerup", "pointercancel", "blur"]) window.addEventListener(type, up, { capture: true });

/** @returns {Promise<void>} when no pointer is down and no question open: at once, or as soon as the click has been dealt with */
export function released() {
  return isDown || questions ? new Promise((one) => waiting.push(one)) : Promise.resolve();
}

/** A question is asked: nothing is drawn anew before what it returns is called. */
export function hold() {
  questions += 1;
  return () => {
    questions -= 1;
    go();
  };
}
