/** Holds keys while what was written is being saved: the person goes on, and they are meant for what comes then. */
export class HeldKeys {
  #keys;
  #within;

  /**
   * @param {Element} within what is being saved; keys that are pressed elsewhere go where they are pressed
   * @param {KeyboardEvent[]} [keys] that were pressed before
   */
  constructor(within, keys = []) {
    this.#within = within;
    this.#keys = keys;
    document.addEventListener("keydown", this.#hold, true);
  }

  /** From now on keys go where they are pressed. */
  stop() {
    document.removeEventListener("keydown", this.#hold, true);
  }

  /** Presses them where the focus is by now. */
  again() {
    for (const { key, code, altKey, ctrlKey, metaKey, shiftKey } of this.#keys.splice(0)) {
      const event = new KeyboardEvent("keydown", { key, code, altKey, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true });
      const target = document.activeElement ?? document.body;
      if (target.dispatchEvent(event) && key === "Enter" && target instanceof HTMLElement && target.matches("button, a, summary")) target.click();
    }
  }

  /** @param {KeyboardEvent} event */
  #hold = (event) => {
    if (event.isComposing || ["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
    if (event.target !== document.body && !(event.target instanceof Node && this.#within.contains(event.target))) return;
    event.preventDefault();
    event.stopPropagation();
    this.#keys.push(event);
  };
}
