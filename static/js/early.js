// Keys pressed when the page is drawn and its modules are not there yet: held, and pressed again as soon as they hear them.
// A plain script in the head, since modules run only after the page has been read.
(() => {
  const FIELD = "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range]), textarea, select, [contenteditable]";
  /** @type {KeyboardEvent[]} */
  const held = [];

  /**
   * Whether it is a key of ours: a letter or sign, what goes on after one, Ctrl-Z, Ctrl-K, Alt with an arrow.
   * @param {KeyboardEvent} event
   */
  const isOurs = ({ key, altKey, ctrlKey, metaKey }) => {
    if (altKey) return /^Arrow(Up|Down)$/.test(key);
    if (ctrlKey || metaKey) return /^[zk]$/i.test(key);
    return held.length ? key.length === 1 || /^(Enter|Escape|Arrow)/.test(key) : key.length === 1 && key !== " ";
  };

  /** @param {KeyboardEvent} event */
  const hold = (event) => {
    const within = event.target instanceof Element && event.target.closest(FIELD);
    if (within || event.isComposing || !isOurs(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(event);
  };

  /**
   * What the browser would have done with a key in a field, had it been there.
   * @param {Element} field
   * @param {string} key
   */
  const write = (field, key) => {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    if (key === "Enter") return field.form?.requestSubmit();
    if (key.length > 1) return;
    field.setRangeText(key, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const press = () => {
    document.removeEventListener("keydown", hold, true);
    for (const { key, code, altKey, ctrlKey, metaKey, shiftKey } of held) {
      const target = document.activeElement ?? document.body;
      const again = new KeyboardEvent("keydown", { key, code, altKey, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true, composed: true });
      if (target.dispatchEvent(again) && target.matches(FIELD)) write(target, key);
    }
  };

  document.addEventListener("keydown", hold, true);
  document.addEventListener("DOMContentLoaded", press, { once: true });
})();
