// Keeps what is on screen true: fetches what others (and the worker) have changed, gently.
import { get } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { acts } from "#app/lib/waiting.js";

const PAUSE = 120;
// The ids stand in an address, and servers refuse one that is longer than about 4,000 characters.
const MOST = 60;
const KINDS = new Set(["item", "score", "label"]);
/** @type {string[]} actions of this page, whose results are already here */
const own = [];

/**
 * Notes an act of this page by the header that its answer brought.
 * @param {Headers} headers
 */
export function done(headers) {
  const action = headers.get("X-Action");
  if (!action) return;
  own.push(action);
  own.splice(0, own.length - 50);
}

/**
 * @typedef {object} Shown
 * @property {() => string[]} ids what is on screen
 * @property {(ids: string[]) => string} url where to fetch these
 * @property {(asked: string[], html: string) => void} apply
 */

/**
 * @param {Shown} shown
 * @returns {() => void} stops it
 */
export function keepFresh(shown) {
  /** @type {Set<string>} */
  let waiting = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const fetchThem = async () => {
    const ids = [...waiting];
    waiting = new Set();
    for (let at = 0; at < ids.length; at += MOST) {
      const asked = ids.slice(at, at + MOST);
      const before = acts();
      const answer = await get(shown.url(asked), { quiet: true });
      await released();
      // What the person has moved or written meanwhile must not jump back: ask again.
      if (before < 0 || before !== acts()) want(asked);
      else if (answer.ok) shown.apply(asked, answer.text);
    }
  };
  /** @param {Iterable<string>} ids */
  const want = (ids) => {
    for (const id of ids) waiting.add(id);
    clearTimeout(timer);
    if (waiting.size) timer = setTimeout(fetchThem, PAUSE);
  };
  /** @param {Event} event */
  const heard = (event) => {
    const { kind, ids, action } = /** @type {CustomEvent} */ (event).detail;
    if (!KINDS.has(kind) || own.includes(action)) return;
    const here = shown.ids();
    // A score changes nothing but rows that are here, a label any of them; an item may also come, or come back.
    want(ids === null || kind === "label" ? here : kind === "score" ? ids.filter((/** @type {string} */ id) => here.includes(id)) : ids);
  };
  /** @param {Event} event */
  const undone = (event) => want(/** @type {CustomEvent} */ (event).detail?.ids ?? shown.ids());
  /** @param {Event} event */
  const stale = (event) => {
    const id = event.target instanceof Element ? event.target.closest("[data-id]")?.getAttribute("data-id") : "";
    if (id) want([id]);
  };
  const deaf = hear(heard, (event) => (event.type === "undone" ? undone(event) : want(shown.ids())));
  document.addEventListener("cell:stale", stale);
  return () => {
    clearTimeout(timer);
    deaf();
    document.removeEventListener("cell:stale", stale);
  };
}
