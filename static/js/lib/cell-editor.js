// Edits one cell in place: the server's form is put into the cell, its answer into the cell's place.
import { all, fragment, one } from "#app/lib/dom.js";
import { HeldKeys } from "#app/lib/held-keys.js";
import { get, problem } from "#app/lib/net.js";
import { placeBelow } from "#app/lib/place.js";
import { plainEditor } from "#app/lib/plain-editor.js";
import { toast } from "#app/lib/toast.js";
import { TypedAhead } from "#app/lib/typed-ahead.js";
import { isLost, keep, save } from "#app/lib/waiting.js";
import { word } from "#app/lib/words.js";
import "#app/elements/choice.js";

/**
 * @typedef {object} Host
 * @property {(host: HTMLElement, html: string, headers: Headers) => void} saved the answer's HTML takes the place of what was there
 * @property {(host: HTMLElement, field: string) => void} closed gives the focus back
 * @property {(host: HTMLElement, field: string, back: boolean) => void} next Tab: the editor goes on
 * @property {() => Record<string, string | string[]>} [extra] sent with the form
 */

export class CellEditor {
  /** @type {HTMLElement | null} */
  #host = null;
  /** @type {HTMLElement | null} the element whose editor is on its way */
  #coming = null;
  /** @type {TypedAhead | null} */
  #typed = null;
  /** @type {HTMLFormElement | null} */
  #form = null;
  #before = "";
  #url = "";
  /** @type {Promise<unknown>} */
  #busy = Promise.resolve();
  #asked = 0;

  /** @param {Host} owner */
  constructor(owner) {
    this.owner = owner;
    // Leaving for the sign-in page saves like leaving the cell: it is sent when the same person is back.
    document.addEventListener("signing-in", () => {
      const form = this.#form;
      if (form && !form.hasAttribute("aria-busy") && this.#isChanged) keep(this.#url, this.#data(form), this.#what(form));
    });
  }

  /**
   * Whether an editor is open in it, or about to be.
   * @param {Element} element
   */
  within(element) {
    return element.contains(this.#host) || element.contains(this.#coming);
  }

  get isOpen() {
    return Boolean(this.#form);
  }

  /**
   * @param {HTMLElement} host the element that the form is put into
   * @param {string} url GET answers the form, POST takes it
   */
  async open(host, url) {
    const typed = this.#hold();
    typed.taken = true;
    await this.#busy;
    const asked = ++this.#asked;
    if (this.#form) await this.save();
    this.#coming = host;
    const answer = await get(url, { quiet: true });
    const html = answer.ok ? answer.text : isLost(answer) ? plainEditor(host) : "";
    typed.stop();
    if (asked === this.#asked || typed.gone) this.#coming = null;
    if (!html && !answer.out) toast(answer.status ? problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? "") : word("unreachable"), { kind: "error" });
    if (!html || asked !== this.#asked || typed.gone || !host.isConnected) return this.#forget(typed);
    this.#host = host;
    this.#url = url;
    host.classList.add("is-editing");
    this.#show(html);
    this.#before = this.#state();
    typed.into(/** @type {HTMLInputElement | null} */ (one("[data-filter], input[name=value]", this.#form ?? document)));
  }

  /** From now on what is typed waits for the next editor. */
  #hold() {
    if (!this.#typed?.waits) this.#typed = new TypedAhead(this.#typed?.keys ?? []);
    return this.#typed;
  }

  /** @param {TypedAhead} typed */
  #forget(typed) {
    typed.stop();
    typed.keys.length = 0;
  }

  /** Takes the editor away; nothing is saved. */
  close({ focus = false } = {}) {
    const [host, form] = [this.#host, this.#form];
    this.#host = this.#form = null;
    form?.remove();
    host?.classList.remove("is-editing");
    const stale = host?.closest("[data-stale]");
    if (stale) {
      stale.removeAttribute("data-stale");
      stale.dispatchEvent(new CustomEvent("cell:stale", { bubbles: true }));
    }
    if (focus && host && form) this.owner.closed(host, form.dataset.field ?? "");
  }

  /** Sends what was typed, if anything was. Resolves to false where the editor stays open. */
  async save() {
    const [host, form] = [this.#host, this.#form];
    if (!host || !form) return true;
    if (!this.#isChanged) {
      this.close();
      return true;
    }
    const what = this.#what(form);
    form.setAttribute("aria-busy", "true");
    const sent = save(this.#url, this.#data(form), what, { quiet: true });
    this.#busy = sent;
    const answer = await sent;
    form.removeAttribute("aria-busy");
    if (answer.waits) {
      this.close();
      return true;
    }
    if (!answer.ok) {
      // Wrong (422) or changed by someone else (412): the form comes back with the reason. Else it stays as it is.
      if (answer.text.includes('id="cell-editor"')) this.#show(answer.text);
      else if (!answer.out) toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
      return false;
    }
    this.close();
    this.owner.saved(host, answer.text, answer.headers);
    return true;
  }

  get #isChanged() {
    return this.#state() !== this.#before || Boolean(this.#form?.querySelector("[data-picked]"));
  }

  /** @param {HTMLFormElement} form */
  #data(form) {
    const data = new FormData(form);
    for (const [name, value] of Object.entries(this.owner.extra?.() ?? {})) {
      for (const single of Array.isArray(value) ? value : [value]) data.append(name, single);
    }
    return data;
  }

  /**
   * What a person calls this change, and where it shows while it waits.
   * @param {HTMLFormElement} form
   * @returns {import("#app/lib/waiting.js").What}
   */
  #what(form) {
    const field = form.dataset.field ?? "";
    const name = one("[data-filter], input[name=value]", form)?.getAttribute("aria-label") ?? field;
    const chosen = all("[role=option][aria-selected=true] .choice-name", form).map((option) => option.textContent?.trim());
    const typed = /** @type {HTMLInputElement | null} */ (one("input[name=value]", form))?.value;
    const host = /** @type {HTMLElement | null} */ (this.#host?.closest("[data-key], tl-item"));
    const row = host?.dataset.key ? `[data-key="${host.dataset.key}"]` : `tl-item[data-id="${host?.dataset.id}"]`;
    const at = host && (host === this.#host ? `${row} .card-top` : `${row} [data-edit="${field}"]`);
    const key = /\/items\/([^/]+)\//.exec(this.#url)?.[1];
    const text = typed ?? chosen.join(", ");
    return { label: key ? `${key} · ${name}` : name, text, at: at ?? "", instead: this.#host?.matches("td") };
  }

  #state() {
    return this.#form ? JSON.stringify([...new FormData(this.#form).entries()].filter(([name]) => name !== "old")) : "";
  }

  /** @param {string} html */
  #show(html) {
    const host = this.#host;
    if (!host) return;
    this.#form?.remove();
    const form = fragment(html).querySelector("form");
    if (!form) return;
    this.#form = form;
    host.append(form);
    form.addEventListener("submit", this.#submit);
    form.addEventListener("keydown", this.#key);
    form.addEventListener("focusout", this.#left);
    form.addEventListener("mousedown", this.#press);
    one("[data-keep]", form)?.addEventListener("click", () => this.#keep());
    const picker = one("[data-picker]", form);
    picker?.addEventListener("change", () => this.#picked(/** @type {HTMLInputElement} */ (picker)));
    this.#float(form, host);
    const input = /** @type {HTMLInputElement | null} */ (one("[data-filter], input[name=value]", form));
    input?.focus();
    input?.select();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} host
   */
  #float(form, host) {
    const choice = one("tl-choice", form);
    if (!choice) return;
    choice.showPopover();
    placeBelow(choice, host.getBoundingClientRect());
  }

  /** @param {HTMLInputElement} picker */
  #picked(picker) {
    const input = /** @type {HTMLInputElement | null} */ (one("input[name=value]", this.#form ?? document));
    if (!input || !picker.value) return;
    input.value = picker.value;
    this.#finish();
  }

  /** Leaves the other person's value. */
  #keep() {
    const host = this.#host;
    this.close({ focus: true });
    if (host) host.dispatchEvent(new CustomEvent("cell:stale", { bubbles: true }));
  }

  async #finish() {
    const [host, field] = [this.#host, this.#form?.dataset.field ?? ""];
    if (!host) return;
    const held = new HeldKeys(host, this.#typed?.keys.splice(0));
    const isSaved = await this.save();
    held.stop();
    if (!isSaved) return;
    // Who has gone elsewhere meanwhile stays there.
    if (document.activeElement === document.body || host.contains(document.activeElement)) this.owner.closed(host, field);
    held.again();
  }

  /** @param {Event} event */
  #submit = (event) => {
    event.preventDefault();
    event.stopPropagation();
    this.#finish();
  };

  /** @param {KeyboardEvent} event */
  #key = async (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close({ focus: true });
    } else if (event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      const [host, field, typed] = [this.#host, this.#form?.dataset.field ?? "", this.#hold()];
      if ((await this.save()) && host) this.owner.next(host, field, event.shiftKey);
      // There was no next cell to open, or this one is still to be mended.
      if (!typed.taken) this.#forget(typed);
    } else if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  };

  /** A press on what takes no focus, as an option, leaves it in the editor, which closes without. @param {MouseEvent} event */
  #press = (event) => {
    if (event.target instanceof Element && !event.target.closest("button, input, label, select, textarea, a")) event.preventDefault();
  };

  /** @param {FocusEvent} event */
  #left = (event) => {
    const form = this.#form;
    if (!form || (event.relatedTarget instanceof Node && form.contains(event.relatedTarget))) return;
    // The focus may be on its way to another part of the form, or the form is being replaced.
    setTimeout(() => {
      if (this.#form !== form || form.contains(document.activeElement) || form.hasAttribute("aria-busy")) return;
      if (!document.hasFocus() || form.querySelector("[aria-invalid=true]")) return;
      this.save();
    }, 0);
  };
}
