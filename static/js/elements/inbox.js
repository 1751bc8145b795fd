// <tl-inbox unread="5">: following a line marks it as read; when something new arrives, a button offers to show it.
import { define, on, one } from "#app/lib/dom.js";
import { csrf } from "#app/lib/net.js";

class Inbox extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  #unread = 0;

  connectedCallback() {
    this.#unread = Number(this.getAttribute("unread"));
    const count = (/** @type {Event} */ event) => this.#count(/** @type {CustomEvent} */ (event).detail.count);
    document.addEventListener("unread", count);
    this.#off = [
      on(this, "click", "a[data-reads][href]", (_event, link) => this.#read(/** @type {HTMLElement} */ (link))),
      () => document.removeEventListener("unread", count),
    ];
  }

  disconnectedCallback() {
    for (const off of this.#off) off();
  }

  /** @param {HTMLElement} link */
  #read(link) {
    const url = link.dataset.reads ?? "";
    delete link.dataset.reads;
    link.closest(".is-unread")?.classList.remove("is-unread");
    this.#unread -= 1;
    // A beacon outlives the page that the link leaves.
    navigator.sendBeacon(url, new URLSearchParams({ csrfmiddlewaretoken: csrf() }));
  }

  /** @param {number} count */
  #count(count) {
    const fresh = one("[data-fresh]", this);
    if (fresh && count > this.#unread) fresh.hidden = false;
    this.#unread = count;
  }
}
define("tl-inbox", Inbox);
