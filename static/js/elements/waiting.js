// <tl-waiting member>: the bar that says that the server does not answer, how many changes wait for it, and which it refused.
// What waits is marked where it belongs. Whether there is a network is not asked: a machine without one may reach its own server.
import { define, on, one } from "#app/lib/dom.js";
import { changes, drop, insist, sendAll } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";

/** @typedef {import("#app/lib/waiting.js").Change} Change */

const PAUSE = 3000;
const LONGEST = 30000;

class Waiting extends HTMLElement {
  #off = new AbortController();
  #watch = new MutationObserver(() => this.#mark());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  #pause = PAUSE;
  #isAway = false;
  #isOut = false;

  connectedCallback() {
    const { signal } = (this.#off = new AbortController());
    document.addEventListener("waiting", () => this.#changed(), { signal });
    document.addEventListener("waiting:tried", (event) => (this.#isOut = /** @type {CustomEvent} */ (event).detail.isOut), { signal });
    document.addEventListener("unreachable", () => this.#reach(), { signal });
    for (const name of ["online", "offline"]) window.addEventListener(name, () => this.#reach(), { signal });
    window.addEventListener("storage", (event) => event.key?.includes(":waiting:") && this.#changed(), { signal });
    on(this, "click", "[data-drop]", (_event, button) => drop(button.closest("li")?.dataset.change ?? ""));
    on(this, "click", "[data-insist]", (_event, button) => {
      const change = changes().find(({ id }) => id === button.closest("li")?.dataset.change);
      if (change) insist(change);
    });
    this.#changed();
    if (!navigator.onLine) this.#reach();
    else if (this.#count) this.#send();
  }

  disconnectedCallback() {
    this.#off.abort();
    this.#watch.disconnect();
    this.#rest();
  }

  get #count() {
    return changes().filter((change) => !change.refused).length;
  }

  /** Asks whether the server answers, again and again until it does; then what waits is sent. */
  async #reach() {
    this.#rest();
    const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
    const wasAway = this.#isAway;
    this.#isAway = !answer?.ok;
    this.#show();
    if (this.#isAway) this.#later(() => this.#reach(), PAUSE);
    else {
      if (wasAway) document.dispatchEvent(new CustomEvent("live:resync"));
      await this.#send();
    }
  }

  async #send() {
    this.#rest();
    const before = this.#count;
    if (before) await sendAll();
    if (this.#isAway || !this.#count) this.#pause = PAUSE;
    else {
      this.#later(() => this.#send(), this.#pause);
      this.#pause = this.#count < before ? PAUSE : Math.min(this.#pause * 2, LONGEST);
    }
    this.#show();
  }

  #rest() {
    clearTimeout(this.#again);
    this.#again = undefined;
  }

  /**
   * @param {() => void} act
   * @param {number} pause
   */
  #later(act, pause) {
    this.#rest();
    if (!this.isConnected) return;
    this.#again = setTimeout(() => {
      this.#again = undefined;
      act();
    }, pause);
  }

  #changed() {
    if (this.#count && !this.#isAway && !this.#again) this.#later(() => this.#send(), PAUSE);
    this.#show();
    this.#mark();
  }

  #show() {
    const kept = changes();
    const count = this.#count;
    const refused = kept.length - count;
    this.hidden = !this.#isAway && !kept.length;
    const state = this.#isAway ? "offline" : this.#isOut && count ? "waitsForYou" : count ? "sending" : "someRefused";
    const said = [word(state), ...(count ? [`${word("waiting")} ${count}.`] : []), ...(refused ? [`${word("refused")} ${refused}.`] : [])].join(" ");
    const text = one("[data-said]", this);
    if (text && text.textContent !== said) text.textContent = said;
    const list = /** @type {HTMLDetailsElement | null} */ (one("details", this));
    if (!list) return;
    list.hidden = !kept.length;
    if (refused) list.open = true;
    one(".waiting-list", list)?.replaceChildren(...kept.map((change) => this.#line(change)));
  }

  /** A copy of one of the bar's templates. @param {string} name */
  #make(name) {
    const template = /** @type {HTMLTemplateElement} */ (one(`template[data-name=${name}]`, this));
    return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  }

  /** @param {Change} change */
  #line({ id, label, text = "", refused = "", newer }) {
    const made = this.#make("line");
    made.dataset.change = id;
    for (const [name, words] of Object.entries({ label, text, reason: refused })) {
      const place = one(`[data-${name}]`, made);
      if (place) place.textContent = words;
    }
    one("[data-insist]", made)?.toggleAttribute("hidden", newer === undefined);
    return made;
  }

  /** The last of those that wait in each place is shown there; a place that waits no longer is fetched again. */
  #mark() {
    this.#watch.disconnect();
    const waiting = new Map(changes().flatMap((change) => (change.at && !change.refused ? [[change.at, change]] : [])));
    for (const change of waiting.values()) for (const place of document.querySelectorAll(change.at ?? "")) this.#markOne(place, change);
    const ids = new Set([...waiting.values()].map(({ id }) => id));
    for (const mark of document.querySelectorAll("[data-waits]")) if (!ids.has(mark.getAttribute("data-waits") ?? "")) this.#unmark(mark);
    if (waiting.size) this.#watch.observe(document.body, { childList: true, subtree: true });
  }

  /**
   * @param {Element} place
   * @param {Change} change
   */
  #markOne(place, { id, text = "", instead }) {
    if (!(place instanceof HTMLElement)) return place.setAttribute("data-waits", id);
    const old = one("[data-waits]", place);
    if (old?.dataset.waits === id || place.classList.contains("is-editing")) return;
    old?.remove();
    const mark = this.#make("mark");
    mark.dataset.waits = id;
    mark.dataset.text = text;
    mark.prepend(text);
    if (instead) place.replaceChildren(mark);
    else place.append(mark);
  }

  /** @param {Element} mark */
  #unmark(mark) {
    const place = mark.parentElement;
    if (mark instanceof HTMLElement) mark.remove();
    else mark.removeAttribute("data-waits");
    place?.dispatchEvent(new CustomEvent("cell:stale", { bubbles: true }));
  }
}
define("tl-waiting", Waiting);
