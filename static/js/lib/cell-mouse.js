// Selecting cells with the mouse: by drag, by Shift and click; and the small handle that fills downwards.
import { current } from "#app/lib/cell-range.js";

/**
 * @param {HTMLElement} root
 * @param {import("#app/lib/cell-range.js").CellRange} range
 * @param {import("#app/lib/cell-block.js").CellBlocks} blocks
 * @param {AbortSignal} signal ends it
 */
export function cellMouse(root, range, blocks, signal) {
  /** @type {((to: [number, number]) => void) | null} */
  let moved = null;
  let ended = () => {};

  /** @param {MouseEvent} event */
  function pressed(event) {
    const target = /** @type {Element} */ (event.target);
    if (event.button !== 0) return;
    if (target.closest(".sheet-handle")) return fill(event);
    const place = range.placeOf(target);
    if (!place) return;
    const active = current(root);
    const from = active && range.placeOf(active);
    if (event.shiftKey && from) {
      event.preventDefault();
      range.set(from, place);
    } else {
      range.clear();
      moved = (to) => drag(place, to);
    }
  }

  /**
   * @param {[number, number]} from
   * @param {[number, number]} to
   */
  function drag(from, to) {
    if (!range.box && from[0] === to[0] && from[1] === to[1]) return;
    root.classList.add("is-selecting");
    range.set(from, to);
  }

  /** @param {MouseEvent} event */
  function fill(event) {
    const at = range.placeOf(/** @type {Element} */ (event.target));
    if (!at) return;
    event.preventDefault();
    const source = range.box ?? { top: at[0], left: at[1], bottom: at[0], right: at[1] };
    let bottom = source.bottom;
    root.classList.add("is-selecting");
    moved = ([row]) => {
      bottom = Math.max(source.bottom, row);
      range.show({ ...source, bottom });
    };
    ended = () => void (bottom > source.bottom && blocks.fill(source, { ...source, top: source.bottom + 1, bottom }));
  }

  /** @param {MouseEvent} event */
  function over(event) {
    if (!moved) return;
    if (!event.buttons) return released();
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const place = under && root.contains(under) && range.placeOf(under);
    if (place) moved(place);
  }

  function released() {
    if (!moved) return;
    moved = null;
    root.classList.remove("is-selecting");
    if (range.box) current(root)?.select();
    const act = ended;
    ended = () => {};
    act();
  }

  root.addEventListener("mousedown", pressed, { signal });
  document.addEventListener("mousemove", over, { signal });
  document.addEventListener("mouseup", released, { signal });
}
