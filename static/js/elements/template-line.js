// <tl-template-line data-url>, after a form with a choice of `kind`: says on one line what the template of the chosen kind
// brings. Asked for when the form is first used, so that a page costs nothing by it.
import { all, define } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";

class TemplateLine extends HTMLElement {
  #asked = false;

  connectedCallback() {
    this.form?.addEventListener("focusin", this.#ask);
    this.form?.addEventListener("change", this.#show);
  }

  disconnectedCallback() {
    this.form?.removeEventListener("focusin", this.#ask);
    this.form?.removeEventListener("change", this.#show);
  }

  /** @returns {HTMLFormElement | null} */
  get form() {
    const before = this.previousElementSibling;
    return before instanceof HTMLFormElement ? before : null;
  }

  #ask = async () => {
    if (this.#asked) return;
    this.#asked = true;
    const answer = await get(this.dataset.url ?? "");
    this.#asked = answer.ok;
    if (!answer.ok) return;
    this.innerHTML = answer.text;
    this.#show();
  };

  #show = () => {
    const field = this.form?.elements.namedItem("kind");
    const kind = field instanceof HTMLSelectElement ? field.value : "";
    for (const line of all("[data-kind]", this)) line.hidden = line.dataset.kind !== kind;
    this.hidden = all("[data-kind]:not([hidden])", this).length === 0;
  };
}

define("tl-template-line", TemplateLine);
