// <tl-changed> around a list of <li data-id>words</li>: what stands on the page under these ids (bars, cards, rows) is marked as changed,
// also where it is drawn anew, until the element goes.
import { all, define, one } from "#app/lib/dom.js";

const SVG = "http://www.w3.org/2000/svg";

class Changed extends HTMLElement {
  #drawn = new MutationObserver(() => this.#mark());

  connectedCallback() {
    this.#mark();
    this.#drawn.observe(document.querySelector("main") ?? document.body, { childList: true, subtree: true });
  }

  disconnectedCallback() {
    this.#drawn.disconnect();
    for (const mark of document.querySelectorAll(".is-news")) mark.remove();
  }

  #mark() {
    for (const line of all("li[data-id]", this)) {
      for (const what of ["bar", "card", "row"]) {
        const found = document.getElementById(`${what}-${line.dataset.id}`);
        if (found && !found.querySelector(".is-news")) tell(found, line.textContent ?? "");
      }
    }
  }
}

/** A dot and the words behind it, also for who does not see it. @param {Element} found @param {string} words */
function tell(found, words) {
  if (found instanceof SVGElement) {
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("class", "tl-news is-news");
    dot.setAttribute("r", "4.5");
    found.append(dot);
    const name = found.querySelector("title");
    if (name) name.textContent += `. ${words}`;
    return;
  }
  const dot = document.createElement("span");
  dot.className = "news-dot is-news";
  dot.title = words;
  dot.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${words}` }));
  (one(".title-row", /** @type {HTMLElement} */ (found)) ?? found).append(dot);
}
define("tl-changed", Changed);
