// Ctrl-K: pages from the rail at once, items from the server while a person types.
import { closeDialog, openDialog } from "#app/lib/dialogs.js";
import { all, define, modified, on, one, typing } from "#app/lib/dom.js";
import { shortcut } from "#app/lib/keys.js";
import { Asking, Options, nodesOf } from "#app/lib/options.js";

const PAUSE = 120;

class Palette extends HTMLElement {
  #asking = new Asking(PAUSE);
  #options = new Options(() => this.#input, () => all("[role=option]:not([hidden])", this));

  connectedCallback() {
    shortcut("Mod+k", () => this.#open(), { whileTyping: true, scope: () => !document.querySelector("dialog:modal:not(.drawer)") });
    this.#input.addEventListener("input", () => this.#search());
    this.addEventListener("keydown", this.#key);
    on(this, "click", "[role=option]", (event, option) => {
      if (!modified(event)) this.#go(event, option);
    });
    on(this, "pointermove", "[role=option]", (_event, option) => this.#options.point(option));
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  #open() {
    this.#pages();
    this.#input.value = "";
    one("[data-palette-found]", this)?.replaceChildren();
    openDialog(this.#dialog);
    this.#filter();
  }

  /** The pages are the links and buttons that the shell shows to this person, so rights hold here too. */
  #pages() {
    const home = one("[data-palette-pages]", this);
    if (!home) return;
    all("[role=option]", home).forEach((old) => old.remove());
    const sources = [...all(".rail-list a.rail-link"), ...all("[data-palette-action]"), ...all("#me [role=menuitem]"), ...all(".sidenav a")];
    sources.forEach((source, at) => home.append(this.#option(source, `page-${at}`)));
  }

  /**
   * @param {HTMLElement} source
   * @param {string} id
   */
  #option(source, id) {
    const option = document.createElement(source instanceof HTMLAnchorElement ? "a" : "div");
    option.className = "palette-option";
    option.id = `palette-${id}`;
    option.setAttribute("role", "option");
    option.tabIndex = -1;
    if (option instanceof HTMLAnchorElement) option.href = /** @type {HTMLAnchorElement} */ (source).href;
    else option.addEventListener("palette:go", () => source.click());
    const icon = source.querySelector("svg")?.cloneNode(true);
    const name = document.createElement("span");
    const label = source.querySelector(".rail-name") ?? source;
    name.textContent = [...label.childNodes].filter((node) => !(node instanceof Element && node.matches("kbd"))).map((node) => node.textContent).join("").trim();
    option.append(...(icon ? [icon] : []), name);
    const product = source.closest(".rail-product")?.getAttribute("aria-label");
    if (product) {
      const note = document.createElement("span");
      note.className = "key";
      note.textContent = product;
      option.append(note);
    }
    return option;
  }

  #search() {
    this.#filter();
    this.#asking.later(() => this.#ask());
  }

  #filter() {
    const words = this.#input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const home = one("[data-palette-pages]", this);
    if (!home) return;
    for (const option of all("[role=option]", home)) {
      const text = option.textContent?.toLowerCase() ?? "";
      option.hidden = !words.every((part) => text.includes(part));
    }
    home.hidden = !all("[role=option]:not([hidden])", home).length;
    this.#settle();
  }

  async #ask() {
    const found = one("[data-palette-found]", this);
    const query = this.#input.value.trim();
    if (!found) return;
    if (!query) {
      this.#asking.stop();
      found.replaceChildren();
      return this.#settle();
    }
    const answer = await this.#asking.now(`${this.getAttribute("url")}?q=${encodeURIComponent(query)}`);
    if (!answer?.ok) return;
    found.replaceChildren(...nodesOf(new DOMParser().parseFromString(answer.text, "text/html").body));
    for (const option of all("[role=option]", found)) option.tabIndex = -1;
    this.#settle();
  }

  /** Keeps one option active, and says so when there is none. */
  #settle() {
    const options = this.#options.shown();
    const none = one(".palette-none", this);
    if (none) none.hidden = options.length > 0;
    this.#options.point(this.#options.active ?? options[0]);
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const { active } = this.#options;
    if (this.#options.walk(event)) event.preventDefault();
    else if (event.key === "Escape") {
      // A search box would only empty itself.
      event.preventDefault();
      closeDialog(this.#dialog);
    } else if (event.key === "Enter" && active && typing(event)) this.#go(event, active);
  };

  /**
   * @param {Event} event
   * @param {HTMLElement | undefined} option
   */
  #go(event, option) {
    event.preventDefault();
    closeDialog(this.#dialog);
    if (option instanceof HTMLAnchorElement) location.assign(option.href);
    else option?.dispatchEvent(new CustomEvent("palette:go"));
  }
}
define("tl-palette", Palette);
