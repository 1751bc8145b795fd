// <tl-file-drop>: a file input on which a file can also be dropped; it shows the name of what was chosen.
import { define, one } from "#app/lib/dom.js";

class FileDrop extends HTMLElement {
  connectedCallback() {
    const input = /** @type {HTMLInputElement | null} */ (one("input[type=file]", this));
    const zone = one(".file-drop", this);
    if (!input || !zone) return;
    for (const name of ["dragenter", "dragover"]) {
      this.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("is-over");
      });
    }
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, () => zone.classList.remove("is-over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
      if (!files?.length) return;
      input.files = files;
      this.#show(files);
    });
    input.addEventListener("change", () => this.#show(input.files));
  }

  /** @param {FileList | null | undefined} files */
  #show(files) {
    const name = one("[data-file-name]", this);
    const file = files?.item(0);
    if (name && file) name.textContent = file.name;
  }
}
define("tl-file-drop", FileDrop);
