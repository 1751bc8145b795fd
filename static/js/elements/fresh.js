// <tl-fresh id data-kinds="item sprint">: what it holds is fetched again with its page when something of these kinds changes.
// News that come together are one question, a page that nobody looks at asks none, and one that takes the server long asks
// less often. Opened details stay open, the focus stays on what it was on, and what is being written or dragged in it goes first. A page
// that no longer has it is loaded anew. With `data-mark` what it holds stays as long as the mark does.
import htmx from "htmx.org";
import { all, define } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";

const PAUSE = 600;
const SHARE = 10; // of the time at most one part in so many is spent asking
const FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex]";

/** What tells an element from others in any drawing of the page. @param {Element | null} element */
const nameOf = (element) => element?.id || element?.getAttribute("data-rate") || element?.getAttribute("href") || "";

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

  /** Someone is writing in it, or dragging. */
  get #isBusy() {
    const fields = /** @type {HTMLInputElement[]} */ (all("input:not([type=hidden]), textarea", this));
    return document.documentElement.matches(".is-dragging-something") || fields.some((field) => field.value !== field.defaultValue);
  }

  /** Soon, and not put off by what follows. */
  #later() {
    this.#isStale = true;
    if (document.hidden || this.#timer) return;
    this.#timer = setTimeout(() => this.#refresh(), Math.max(PAUSE, this.#took * SHARE));
  }

  #again() {
    this.#timer = undefined;
    this.#later();
  }

  async #refresh() {
    if (this.#isBusy) return this.#again();
    this.#isStale = false;
    const began = performance.now();
    const asked = ++this.#asked;
    // While an item lies open over the page the address is the item's.
    if (!history.state?.drawer) this.#page = location.href;
    const answer = await get(this.#page, { quiet: true });
    this.#took = performance.now() - began;
    this.#timer = undefined;
    if (this.#isStale) this.#later();
    if (answer.status === 404) location.reload();
    if (asked !== this.#asked || !this.isConnected || ![200, 422].includes(answer.status)) return;
    if (this.#isBusy) return this.#later();
    const made = new DOMParser().parseFromString(answer.text, "text/html").getElementById(this.id);
    if (made) this.#show(made);
    else location.reload();
  }

  /** @param {HTMLElement} made */
  #show(made) {
    if (made.innerHTML === this.innerHTML || (made.dataset.mark && made.dataset.mark === this.dataset.mark)) return;
    if (made.dataset.mark) this.dataset.mark = made.dataset.mark;
    const opened = all("details", this).map((details) => details.hasAttribute("open"));
    const focused = document.activeElement;
    const at = all(FOCUSABLE, this).findIndex((one) => one === focused);
    this.replaceChildren(...document.importNode(made, true).childNodes);
    htmx.process(this);
    all("details", this).forEach((details, place) => details.toggleAttribute("open", opened[place] ?? false));
    const place = at < 0 ? null : nameOf(focused);
    const same = place && all(FOCUSABLE, this).find((one) => nameOf(one) === place);
    if (at >= 0) (same || all(FOCUSABLE, this)[at])?.focus({ preventScroll: true });
  }
}
define("tl-fresh", Fresh);
