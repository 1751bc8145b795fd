/**
 * From bar to bar by keys: j and k, or up and down, with Shift they are chosen on the way. A lane is one stop of Tab, as are the tray and
 * the dependencies: there may be thousands.
 */

/** @typedef {import("#app/lib/timeline-bars.js").Bar} Bar */

const WAYS = { j: 1, k: -1, arrowdown: 1, arrowup: -1 };
const GROUPS = ".tl-row, .tl-tray > ol, .tl-links";
const BARS = ".tl-bar[id], .tl-chip[id]:not([data-found])";
const LINKS = "a.tl-link[id]";

export class Walk {
  /** @param {HTMLElement} chart @param {import("#app/lib/timeline-chosen.js").Chosen} chosen */
  constructor(chart, chosen) {
    this.chart = chart;
    this.chosen = chosen;
  }

  /** The chart was drawn anew. */
  again() {
    for (const group of this.chart.querySelectorAll(GROUPS)) {
      const [, ...others] = group.querySelectorAll(`${BARS}, ${LINKS}`);
      for (const other of others) other.setAttribute("tabindex", "-1");
    }
  }

  /** The focus has come to something: Tab comes back to it. @param {Element} target */
  reach(target) {
    if (!target.matches(`${BARS}, ${LINKS}`)) return;
    const group = target.closest(GROUPS);
    group?.querySelector(`:is(${BARS}, ${LINKS}):not([tabindex])`)?.setAttribute("tabindex", "-1");
    target.removeAttribute("tabindex");
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for here */
  press(event) {
    const way = WAYS[/** @type {keyof typeof WAYS} */ (event.key.toLowerCase())];
    const target = /** @type {Element} */ (event.target);
    const kind = [BARS, LINKS].find((one) => target.matches(one));
    if (!way || !kind || event.altKey || event.ctrlKey || event.metaKey) return false;
    event.preventDefault();
    event.stopPropagation();
    const all = [...this.chart.querySelectorAll(kind)];
    const next = /** @type {Bar | undefined} */ (all[all.indexOf(target) + way]);
    if (event.shiftKey && next?.dataset.moveUrl) {
      this.chosen.add(/** @type {Bar} */ (target));
      this.chosen.add(next);
    }
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }
}
