/**
 * <tl-finder data-url>: the box in the tray of the timeline that finds items which are not on the roadmap yet. What it finds are chips, dragged and
 * moved by keys as those of the tray are (`timeline`); `button[data-place]` beside one puts it on the roadmap as it is planned.
 */
import { define } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { save } from "#app/lib/waiting.js";

const PAUSE = 200;

class Finder extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #fetching;

  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    const wait = (/** @type {number} */ pause) => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#find(), pause);
    };
    this.addEventListener("input", () => wait(PAUSE), { signal });
    this.addEventListener("click", this.#click, { signal });
    this.addEventListener("submit", (event) => (event.preventDefault(), wait(0)), { signal });
    if (this.#box.value) wait(0); // the timeline around it was drawn anew: what was placed is no longer to be found
  }

  disconnectedCallback() {
    this.controller?.abort();
    this.#fetching?.abort();
    clearTimeout(this.#timer);
  }

  get #box() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[name=q]"));
  }

  async #find() {
    this.#fetching?.abort();
    this.#fetching = new AbortController();
    const answer = await get(`${this.dataset.url}?q=${encodeURIComponent(this.#box.value)}`, { signal: this.#fetching.signal });
    const found = answer.ok && new DOMParser().parseFromString(answer.text, "text/html");
    const fresh = found && found.querySelector(".tl-found");
    if (!fresh || !this.isConnected) return;
    this.querySelector(".search-mark")?.remove();
    this.#box.after(...found.querySelectorAll(".search-mark"));
    const focused = this.querySelector(".tl-found")?.contains(document.activeElement) ? document.activeElement : null;
    this.querySelector(".tl-found")?.replaceWith(fresh);
    if (focused) /** @type {HTMLElement} */ (document.getElementById(focused.id) ?? this.#box).focus();
  }

  /** @param {MouseEvent} event */
  #click = async (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-place]"));
    if (!button) return;
    const url = button.dataset.place ?? "";
    const answer = await save(url, {}, { label: button.dataset.title ?? "", at: `[data-place="${url}"]` });
    if (answer.ok) /** @type {any} */ (this.closest("tl-timeline"))?.refresh();
  };
}
define("tl-finder", Finder);
