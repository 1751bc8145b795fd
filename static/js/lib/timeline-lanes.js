/**
 * Lanes of the timeline: folded and unfolded, and put in order by dragging their label or by Alt and the arrow keys.
 */
import { follow } from "#app/lib/gesture.js";
import { post } from "#app/lib/net.js";

/** @typedef {HTMLElement & {refresh: () => Promise<boolean>}} Chart */
/** @typedef {(name: string, words: Record<string, string>) => void} Say */

export class Lanes {
  isMoving = false;

  /** @param {Chart} chart @param {Say} say */
  constructor(chart, say) {
    this.chart = chart;
    this.say = say;
  }

  /** @param {HTMLElement} button */
  async fold(button) {
    const folded = button.getAttribute("aria-expanded") === "true" ? "1" : "";
    const answer = await post(this.chart.dataset.foldUrl ?? "", { row: button.dataset.fold, folded });
    if (answer.ok) await this.chart.refresh();
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for here */
  press(event) {
    const lane = laneOf(event.target);
    if (!lane || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return false;
    event.preventDefault();
    event.stopPropagation();
    const lanes = this.#all;
    const place = lanes.indexOf(lane) + (event.key === "ArrowUp" ? -1 : 1);
    const other = lanes[place];
    if (other) this.#put(lane, event.key === "ArrowUp" ? { before: other.dataset.lane } : { after: other.dataset.lane }, place);
    return true;
  }

  /** @param {PointerEvent} event @param {(isMoved: boolean) => void} done What comes when it is let go.
   * @returns {boolean} whether a label lies there that can be dragged */
  drag(event, done) {
    const lane = laneOf(event.target);
    if (!lane) return false;
    event.preventDefault();
    const lanes = this.#all;
    /** @type {{lane: HTMLElement, middle: number}[]} */
    let places = [];
    let place = lanes.indexOf(lane);
    const lift = () => {
      this.isMoving = true;
      lane.classList.add("is-ordered");
      places = lanes.map((one) => ({ lane: one, middle: one.getBoundingClientRect().top + one.offsetHeight / 2 }));
    };
    const move = (/** @type {PointerEvent} */ at) => {
      const above = places.filter((one) => one.lane !== lane && one.middle < at.clientY).length;
      place = above;
      const rest = lanes.filter((one) => one !== lane);
      for (const one of lanes) one.classList.remove("is-drop-before", "is-drop-after");
      rest[above]?.classList.add("is-drop-before");
      if (above === rest.length) rest.at(-1)?.classList.add("is-drop-after");
    };
    const end = (/** @type {boolean} */ isDrop, /** @type {boolean} */ isLifted) => {
      this.isMoving = false;
      for (const one of lanes) one.classList.remove("is-drop-before", "is-drop-after", "is-ordered");
      done(isLifted);
      if (!isDrop || !isLifted || place === lanes.indexOf(lane)) return;
      const next = lanes.filter((one) => one !== lane)[place];
      this.#put(lane, next ? { before: next.dataset.lane } : { after: lanes.at(-1)?.dataset.lane }, place);
    };
    follow(event, { lift, move, end });
    return true;
  }

  get #all() {
    return [...this.chart.querySelectorAll(".tl-label[data-order]")].map((label) => /** @type {HTMLElement} */ (label.closest(".tl-lane")));
  }

  /** The answer says what was done; the timeline then fetches itself. @param {HTMLElement} lane @param {Record<string, string | undefined>} where @param {number} place */
  async #put(lane, where, place) {
    const answer = await post(`${this.chart.dataset.lanesUrl}${lane.dataset.lane}/move/`, where);
    if (answer.ok) this.say("lane_moved", { title: lane.dataset.name ?? "", place: String(place + 1), count: String(this.#all.length) });
  }
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} the lane on whose label it lies, if that can be put in order */
function laneOf(target) {
  return /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest(".tl-label[data-order]")?.closest(".tl-lane") ?? null);
}
