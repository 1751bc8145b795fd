// The marks of one picture, by where they are seen: which is nearest, which lie in a box, which comes next.

/** @typedef {{mark: SVGElement, x: number, y: number, width: number, height: number}} Place its middle within the picture, in pixels */

export const MARKS = "[data-keys], [data-in]";
const SAME = 2; // pixels apart that are one place to the eye

/**
 * The keys of the items that a dot stands for; of a cell (`data-in`) only the server knows them.
 * @param {Element} mark
 */
export function keysOf(mark) {
  return mark.getAttribute("data-keys")?.split(",") ?? [];
}

/**
 * What tells a mark from the others of all pictures.
 * @param {Element} mark
 */
export function nameOf(mark) {
  return mark.getAttribute("data-keys") ?? `${mark.closest("[data-plot]")?.getAttribute("data-plot")}:${mark.getAttribute("data-in")}`;
}

/**
 * The least box that holds these cells' boxes, in the numbers of the picture's axes.
 * @param {Element[]} cells
 */
export function boxOf(cells) {
  const boxes = cells.map((cell) => (cell.getAttribute("data-in") ?? "").split(",").map((end) => Number(end.replace("inf", "Infinity"))));
  const ends = [0, 1, 2, 3].map((at) => (at % 2 ? Math.max : Math.min)(...boxes.map((box) => box[at] ?? NaN)));
  return ends.join(",");
}

export class Plot {
  /** @type {Place[]} */
  #places = [];
  #width = -1;

  /** @param {HTMLElement} field around the picture */
  constructor(field) {
    this.field = field;
  }

  /** @returns {SVGElement[]} */
  get marks() {
    return [...this.field.querySelectorAll(MARKS)].filter((mark) => mark instanceof SVGElement);
  }

  /** Measured once for each width. @returns {Place[]} */
  get places() {
    const { left, top, width } = this.field.getBoundingClientRect();
    if (width !== this.#width) {
      this.#width = width;
      this.#places = this.marks.map((mark) => {
        const box = mark.getBoundingClientRect();
        const size = mark.hasAttribute("data-in") ? { width: box.width, height: box.height } : { width: 0, height: 0 };
        return { mark, x: box.x + box.width / 2 - left, y: box.y + box.height / 2 - top, ...size };
      });
    }
    return this.#places;
  }

  /**
   * A cell where the point lies in it, else the dot that is not further than `reach`.
   * @param {{clientX: number, clientY: number}} point
   * @param {number} reach pixels
   * @returns {Place | null}
   */
  nearest({ clientX, clientY }, reach) {
    const { left, top } = this.field.getBoundingClientRect();
    let found = null;
    let least = reach;
    for (const place of this.places) {
      const [across, down] = [Math.abs(place.x - clientX + left), Math.abs(place.y - clientY + top)];
      const away = place.width ? (across <= place.width / 2 && down <= place.height / 2 ? 0 : Infinity) : Math.hypot(across, down);
      if (away <= least) [found, least] = [place, away];
    }
    return found;
  }

  /**
   * Dots whose middle lies in the box, cells of which a part does.
   * @param {DOMRect} box on the screen
   * @returns {SVGElement[]}
   */
  within(box) {
    const at = this.field.getBoundingClientRect();
    const [left, right, top, bottom] = [box.left - at.left, box.right - at.left, box.top - at.top, box.bottom - at.top];
    const inside = (/** @type {Place} */ { x, y, width, height }) => x + width / 2 >= left && x - width / 2 <= right && y + height / 2 >= top && y - height / 2 <= bottom;
    return this.places.filter(inside).map(({ mark }) => mark);
  }

  /**
   * The mark that a key leads to: arrows to the nearest in their direction, Page down and Page up through all in their
   * order, Home and End to the first and the last.
   * @param {Element} from
   * @param {string} key
   * @returns {SVGElement | undefined}
   */
  next(from, key) {
    const { marks } = this;
    const at = marks.findIndex((mark) => mark === from);
    if (key === "Home") return marks[0];
    if (key === "End") return marks.at(-1);
    if (key === "PageDown" || key === "PageUp") return marks[at + (key === "PageDown" ? 1 : -1)];
    return this.#towards(from, key);
  }

  /**
   * @param {Element} from
   * @param {string} key
   */
  #towards(from, key) {
    const here = this.places.find(({ mark }) => mark === from);
    if (!here) return undefined;
    const aside = key === "ArrowLeft" || key === "ArrowRight";
    const sign = key === "ArrowLeft" || key === "ArrowUp" ? -1 : 1;
    let found;
    let least = Infinity;
    for (const { mark, x, y } of this.places) {
      const [along, across] = aside ? [(x - here.x) * sign, y - here.y] : [(y - here.y) * sign, x - here.x];
      const far = along + 2 * Math.abs(across);
      if (along > SAME && far < least) [found, least] = [mark, far];
    }
    return found;
  }
}
