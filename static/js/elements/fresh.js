// <tl-fresh id data-kinds="item sprint">: what it holds is fetched again with its page when something of these kinds changes;
// without kinds only after an undo.
// News that come together are one question, a page that nobody looks at asks none, and one that takes the server long asks
// less often. Opened details stay open, the focus stays on what it was on, and what is being written or dragged in it goes first. A page
// that no longer has it is loaded anew; what "Show more" (`data-more`) had added comes again. With `data-mark` what it holds stays as long as the mark does.
import htmx from "htmx.org";
import { all, define, fragment, one } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";

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
    this.#deaf = hear(this.#heard, ({ type }) => (this.dataset.kinds || type === "undone") && this.#later());
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

  /** Someone is writing in it, or dragging, or waits for an answer: which goes to what stands there, or tells that it is gone. */
  get #isBusy() {
    const fields = /** @type {HTMLInputElement[]} */ (all("input:not([type=hidden]), textarea", this));
    return document.documentElement.matches(".is-dragging-something") || Boolean(one(".htmx-request")) || fields.some((field) => field.value !== field.defaultValue);
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
    await released();
    this.#timer = undefined;
    if (this.#isStale) this.#later();
    if (asked !== this.#asked || !this.isConnected) return;
    if (answer.status === 404) return this.#gone();
    if (![200, 422].includes(answer.status)) return;
    const made = new DOMParser().parseFromString(answer.text, "text/html").getElementById(this.id);
    if (!made) return this.#gone();
    if (made.dataset.mark && made.dataset.mark === this.dataset.mark) return;
    await this.#lengthen(made);
    await released();
    if (asked !== this.#asked || !this.isConnected) return;
    if (this.#isBusy) return this.#later();
    this.#show(made);
  }

  /** Who has deleted it is about to be told so in its place. */
  #gone() {
    setTimeout(() => this.isConnected && location.reload(), PAUSE);
  }

  /** As many rows as there are here. @param {HTMLElement} made */
  async #lengthen(made) {
    for (;;) {
      const more = one("tr [data-more]", made);
      if (!more || all("tr", made).length >= all("tr", this).length) return;
      const answer = await get(new URL(more.getAttribute("href") ?? "", this.#page).href, { quiet: true });
      if (!answer.ok) return;
      more.closest("tr")?.replaceWith(fragment(answer.text));
    }
  }

  /** @param {HTMLElement} made */
  #show(made) {
    if (made.innerHTML === this.innerHTML) return;
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
