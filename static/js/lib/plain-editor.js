// The editor of a cell while the server, which otherwise makes it, does not answer.
import { one } from "#app/lib/dom.js";

/**
 * For what can be typed without choices, with what stands there as the old value; "" for other cells.
 * @param {HTMLElement} host
 * @returns {string} the form
 */
export function plainEditor(host) {
  const field = host.dataset.edit ?? "";
  if (!(host instanceof HTMLTableCellElement) || !["title", "estimate"].includes(field)) return "";
  const shown = one("[data-waits]", host)?.dataset.text ?? host.dataset.value ?? (one("a", host) ?? host).textContent?.trim().replace(/^–$/, "") ?? "";
  const form = document.createElement("form");
  form.className = "cell-editor";
  form.id = "cell-editor";
  form.dataset.field = field;
  for (const name of ["old", "value"]) {
    const input = document.createElement("input");
    input.name = name;
    input.setAttribute("value", shown);
    if (name === "old") input.type = "hidden";
    else input.setAttribute("aria-label", host.closest("table")?.querySelectorAll("th")[host.cellIndex]?.textContent?.trim() ?? field);
    form.append(input);
  }
  return form.outerHTML;
}
