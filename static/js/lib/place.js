const GAP = 4;

/**
 * Places a floating box below a rectangle, above it where there is no room, and within the window.
 * @param {HTMLElement} box
 * @param {DOMRect} from
 * @param {{flush?: boolean}} [options] `flush`: a box too wide for what is left of the window ends where the rectangle ends
 */
export function placeBelow(box, from, { flush = false } = {}) {
  const { width, height } = box.getBoundingClientRect();
  const [wide, high] = [document.documentElement.clientWidth, window.innerHeight];
  const below = from.bottom + GAP + height <= high - 8 || from.top < height + GAP;
  const left = flush && from.left + width > wide - 8 ? from.right - width : from.left;
  box.style.left = `${Math.round(Math.max(8, Math.min(left, wide - width - 8)))}px`;
  box.style.top = `${Math.round(below ? Math.min(from.bottom + GAP, Math.max(8, high - 8 - height)) : from.top - GAP - height)}px`;
}
