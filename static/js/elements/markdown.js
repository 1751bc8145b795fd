// <tl-markdown data-preview="url"> around a textarea: shows beneath it what the text will look like.
import { define, one } from "#app/lib/dom.js";
import { post } from "#app/lib/net.js";

const PAUSE = 350;
// Plain words look the same below as above.
const MARKED = /[*_`#>[\]|~]|^\s*[-+\d]|https?:|[A-Z][A-Z0-9]+-\d|\n\s*\n/m;

class Markdown extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;

  connectedCallback() {
    this.addEventListener("input", this.#later);
    this.addEventListener("focusin", this.#later, { once: true });
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.removeEventListener("input", this.#later);
  }

  #later = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#preview(), PAUSE);
  };

  async #preview() {
    const text = this.querySelector("textarea")?.value ?? "";
    const [shown, body] = [one("[data-shown]", this), one("[data-preview-body]", this)];
    if (!shown || !body) return;
    if (!MARKED.test(text)) {
      shown.hidden = true;
      return;
    }
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = await post(this.dataset.preview ?? "", { text }, { quiet: true, signal });
    if (!answer.ok || signal.aborted) return;
    body.innerHTML = answer.text;
    shown.hidden = !answer.text.trim();
  }
}
define("tl-markdown", Markdown);
