/**
 * <tl-roadmap-list data-url data-lanes data-horizons data-labels>: the list of a roadmap under the hand. A `button[data-edit]` becomes a field; Enter, Tab or
 * leaving it saves, Escape puts it back. The answer of `<row>/cell/` is the row as it is now; news fetch the whole list.
 */
import { announce } from "#app/lib/announce.js";
import { define, fragment, typing } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { hear } from "#app/lib/news.js";
import { acts, save } from "#app/lib/waiting.js";

const KINDS = ["item", "entry", "lane", "roadmap", "comment"];
const CHOICES = /** @type {Record<string, "lanes" | "horizons">} */ ({ lane: "lanes", horizon: "horizons" });

class RoadmapList extends HTMLElement {
  /** @type {{button: HTMLElement, field: HTMLInputElement | HTMLSelectElement} | undefined} */
  #editing;
  /** @type {number | undefined} */
  #hearing;
  #asked = 0;

  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.addEventListener("click", this.#click, { signal });
    this.addEventListener("keydown", this.#key, { signal });
    this.addEventListener("focusout", this.#left, { signal });
    signal.addEventListener("abort", hear(this.#hear, this.#hear));
  }

  disconnectedCallback() {
    this.controller?.abort();
    clearTimeout(this.#hearing);
  }

  /** @param {MouseEvent} event */
  #click = (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-edit]"));
    if (button) this.#edit(button);
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (this.#editing && event.target === this.#editing.field) return this.#typed(event);
    if (event.key !== "e" || event.ctrlKey || event.metaKey || event.altKey || typing(event)) return;
    const here = /** @type {Element} */ (event.target);
    const button = here.matches("[data-edit]") ? here : here.closest("tr")?.querySelector("[data-edit]");
    if (!button) return;
    event.preventDefault();
    this.#edit(/** @type {HTMLElement} */ (button));
  };

  /** @param {KeyboardEvent} event */
  #typed(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.#end(true);
    else if (event.key === "Enter") this.#commit();
    else if (event.key === "Tab") this.#commit(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  }

  /** @param {FocusEvent} event */
  #left = (event) => {
    if (this.#editing && event.target === this.#editing.field && document.hasFocus()) this.#commit();
  };

  /** @param {HTMLElement} button @param {string} [refused] What was typed before, and cannot be saved. */
  #edit(button, refused) {
    this.#commit();
    const field = this.#field(button);
    field.className = "list-field";
    field.setAttribute("aria-label", `${this.#label(button)}: ${this.#row(button).dataset.title}`);
    this.#editing = { button, field };
    button.hidden = true;
    button.after(field);
    field.focus();
    if (refused !== undefined) {
      field.value = refused;
      field.setAttribute("aria-invalid", "true");
    } else if (field instanceof HTMLInputElement) field.select();
  }

  /** @param {HTMLElement} button @returns {HTMLInputElement | HTMLSelectElement} */
  #field(button) {
    const edit = button.dataset.edit ?? "";
    const value = this.#value(button);
    const choices = CHOICES[edit];
    if (!choices) return Object.assign(document.createElement("input"), { value, maxLength: edit === "public_note" ? 1000 : 300, autocomplete: "off" });
    const select = document.createElement("select");
    for (const [id, name] of JSON.parse(this.dataset[choices] ?? "[]")) select.add(new Option(name, id, id === value, id === value));
    return select;
  }

  /** @param {Element} within @returns {HTMLElement} */
  #row(within) {
    return /** @type {HTMLElement} */ (within.closest("tr"));
  }

  /** What a button edits, as it stands. @param {HTMLElement} button */
  #value(button) {
    return button.dataset.value ?? this.#row(button).dataset.title ?? "";
  }

  /** What it is called. @param {HTMLElement} button @returns {string} */
  #label(button) {
    return JSON.parse(this.dataset.labels ?? "{}")[button.dataset.edit ?? ""] ?? "";
  }

  /** The field goes, its button is there again. @param {boolean} [focuses] */
  #end(focuses) {
    const editing = this.#editing;
    this.#editing = undefined;
    editing?.field.remove();
    if (editing) editing.button.hidden = false;
    if (focuses) editing?.button.focus();
    return editing;
  }

  /** Save what was typed; with `step` the next or former field opens. @param {number} [step] */
  #commit(step = 0) {
    if (!this.#editing) return;
    const { button, field } = this.#editing;
    const hadFocus = this.contains(document.activeElement);
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-edit]"))].filter((each) => each === button || each.offsetParent);
    const next = step ? all[all.indexOf(button) + step] : undefined;
    const place = next && { row: this.#row(next).id, edit: next.dataset.edit ?? "" };
    this.#end(hadFocus && !next);
    if (field.value.trim() !== this.#value(button)) this.#save(button, field.value.trim());
    const there = place && /** @type {HTMLElement | null} */ (document.querySelector(`#${place.row} [data-edit="${place.edit}"]`));
    if (there) this.#edit(there);
  }

  /** @param {HTMLElement} button @param {string} value */
  async #save(button, value) {
    const row = this.#row(button);
    const { edit = "", from = this.#value(button) } = button.dataset;
    const url = `${row.querySelector("a[data-drawer]")?.getAttribute("href")}cell/`;
    const label = this.#label(button);
    row.classList.add("is-saving");
    const query = new URL(this.dataset.url ?? "", location.href).searchParams;
    const values = { name: edit, value, from, q: query.get("q") ?? "", sort: query.get("sort") ?? "" };
    const answer = await save(url, values, { label: `${row.dataset.title}: ${label}`, text: value, at: `#${row.id}` });
    row.classList.remove("is-saving");
    if (answer.waits) return;
    if (!answer.ok) return this.#refused(row.id, edit, value, answer.status);
    if (edit === "lane" || query.get("sort")) await this.refresh();
    else this.#replace(row, answer.text);
    announce(`${row.dataset.title}: ${label}`);
  }

  /** What was typed is not lost: the field opens with it again, unless one has gone on to another one.
   * @param {string} row @param {string} edit @param {string} value @param {number} status */
  async #refused(row, edit, value, status) {
    if (status !== 422) await this.refresh();
    const button = /** @type {HTMLElement | null} */ (document.querySelector(`#${row} [data-edit="${edit}"]`));
    const isHere = document.activeElement === button || document.activeElement === document.body;
    if (!this.#editing && button && isHere) this.#edit(button, value);
  }

  /** Of a row in which the next cell is open already the other cells. @param {HTMLElement} row @param {string} html */
  #replace(row, html) {
    const fresh = fragment(html).querySelector("tr");
    if (!fresh) return;
    const open = this.#editing?.button.closest("td");
    if (open && row.contains(open)) {
      const cells = [...fresh.cells];
      for (const [at, cell] of [.../** @type {HTMLTableRowElement} */ (row).cells].entries()) if (cell !== open) cell.replaceWith(cells[at] ?? cell);
      return;
    }
    const focused = row.contains(document.activeElement) ? document.activeElement?.getAttribute("data-edit") : null;
    row.replaceWith(fresh);
    if (focused) /** @type {HTMLElement | null} */ (fresh.querySelector(`[data-edit="${focused}"]`))?.focus({ preventScroll: true });
  }

  /** Fetch the list anew; not under an open field. What was on its way while something was done here is older than that, and asked for again. */
  async refresh() {
    const [asked, before] = [++this.#asked, acts()];
    const answer = await get(this.dataset.url ?? "");
    if (!this.isConnected || asked !== this.#asked) return;
    if (this.#editing || before < 0 || before !== acts()) return this.#later();
    const fresh = answer.ok && new DOMParser().parseFromString(answer.text, "text/html").querySelector("tl-roadmap-list");
    if (!fresh) return;
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    const [row, edit] = [focused?.closest("tr")?.id, focused?.getAttribute("data-edit")];
    for (const { name, value } of fresh.attributes) this.setAttribute(name, value);
    this.replaceChildren(...fresh.childNodes);
    const again = row && document.getElementById(row)?.querySelector(edit ? `[data-edit="${edit}"]` : "a");
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** @param {Event} news */
  #hear = (news) => {
    const { kind } = /** @type {CustomEvent} */ (news).detail ?? {};
    if (!kind || KINDS.includes(kind)) this.#later();
  };

  #later() {
    clearTimeout(this.#hearing);
    this.#hearing = window.setTimeout(() => (this.#editing || acts() < 0 ? this.#later() : this.refresh()), 400);
  }
}
define("tl-roadmap-list", RoadmapList);
