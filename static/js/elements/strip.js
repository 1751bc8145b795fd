// <tl-strip> around a row of tabs: where it is wider than its room the current one is in sight, and an edge fades behind which
// there is more.
import { define, one } from "#app/lib/dom.js";

const NEAR = 2; // pixels

class Strip extends HTMLElement {
  #sizes = new ResizeObserver(() => this.#edges());

  connectedCallback() {
    const row = this.#row;
    if (!row) return;
    row.addEventListener("scroll", this.#edges, { passive: true });
    const here = one("[aria-current]", row);
    if (here) row.scrollLeft += here.getBoundingClientRect().left + here.offsetWidth / 2 - row.getBoundingClientRect().left - row.clientWidth / 2;
    this.#sizes.observe(row);
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
  }

  get #row() {
    return /** @type {HTMLElement | null} */ (this.firstElementChild);
  }

  #edges = () => {
    const row = this.#row;
    if (!row) return;
    const beyond = row.scrollWidth - row.clientWidth;
    this.toggleAttribute("data-before", row.scrollLeft > NEAR);
    this.toggleAttribute("data-after", row.scrollLeft < beyond - NEAR);
  };
}
define("tl-strip", Strip);
