import { typing } from "#app/lib/dom.js";

/** @typedef {{parts: string[], handler: (event: KeyboardEvent) => void, scope: () => boolean, whileTyping: boolean}} Shortcut */

const PAUSE = 1200;
/** @type {Set<Shortcut>} */
const shortcuts = new Set();
/** @type {string[]} */
let pressed = [];
let lastAt = 0;

/**
 * The name of a key press: `x`, `Shift+x`, `Mod+k` (Ctrl, or Command on a Mac), `Alt+ArrowUp`, `?`.
 * @param {KeyboardEvent} event
 */
function nameOf(event) {
  const letter = event.key.length === 1;
  const key = letter ? event.key.toLowerCase() : event.key;
  // A sign such as "?" already needs Shift; only letters and named keys say so.
  const shift = event.shiftKey && (!letter || /[a-z]/.test(key));
  return [event.ctrlKey || event.metaKey ? "Mod" : "", event.altKey ? "Alt" : "", shift ? "Shift" : "", key].filter(Boolean).join("+");
}

/**
 * Binds a key, or keys one after the other ("g b"). Quiet while a person types or a dialog is open.
 * @param {string} keys
 * @param {(event: KeyboardEvent) => void} handler
 * @param {{scope?: () => boolean, whileTyping?: boolean}} [options] `scope` says whether it holds now
 * @returns {() => void} unbinds it
 */
export function shortcut(keys, handler, { scope = () => !document.querySelector("dialog:modal"), whileTyping = false } = {}) {
  const entry = { parts: keys.split(" "), handler, scope, whileTyping };
  shortcuts.add(entry);
  return () => shortcuts.delete(entry);
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.defaultPrevented || event.isComposing || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  const now = event.timeStamp;
  pressed = [...(now - lastAt < PAUSE ? pressed : []), nameOf(event)].slice(-3);
  lastAt = now;
  const writes = typing(event);
  // The newest and the longest first: a page may take over a key of the shell, and "g b" wins over "b".
  const candidates = [...shortcuts].reverse().sort((a, b) => b.parts.length - a.parts.length);
  for (const { parts, handler, scope, whileTyping } of candidates) {
    if ((writes && !whileTyping) || pressed.slice(-parts.length).join(" ") !== parts.join(" ") || !scope()) continue;
    event.preventDefault();
    pressed = [];
    handler(event);
    return;
  }
}

document.addEventListener("keydown", press);
