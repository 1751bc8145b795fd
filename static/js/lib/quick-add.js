// The line that adds an item by its title.
import { done } from "#app/lib/live-rows.js";
import { forget, read, write } from "#app/lib/storage.js";
import { member, save } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";

/** @param {HTMLFormElement} form */
const titleOf = (form) => /** @type {HTMLInputElement} */ (form.elements.namedItem("title"));

/** @param {HTMLFormElement} form */
const draftOf = (form) => `draft:${member()}:${form.getAttribute("action")}`;

/**
 * Sends the title and empties the field for the next one; a title that was refused comes back into it.
 * @param {HTMLFormElement} form
 * @returns {Promise<string | null>} the new item as HTML; null where nothing was added, or not yet
 */
export async function quickAdd(form) {
  const input = titleOf(form);
  const data = new FormData(form);
  const title = input.value.trim();
  if (!title) return null;
  input.value = "";
  const answer = await save(form.action, data, { label: word("newItem"), text: title, once: true });
  if (answer.waits) return null;
  if (!answer.ok) {
    input.value ||= String(data.get("title"));
    return null;
  }
  done(answer.headers);
  input.focus();
  return answer.text;
}

/** A title that was being typed when its page left for the sign-in page is there again afterwards. @param {HTMLFormElement} form */
export function keepTitle(form) {
  const kept = read(draftOf(form));
  forget(draftOf(form));
  if (kept) titleOf(form).value = kept;
  document.addEventListener("signing-in", () => titleOf(form).value && write(draftOf(form), titleOf(form).value));
}
