// <tl-board>: cards by status, moved by pointer or by Alt and arrows; what others change appears in place.
import { announce } from "#app/lib/announce.js";
import { say } from "#app/lib/backlog-words.js";
import { CellEditor } from "#app/lib/cell-editor.js";
import { recount } from "#app/lib/counts.js";
import { all, define, fragment, on, one } from "#app/lib/dom.js";
import { draggable, ghostOf } from "#app/lib/drag.js";
import { openDrawer } from "#app/lib/drawer.js";
import { shortcut } from "#app/lib/keys.js";
import { done, keepFresh } from "#app/lib/live-rows.js";
import { get } from "#app/lib/net.js";
import { beginAdding, prepareAdding, quickAdd } from "#app/lib/quick-add.js";
import { toast } from "#app/lib/toast.js";
import { save } from "#app/lib/waiting.js";

const CARD = ".card[data-key]";

class Board extends HTMLElement {
  /** @type {(() => void)[]} */
  #off = [];
  /** @type {Promise<unknown>} */
  #queue = Promise.resolve();

  connectedCallback() {
    this.editor = new CellEditor({
      saved: (_host, html, headers) => {
        done(headers);
        this.#upsert(html);
      },
      closed: (host) => this.#card(host.closest(CARD)?.getAttribute("data-id") ?? "")?.focus(),
      next: (host) => this.#card(host.closest(CARD)?.getAttribute("data-id") ?? "")?.focus(),
    });
    on(this, "click", ".card-move", (_event, button) => this.#status(/** @type {HTMLElement} */ (button.closest(CARD))));
    on(this, "click", "[data-more]", (event, link) => this.#more(event, /** @type {HTMLAnchorElement} */ (link)));
    on(this, "submit", "[data-quick-add-form]", (event, form) => this.#add(event, /** @type {HTMLFormElement} */ (form)));
    this.addEventListener("focusin", (event) => this.#current(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.#off.push(on(document, "click", "[data-quick-add]", () => beginAdding(this)));
    this.#off.push(shortcut("j", () => this.#step(1)), shortcut("k", () => this.#step(-1)));
    this.#off.push(shortcut("s", () => this.#here && this.#status(this.#here)));
    this.#off.push(draggable(this, CARD, this.#drag()));
    this.#off.push(keepFresh({ ids: () => all(CARD, this).map((card) => card.dataset.id ?? ""), url: (ids) => `${this.dataset.cards}?${new URLSearchParams({ q: this.dataset.query ?? "", ids: ids.join(",") })}`, apply: (ids, html) => this.#refreshed(ids, html) }));
    prepareAdding(this);
    this.#ready();
  }

  disconnectedCallback() {
    for (const off of this.#off) off();
  }

  get #here() {
    return one(".card.is-current", this);
  }

  /** @param {string} id */
  #card(id) {
    return one(`${CARD}[data-id="${CSS.escape(id)}"]`, this);
  }

  /** @param {string} status */
  #column(status) {
    return one(`.board-column[data-status="${CSS.escape(status)}"]`, this);
  }

  #ready() {
    const cards = all(CARD, this);
    const current = this.#here ?? cards[0];
    for (const card of cards) card.tabIndex = card === current ? 0 : -1;
  }

  /** @param {Event} event */
  #current(event) {
    const card = event.target instanceof Element ? event.target.closest(CARD) : null;
    if (!(card instanceof HTMLElement)) return;
    for (const other of all(".card.is-current", this)) other.classList.remove("is-current");
    card.classList.add("is-current");
    this.#ready();
  }

  /** @param {number} by */
  #step(by) {
    const cards = all(CARD, this.#here?.closest(".board-column") ?? this);
    const at = this.#here ? cards.indexOf(this.#here) + by : 0;
    cards[Math.max(0, Math.min(at, cards.length - 1))]?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const card = event.target instanceof HTMLElement && event.target.matches(CARD) ? event.target : null;
    if (!card || event.ctrlKey || event.metaKey) return;
    const columns = all(".board-column", this);
    const at = columns.indexOf(/** @type {HTMLElement} */ (card.closest(".board-column")));
    const cards = all(CARD, columns[at]);
    const place = cards.indexOf(card);
    if (event.key === "Enter") this.#open(card);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (!event.altKey) this.#step(by);
      else if (cards[place + by]) this.#go(card, columns[at], by < 0 ? (cards[place - 1] ?? null) : (cards[place + 2] ?? null));
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const column = columns[at + (event.key === "ArrowRight" ? 1 : -1)];
      const there = column ? all(CARD, column) : [];
      if (!column) return;
      if (event.altKey) this.#go(card, column, there[Math.min(place, there.length)] ?? null);
      else there[Math.min(place, there.length - 1)]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {HTMLElement} card */
  #open(card) {
    const link = /** @type {HTMLAnchorElement | null} */ (card.querySelector("a[data-drawer]"));
    if (link) openDrawer(link.href, { from: card });
  }

  /** @param {HTMLElement} card */
  #status(card) {
    if (card.hasAttribute("data-editable")) this.editor?.open(card, `${this.dataset.items}${card.dataset.key}/cells/status/?as=card`);
    else toast(say("notYours"));
  }

  /** @returns {import("#app/lib/drag.js").Drag} */
  #drag() {
    const line = document.createElement("div");
    line.className = "card-line";
    /** @type {HTMLElement | null} */
    let card = null;
    /** @type {HTMLElement | null} */
    let column = null;
    /** @type {HTMLElement | null} */
    let before = null;
    const finish = () => {
      line.remove();
      card?.classList.remove("is-dragging");
      for (const one of all(".is-over", this)) one.classList.remove("is-over");
    };
    return {
      begin: (handle) => {
        if (!handle.hasAttribute("data-editable")) {
          toast(say("notYours"));
          return null;
        }
        card = handle;
        column = null;
        card.classList.add("is-dragging");
        return ghostOf(`${card.dataset.key} ${one(".card-title", card)?.textContent?.trim() ?? ""}`);
      },
      over: (x, y) => {
        const under = document.elementFromPoint(x, y)?.closest(".board-column");
        if (!(under instanceof HTMLElement)) return;
        if (under !== column) for (const one of all(".board-column", this)) one.classList.toggle("is-over", one === under);
        column = under;
        const cards = all(CARD, under).filter((other) => other !== card);
        before = cards.find((other) => y < other.getBoundingClientRect().top + other.offsetHeight / 2) ?? null;
        const list = one(".board-cards", under);
        if (line.nextElementSibling !== before || line.parentElement !== list) list?.insertBefore(line, before ?? one("[data-more], .board-none", under));
      },
      drop: () => {
        finish();
        // What others changed during the drag has a new card.
        const fresh = (/** @type {HTMLElement | null} */ one) => one && (one.isConnected ? one : this.#card(one.dataset.id ?? ""));
        const here = fresh(card);
        here?.classList.remove("is-dragging");
        if (here && column) this.#go(here, column, fresh(before));
      },
      cancel: () => {
        finish();
        announce(say("cancelled"));
      },
    };
  }

  /**
   * Shows the card in its new place at once; puts it back where the server refuses.
   * @param {HTMLElement} card
   * @param {HTMLElement | undefined} column
   * @param {HTMLElement | null} before
   */
  #go(card, column, before) {
    const list = column && one(".board-cards", column);
    if (!column || !list || before === card) return;
    const former = { list: card.parentElement, next: card.nextElementSibling };
    const same = card.closest(".board-column") === column;
    if (same && !this.hasAttribute("data-may-rank")) return toast(say("mayNotRank"));
    list.insertBefore(card, before ?? one("[data-more], .board-none", list));
    card.focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.#counts();
    announce(say("inColumn", card.dataset.key ?? "", column.dataset.name ?? "", all(CARD, list).indexOf(card) + 1));
    const cards = all(CARD, list);
    const at = cards.indexOf(card);
    const [above, below] = [cards[at - 1]?.dataset.key, cards[at + 1]?.dataset.key];
    /** @type {Record<string, string>} */
    const where = !this.hasAttribute("data-may-rank") ? {} : above ? { after: above } : below ? { before: below } : {};
    this.#queue = this.#queue.then(() => this.#send(card, { items: card.dataset.key ?? "", status: column.dataset.status ?? "", ...where }, former, column.dataset.name ?? ""));
  }

  /**
   * @param {HTMLElement} card
   * @param {Record<string, string>} data
   * @param {{list: Element | null, next: Element | null}} former
   * @param {string} name of the column it goes to
   */
  async #send(card, data, former, name) {
    const at = `.card[data-key="${data.items}"] .card-top`;
    const answer = await save(this.dataset.moves ?? "", { ...data, from_status: card.dataset.status ?? "" }, { label: data.items ?? "", text: name, at });
    if (answer.waits) {
      card.dataset.status = data.status;
      return;
    }
    if (!answer.ok) {
      former.list?.insertBefore(card, former.next?.isConnected ? former.next : null);
      this.#counts();
      return;
    }
    done(answer.headers);
    card.dataset.rank = answer.headers.get("Ranks") ?? card.dataset.rank;
    card.dataset.status = data.status;
    card.dispatchEvent(new CustomEvent("cell:stale", { bubbles: true }));
  }

  /**
   * @param {Event} event
   * @param {HTMLAnchorElement} link
   */
  async #more(event, link) {
    event.preventDefault();
    const answer = await get(link.href);
    if (!answer.ok) return;
    link.replaceWith(fragment(answer.text));
    this.#ready();
  }

  /**
   * @param {Event} event
   * @param {HTMLFormElement} form
   */
  async #add(event, form) {
    event.preventDefault();
    const card = await quickAdd(form);
    if (card !== null) this.#upsert(card);
  }

  /**
   * @param {string[]} asked
   * @param {string} html
   */
  #refreshed(asked, html) {
    for (const id of asked) {
      const card = html.includes(id) ? null : this.#card(id);
      if (card && !this.#edited(card)) card.remove();
    }
    this.#upsert(html);
  }

  /**
   * A card in which someone chooses is left as it is, and fetched again afterwards.
   * @param {HTMLElement} card
   */
  #edited(card) {
    const open = this.editor?.within(card) ?? false;
    card.toggleAttribute("data-stale", open);
    return open;
  }

  /** Cards from HTML take their places by status and rank; an open editor is left alone. @param {string} html */
  #upsert(html) {
    for (const card of all(CARD, fragment(html))) {
      const old = this.#card(card.dataset.id ?? "");
      const list = one(".board-cards", this.#column(card.dataset.status ?? "") ?? this);
      if (!list || (old && this.#edited(old))) continue;
      // News that is on screen already disturbs nobody.
      if (old?.innerHTML === card.innerHTML && old.dataset.rank === card.dataset.rank && list.contains(old)) continue;
      const focused = old?.contains(document.activeElement);
      card.classList.toggle("is-current", Boolean(old?.classList.contains("is-current")));
      card.classList.toggle("is-changed", !focused);
      old?.remove();
      const below = all(CARD, list).find((other) => (other.dataset.rank ?? "") > (card.dataset.rank ?? ""));
      if (below || !one("[data-more]", list)) list.insertBefore(card, below ?? one(".board-none", list));
      if (focused) card.focus({ preventScroll: true });
    }
    this.#counts();
    this.#ready();
  }

  /** The numbers in the heads: at once where every card is here, soon by the server, which also knows the sums. */
  #counts() {
    recount();
    for (const column of all(".board-column", this)) {
      const count = one(".count", column);
      if (count && !one("[data-more]", column)) count.textContent = String(all(CARD, column).length);
    }
  }
}
define("tl-board", Board);
