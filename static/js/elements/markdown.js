// <tl-markdown data-preview="url"> around a textarea: shows beneath it what the text will look like. With `data-upload`,
// files that are pasted or dropped are sent there, and the words that lead to them stand where the caret was.
import { define, one } from "#app/lib/dom.js";
import { post } from "#app/lib/net.js";

const PAUSE = 350;
let uploads = 0;
// Plain words look the same below as above.
const MARKED = /[*_`#>[\]|~]|^\s*[-+\d]|https?:|[A-Z][A-Z0-9]+-\d|\n\s*\n/m;

class Markdown extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {AbortController | undefined} */
  #asking;

  connectedCallback() {
    this.addEventListener("input", this.#later);
    this.addEventListener("focusin", this.#later, { once: true });
    if (!this.dataset.upload) return;
    this.addEventListener("paste", this.#paste);
    this.addEventListener("dragover", this.#over);
    this.addEventListener("drop", this.#drop);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.removeEventListener("input", this.#later);
    this.removeEventListener("paste", this.#paste);
    this.removeEventListener("dragover", this.#over);
    this.removeEventListener("drop", this.#drop);
  }

  #later = () => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#preview(), PAUSE);
  };

  /** @param {ClipboardEvent} event */
  #paste = (event) => this.#take(event, event.clipboardData);

  /** @param {DragEvent} event */
  #over = (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };

  /** @param {DragEvent} event */
  #drop = (event) => this.#take(event, event.dataTransfer);

  /**
   * Text that comes along with a picture of itself (from a spreadsheet) is what was meant.
   * @param {Event} event
   * @param {DataTransfer | null} brought
   */
  #take(event, brought) {
    const files = [...(brought?.files ?? [])];
    if (!files.length || brought?.getData("text/plain")) return;
    event.preventDefault();
    for (const file of files) this.#upload(file);
  }

  /**
   * A mark holds the place until the file is there; one that is refused leaves none, and what was typed stays.
   * @param {File} file
   */
  async #upload(file) {
    const mark = `[${this.dataset.uploading} ${file.name.replace(/[[\]]/g, "")} ${++uploads}…]`;
    const field = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
    field.setRangeText(mark, field.selectionStart, field.selectionEnd, "end");
    this.#typed(field);
    const data = new FormData();
    data.append("file", file, file.name);
    const answer = await post(this.dataset.upload ?? "", data);
    const at = field.value.indexOf(mark);
    if (at >= 0) field.setRangeText(answer.ok ? answer.text : "", at, at + mark.length, "preserve");
    this.#typed(field);
  }

  /** The text has changed as if by typing: drafts and the preview hear of it. @param {HTMLElement} field */
  #typed(field) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async #preview() {
    const text = this.querySelector("textarea")?.value ?? "";
    const [shown, body] = [one("[data-shown]", this), one("[data-preview-body]", this)];
    if (!shown || !body) return;
    if (!MARKED.test(text)) {
      shown.hidden = true;
      return;
    }
    this.#asking?.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = await post(this.dataset.preview ?? "", { text }, { quiet: true, signal });
    if (!answer.ok || signal.aborted) return;
    body.innerHTML = answer.text;
    shown.hidden = !answer.text.trim();
  }
}
define("tl-markdown", Markdown);
