// Whether a pointer is down. What is drawn anew between a press and its release takes the click away.
let isDown = false;
/** @type {(() => void)[]} */
const waiting = [];

const down = () => (isDown = true);
const up = () => {
  isDown = false;
  // The click comes right after.
  setTimeout(() => {
    for (const go of waiting.splice(0)) go();
  }, 0);
};
for (const [type, handle] of /** @type {[string, () => void][]} */ ([["pointerdown", down], ["pointerup", up], ["pointercancel", up], ["blur", up]])) {
  window.addEventListener(type, handle, { capture: true });
}

/** @returns {Promise<void>} when no pointer is down: at once, or as soon as the click has been dealt with */
export function released() {
  return isDown ? new Promise((go) => waiting.push(go)) : Promise.resolve();
}
