// Opens links marked data-drawer over the list. The address follows; Back and Esc close; the list keeps its place.
import htmx from "htmx.org";
import { covered } from "#app/lib/dialogs.js";
import { define, modified, on, one } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";
import { word } from "#app/lib/words.js";

/** @typedef {{url: string, fragment: string}} Place */

const NARROW = matchMedia("(max-width: 799px)");
// A reloaded drawer address is a full page: going back from it has to load the list anew.
const reloaded = Boolean(history.state?.drawer);

class Drawer extends HTMLElement {
  /** @type {HTMLElement | null} */
  #from = null;
  /** @type {AbortController | undefined} */
  #loading;
  #travelled = false;
  #title = document.title;

  connectedCallback() {
    on(document, "click", "a[data-drawer]", this.#click);
    on(this, "click", "[data-drawer-close]", () => this.#leave());
    document.addEventListener("drawer:open", (event) => this.#enter(/** @type {CustomEvent} */ (event).detail));
    document.addEventListener("drawer:close", () => this.#leave());
    window.addEventListener("popstate", this.#travel);
    document.addEventListener("htmx:before:history:restore", (event) => {
      if (this.#travelled) event.preventDefault();
      this.#travelled = false;
    });
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.#leave();
    });
    document.addEventListener("keydown", this.#escape);
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #body() {
    return /** @type {HTMLElement} */ (one(".drawer-body", this));
  }

  /**
   * Enter on a link (a click without a pointer) opens the full page, as a modified click does.
   * @param {MouseEvent} event
   * @param {HTMLElement} link
   */
  #click = (event, link) => {
    if (event.defaultPrevented || modified(event) || event.detail === 0) return;
    event.preventDefault();
    const { href } = /** @type {HTMLAnchorElement} */ (link);
    this.#enter({ url: href, fragment: link.dataset.drawer ?? "", from: link });
  };

  /** @param {Place & {from?: HTMLElement | null}} place */
  #enter({ url, fragment, from }) {
    if (from && !this.contains(from)) this.#from = from;
    // `htmx: true` keeps htmx from overwriting the entry when something is swapped inside the drawer.
    const state = { htmx: true, drawer: { url, fragment } };
    if (this.#dialog.open) history.replaceState(state, "", url);
    else {
      this.#title = document.title;
      history.pushState(state, "", url);
    }
    this.#show({ url, fragment });
  }

  /** @param {Place} place */
  async #show({ url, fragment }) {
    // What an item needs comes with the first one.
    const ready = import("#app/elements/item.js").catch(() => null);
    this.#loading?.abort();
    this.#loading = new AbortController();
    one("[data-drawer-full]", this)?.setAttribute("href", url);
    if (!this.#dialog.open) {
      this.#body.replaceChildren();
      if (NARROW.matches) this.#dialog.showModal();
      else this.#dialog.show();
      document.body.classList.add("has-drawer");
    }
    this.#body.setAttribute("aria-busy", "true");
    const { signal } = this.#loading;
    const [answer] = await Promise.all([get(fragment || url, { signal }), ready]);
    if (signal.aborted) return;
    this.#body.removeAttribute("aria-busy");
    if (answer.ok) this.#fill(answer.text);
    else if (answer.status) this.#leave();
  }

  /** @param {string} html */
  #fill(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const content = page.querySelector("[data-drawer-body]") ?? page.body;
    this.#body.replaceChildren(...document.importNode(content, true).childNodes);
    htmx.process(this.#body);
    this.#body.scrollTop = 0;
    const named = content.matches("[data-drawer-title]") ? content : content.querySelector("[data-drawer-title]");
    const title = named?.getAttribute("data-drawer-title") || page.title || one("h1, h2", this.#body)?.textContent?.trim() || word("loading");
    const head = document.getElementById("drawer-title");
    if (head) head.textContent = title;
    document.title = title;
    if (!this.contains(document.activeElement) || document.activeElement?.matches("[data-drawer-full]")) this.#body.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("drawer:opened"));
  }

  /** Back to the list, by the same road as the browser's Back. */
  #leave() {
    if (!this.#dialog.open) return;
    if (history.state?.drawer) history.back();
    else this.#close();
  }

  #close() {
    this.#loading?.abort();
    // Else the browser gives the focus to what had it when the first item was opened.
    if (document.activeElement instanceof HTMLElement && this.contains(document.activeElement)) document.activeElement.blur();
    this.#dialog.close();
    document.body.classList.remove("has-drawer");
    this.#body.replaceChildren();
    document.title = this.#title;
    if (this.#from?.isConnected) this.#from.focus({ preventScroll: true });
    this.#from = null;
    document.dispatchEvent(new CustomEvent("drawer:closed"));
  }

  /** @param {PopStateEvent} event */
  #travel = ({ state }) => {
    if (state?.drawer) {
      this.#travelled = true;
      this.#show(state.drawer);
    } else if (this.#dialog.open) {
      this.#travelled = true;
      this.#close();
    } else if (reloaded) location.reload();
  };

  /** @param {KeyboardEvent} event */
  #escape = (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !this.#dialog.open || this.#dialog.matches(":modal")) return;
    // The innermost thing closes first: a menu, a dialog, a field that is being edited.
    if (covered() || document.activeElement?.matches("input, textarea, select")) return;
    this.#leave();
  };
}
define("tl-drawer", Drawer);
