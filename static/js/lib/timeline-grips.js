/**
 * Where a bar can be taken hold of: under a mouse its ends and a circle behind it; for a finger, which needs room and cannot hover,
 * grips beside the one bar that is chosen.
 */
import { addHandles, drawn, kindOf, offsetOf } from "#app/lib/timeline-bars.js";

/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */
/** @typedef {"move" | "start" | "due" | "schedule" | "link"} Grip */

const HEIGHT = 28;
const TARGET = 44;
/** How far the middle of a grip stands from the end of its bar. */
const OUT = 16;

export class Grips {
  /** @type {Bar | null} */
  #under = null;

  /** @param {HTMLElement} chart */
  constructor(chart) {
    this.chart = chart;
  }

  /** What a press there takes hold of. @param {PointerEvent} event @param {Bar | null} bar @returns {{bar: Bar, grip: Grip, now: boolean} | null} */
  at(event, bar) {
    const target = /** @type {Element} */ (event.target);
    const grip = /** @type {HTMLElement | null} */ (target.closest(".tl-grip"));
    if (grip) {
      const of = document.getElementById(/** @type {HTMLElement} */ (grip.parentElement).dataset.of ?? "");
      return of && { bar: of, grip: /** @type {Grip} */ (grip.dataset.grip), now: true };
    }
    if (!bar) return null;
    if (target.closest(".tl-connector")) return { bar, grip: "link", now: true };
    const isFinger = event.pointerType === "touch";
    return { bar, grip: isFinger ? (bar.matches(".tl-chip") ? "schedule" : "move") : kindOf(bar, event.clientX), now: false };
  }

  /** A mouse is over this bar, or over none. @param {Bar | null} bar */
  hover(bar) {
    if (bar === this.#under) return;
    for (const old of this.chart.querySelectorAll(".tl-handle")) old.remove();
    this.#under = bar;
    if (bar) addHandles(bar);
  }

  /** Grips for a finger at this bar alone, or at none. @param {Bar | undefined} bar */
  show(bar) {
    for (const old of this.chart.querySelectorAll(".tl-grips")) old.remove();
    const row = bar?.closest(".tl-row");
    if (!bar || !row) return;
    const { x, y } = offsetOf(bar.getAttribute("transform"));
    const width = Number(bar.dataset.width);
    // Behind all bars of the row, so that no neighbour lies over them.
    const grips = drawn(row, "g", { class: "tl-grips", "data-of": bar.id, transform: `translate(${x} ${y})`, "aria-hidden": "true" });
    add(grips, "start", -OUT);
    add(grips, "due", width + OUT);
    if (this.chart.dataset.linkUrl) add(grips, "link", width + OUT + TARGET);
  }
}

/** @param {Element} grips @param {Grip} grip @param {number} x Of its middle. */
function add(grips, grip, x) {
  const made = drawn(grips, "g", { class: "tl-grip", "data-grip": grip });
  drawn(made, "rect", { x: x - TARGET / 2, y: (HEIGHT - TARGET) / 2, width: TARGET, height: TARGET });
  drawn(made, "circle", { cx: x, cy: HEIGHT / 2, r: 11 });
  drawn(made, "path", { d: grip === "link" ? `M${x - 4} 9v4q0 3 3 3h5m-3 -3l3 3l-3 3` : `M${x - 2} 10v8m4 0v-8` });
}
