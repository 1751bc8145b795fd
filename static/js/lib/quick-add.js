// The line that adds an item by its title.
import { all, one } from "#app/lib/dom.js";
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

/** @type {Element | null} what had the focus before the line */
let from = null;

/**
 * Goes to the line; Escape goes back to where one was.
 * @param {HTMLElement} root
 */
export function beginAdding(root) {
  const form = one("[data-quick-add-form]", root);
  if (!(form instanceof HTMLFormElement) || form.contains(document.activeElement)) return;
  from = document.activeElement;
  form.scrollIntoView({ block: "nearest" });
  titleOf(form).focus();
}

/**
 * What the lines below `root` need from the start: the way back, and a title that was kept.
 * @param {HTMLElement} root its row or card with `tabindex="0"` gets the focus where nothing had it
 */
export function prepareAdding(root) {
  for (const form of all("[data-quick-add-form]", root)) {
    if (!(form instanceof HTMLFormElement)) continue;
    keepTitle(form);
    form.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && leave(event, root));
  }
}

/**
 * What is typed stays there.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} root
 */
function leave(event, root) {
  event.preventDefault();
  event.stopPropagation();
  const back = from instanceof HTMLElement && from.isConnected && from !== document.body ? from : one(":is(tr, .card)[tabindex='0']", root);
  from = null;
  if (back) back.focus();
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** A title that was being typed when its page left for the sign-in page is there again afterwards. @param {HTMLFormElement} form */
function keepTitle(form) {
  const kept = read(draftOf(form));
  forget(draftOf(form));
  if (kept) titleOf(form).value = kept;
  document.addEventListener("signing-in", () => titleOf(form).value && write(draftOf(form), titleOf(form).value));
}
