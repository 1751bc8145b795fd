/**
 * The first match, typed as an HTML element.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement | null}
 */
export function one(selector, root = document) {
  return root.querySelector(selector);
}

/**
 * All matches as an array.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement[]}
 */
export function all(selector, root = document) {
  return [...root.querySelectorAll(selector)].filter((found) => found instanceof HTMLElement);
}

/**
 * A piece of HTML as nodes of this page; cells and rows of tables too.
 * @param {string} html
 */
export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return document.importNode(template.content, true);
}

/**
 * Listens once at the root for events inside elements that match, also those swapped in later.
 * @param {Document | HTMLElement} root
 * @param {string} type
 * @param {string} selector
 * @param {(event: any, element: HTMLElement) => void} handler
 * @param {AddEventListenerOptions} [options]
 * @returns {() => void} stops listening
 */
export function on(root, type, selector, handler, options) {
  /** @param {Event} event */
  const listener = (event) => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element instanceof HTMLElement && root.contains(element)) handler(event, element);
  };
  root.addEventListener(type, listener, options);
  return () => root.removeEventListener(type, listener, options);
}

/**
 * Registers a custom element once, however often its module is asked for.
 * @param {string} name
 * @param {CustomElementConstructor} element
 */
export function define(name, element) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/**
 * Whether a key press belongs to a field in which a person writes.
 * @param {Event} event
 */
export function typing(event) {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit", "range"].includes(target.type);
  return target.isContentEditable || target.matches("textarea, select");
}

/**
 * Whether a click should be left to the browser: new tab, new window, download.
 * @param {MouseEvent} event
 */
export function modified(event) {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
