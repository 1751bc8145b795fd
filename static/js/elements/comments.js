// <tl-comments data-url data-heard>: what is said about one thing. Its forms are sent in place, what others say comes in
// by itself, and an editor that is open keeps what stands in it.
import htmx from "htmx.org";
import "#app/elements/markdown.js";
import { all, define, on, one } from "#app/lib/dom.js";
import { get, problem } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { sendForm } from "#app/lib/send.js";
import { toast } from "#app/lib/toast.js";

const PAUSE = 150;

class Comments extends HTMLElement {
  #deaf = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  // An answer that was on its way while something was done here is older than that, and is asked for again.
  #steps = 0;

  connectedCallback() {
    // Before what is inside hears of it: a draft forgets its text when a form leaves the page, and this one does not.
    this.addEventListener("submit", this.#submit, { capture: true });
    this.addEventListener("keydown", this.#key);
    on(this, "click", "summary.edit-toggle", (_event, summary) => setTimeout(() => one("textarea", /** @type {HTMLElement} */ (summary.parentElement))?.focus()));
    on(this, "click", "[data-cancel]", (_event, button) => this.#cancel(button));
    this.#deaf = hear(this.#heard, this.#refresh);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#deaf();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    const sent = await sendForm(event);
    if (!sent) return;
    const { form, answer } = sent;
    this.#steps += 1;
    if (!answer.ok) return this.#refused(answer, form);
    this.#settle(form);
    this.#show(answer.text);
  };

  /**
   * The reason beside the text, where the answer has one; what was typed stays.
   * @param {import("#app/lib/net.js").Answer} answer
   * @param {HTMLFormElement} form
   */
  #refused(answer, form) {
    const place = one("[data-problem]", form);
    const fresh = new DOMParser().parseFromString(answer.text, "text/html").getElementById(place?.id ?? "");
    if (place && fresh && !fresh.hidden) place.replaceWith(fresh);
    else if (answer.status && answer.status !== 401) toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
  }

  /** The form is done with: as it was, its draft forgotten, its editor closed. @param {HTMLFormElement} form */
  #settle(form) {
    form.reset();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.closest("details")?.removeAttribute("open");
    const said = one("[data-problem]", form);
    if (said) said.hidden = true;
  }

  /** @param {HTMLElement} button */
  #cancel(button) {
    const form = button.closest("form");
    const details = button.closest("details");
    if (form) this.#settle(form);
    if (details) one("summary", details)?.focus();
    this.#refresh();
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !(event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    event.target.form?.requestSubmit();
  };

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, roadmap, objective } = /** @type {CustomEvent} */ (event).detail;
    if (kind === "comment" && (roadmap ?? objective) === this.dataset.heard) this.#refresh();
  };

  #refresh = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const step = this.#steps;
      const answer = await get(this.dataset.url ?? "", { quiet: true });
      await released();
      if (!answer.ok || !this.isConnected) return;
      if (step === this.#steps) this.#show(answer.text);
      else this.#refresh();
    }, PAUSE);
  };

  /** @param {string} html */
  #show(html) {
    for (const part of all("[data-keeps]", this)) part.toggleAttribute("hx-morph-skip", this.#busy(part));
    htmx.swap({ text: html, target: this, swap: "outerMorph", sourceElement: this });
  }

  /** Whether a person is at work in a part, so that it has to stay as it is. @param {HTMLElement} part */
  #busy(part) {
    if (part.matches("details")) return part.hasAttribute("open");
    const texts = /** @type {HTMLTextAreaElement[]} */ (all("textarea", part));
    return texts.some((text) => text.value !== text.defaultValue || text === document.activeElement);
  }
}
define("tl-comments", Comments);
