// Where the caret of a textarea stands on the screen: a copy of the text, laid out the same, is measured.
const COPIED = ["boxSizing", "width", "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft", "font", "letterSpacing", "lineHeight", "tabSize", "textIndent", "direction"];

/**
 * The rectangle of the place before a character, as wide as nothing and as high as its line.
 * @param {HTMLTextAreaElement} field
 * @param {number} at
 */
export function caretRect(field, at) {
  const copy = document.createElement("div");
  const own = getComputedStyle(field);
  for (const name of COPIED) copy.style.setProperty(kebab(name), own.getPropertyValue(kebab(name)));
  Object.assign(copy.style, { position: "fixed", top: "0", left: "0", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", borderStyle: "solid" });
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  copy.append(field.value.slice(0, at), mark);
  document.body.append(copy);
  const [box, place] = [field.getBoundingClientRect(), mark.getBoundingClientRect()];
  copy.remove();
  return new DOMRect(box.left + place.left - field.scrollLeft, box.top + place.top - field.scrollTop, 0, place.height);
}

/** @param {string} name */
function kebab(name) {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
