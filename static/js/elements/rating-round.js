// <tl-rating-round data-url data-round data-version>: a round of blind ratings, or one item of it. Its forms are sent in place; what
// others do comes in as the fragment that the server draws for this member: nobody's number is sent before all are shown.
import htmx from "htmx.org";
import "#app/elements/draft.js";
import "#app/elements/sheet.js";
import { all, define, on, one } from "#app/lib/dom.js";
import { get, problem } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { sendForm } from "#app/lib/send.js";
import { toast } from "#app/lib/toast.js";

const PAUSE = 150;

class RatingRound extends HTMLElement {
  #ends = new AbortController();
  #deaf = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  // What was asked for last is shown; an answer that was on its way when a step was taken is older than the step's own.
  #asked = 0;

  connectedCallback() {
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    this.addEventListener("submit", this.#submit, { signal });
    this.addEventListener("sheet:at", (event) => this.#hint(/** @type {CustomEvent} */ (event).detail.criterion), { signal });
    on(this, "focusout", "[data-rate]", () => this.#hint(""), { signal });
    this.#deaf = hear(this.#heard, this.#refresh);
    // Once what holds it, such as the drawer, has put it in its place.
    const place = location.hash.slice(1);
    if (place) requestAnimationFrame(() => all(`[id="${CSS.escape(place)}"]`, this)[0]?.scrollIntoView({ block: "start" }));
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#ends.abort();
    this.#deaf();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    const sent = await sendForm(event, () => (this.#asked += 1));
    if (!sent) return;
    this.#asked += 1;
    const { form, answer } = sent;
    const isPage = answer.text.includes(`id="${this.id}"`);
    if (!answer.ok && !(answer.status === 422 && isPage)) return this.#refused(answer);
    if (answer.ok) form.reset();
    this.#show(answer.text, form);
  };

  /** @param {import("#app/lib/net.js").Answer} answer */
  #refused(answer) {
    if (answer.status === 401) return;
    toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
    if (answer.status) this.#refresh();
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, verb, ids, item } = /** @type {CustomEvent} */ (event).detail;
    const { round, known } = this.dataset;
    const mine = kind === "ratinground" && (ids === null || ids.includes(round));
    const rated = known !== undefined && verb === "rating.set";
    const said = kind === "comment" && item === this.dataset.item;
    if (mine || rated || said || kind === "member" || kind === "team") this.#refresh();
  };

  #refresh = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const asked = ++this.#asked;
      const answer = await get(this.dataset.url ?? "", { quiet: true });
      await released();
      if (answer.ok && this.isConnected && asked === this.#asked) this.#show(answer.text);
    }, PAUSE);
  };

  /**
   * The fragment in the place of what is here; while the round is as it was, the sheet and what is being written stay.
   * @param {string} html
   * @param {HTMLFormElement} [sent] which the answer is about
   */
  #show(html, sent) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(this.id);
    if (!fresh) return location.reload();
    const same = fresh.dataset.version === this.dataset.version;
    const focused = document.activeElement !== document.body;
    for (const sheet of all("tl-sheet", this)) sheet.toggleAttribute("hx-morph-skip", same);
    for (const form of all("[data-keeps]", this)) form.toggleAttribute("hx-morph-skip", same && form !== sent && this.#busy(form));
    if (same) for (const cell of fresh.querySelectorAll("input[data-rate]")) this.#put(/** @type {HTMLInputElement} */ (cell));
    htmx.swap({ text: html, target: this, swap: "outerMorph", sourceElement: this });
    // What was pressed may be gone: whoever works by keyboard goes on at the top.
    if (focused && document.activeElement === document.body) one("[tabindex='-1']", this)?.focus();
  }

  /** A number of one's own that was given elsewhere; what is being typed or saved here stays. @param {HTMLInputElement} fresh */
  #put({ dataset, value }) {
    const here = /** @type {HTMLInputElement | null} */ (one(`input[data-rate="${dataset.rate}"]`, this));
    if (!here || here.value !== here.defaultValue || here.hasAttribute("aria-busy")) return;
    here.value = here.defaultValue = value;
  }

  /** Whether someone is writing in it. @param {HTMLElement} form */
  #busy(form) {
    const fields = /** @type {HTMLInputElement[]} */ (all("input:not([type=hidden]), textarea", form));
    return fields.some((field) => field.value !== field.defaultValue || field === document.activeElement);
  }

  /** @param {string} criterion */
  #hint(criterion) {
    for (const hint of all("[data-hint]", this)) hint.hidden = hint.dataset.hint !== criterion;
  }
}
define("tl-rating-round", RatingRound);
