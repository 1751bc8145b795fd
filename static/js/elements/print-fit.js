// A roadmap on paper, as large as one landscape page allows, of a timeline the days that hold something; afterwards all is as it was.

import { all, one } from "#app/lib/dom.js";

const PAGE = { width: 1040, height: 640 }; // pixels of A4 within its margins, below the head
const SMALLEST = 0.6; // of what can go on over pages
const SIDE = 24; // pixels beside the first bar
const CHARTS = ".tl-axis, .tl-flags, .tl-back, .tl-front, .tl-row, .tl-links";
const DRAWN = ".tl-row .tl-bar, .tl-flags .tl-flag, .tl-axis .tl-now";

/** @type {(() => void)[]} */
let undone = [];

/**
 * Set one property of an element until the page has been printed.
 * @param {HTMLElement | SVGElement} element
 * @param {string} name
 * @param {string} value
 */
function lend(element, name, value) {
  const before = element.style.getPropertyValue(name);
  element.style.setProperty(name, value);
  undone.push(() => element.style.setProperty(name, before));
}

/**
 * From where to where something is drawn, in pixels of the chart.
 * @param {HTMLElement} canvas
 * @returns {[number, number]}
 */
function extent(canvas) {
  const axis = canvas.querySelector(".tl-axis");
  const left = axis?.getBoundingClientRect().left ?? 0;
  const boxes = [...canvas.querySelectorAll(DRAWN)].map((drawn) => drawn.getBoundingClientRect());
  const found = boxes.filter((box) => box.width > 0);
  if (!found.length) return [0, axis?.clientWidth ?? PAGE.width];
  const first = Math.min(...found.map((box) => box.left)) - left - SIDE;
  const ticks = [...canvas.querySelectorAll(".tl-lower line")].map((tick) => Number(tick.getAttribute("x1")));
  const begins = Math.max(0, ...ticks.filter((x) => x <= first));
  return [begins, Math.max(...found.map((box) => box.right)) - left + SIDE];
}

/** @param {HTMLElement} canvas */
function fit(canvas) {
  const [first, last] = extent(canvas);
  const scroller = canvas.parentElement;
  const at = scroller?.scrollLeft ?? 0;
  undone.push(() => scroller?.scrollTo({ left: at, behavior: "instant" })); // last, when there is room to scroll again
  const label = one(".tl-corner", canvas)?.offsetWidth ?? 0;
  const width = label + last - first;
  const scale = Math.min(1, PAGE.width / width, PAGE.height / canvas.offsetHeight);
  for (const chart of canvas.querySelectorAll(CHARTS)) {
    if (chart instanceof SVGElement) lend(chart, "translate", `${-first}px 0`);
  }
  lend(canvas, "inline-size", `${width}px`);
  lend(canvas, "min-inline-size", "0");
  lend(canvas, "overflow", "clip");
  lend(canvas, "zoom", String(scale));
}

addEventListener("beforeprint", () => {
  all(".tl-canvas").forEach(fit);
  for (const board of all(".hz")) lend(board, "zoom", String(Math.max(SMALLEST, Math.min(1, PAGE.height / board.offsetHeight))));
  for (const legend of all("details.tl-legend")) {
    legend.setAttribute("open", "");
    undone.push(() => legend.removeAttribute("open"));
  }
});
addEventListener("afterprint", () => {
  undone.reverse().forEach((back) => back());
  undone = [];
});
