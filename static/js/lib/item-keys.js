// The keys of an item on its page, or in the drawer over a list: what they do to a row there they do to it here.
import { one } from "#app/lib/dom.js";
import { shortcut } from "#app/lib/keys.js";

/** @type {Record<string, string>} */
export const FIELDS = { s: "status", a: "assignee", l: "labels", "Shift+e": "estimate", "Shift+d": "due" };

/** @type {Record<string, string>} what takes the focus, opened where it is closed */
const PLACES = { e: ".item-title", d: ".item-description textarea", w: ".criterion-add input[name=text]", r: ".item-stream form.composer textarea" };

/**
 * @param {HTMLElement} item
 * @param {(host: HTMLElement) => void} open opens the editor of a property
 * @returns {(() => void)[]} what stops them
 */
export function itemKeys(item, open) {
  const drawer = item.closest("tl-drawer");
  const here = () => !document.querySelector("dialog:modal:not(.drawer), .menu:popover-open") && (drawer ?? document.body).contains(document.activeElement) && (Boolean(drawer) || !document.querySelector(".drawer[open]"));
  /** @type {[string, () => void][]} */
  const keys = [
    ...Object.entries(FIELDS).map(([key, field]) => /** @type {[string, () => void]} */ ([key, () => edit(field)])),
    ...Object.entries(PLACES).map(([key, place]) => /** @type {[string, () => void]} */ ([key, () => enter(place)])),
  ];
  /** @param {string} field */
  function edit(field) {
    const host = one(`dd[data-edit="${field}"]`, item);
    if (!host) return;
    host.scrollIntoView({ block: "nearest" });
    open(host);
  }
  /** @param {string} place */
  function enter(place) {
    const text = one(place, item);
    text?.closest("details")?.setAttribute("open", "");
    text?.focus();
    if (text instanceof HTMLTextAreaElement) text.setSelectionRange(text.value.length, text.value.length);
  }
  return keys.map(([key, act]) => shortcut(key, act, { scope: here }));
}
