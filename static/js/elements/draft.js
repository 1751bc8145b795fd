// <tl-draft key="…"> around a form: its unsaved text outlives a reload, a crash and a sign-out.
import { all, define } from "#app/lib/dom.js";
import { forget, read, write } from "#app/lib/storage.js";
import { toast } from "#app/lib/toast.js";
import { member } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";

class Draft extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", this.#keep);
    this.addEventListener("submit", this.#sent);
    this.addEventListener("htmx:after:request", this.#answered);
    this.#restore();
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#keep);
    this.removeEventListener("submit", this.#sent);
    this.removeEventListener("htmx:after:request", this.#answered);
  }

  get #key() {
    return `draft:${member()}:${this.getAttribute("key") ?? location.pathname}`;
  }

  get #fields() {
    return /** @type {(HTMLTextAreaElement | HTMLInputElement)[]} */ (all("textarea[name], input[type=text][name]", this));
  }

  #keep = () => {
    const values = Object.fromEntries(this.#fields.filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]));
    if (Object.keys(values).length) write(this.#key, JSON.stringify(values));
    else forget(this.#key);
  };

  #restore() {
    const kept = read(this.#key);
    if (!kept) return;
    const values = JSON.parse(kept);
    let restored = false;
    for (const field of this.#fields) {
      if (!(field.name in values) || field.value === values[field.name]) continue;
      field.value = values[field.name];
      restored = true;
    }
    if (restored) toast(word("draftRestored"));
    else forget(this.#key);
  }

  /** A plain form leaves the page; if it comes back with errors the server sends the text itself. @param {Event} event */
  #sent = (event) => {
    const form = event.target;
    if (form instanceof HTMLFormElement && !form.matches("[hx-post], [hx-put], [hx-patch]") && !event.defaultPrevented) forget(this.#key);
  };

  /** @param {Event} event */
  #answered = (event) => {
    const { ctx } = /** @type {CustomEvent} */ (event).detail;
    const form = ctx.sourceElement?.closest("form");
    if (form && this.contains(form) && ctx.response.status < 300) forget(this.#key);
  };
}
define("tl-draft", Draft);
