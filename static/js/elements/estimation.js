// <tl-estimation>: planning poker. Cards are laid down by click or by typing their number; what others do comes in by
// itself, as the page that the server draws for this member: nobody's card is sent before the cards are turned.
import htmx from "htmx.org";
import { all, define, one, typing } from "#app/lib/dom.js";
import { get, problem } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { sendForm } from "#app/lib/send.js";
import { toast } from "#app/lib/toast.js";

const PAUSE = 150;
const TYPING = 600; // how long a 1 may yet become a 13

class Estimation extends HTMLElement {
  #deaf = () => {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typed;
  #digits = "";
  // What was asked for last is shown; an answer that was on its way when a step was taken is older than the step's own.
  #asked = 0;
  #steps = 0;

  connectedCallback() {
    this.addEventListener("submit", this.#submit);
    document.addEventListener("keydown", this.#key);
    this.#deaf = hear(this.#heard, this.#refresh);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    clearTimeout(this.#typed);
    this.removeEventListener("submit", this.#submit);
    document.removeEventListener("keydown", this.#key);
    this.#deaf();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    let step = 0;
    const sent = await sendForm(event, () => (step = ++this.#steps));
    if (!sent) return;
    const { form, answer } = sent;
    if (step === this.#steps) this.#asked += 1;
    if (!answer.ok) return this.#refused(answer);
    form.reset();
    if (step === this.#steps) this.#show(answer.text);
  };

  /**
   * The reason, and the table as it is now; a number that was typed stays.
   * @param {import("#app/lib/net.js").Answer} answer
   */
  #refused(answer) {
    if (answer.status === 401) return;
    toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
    if (answer.status) this.#refresh();
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event) || document.querySelector("dialog:modal, tl-drawer[open]")) return;
    if (!/^[0-9.?]$/.test(event.key) || !one("[data-cards]", this)) return;
    if (event.key === "?" && !this.#card("?")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#digits += event.key;
    clearTimeout(this.#typed);
    const longer = this.#cards.some((card) => card.value !== this.#digits && card.value.startsWith(this.#digits));
    this.#typed = setTimeout(this.#lay, longer ? TYPING : 0);
  };

  #lay = () => {
    const card = this.#card(this.#digits);
    this.#digits = "";
    card?.focus();
    card?.click();
  };

  /** @returns {HTMLButtonElement[]} */
  get #cards() {
    return /** @type {HTMLButtonElement[]} */ (all("[data-cards] button[name=card]", this));
  }

  /** @param {string} value */
  #card(value) {
    return this.#cards.find((card) => card.value === value);
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, verb, ids, product } = /** @type {CustomEvent} */ (event).detail;
    const here = !product || product === this.dataset.product;
    const asked = kind === "item" && (verb?.startsWith("round.") || ids === null || ids.includes(this.dataset.item));
    if ((here && (kind === "estimationround" || asked)) || kind === "member" || kind === "team") this.#refresh();
  };

  #refresh = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      const [asked, steps] = [++this.#asked, this.#steps];
      const answer = await get(this.dataset.url ?? "", { quiet: true });
      await released();
      if (answer.ok && this.isConnected && asked === this.#asked && steps === this.#steps) this.#show(answer.text);
    }, PAUSE);
  };

  /** @param {string} html */
  #show(html) {
    const focused = document.activeElement !== document.body;
    for (const form of all("[data-keeps]", this)) form.toggleAttribute("hx-morph-skip", this.#busy(form));
    htmx.swap({ text: html, target: this, swap: "outerMorph", sourceElement: this });
    history.replaceState(history.state, "", this.dataset.url);
    // What was pressed may be gone: whoever works by keyboard goes on at the item.
    if (focused && document.activeElement === document.body) one("#estimation-item", this)?.focus();
  }

  /** Whether someone is writing a number into it. @param {HTMLElement} form */
  #busy(form) {
    const fields = /** @type {HTMLInputElement[]} */ (all("input[type=text]", form));
    return fields.some((field) => field.value !== field.defaultValue || field === document.activeElement);
  }
}
define("tl-estimation", Estimation);
