// <tl-earlier data-url data-before> around a <details>: opened, it shows the entries before that moment, above those that
// are there, and what one was reading stays where it is. When the page around it is made new, so are they.
import { define, one } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";

class Earlier extends HTMLElement {
  static observedAttributes = ["data-before"];
  /** @type {AbortController | undefined} */
  #asking;

  /** The moment moved on: what is now before it belongs here. */
  attributeChangedCallback() {
    if (this.isConnected && one(".stream", this)) this.load();
  }

  connectedCallback() {
    this.#details.addEventListener("toggle", this.#toggled);
    document.addEventListener("htmx:after:swap", this.#renewed);
    this.#toggled(); // opened before this module came
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:after:swap", this.#renewed);
    this.#asking?.abort();
  }

  get #details() {
    return /** @type {HTMLDetailsElement} */ (this.querySelector("details"));
  }

  #toggled = () => {
    if (this.#details.open && !one(".stream", this.#details)) this.load();
  };

  #renewed = () => {
    if (one(".stream", this.#details)) this.load();
  };

  async load() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = await get(`${this.dataset.url}?before=${encodeURIComponent(this.dataset.before ?? "")}`, { quiet: true, signal });
    if (!answer.ok || signal.aborted || !this.isConnected) return;
    const held = this.nextElementSibling;
    const top = held?.getBoundingClientRect().top ?? 0;
    this.#put(new DOMParser().parseFromString(answer.text, "text/html"));
    const moved = (held?.getBoundingClientRect().top ?? 0) - top;
    if (moved) scroller(this).scrollBy({ top: moved, behavior: "instant" });
  }

  /**
   * The entries of a fetched page, and before them its own way to what is earlier. An editor that is open stays.
   * @param {Document} page
   */
  #put(page) {
    const [fresh, more] = [one(".stream", page), one("tl-earlier", page)];
    const [shown, before] = [one(":scope > .stream", this.#details), one(":scope > tl-earlier", this.#details)];
    if (!fresh || (shown && one("details[open], :focus", shown))) return;
    const stream = document.importNode(fresh, true);
    if (shown) shown.replaceWith(stream);
    else this.#details.append(stream);
    if (more && before) before.dataset.before = more.dataset.before;
    else if (more) stream.before(document.importNode(more, true));
  }
}
define("tl-earlier", Earlier);

/**
 * What scrolls around an element.
 * @param {Element} element
 */
function scroller(element) {
  for (let up = element.parentElement; up; up = up.parentElement) {
    if (up.scrollHeight > up.clientHeight && /auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
  }
  return document.documentElement;
}
