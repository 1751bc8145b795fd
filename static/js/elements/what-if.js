// <tl-what-if>: weights are moved, a formula is written, and the new order beside the old follows. The server draws all of it;
// what it sends goes into the slots, while the fields stay as they are being used.
import { all, define, fragment, on, one } from "#app/lib/dom.js";
import { hear } from "#app/lib/news.js";
import { Asking, insert } from "#app/lib/options.js";
import { toast } from "#app/lib/toast.js";
import { word } from "#app/lib/words.js";

const PAUSE = 250;
const SHARE = 10; // of the time at most one part in so many is spent asking what others' changes do
const FOCUSABLE = "a[href], button, input";
/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

class WhatIf extends HTMLElement {
  #asking = new Asking(PAUSE);
  #news = new Asking(PAUSE * 3);
  #deaf = () => {};
  /** How often something was moved, and up to which move the answer that is shown goes. */
  #moves = 0;
  #answered = 0;
  /** What stands in the fields is not how the model is. */
  #changed = false;
  #applies = false;
  #isStale = false;

  connectedCallback() {
    this.#deaf = hear(this.#heard, () => this.#again());
    document.addEventListener("visibilitychange", this.#seen);
    on(this, "input", "[name], [data-slides]", (_event, field) => this.#moved(/** @type {Field} */ (field)));
    on(this, "submit", "form", (event, form) => this.#sent(event, /** @type {HTMLFormElement} */ (form)));
    on(this, "click", "[data-inserts]", (_event, button) => this.#insert(button.dataset.inserts ?? ""));
    on(this, "click", "[data-back]", (event) => this.#goBack(event));
    on(this, "click", "[data-more]", (event, link) => this.#more(event, link));
    this.#ready();
  }

  disconnectedCallback() {
    this.#deaf();
    document.removeEventListener("visibilitychange", this.#seen);
    this.#asking.stop();
    this.#news.stop();
  }

  get #root() {
    return /** @type {HTMLElement} */ (one("#what-if", this));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (one("#what-if-form", this));
  }

  get #waits() {
    return this.#moves !== this.#answered;
  }

  /** What only a script can do is there, what only others need is not. */
  #ready() {
    this.#changed = this.#root.hasAttribute("data-changed");
    for (const slider of all("[data-slides]", this)) slider.hidden = false;
    for (const button of all("[data-scriptless]", this)) button.hidden = true;
    this.#root.classList.add("is-live");
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, verb, product } = /** @type {CustomEvent} */ (event).detail;
    // An item that is closed, deleted or of another kind counts no more; where it stands in the backlog does not matter.
    const ours = kind === "score" || (kind === "item" && verb !== "item.moved") ? product === this.dataset.product : ["scoringmodel", "criterion"].includes(kind);
    if (ours) this.#again();
  };

  #seen = () => {
    if (this.#isStale && !document.hidden) this.#again();
  };

  /** Scores, items or the model are others by now. What nobody touched shows the model as it is. */
  #again() {
    this.#isStale = document.hidden;
    if (!document.hidden) this.#news.later(() => this.#waits || this.#ask(this.#changed ? undefined : this.#asItIs));
  }

  /** @param {Event} event @param {HTMLElement} link */
  #more(event, link) {
    event.preventDefault();
    this.#rows = link.dataset.more ?? "";
    this.#ask();
  }

  /** How many rows are shown, "" for the usual number. @param {string} count */
  set #rows(count) {
    const field = one("[name=rows]", this.#form);
    if (field instanceof HTMLInputElement) field.value = count;
  }

  /** Slider and number are one. @param {Field} field */
  #moved(field) {
    const number = field.dataset.slides ? this.querySelector(`#${field.dataset.slides}`) : null;
    const slider = this.querySelector(`[data-slides="${field.id}"]`);
    if (number instanceof HTMLInputElement) number.value = field.value;
    if (slider instanceof HTMLInputElement) slider.value = field.value.replace(",", ".");
    this.#rows = "";
    this.#moves++;
    this.#asking.later(() => this.#ask());
  }

  get #asItIs() {
    const fields = new FormData(this.#form);
    return new URLSearchParams(["model", "show", "rows"].flatMap((name) => (fields.get(name) ? [[name, String(fields.get(name))]] : [])));
  }

  get #asTried() {
    return new URLSearchParams([...new FormData(this.#form)].map(([name, value]) => [name, String(value)]));
  }

  /** @param {URLSearchParams} [asked] the model as it is, else what stands in the fields */
  async #ask(asked) {
    const moves = this.#moves;
    const began = performance.now();
    this.#root.setAttribute("aria-busy", "true");
    const answer = await this.#asking.now(`${this.dataset.preview}?${asked ?? this.#asTried}`);
    if (!answer) return;
    this.#news.pause = Math.max(PAUSE * 3, (performance.now() - began) * SHARE);
    this.#root.removeAttribute("aria-busy");
    const fresh = fragment(answer.text).querySelector("#what-if");
    if (!(fresh instanceof HTMLElement)) return this.#failed(answer.status);
    // What was moved meanwhile is not to be replaced by how it is.
    if (asked && moves !== this.#moves) return;
    if (asked) this.#root.replaceWith(fresh);
    else this.#fill(fresh);
    this.#answered = moves;
    this.#ready();
    this.#remember(this.#changed ? this.#asTried : this.#asItIs);
    if (!this.#waits) this.#applyNow();
  }

  /** Only who asked for more than a look is told. @param {number} status */
  #failed(status) {
    if (this.#applies) toast(word(status ? "failed" : "unreachable"), { kind: "error" });
    this.#applies = false;
  }

  /** The address says what is tried: it can be loaded anew, kept and sent. @param {URLSearchParams} said */
  #remember(said) {
    if (said.get("show") === "place") said.delete("show");
    if (!said.get("rows")) said.delete("rows");
    history.replaceState(history.state, "", `${this.dataset.page}${said.size ? `?${said}` : ""}`);
  }

  /** @param {HTMLElement} fresh */
  #fill(fresh) {
    this.#root.toggleAttribute("data-changed", fresh.hasAttribute("data-changed"));
    for (const slot of all("[data-slot]", fresh)) this.#put(slot);
    this.#root.classList.toggle("is-stale", !one("[data-slot=rows] > *", fresh));
    for (const field of all("[name]", fresh)) {
      const here = one(`[name="${field.getAttribute("name")}"]:not([type=hidden], [type=radio])`, this.#form);
      if (here) here.toggleAttribute("aria-invalid", field.hasAttribute("aria-invalid"));
      if (here?.hasAttribute("aria-invalid")) here.setAttribute("aria-invalid", "true");
    }
  }

  /** A slot takes its new words; the element stays, so that they are read out, and so does the focus. @param {HTMLElement} fresh */
  #put(fresh) {
    const slot = one(`[data-slot="${fresh.dataset.slot}"]`, this.#root);
    if (!slot || slot.innerHTML === fresh.innerHTML || (fresh.dataset.slot === "rows" && !fresh.firstElementChild) || (slot.dataset.keep !== undefined && slot.dataset.keep === fresh.dataset.keep)) return;
    const at = all(FOCUSABLE, slot).findIndex((each) => each === document.activeElement);
    if (fresh.dataset.keep !== undefined) slot.dataset.keep = fresh.dataset.keep;
    slot.replaceChildren(...fresh.cloneNode(true).childNodes);
    if (at >= 0) all(FOCUSABLE, slot)[at]?.focus({ preventScroll: true });
  }

  /**
   * The preview needs no page; what is applied is what stands in the fields, once it was answered.
   * @param {Event} event
   * @param {HTMLFormElement} form
   */
  #sent(event, form) {
    if (form === this.#form) {
      event.preventDefault();
      this.#ask();
    } else if (form.matches("[data-apply]") && this.#waits) {
      event.preventDefault();
      this.#applies = true;
      this.#ask();
    }
  }

  #applyNow() {
    const form = this.#applies && one("[data-apply]", this);
    this.#applies = false;
    if (form instanceof HTMLFormElement) form.requestSubmit();
  }

  /** @param {Event} event */
  #goBack(event) {
    event.preventDefault();
    this.#ask(this.#asItIs).then(() => one("#what-if-form [name]:not([type=hidden])", this)?.focus());
  }

  /** @param {string} name */
  #insert(name) {
    const text = /** @type {HTMLTextAreaElement} */ (one("textarea", this.#form));
    text.focus();
    insert(text, name, text.selectionStart, text.selectionEnd);
  }
}
define("tl-what-if", WhatIf);
