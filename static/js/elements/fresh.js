// <tl-fresh id data-kinds="item sprint">: what it holds is fetched again with its page when something of these kinds changes.
// News that come together are one question, a page that nobody looks at asks none, and one that takes the server long asks
// less often. Opened details stay open, the focus stays on what it was on. A page that no longer has it is loaded anew.
import htmx from "htmx.org";
import { all, define } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";

const PAUSE = 600;
const SHARE = 10; // of the time at most one part in so many is spent asking
const FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex]";

class Fresh extends HTMLElement {
  #deaf = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #took = 0;
  #asked = 0;
  #isStale = false;
  #page = location.href;

  connectedCallback() {
    this.#deaf = hear(this.#heard, () => this.#later());
    this.addEventListener("stale", () => this.#later());
    document.addEventListener("visibilitychange", this.#seen);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#deaf();
    document.removeEventListener("visibilitychange", this.#seen);
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind } = /** @type {CustomEvent} */ (event).detail;
    if (this.dataset.kinds?.split(" ").includes(kind)) this.#later();
  };

  #seen = () => {
    if (this.#isStale && !document.hidden) this.#later();
  };

  /** Soon, and not put off by what follows. */
  #later() {
    this.#isStale = true;
    if (document.hidden || this.#timer) return;
    this.#timer = setTimeout(() => this.#refresh(), Math.max(PAUSE, this.#took * SHARE));
  }

  async #refresh() {
    this.#isStale = false;
    const began = performance.now();
    const asked = ++this.#asked;
    // While an item lies open over the page the address is the item's.
    if (!history.state?.drawer) this.#page = location.href;
    const answer = await get(this.#page, { quiet: true });
    this.#timer = undefined;
    this.#took = performance.now() - began;
    if (this.#isStale) this.#later();
    if (answer.status === 404) location.reload();
    if (asked !== this.#asked || !this.isConnected || ![200, 422].includes(answer.status)) return;
    const made = new DOMParser().parseFromString(answer.text, "text/html").getElementById(this.id);
    if (made) this.#show(made);
    else location.reload();
  }

  /** @param {HTMLElement} made */
  #show(made) {
    if (made.innerHTML === this.innerHTML) return;
    const opened = all("details", this).map((details) => details.hasAttribute("open"));
    const at = all(FOCUSABLE, this).findIndex((one) => one === document.activeElement);
    this.replaceChildren(...document.importNode(made, true).childNodes);
    htmx.process(this);
    all("details", this).forEach((details, place) => details.toggleAttribute("open", opened[place] ?? false));
    if (at >= 0) all(FOCUSABLE, this)[at]?.focus({ preventScroll: true });
  }
}
define("tl-fresh", Fresh);
