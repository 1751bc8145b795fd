// Changes that the server did not take because it was not reached, or because the session had ended: kept in this browser for
// the member who made them, sent in their order as soon as it answers. Each has an entry of its own in the store, so that two
// tabs never write over each other. Sent twice they do once: edits carry the old value, what adds something carries a key.
import { encode, post, problem } from "#app/lib/net.js";
import { forget, names, read, write } from "#app/lib/storage.js";
import { toast } from "#app/lib/toast.js";

/**
 * @typedef {object} What
 * @property {string} label what a person calls it: "WEB-3 · Title"
 * @property {string} [text] what was typed or chosen
 * @property {string} [at] selector of the place that shows that it waits
 * @property {boolean} [instead] its text takes the place of what stands there
 * @property {boolean} [once] it adds something
 *
 * @typedef {What & {id: string, url: string, body: string, refused?: string, newer?: string}} Change `refused`: why;
 * `newer`: what someone else made of it meanwhile, as the next old value
 * @typedef {import("#app/lib/net.js").Answer & {waits?: boolean}} Answer
 */

const LONGEST = 20000;
const AWAY = new Set([0, 429, 502, 503, 504]);
let made = 0;
let begun = 0;
let ended = 0;
/** @type {Promise<void> | null} */
let sending = null;

/** The member for whom this page was made. */
export function member() {
  return document.querySelector("tl-waiting")?.getAttribute("member") ?? "";
}

/** What waits and what was refused, in the order in which it was made. @returns {Change[]} */
export function changes() {
  return names(`waiting:${member()}:`).flatMap((name) => {
    const kept = read(name);
    return kept ? [JSON.parse(kept)] : [];
  });
}

/** Whether an answer says nothing of the change, so that it has to be sent again. @param {Answer} answer */
export function isLost(answer) {
  return AWAY.has(answer.status) || Boolean(answer.out);
}

/**
 * Sends a change, or keeps it where the server does not answer or what was made before still waits: then `waits` is true.
 * @param {string} url
 * @param {any} data
 * @param {What} what
 * @param {{quiet?: boolean}} [options] `quiet` leaves messages of refusals to the caller
 * @returns {Promise<Answer>}
 */
export async function save(url, data, what, { quiet = false } = {}) {
  begun++;
  try {
    return await send(url, data, what, quiet);
  } finally {
    ended++;
  }
}

/** How many changes this page has made, -1 while one is on its way: what was fetched meanwhile is older than what is shown. */
export function acts() {
  return begun === ended ? ended : -1;
}

/**
 * @param {string} url
 * @param {any} data
 * @param {What} what
 * @param {boolean} quiet
 * @returns {Promise<Answer>}
 */
async function send(url, data, what, quiet) {
  const waiting = changes().filter((other) => !other.refused);
  const change = after(waiting.findLast((other) => other.url === url), changeOf(url, data, what));
  if (waiting.length && put(change)) {
    sendAll();
    return { ok: false, status: 0, text: "", headers: new Headers(), json: () => null, waits: true };
  }
  const answer = await attempt(change, false);
  if (isLost(answer) && put(change)) return { ...answer, waits: true };
  if (!answer.ok && !answer.out && !quiet) toast(reason(answer), { kind: "error" });
  return answer;
}

/**
 * Keeps a change without trying to send it.
 * @param {string} url
 * @param {any} data
 * @param {What} what
 */
export function keep(url, data, what) {
  put(changeOf(url, data, what));
}

/** Takes a change out: it is not to be sent, or its refusal has been read. @param {string} id */
export function drop(id) {
  forget(nameOf(id));
  tell();
}

/** Sends a refused edit again, over what someone else has made of it meanwhile. @param {Change} change */
export function insist({ refused, newer, ...change }) {
  const body = new URLSearchParams(change.body);
  body.set("old", newer ?? "");
  put({ ...change, body: String(body) });
  return sendAll();
}

/** Sends what waits, one after the other; one tab at a time. Stops where the server does not answer. */
export function sendAll() {
  sending ??= (async () => {
    if (navigator.locks) await navigator.locks.request(`waiting:${member()}`, sendInTurn);
    else await sendInTurn();
  })().finally(() => (sending = null));
  return sending;
}

async function sendInTurn() {
  const tried = new Set();
  for (;;) {
    const next = changes().find((change) => !change.refused && !tried.has(change.id));
    if (!next) return;
    tried.add(next.id);
    const answer = await attempt(next, true);
    // The first call of the same key is still running.
    const isRunning = next.once && answer.status === 409;
    document.dispatchEvent(new CustomEvent("waiting:tried", { detail: { isOut: Boolean(answer.out) } }));
    if (isRunning || isLost(answer)) return;
    if (answer.ok) drop(next.id);
    else refuse(next, answer);
  }
}

/**
 * @param {string} url
 * @param {any} data
 * @param {What} what
 * @returns {Change}
 */
function changeOf(url, data, what) {
  const body = new URLSearchParams(data instanceof FormData ? /** @type {any} */ ([...data]) : String(encode(data)));
  body.delete("csrfmiddlewaretoken"); // of this page; a later one sends its own
  const random = crypto.getRandomValues(new Uint32Array(2)).join("");
  const id = `${String(Date.now()).padStart(15, "0")}-${String(made++).padStart(6, "0")}-${random}`;
  return { id, url, body: String(body), ...what };
}

/**
 * Of two edits of one field the second builds on the first, whatever the server still shows.
 * @param {Change | undefined} first
 * @param {Change} second
 */
function after(first, second) {
  const body = new URLSearchParams(second.body);
  if (!first || !body.has("old")) return second;
  body.set("old", new URLSearchParams(first.body).getAll("value").join());
  return { ...second, body: String(body) };
}

/** @param {string} id */
const nameOf = (id) => `waiting:${member()}:${id}`;

/** @param {Change} change */
function put(change) {
  const isKept = write(nameOf(change.id), JSON.stringify(change));
  if (isKept) tell();
  return isKept;
}

function tell() {
  document.dispatchEvent(new CustomEvent("waiting"));
}

/**
 * @param {Change} change
 * @param {boolean} stay
 */
function attempt(change, stay) {
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-Member": member(),
    ...(change.once ? { "Idempotency-Key": change.id } : {}),
  };
  return post(change.url, change.body, { headers, quiet: true, stay, signal: AbortSignal.timeout(LONGEST) });
}

/**
 * @param {Change} change
 * @param {Answer} answer
 */
function refuse(change, answer) {
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  const said = page.querySelector("#cell-error p, p#cell-error")?.textContent?.trim();
  const old = /** @type {HTMLInputElement | null} */ (page.querySelector("#cell-editor input[name=old]"));
  const newer = answer.status === 412 && old ? { newer: old.value } : {};
  // A refusal that cannot be kept must not be sent for ever.
  if (!put({ ...change, refused: said || reason(answer), ...newer })) drop(change.id);
}

/** @param {Answer} answer */
function reason(answer) {
  return problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? "");
}
