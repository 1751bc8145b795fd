// The words beside a dot of a picture.
import { one } from "#app/lib/dom.js";

const EDGE = 8; // pixels that stay free around them

/**
 * Says beside a mark what it is; null: nothing.
 * @param {HTMLElement} root around the pictures and the `.plot-tip`
 * @param {Element | null} mark
 */
export function pointOut(root, mark) {
  const tip = one(".plot-tip", root);
  if (!tip) return;
  tip.hidden = !mark;
  if (!mark) return;
  const [name = "", numbers = ""] = (mark.getAttribute("aria-label") ?? "").split(",\n");
  tip.replaceChildren(Object.assign(document.createElement("strong"), { textContent: name }), Object.assign(document.createElement("span"), { textContent: numbers }));
  const at = mark.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const above = at.top - height - EDGE;
  tip.style.left = `${Math.max(EDGE, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - EDGE))}px`;
  tip.style.top = `${above > 0 ? above : at.bottom + EDGE}px`;
}
