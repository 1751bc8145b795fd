/** Holds what is typed while an editor is on its way, so that no letter is lost or taken for a shortcut. */
export class TypedAhead {
  /** Escape was pressed. */
  gone = false;
  waits = true;
  /** An editor that is being fetched will have it. */
  taken = false;

  /** @param {KeyboardEvent[]} keys */
  constructor(keys) {
    this.keys = keys;
    document.addEventListener("keydown", this.#hold, true);
  }

  stop() {
    this.waits = false;
    document.removeEventListener("keydown", this.#hold, true);
  }

  /** Types it, up to the Tab that leads to a further cell. @param {HTMLInputElement | null} input */
  into(input) {
    let text = "";
    while (input && this.keys.length) {
      const { key, shiftKey } = /** @type {KeyboardEvent} */ (this.keys.shift());
      if (key.length === 1) text += key;
      else if (key === "Backspace") text = text.slice(0, -1);
      else if (key === "End") {
        text ||= input.value;
        input.setSelectionRange(text.length, text.length);
      }
      if (text && (!this.keys.length || key.length > 1)) {
        input.value = text;
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      if (key === "Enter") return input.form?.requestSubmit();
      if (key === "Tab" || key.startsWith("Arrow")) input.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
      if (key === "Tab") return;
    }
  }

  /** @param {KeyboardEvent} event */
  #hold = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") this.gone = true;
    else if (event.key.length === 1 || /^(Tab|Enter|Backspace|End|Arrow)/.test(event.key)) this.keys.push(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
