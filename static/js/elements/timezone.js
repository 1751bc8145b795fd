// @ts-check
/** `<tl-timezone>`: chooses the browser's time zone in the form inside, unless somebody has chosen. */

class TimeZone extends HTMLElement {
  connectedCallback() {
    const select = /** @type {HTMLSelectElement | null} */ (this.querySelector("select[name^='timezone']"));
    if (!select || select.value !== "UTC") return;
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...select.options].some((option) => option.value === here)) select.value = here;
  }
}

customElements.define("tl-timezone", TimeZone);
