// The marks of one picture, by where they are seen: which is nearest, which lie in a box, which comes next.

/** @typedef {{mark: SVGElement, x: number, y: number}} Place within the picture, in pixels */

const SAME = 2; // pixels apart that are one place to the eye

/**
 * The keys of the items that a mark stands for.
 * @param {Element} mark
 */
export function keysOf(mark) {
  return (mark.getAttribute("data-keys") ?? "").split(",");
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
    return [...this.field.querySelectorAll("[data-keys]")].filter((mark) => mark instanceof SVGElement);
  }

  /** Measured once for each width. @returns {Place[]} */
  get places() {
    const { left, top, width } = this.field.getBoundingClientRect();
    if (width !== this.#width) {
      this.#width = width;
      this.#places = this.marks.map((mark) => {
        const box = mark.getBoundingClientRect();
        return { mark, x: box.x + box.width / 2 - left, y: box.y + box.height / 2 - top };
      });
    }
    return this.#places;
  }

  /**
   * @param {{clientX: number, clientY: number}} point
   * @param {number} reach pixels
   * @returns {Place | null}
   */
  nearest({ clientX, clientY }, reach) {
    const { left, top } = this.field.getBoundingClientRect();
    let found = null;
    let least = reach;
    for (const place of this.places) {
      const away = Math.hypot(place.x - clientX + left, place.y - clientY + top);
      if (away <= least) [found, least] = [place, away];
    }
    return found;
  }

  /**
   * @param {DOMRect} box on the screen
   * @returns {SVGElement[]}
   */
  within(box) {
    const { left, top } = this.field.getBoundingClientRect();
    const inside = (/** @type {Place} */ { x, y }) => x + left >= box.left && x + left <= box.right && y + top >= box.top && y + top <= box.bottom;
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
