import { forget, read, write } from "#app/lib/storage.js";
import { word } from "#app/lib/words.js";

/** @typedef {{undoUrl?: string, kind?: string, href?: string}} ToastOptions */

const LIFE = 8000;
/** @type {string[]} */
const undoable = [];
/** Each Ctrl-Z takes back the thing before the last one's. */
let turn = Promise.resolve();

/** @returns {HTMLElement | null} */
function region() {
  return document.querySelector("tl-toasts");
}

/**
 * Closes itself after a while, unless a person points at it or has the focus in it.
 * @param {HTMLElement} element
 */
export function age(element) {
  const wait = element.dataset.kind === "error" ? LIFE * 2 : LIFE;
  setTimeout(() => (element.matches(":hover, :focus-within") ? age(element) : dismiss(element)), wait);
}

/**
 * Has Ctrl-Z take back what a message that came with the page offers to.
 * @param {string} undoUrl
 */
export function offer(undoUrl) {
  undoable.push(undoUrl);
}

/** @param {Element} element */
export function dismiss(element) {
  const home = element.parentElement;
  element.remove();
  if (home?.hasAttribute("popover") && !home.querySelector(".toast")) home.hidePopover();
}

/**
 * Shows a message at the foot of the page.
 * @param {string} message
 * @param {ToastOptions} [options] `kind` is info, success or error; `undoUrl` adds Undo; `href` adds Open
 */
export function toast(message, { undoUrl = "", kind = "info", href = "" } = {}) {
  const home = region();
  const made = home?.querySelector("template")?.content.firstElementChild?.cloneNode(true);
  if (!home || !(made instanceof HTMLElement)) return;
  made.dataset.kind = kind;
  const [text, link, undo] = [made.querySelector(".toast-text"), made.querySelector("a"), made.querySelector("[data-undo]")];
  if (text) text.textContent = message;
  if (href) link?.setAttribute("href", href);
  else link?.remove();
  if (undoUrl) {
    undo?.setAttribute("data-undo", undoUrl);
    undoable.push(undoUrl);
  } else undo?.remove();
  // Said twice is said once; what offers Undo stays for each.
  for (const old of home.querySelectorAll(".toast")) if (!undoUrl && old.querySelector(".toast-text")?.textContent === message && !old.querySelector("[data-undo]")) old.remove();
  while (home.querySelectorAll(".toast").length > 2) home.querySelector(".toast")?.remove();
  home.append(made);
  // Shown again, so that it lies above a dialog that opened since; a live region speaks what it gains.
  if (home.matches(":popover-open")) home.hidePopover();
  home.showPopover();
  age(made);
}

/** Leaves the page; its messages that offer Undo are shown again on the next. @param {string} url */
export function leaveFor(url) {
  const offered = [...document.querySelectorAll("tl-toasts .toast")].flatMap((shown) => {
    const undoUrl = shown.querySelector("[data-undo]")?.getAttribute("data-undo");
    return undoUrl ? [{ message: shown.querySelector(".toast-text")?.textContent ?? "", undoUrl }] : [];
  });
  write("offered", JSON.stringify(offered.slice(-1)));
  location.assign(url);
}

/** Loads the page anew, or the workspace's first one where it is gone; what was said last is said there again. */
export async function again() {
  const { get } = await import("#app/lib/net.js");
  const { status } = await get(location.href, { quiet: true });
  const message = [...document.querySelectorAll("tl-toasts .toast-text")].at(-1)?.textContent ?? "";
  write("offered", JSON.stringify([{ message, undoUrl: "" }]));
  if (status === 404) location.assign(`${location.pathname.split("/").slice(0, 3).join("/")}/`);
  else location.reload();
}

/** Shows what the page before left behind. */
export function arrive() {
  const offered = JSON.parse(read("offered") ?? "[]");
  forget("offered");
  for (const { message, undoUrl } of offered) toast(message, { undoUrl });
}

/**
 * Takes back what an undo address names; pages hear `undone` on the document and fetch again.
 * @param {string} url
 */
export async function undo(url) {
  const { post } = await import("#app/lib/net.js");
  const at = undoable.indexOf(url);
  if (at >= 0) undoable.splice(at, 1);
  document.querySelectorAll(`[data-undo="${CSS.escape(url)}"]`).forEach((button) => {
    const shown = button.closest(".toast");
    if (shown) dismiss(shown);
  });
  const answer = await post(url);
  if (!answer.ok) return;
  if (!answer.headers.get("HX-Trigger")?.includes("toast")) toast(word("undone"));
  document.dispatchEvent(new CustomEvent("undone", { detail: { url, ids: answer.headers.get("X-Undone")?.split(",") } }));
}

/** Takes back the last thing that offered it in this page; what is still on its way counts, and is waited for. */
export function undoLast() {
  turn = turn.then(async () => {
    const { settled } = await import("#app/lib/net.js");
    await settled();
    const last = undoable.at(-1);
    if (last) await undo(last);
    else toast(word("nothingToUndo"));
  });
  return turn;
}
