// <tl-time><time datetime>: "3 hours ago", kept true while the page stays open.
import { define } from "#app/lib/dom.js";

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const speak = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto", style: "long" });

class Time extends HTMLElement {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  // A morph puts the server's text back.
  #observer = new MutationObserver(() => this.#show());

  connectedCallback() {
    this.#show();
    this.#observer.observe(this, { subtree: true, childList: true, characterData: true, attributeFilter: ["datetime"] });
    this.#timer = setInterval(() => this.#show(), 60000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#observer.disconnect();
  }

  #show() {
    const time = this.querySelector("time");
    if (!time) return;
    const seconds = (new Date(time.dateTime).getTime() - Date.now()) / 1000;
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 60];
    const text = unit === "second" ? speak.format(0, "minute") : speak.format(Math.trunc(seconds / size), unit);
    if (time.textContent !== text) time.textContent = text;
  }
}
define("tl-time", Time);
