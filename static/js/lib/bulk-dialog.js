// The dialog of a change of many items: its form or preview comes from the server, and says what would happen while one chooses.
import { closeDialog, openDialog } from "#app/lib/dialogs.js";
import { fragment, one } from "#app/lib/dom.js";
import { get, post, problem } from "#app/lib/net.js";
import { toast } from "#app/lib/toast.js";
import { save } from "#app/lib/waiting.js";

const PAUSE = 250;

/** @typedef {{count: number, data: Record<string, string>}} Chosen `data` names the items as forms of the backlog do */

export class BulkDialog {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = 0;

  /** @param {HTMLElement} root whose data say where the changes go */
  constructor(root) {
    this.root = root;
    this.dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("bulk-dialog"));
  }

  /**
   * @param {Chosen} chosen
   * @param {string} [field] what one begins with
   */
  async edit(chosen, field = "") {
    const answer = await get(`${this.root.dataset.changes}form/`);
    if (!answer.ok) return;
    this.#show("edit", chosen.count, answer.text);
    const form = one("form", this.dialog ?? document);
    if (!(form instanceof HTMLFormElement)) return;
    if (field) one(`[name="${field}"]`, form)?.focus();
    const again = () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#preview(form, chosen), PAUSE);
    };
    form.addEventListener("input", (event) => event.target instanceof Element && !event.target.matches("[name=leave_out]") && again());
    this.#sends(form, chosen);
    this.#preview(form, chosen);
  }

  /** @param {Chosen} chosen */
  async rank(chosen) {
    const answer = await post(`${this.root.dataset.ranks}preview/`, chosen.data);
    if (!answer.ok) return;
    this.#show("rank", chosen.count, answer.text);
    const form = one("form", this.dialog ?? document);
    if (form instanceof HTMLFormElement) this.#sends(form, chosen);
  }

  /** What could not be pasted. @param {string} html */
  problems(html) {
    this.#show("paste", 0, html);
  }

  /**
   * @param {"edit" | "rank" | "paste"} what
   * @param {number} count
   * @param {string} html
   */
  #show(what, count, html) {
    const dialog = this.dialog;
    const [title, fill] = [one("#bulk-title"), one("[data-fill]", dialog ?? document)];
    if (!dialog || !title || !fill) return;
    title.textContent = (title.dataset[what] ?? "").replace("%d", String(count));
    fill.innerHTML = html;
    openDialog(dialog);
    one("select, input, button[type=submit], .dialog-foot button", fill)?.focus();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Chosen} chosen
   */
  #data(form, chosen) {
    const data = new FormData(form);
    for (const [name, value] of Object.entries(chosen.data)) data.set(name, value);
    return data;
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Chosen} chosen
   */
  async #preview(form, chosen) {
    const asked = ++this.#asked;
    const answer = await post(form.dataset.preview ?? "", this.#data(form, chosen), { quiet: true });
    if (asked === this.#asked && answer.text.includes("bulk-preview")) this.#fill(form, answer.text);
  }

  /**
   * @param {HTMLFormElement} form
   * @param {string} html
   */
  #fill(form, html) {
    const fresh = fragment(html).firstElementChild;
    if (!fresh) return;
    const old = one("#bulk-preview", form);
    // The live region itself stays, so that its new words are read out.
    old?.replaceChildren(...fresh.childNodes);
    const button = one("[type=submit]", form);
    if (button) /** @type {HTMLButtonElement} */ (button).disabled = fresh.hasAttribute("data-nothing");
  }

  /**
   * Enter in a field, and Ctrl-Enter anywhere, sends what the form says now, which the last preview may not know yet.
   * @param {KeyboardEvent} event
   * @param {HTMLFormElement} form
   * @param {Chosen} chosen
   */
  async #enter(event, form, chosen) {
    const isText = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (event.key !== "Enter" || !(isText || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    clearTimeout(this.#timer);
    if (form.dataset.preview) await this.#preview(form, chosen);
    one("[type=submit]", form)?.click();
  }

  /**
   * @param {HTMLFormElement} form
   * @param {Chosen} chosen
   */
  #sends(form, chosen) {
    form.addEventListener("keydown", (event) => this.#enter(event, form, chosen));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.hasAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      clearTimeout(this.#timer);
      const label = one("#bulk-title")?.textContent ?? "";
      const answer = await save(form.action, this.#data(form, chosen), { label }, { quiet: true });
      form.removeAttribute("aria-busy");
      if (!answer.ok && !answer.waits) {
        if (answer.text.includes("bulk-preview")) return this.#fill(form, answer.text);
        return toast(problem(answer.status, answer.text, answer.headers.get("Content-Type") ?? ""), { kind: "error" });
      }
      closeDialog(this.dialog);
      if (answer.ok) this.root.dispatchEvent(new CustomEvent("bulk:done"));
    });
  }
}
