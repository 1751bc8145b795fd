// <tl-recompute data-product hidden> around words and a <progress>: how far the worker has come with a large product's scores.
// It comes with the first news of a run and goes with the last; without news it goes too.
import { define } from "#app/lib/dom.js";
import { hear } from "#app/lib/news.js";

const DONE = 800;
const PATIENCE = 20000;

class Recompute extends HTMLElement {
  #deaf = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  connectedCallback() {
    this.#deaf = hear(this.#heard, () => {});
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#deaf();
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, product, done, of } = /** @type {CustomEvent} */ (event).detail;
    const bar = this.querySelector("progress");
    if (kind !== "recompute" || product !== this.dataset.product || !bar) return;
    bar.max = of;
    bar.value = done;
    this.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.hidden = true), done < of ? PATIENCE : DONE);
  };
}
define("tl-recompute", Recompute);
