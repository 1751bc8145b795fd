// Forms lose nothing to an ended session or a lost connection. One that would leave the page, a search too, asks first whether the
// server answers, to the same person; before the page leaves for the sign-in page, what stands in its forms is kept, and put back afterwards.
import { openDialog } from "#app/lib/dialogs.js";
import { all, one } from "#app/lib/dom.js";
import { csrf, get } from "#app/lib/net.js";
import { forget, read, write } from "#app/lib/storage.js";
import { toast } from "#app/lib/toast.js";
import { isLost, member } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */
/** @typedef {{action: string, nth: number, name: string, value: string}} Kept a field; `nth`: of those of one name in forms of one action */

const KEPT = ":is(form[method=post], form[role=search]) :is(textarea, select, input:not([type=hidden], [type=file], [type=password], [type=checkbox]))[name]";
const key = () => `unsaved:${member()}:${location.pathname}`;

/** @param {Field} field */
const actionOf = (field) => field.form?.getAttribute("action") ?? "";

/**
 * All fields, each with the name it is kept by.
 * @returns {(Kept & {field: Field})[]}
 */
function fields() {
  /** @type {Map<string, number>} */
  const met = new Map();
  return /** @type {Field[]} */ (all(KEPT)).map((field) => {
    const [action, name] = [actionOf(field), field.name];
    const nth = met.get(`${action} ${name}`) ?? 0;
    met.set(`${action} ${name}`, nth + 1);
    return { action, nth, name, value: field.value, field };
  });
}

/** @param {Field} field */
function isChanged(field) {
  if (field instanceof HTMLSelectElement) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.type === "radio" ? /** @type {HTMLInputElement} */ (field).checked !== /** @type {HTMLInputElement} */ (field).defaultChecked : field.value !== field.defaultValue;
}

// An open cell, the line for a new item and what is being saved have ways of their own.
const OWN = ".cell-editor, [data-quick-add-form], [data-autosave][aria-busy]";

function keep() {
  const changed = fields().filter(({ field }) => isChanged(field) && !field.closest(OWN));
  const kept = changed.filter(({ field }) => field.type !== "radio" || /** @type {HTMLInputElement} */ (field).checked).map(({ action, nth, name, value }) => ({ action, nth, name, value }));
  if (kept.length) write(key(), JSON.stringify(kept));
}

function putBack() {
  /** @type {Kept[]} */
  const kept = member() ? JSON.parse(read(key()) ?? "[]") : [];
  forget(key());
  const here = fields();
  /** @type {Set<HTMLFormElement>} */
  const forms = new Set();
  for (const one of kept) {
    const field = here.find(({ action, nth, name }) => action === one.action && nth === one.nth && name === one.name)?.field;
    if (!field?.form || (field.type !== "radio" && field.value === one.value)) continue;
    if (field.type === "radio") /** @type {HTMLInputElement} */ (field).checked = true;
    else field.value = one.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.closest("details")?.setAttribute("open", "");
    forms.add(field.form);
  }
  for (const form of forms) {
    openDialog(form.closest("dialog:not(.drawer)"));
    if (form.hasAttribute("data-autosave")) form.requestSubmit();
  }
  if (forms.size) toast(word("draftRestored"));
}

/**
 * Sends it as the browser would have, with the button that was pressed and today's token.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function send(form, submitter) {
  if (submitter instanceof HTMLButtonElement) {
    if (submitter.hasAttribute("formaction")) form.action = submitter.formAction;
    if (submitter.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
  }
  const token = one("input[name=csrfmiddlewaretoken]", form);
  if (token instanceof HTMLInputElement) token.value = csrf();
  // What was drawn anew meanwhile may have taken its place: only what is in the page is sent.
  if (!form.isConnected) document.body.append(Object.assign(form, { hidden: true }));
  HTMLFormElement.prototype.submit.call(form);
}

document.addEventListener("signing-in", keep);
document.addEventListener("DOMContentLoaded", putBack);
// On the window, so that a page's own way of sending a form comes first.
window.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !member() || !(form instanceof HTMLFormElement)) return;
  const searches = form.method === "get" && form.matches("[role=search]");
  if (form.method !== "post" && !searches) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  // What is searched for stands in the address, and comes back after signing in.
  const url = searches ? "/healthz" : (one("tl-palette")?.getAttribute("url") ?? "/");
  const answer = await get(url, { quiet: true, headers: { "X-Member": member() } });
  form.removeAttribute("aria-busy");
  if (answer.out) return; // on the way to the sign-in page
  if (isLost(answer)) toast(word("unreachable"), { kind: "error" });
  else send(form, event.submitter);
});
