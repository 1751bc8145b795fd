import { toast } from "#app/lib/toast.js";
import { word } from "#app/lib/words.js";

/**
 * @typedef {{ok: boolean, status: number, text: string, headers: Headers, json: () => any, out?: boolean}} Answer `out`: nobody is signed in
 * @typedef {{headers?: Record<string, string>, method?: string, quiet?: boolean, stay?: boolean, signal?: AbortSignal}} Options
 */

// Pages answer with HTML; a refusal comes as {"detail"}, which becomes the toast.
const ACCEPT = "text/html, application/json;q=0.9, */*;q=0.1";
/** @type {Set<Promise<Answer>>} */
const onTheirWay = new Set();

/** @returns {string} the token of the cookie, which is renewed when someone signs in, else that of the page */
export function csrf() {
  const inherited = document.body.getAttribute("hx-headers:inherited");
  const own = inherited ? JSON.parse(inherited)["X-CSRFToken"] : "";
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? own;
}

/**
 * Fires the events that an answer names in `HX-Trigger`, as htmx does for its own requests.
 * @param {string | null} header
 */
export function trigger(header) {
  if (!header) return;
  const named = header.startsWith("{") ? JSON.parse(header) : Object.fromEntries(header.split(",").map((name) => [name.trim(), {}]));
  for (const [name, detail] of Object.entries(named)) document.dispatchEvent(new CustomEvent(name, { detail }));
}

/**
 * One sentence for a refused request: the server's own words where it gave some.
 * @param {number} status
 * @param {string} text
 * @param {string} type
 */
export function problem(status, text, type) {
  if (type.includes("json")) {
    try {
      const body = JSON.parse(text);
      const said = body.errors?.[0]?.detail ?? body.detail ?? body.title;
      if (said) return String(said);
    } catch {
      // Not JSON after all: the general sentence below.
    }
  } else if (text && text.length < 200 && !text.includes("<")) return text;
  const known = { 401: "signedOut", 403: "forbidden", 404: "gone", 409: "conflict", 412: "conflict", 429: "slowDown" };
  return word(known[/** @type {keyof typeof known} */ (status)] ?? "failed");
}

const SIGN_IN = "/accounts/login/";

/**
 * Whether an answer is the sign-in page, or the sentence that one has to sign in.
 * @param {Response} response
 */
export function signedOut(response) {
  return response.status === 401 || (response.redirected && new URL(response.url).pathname === SIGN_IN);
}

/** To the sign-in page and back to this one. Drafts are already kept; what is still open is, on `signing-in`. */
export function signIn() {
  document.dispatchEvent(new CustomEvent("signing-in"));
  location.assign(`${SIGN_IN}?next=${encodeURIComponent(location.pathname + location.search)}`);
}

/**
 * An object as the body of a form; what is a body already stays as it is.
 * @param {any} data
 * @returns {BodyInit | undefined}
 */
export function encode(data) {
  if (data === undefined || data === null) return undefined;
  if (data instanceof FormData || data instanceof URLSearchParams || typeof data === "string") return data;
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) {
    for (const single of Array.isArray(value) ? value : [value]) body.append(name, single ?? "");
  }
  return body;
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @param {boolean} quiet
 * @param {boolean} [stay]
 * @returns {Promise<Answer>}
 */
async function send(url, init, quiet, stay = false) {
  let response, text;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
    text = await response.text();
  } catch (error) {
    document.dispatchEvent(new CustomEvent("unreachable"));
    if (!quiet && !init.signal?.aborted) toast(word("unreachable"), { kind: "error" });
    return { ok: false, status: 0, text: "", headers: new Headers(), json: () => null };
  }
  const redirect = response.headers.get("HX-Redirect");
  const gone = signedOut(response);
  if (redirect) location.assign(redirect);
  else if (gone && !stay) signIn();
  else if (!response.ok && !quiet) toast(problem(response.status, text, response.headers.get("Content-Type") ?? ""), { kind: "error" });
  trigger(response.headers.get("HX-Trigger"));
  return { ok: response.ok && !gone, status: response.status, text, headers: response.headers, json: () => JSON.parse(text), out: gone || undefined };
}

/**
 * Fetches a fragment or JSON. Never throws: a failure is `ok: false`, told by a toast unless quiet.
 * @param {string} url
 * @param {Options} [options]
 * @returns {Promise<Answer>}
 */
export function get(url, { headers = {}, quiet = false, signal } = {}) {
  return send(url, { headers: { Accept: ACCEPT, "X-Requested-With": "fetch", ...headers }, signal }, quiet);
}

/**
 * Sends a change: an object or FormData as a form, a string as it is (give its Content-Type). Never throws.
 * @param {string} url
 * @param {any} [data]
 * @param {Options} [options] `quiet` leaves messages to the caller, `stay` also the way to the sign-in page
 * @returns {Promise<Answer>}
 */
export function post(url, data, { headers = {}, method = "POST", quiet = false, stay = false, signal } = {}) {
  const own = { "X-CSRFToken": csrf(), Accept: ACCEPT, "X-Requested-With": "fetch", ...headers };
  const sent = send(url, { method, headers: own, body: encode(data), signal }, quiet, stay);
  onTheirWay.add(sent);
  sent.finally(() => onTheirWay.delete(sent));
  return sent;
}

/** Resolves when every change that was sent has its answer, also those that were waiting for their turn. */
export async function settled() {
  while (onTheirWay.size) {
    await Promise.allSettled(onTheirWay);
    await new Promise((done) => setTimeout(done));
  }
}
