// <tl-key> around a name and a key: suggests the key while one writes the name, until one writes a key oneself.
import { define } from "#app/lib/dom.js";

class Key extends HTMLElement {
  connectedCallback() {
    const [name, key] = ["name", "key"].map((field) => /** @type {HTMLInputElement | null} */ (this.querySelector(`[name=${field}]`)));
    if (!name || !key) return;
    let own = Boolean(key.value);
    key.addEventListener("input", () => {
      own = Boolean(key.value);
      const at = key.selectionStart;
      key.value = key.value.toUpperCase().replace(/[^A-Z0-9]/g, "");
      key.setSelectionRange(at, at);
    });
    name.addEventListener("input", () => {
      if (!own) key.value = this.#suggest(name.value);
    });
  }

  /** @param {string} name */
  #suggest(name) {
    const words = name.normalize("NFD").toUpperCase().split(/\s+/).map((word) => word.replace(/[^A-Z0-9]/g, ""));
    const first = (words[0] ?? "").replace(/^[0-9]+/, "");
    const all = words.join("").replace(/^[0-9]+/, "");
    return (first.length > 1 ? first : all).slice(0, 3);
  }
}
define("tl-key", Key);
