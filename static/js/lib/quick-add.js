// The line that adds an item by its title.
import { done } from "#app/lib/live-rows.js";
import { post } from "#app/lib/net.js";

/**
 * Sends the title and empties the field for the next one; a title that was refused comes back into it.
 * @param {HTMLFormElement} form
 * @returns {Promise<string | null>} the new item as HTML; null where nothing was added
 */
export async function quickAdd(form) {
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("title"));
  const data = new FormData(form);
  if (!input.value.trim()) return null;
  input.value = "";
  const answer = await post(form.action, data);
  if (!answer.ok) {
    input.value ||= String(data.get("title"));
    return null;
  }
  done(answer.headers);
  input.focus();
  return answer.text;
}
