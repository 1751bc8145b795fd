// <tl-item>: one item, as a page or in the drawer. Its forms are sent without leaving the page, its properties edited in
// place, and what others change comes in by itself; an editor that is open keeps what stands in it.
import htmx from "htmx.org";
import "#app/elements/complete.js";
import "#app/elements/earlier.js";
import "#app/elements/markdown.js";
import "#app/elements/sheet.js";
import { CellEditor } from "#app/lib/cell-editor.js";
import { closeDialog, openDialog } from "#app/lib/dialogs.js";
import { all, define, fragment, on, one } from "#app/lib/dom.js";
import { closeDrawer } from "#app/lib/drawer.js";
import { itemKeys } from "#app/lib/item-keys.js";
import { get, post, problem, settled } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { released } from "#app/lib/press.js";
import { leaveFor, toast } from "#app/lib/toast.js";
import { save } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";

const PAUSE = 150;
const KINDS = new Set(["item", "comment", "score", "entry", "estimationround"]);

class Item extends HTMLElement {
  #deaf = () => {};
  /** @type {(() => void)[]} */
  #keys = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  // What this element did itself is on screen already; a list around it hears of it like everybody else.
  #acted = "";
  // An answer that was on its way while something was done here is older than that, and is asked for again.
  #steps = 0;
  #isLeft = false;
  #editor = new CellEditor({
    saved: () => this.#refresh(),
    closed: (host) => one(".property-change", host)?.focus(),
    next: (host, _field, back) => this.#next(host, back),
  });

  connectedCallback() {
    // Before what is inside hears of it: a draft forgets its text when a form leaves the page, and this one does not.
    this.addEventListener("submit", this.#submit, { capture: true });
    this.addEventListener("change", this.#change);
    this.addEventListener("keydown", this.#key);
    on(this, "click", ".property-change", (_event, button) => this.#open(/** @type {HTMLElement} */ (button.parentElement)));
    on(this, "click", "summary.edit-toggle", (_event, summary) => setTimeout(() => one("textarea", /** @type {HTMLElement} */ (summary.parentElement))?.focus()));
    on(this, "click", "[data-cancel]", (_event, button) => this.#cancel(button));
    on(this, "click", "[data-merge]", (_event, button) => this.#merge(button));
    on(this, "click", "[data-copy]", (_event, button) => this.#copy(button));
    on(this, "cell:stale", "[data-edit], form", () => this.#refresh());
    this.#deaf = hear(this.#heard, this.#refresh);
    this.#keys = itemKeys(this, (host) => this.#open(host));
    document.addEventListener("item:deleted", this.#deleted);
    // Text that was kept from before asks to be seen.
    for (const text of this.#texts(this)) if (text.value !== text.defaultValue) text.closest("details")?.setAttribute("open", "");
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#deaf();
    for (const off of this.#keys) off();
    document.removeEventListener("item:deleted", this.#deleted);
  }

  get #address() {
    return this.dataset.address ?? "";
  }

  /** @param {HTMLElement} host */
  #open(host) {
    this.#editor.open(host, `${this.#address}cells/${host.dataset.edit}/?as=none`);
  }

  /**
   * @param {HTMLElement} host
   * @param {boolean} back
   */
  #next(host, back) {
    const hosts = all("[data-edit]", this);
    const next = hosts[hosts.indexOf(host) + (back ? -1 : 1)];
    if (next) one(".property-change", next)?.focus();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-sends")) return;
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    const submitter = event.submitter instanceof HTMLButtonElement ? event.submitter : null;
    form.setAttribute("aria-busy", "true");
    const data = submitter ? new FormData(form, submitter) : new FormData(form);
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    // What is saved by leaving it waits where the server does not answer; what is sent by hand stays to be sent again.
    const answer = form.hasAttribute("data-autosave") ? await save(url, data, this.#what(form), { quiet: true }) : await post(url, data, { quiet: true });
    form.removeAttribute("aria-busy");
    this.#steps += 1;
    if ("waits" in answer && answer.waits) return this.#rest(form);
    if (!answer.ok) return this.#refused(answer, form);
    this.#acted = answer.headers.get("X-Action") ?? "";
    this.#settle(form);
    if (answer.text) this.#show(answer.text);
  };

  /**
   * What a person calls the change, and where it shows while it waits.
   * @param {HTMLFormElement} form
   * @returns {import("#app/lib/waiting.js").What}
   */
  #what(form) {
    const field = /** @type {HTMLTextAreaElement} */ (one("textarea", form));
    const key = /\/items\/([^/]+)\//.exec(this.#address)?.[1];
    return { label: `${key} · ${field.getAttribute("aria-label")}`, text: field.value, at: `#${this.id} form[action="${form.getAttribute("action")}"]:has(textarea)` };
  }

  /** What waits is no longer being written: fresh news may come into its place. @param {HTMLFormElement} form */
  #rest(form) {
    for (const text of this.#texts(form)) text.defaultValue = text.value;
  }

  /**
   * The reason beside the editor, where the answer has one; what was typed stays.
   * @param {import("#app/lib/net.js").Answer} answer
   * @param {HTMLFormElement} form
   */
  #refused(answer, form) {
    const said = one(".item-problem", fragment(answer.text));
    const place = said && one(`[id="${said.id}"]`, this);
    if (said && place) {
      place.replaceWith(said);
      this.#choose(said);
    } else if (!answer.out) toast(answer.status ? problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? "") : word("unreachable"), { kind: "error" });
    if (form.matches("[data-autosave], :has([data-submits])") && !said) form.reset();
  }

  /** The choice between two texts comes over the page; what it begins at takes the focus once, not after each swap. @param {Element} said */
  #choose(said) {
    openDialog(said.querySelector("dialog"));
    said.querySelector("[autofocus]")?.removeAttribute("autofocus");
  }

  /**
   * Back to one's own text, which from now on takes the place of theirs.
   * @param {HTMLElement} button
   */
  #merge(button) {
    const form = button.closest("form");
    const old = form?.querySelector("input[name=old]");
    if (old instanceof HTMLInputElement) old.value = button.dataset.merge ?? "";
    closeDialog(button);
    form?.querySelector("textarea")?.focus();
  }

  /**
   * The form is done with: empty or as it was, its draft forgotten, its editor closed.
   * @param {HTMLElement} form
   */
  #settle(form) {
    if (form instanceof HTMLFormElement) form.reset();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    const editor = form.closest("details");
    const held = editor?.contains(document.activeElement);
    editor?.removeAttribute("open");
    if (editor && held) one("summary", editor)?.focus();
    closeDialog(form.querySelector("dialog"));
    const said = one(".item-problem", form);
    if (said) said.hidden = true;
  }

  /** @param {HTMLElement} button */
  #cancel(button) {
    const form = button.closest("form");
    if (!form) return;
    const details = form.closest("details");
    this.#settle(form);
    if (details) one("summary", details)?.focus();
    this.#refresh();
  }

  /** @param {Event} event */
  #change = (event) => {
    const field = event.target;
    if (!(field instanceof HTMLElement)) return;
    const form = field.closest("form");
    if (form && (field.hasAttribute("data-submits") || form.hasAttribute("data-autosave"))) form.requestSubmit();
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const field = event.target;
    if (event.key === "Escape" && !event.defaultPrevented && field instanceof HTMLElement && field.matches("input, textarea, select") && !field.closest(".cell-editor")) this.#leave(event, field);
    if (!(field instanceof HTMLTextAreaElement)) return;
    if (event.key === "Enter" && field.hasAttribute("data-enter")) {
      event.preventDefault();
      field.blur();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      field.form?.requestSubmit();
    }
  };

  /**
   * Escape leaves a field, not yet the item: a title as it was, an editor in which nothing was written closed again.
   * @param {KeyboardEvent} event
   * @param {HTMLElement} field
   */
  #leave(event, field) {
    event.preventDefault();
    event.stopPropagation();
    if (field.hasAttribute("data-enter")) field.closest("form")?.reset();
    field.blur();
    const editor = field.closest("details");
    if (editor && !this.#texts(editor).some((text) => text.value !== text.defaultValue)) editor.removeAttribute("open");
    this.#stay();
  }

  /** Keys go on in the drawer after what had the focus there is gone. */
  #stay() {
    /** @type {HTMLElement | null} */ (this.closest(".drawer-body"))?.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} button */
  async #copy(button) {
    await navigator.clipboard?.writeText(new URL(button.dataset.copy ?? "", location.href).href);
    toast(button.dataset.copied ?? "");
  }

  /** @param {Event} event */
  #heard = (event) => {
    const { kind, ids, action, item } = /** @type {CustomEvent} */ (event).detail;
    if (!KINDS.has(kind) || action === this.#acted) return;
    // A child or a parent shows here too; the page is cheap to fetch and one that is hidden waits until it is seen.
    if (ids === null || item === this.dataset.id || ids.includes(this.dataset.id) || (kind === "item" && ids.some((/** @type {string} */ id) => one(`[data-shows="${id}"]`, this)))) this.#refresh();
  };

  #refresh = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await settled();
      if (this.#isLeft) return;
      const step = this.#steps;
      const answer = await get(`${this.#address}panel/`, { quiet: true });
      await released();
      if (!answer.ok || !this.isConnected) return;
      if (step === this.#steps) this.#show(answer.text);
      else this.#refresh();
    }, PAUSE);
  };

  /** @param {string} html */
  async #show(html) {
    const held = this.contains(document.activeElement);
    for (const part of all("[data-edit], [data-keeps], form[data-autosave], tl-sheet", this)) part.toggleAttribute("hx-morph-skip", this.#busy(part));
    await htmx.swap({ text: html, target: this, swap: "outerMorph", sourceElement: this });
    if (held && document.activeElement === document.body) this.#stay();
  }

  /**
   * Whether a person is at work in a part, so that it has to stay as it is.
   * @param {HTMLElement} part
   */
  #busy(part) {
    if (part.matches("[data-edit]")) return part.classList.contains("is-editing");
    if (part.matches("details")) return part.hasAttribute("open");
    return this.#texts(part).some((text) => text.value !== text.defaultValue || text === document.activeElement);
  }

  /**
   * @param {HTMLElement} part
   * @returns {(HTMLTextAreaElement | HTMLInputElement)[]}
   */
  #texts(part) {
    return /** @type {(HTMLTextAreaElement | HTMLInputElement)[]} */ (all("textarea[name], input:not([type])", part));
  }

  /** @param {Event} event */
  #deleted = (event) => {
    const { id, to } = /** @type {CustomEvent} */ (event).detail;
    if (id !== this.dataset.id) return;
    this.#isLeft = true;
    if (this.closest("tl-drawer")) closeDrawer();
    else leaveFor(to);
  };
}
define("tl-item", Item);
