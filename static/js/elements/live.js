// <tl-live url>: other people's changes. One tab of this browser holds the connection (Web Locks) and tells the others
// (BroadcastChannel); every tab hears `live` on its document, and `live:resync` when something may have been missed.
// The place in the order of commits is kept between pages, so that the next one begins where the last one stopped.
import { define } from "#app/lib/dom.js";
import { read, write } from "#app/lib/storage.js";

const LONGEST = 30000;

class Live extends HTMLElement {
  /** @type {BroadcastChannel | undefined} */
  #channel;
  /** @type {EventSource | undefined} */
  #source;
  /** @type {AbortController | undefined} */
  #turn;
  #wait = 1000;
  #lost = false;

  connectedCallback() {
    const url = this.getAttribute("url") ?? "";
    if (!url || !navigator.locks) return;
    this.#turn = new AbortController();
    this.#channel = new BroadcastChannel(`live:${url}`);
    this.#channel.addEventListener("message", ({ data }) => this.#tell(data));
    const asked = performance.now();
    navigator.locks.request(`live:${url}`, { signal: this.#turn.signal }, () => {
      // Whoever takes over from a closed tab has missed what came in between.
      this.#lost = performance.now() - asked > 1000;
      return this.#lead(url);
    }).catch(() => {});
  }

  disconnectedCallback() {
    this.#turn?.abort();
    this.#source?.close();
    this.#channel?.close();
  }

  /**
   * Holds the lock, and with it the one connection, until this page goes.
   * @param {string} url
   * @returns {Promise<void>}
   */
  #lead(url) {
    this.#connect(url);
    return new Promise((resolve) => this.#turn?.signal.addEventListener("abort", () => resolve()));
  }

  /** @param {string} url */
  #connect(url) {
    if (this.#turn?.signal.aborted) return;
    const since = read(`place:${url}`);
    const source = new EventSource(since ? `${url}?since=${since}` : url);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#wait = 1000;
      // Without a place the server cannot tell what was missed; with one it does, or answers `resync`.
      if (this.#lost && !since) this.#share({ name: "live:resync", detail: {} });
      this.#lost = false;
    });
    source.addEventListener("message", (event) => this.#share({ name: "live", detail: JSON.parse(event.data) }));
    source.addEventListener("place", (event) => write(`place:${url}`, event.data));
    source.addEventListener("resync", () => this.#share({ name: "live:resync", detail: {} }));
    source.addEventListener("unread", (event) => this.#share({ name: "unread", detail: JSON.parse(/** @type {MessageEvent} */ (event).data) }));
    source.addEventListener("error", () => {
      this.#lost = true;
      // CONNECTING means that the browser tries again by itself; CLOSED that the server refused, so we do, more slowly.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.#connect(url), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST);
    });
  }

  /** @param {{name: string, detail: any}} news */
  #share(news) {
    this.#channel?.postMessage(news);
    this.#tell(news);
  }

  /** @param {{name: string, detail: any}} news */
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
