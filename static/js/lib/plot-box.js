// A box that is drawn over a picture to choose what lies in it.
import { one } from "#app/lib/dom.js";
import { MARKS } from "#app/lib/plot.js";
import { pointOut } from "#app/lib/plot-tip.js";

/**
 * What `draggable` needs for it.
 * @param {HTMLElement} root around the pictures
 * @param {(field: HTMLElement, box: DOMRect, adds: boolean) => void} take a box was drawn, with Shift besides what was chosen
 * @returns {import("#app/lib/drag.js").Drag}
 */
export function plotBox(root, take) {
  let down = { x: 0, y: 0 };
  /** @type {{field: HTMLElement, box: HTMLElement, from: {x: number, y: number}, adds: boolean} | null} */
  let drawn = null;
  const end = () => {
    if (drawn) drawn.box.hidden = true;
    root.classList.remove("is-boxing");
  };
  root.addEventListener("pointerdown", ({ clientX, clientY }) => (down = { x: clientX, y: clientY }));
  return {
    begin: (field, event) => {
      const box = one(".plot-box", field);
      if (!box || !field.querySelector(MARKS)) return null;
      const { left, top } = field.getBoundingClientRect();
      drawn = { field, box, from: { x: down.x - left, y: down.y - top }, adds: event.shiftKey };
      root.classList.add("is-boxing");
      pointOut(root, null);
      return Object.assign(document.createElement("div"), { hidden: true });
    },
    over: (x, y) => {
      if (drawn) draw(drawn, x, y);
    },
    drop: () => {
      if (drawn && !drawn.box.hidden) take(drawn.field, drawn.box.getBoundingClientRect(), drawn.adds);
      end();
    },
    cancel: end,
  };
}

/**
 * @param {{field: HTMLElement, box: HTMLElement, from: {x: number, y: number}}} drawn
 * @param {number} x on the screen
 * @param {number} y
 */
function draw({ field, box, from }, x, y) {
  const { left, top, width, height } = field.getBoundingClientRect();
  const to = { x: Math.max(0, Math.min(x - left, width)), y: Math.max(0, Math.min(y - top, height)) };
  box.hidden = false;
  box.style.left = `${Math.min(from.x, to.x)}px`;
  box.style.top = `${Math.min(from.y, to.y)}px`;
  box.style.width = `${Math.abs(to.x - from.x)}px`;
  box.style.height = `${Math.abs(to.y - from.y)}px`;
}
