/**
 * A translated sentence of the backlog: `say("moved", "WEB-1", 3)` fills `data-moved` of `#backlog-words`.
 * @param {string} name
 * @param {...(string | number)} values in the order of its `%s` and `%d`
 */
export function say(name, ...values) {
  let at = 0;
  const text = document.getElementById("backlog-words")?.dataset[name] ?? "";
  return text.replace(/%[sd]/g, () => String(values[at++] ?? ""));
}
