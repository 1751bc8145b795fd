/**
 * A translated sentence of the page: `word("notUndone")` is `data-not-undone` of the template `#words`.
 * @param {string} name
 * @returns {string}
 */
export function word(name) {
  return document.getElementById("words")?.dataset[name] ?? "";
}
