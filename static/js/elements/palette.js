// Ctrl-K: pages from the rail at once, items from the server while a person types.
import { all, define, modified, on, one, typing } from "#app/lib/dom.js";
import { shortcut } from "#app/lib/keys.js";
import { get } from "#app/lib/net.js";

class Palette extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;

  connectedCallback() {
    shortcut("Mod+k", () => this.#open(), { whileTyping: true, scope: () => !document.querySelector("dialog:modal:not(.drawer)") });
    this.#input.addEventListener("input", () => this.#search());
    this.addEventListener("keydown", this.#key);
    on(this, "click", "[role=option]", (event, option) => {
      if (!modified(event)) this.#go(event, option);
    });
    on(this, "pointermove", "[role=option]", (_event, option) => this.#select(option));
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #options() {
    return all("[role=option]:not([hidden])", this);
  }

  #open() {
    this.#pages();
    this.#input.value = "";
    one("[data-palette-found]", this)?.replaceChildren();
    this.#dialog.showModal();
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
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), 120);
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
    this.#asking?.abort();
    const found = one("[data-palette-found]", this);
    const query = this.#input.value.trim();
    if (!found) return;
    if (!query) return void (found.replaceChildren(), this.#settle());
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = await get(`${this.getAttribute("url")}?q=${encodeURIComponent(query)}`, { quiet: true, signal });
    if (signal.aborted || !answer.ok) return;
    const rows = new DOMParser().parseFromString(answer.text, "text/html").body;
    found.replaceChildren(...document.importNode(rows, true).childNodes);
    all("[role=option]", found).forEach((option, at) => {
      option.id ||= `palette-found-${at}`;
      option.tabIndex = -1;
    });
    this.#settle();
  }

  /** Keeps one option chosen, and says so when there is none. */
  #settle() {
    const options = this.#options;
    const none = one(".palette-none", this);
    if (none) none.hidden = options.length > 0;
    if (!options.some((option) => option.getAttribute("aria-selected") === "true")) this.#select(options[0]);
  }

  /** @param {HTMLElement | undefined} option */
  #select(option) {
    all("[aria-selected=true]", this).forEach((old) => old !== option && old.setAttribute("aria-selected", "false"));
    option?.setAttribute("aria-selected", "true");
    if (option) this.#input.setAttribute("aria-activedescendant", option.id);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    const options = this.#options;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      const next = options[(at + step + options.length) % options.length];
      this.#select(next);
      next?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Escape") {
      // A search box would only empty itself.
      event.preventDefault();
      this.#dialog.close();
    } else if (event.key === "Enter" && at >= 0 && typing(event)) this.#go(event, options[at]);
  };

  /**
   * @param {Event} event
   * @param {HTMLElement | undefined} option
   */
  #go(event, option) {
    event.preventDefault();
    this.#dialog.close();
    if (option instanceof HTMLAnchorElement) location.assign(option.href);
    else option?.dispatchEvent(new CustomEvent("palette:go"));
  }
}
define("tl-palette", Palette);
