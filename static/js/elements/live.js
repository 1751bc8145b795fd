// <tl-live url since>: other people's changes. One tab of this browser holds the connection (Web Locks) and tells the others
// (BroadcastChannel); every tab hears `live` on its document, and `live:resync` when something may have been missed.
// `since` is the place in the order of commits at which this page was made, and the last one told is kept between pages:
// what came between a page's making and its first connection is told too, if need be twice.
import { define } from "#app/lib/dom.js";
import { read, write } from "#app/lib/storage.js";

const LONGEST = 30000;
// What a tab that is still loading may ask for again, and how far two tabs' clocks may differ.
const KEPT = 200;
const SLACK = 1000;

/** @typedef {{name: string, detail: any}} News */

const now = () => performance.timeOrigin + performance.now();

/** When the modules of the page have run, and hear what is told: before that, news would be nobody's. */
function listening() {
  return new Promise((resolve) => {
    if (document.readyState === "complete") resolve(undefined);
    document.addEventListener("DOMContentLoaded", resolve, { once: true });
    window.addEventListener("load", resolve, { once: true });
  });
}

class Live extends HTMLElement {
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {EventSource | undefined} */
  #source;
  /** @type {AbortController | undefined} */
  #turn;
  #wait = 1000;
  #url = "";
  // Whether everything since this page was made has been told, and where the connection of this tab began.
  #current = false;
  #began = 0;
  /** @type {{at: number, news: News}[]} */
  #told = [];
  #forgotten = 0;

  connectedCallback() {
    this.#url = this.getAttribute("url") ?? "";
    if (!this.#url || !navigator.locks) return;
    const turn = (this.#turn = new AbortController());
    listening().then(() => turn.signal.aborted || this.#begin(turn));
  }

  /** @param {AbortController} turn */
  #begin(turn) {
    const name = `live:${this.#url}`;
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener("message", ({ data }) => this.#hear(data));
    navigator.locks.request(name, { signal: turn.signal }, () => this.#lead(name)).catch(() => {});
    this.#channel.postMessage({ hello: performance.timeOrigin, since: this.#made });
    window.addEventListener("pageshow", (event) => event.persisted && this.#tell({ name: "live:resync", detail: {} }), { signal: turn.signal });
  }

  disconnectedCallback() {
    this.#turn?.abort();
    this.#source?.close();
    this.#channel?.close();
  }

  get #made() {
    return Number(this.getAttribute("since"));
  }

  /**
   * Holds the lock, and with it the one connection, until this page goes.
   * @param {string} name
   */
  async #lead(name) {
    const { pending } = await navigator.locks.query();
    this.#connect(Boolean(pending?.some((other) => other.name === name)));
    await new Promise((resolve) => this.#turn?.signal.addEventListener("abort", resolve));
  }

  /** @param {boolean} [others] tabs that still wait for what the one before was not told */
  #connect(others = true) {
    if (this.#turn?.signal.aborted) return;
    const place = Number(read(`place:${this.#url}`) ?? this.#made);
    const since = this.#current ? place : others ? Math.min(place, this.#made) : this.#made;
    const source = new EventSource(`${this.#url}?since=${since}`);
    if (!this.#source) this.#began = since;
    this.#source = source;
    source.addEventListener("open", () => (this.#wait = 1000));
    source.addEventListener("message", (event) => this.#share({ name: "live", detail: JSON.parse(event.data) }));
    source.addEventListener("place", (event) => {
      this.#current = true;
      write(`place:${this.#url}`, event.data);
    });
    source.addEventListener("resync", () => this.#share({ name: "live:resync", detail: {} }));
    source.addEventListener("unread", (event) => this.#share({ name: "unread", detail: JSON.parse(/** @type {MessageEvent} */ (event).data) }));
    source.addEventListener("error", () => {
      // CONNECTING means that the browser tries again by itself; CLOSED that the server refused, so we do, more slowly.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST);
    });
  }

  /** @param {News} news */
  #share(news) {
    this.#told.push({ at: now(), news });
    while (this.#told.length > KEPT) this.#forgotten = this.#told.shift()?.at ?? 0;
    this.#channel?.postMessage(news);
    this.#tell(news);
  }

  /**
   * News, or a tab that has just loaded and was not there to hear what came meanwhile.
   * @param {any} said
   */
  #hear(said) {
    if (said.name) this.#tell(said);
    else if (said.to === performance.timeOrigin) {
      this.#current = true;
      for (const news of said.news) this.#tell(news);
    } else if (said.hello && this.#source) {
      const from = said.hello - SLACK;
      const isKnown = said.since >= this.#began && from > this.#forgotten;
      const news = isKnown ? this.#told.filter(({ at }) => at >= from).map((told) => told.news) : [{ name: "live:resync", detail: {} }];
      this.#channel?.postMessage({ to: said.hello, news });
    }
  }

  /** @param {News} news */
  #tell({ name, detail }) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
define("tl-live", Live);

document.addEventListener("unread", (event) => {
  const { count } = /** @type {CustomEvent} */ (event).detail;
  for (const mark of document.querySelectorAll("[data-unread]")) {
    mark.textContent = count;
    mark.toggleAttribute("hidden", !count);
  }
});
