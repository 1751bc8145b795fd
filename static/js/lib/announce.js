/**
 * @param {string} id
 * @param {string} text
 */
function say(id, text) {
  const region = document.getElementById(id);
  if (!region) return;
  // Emptied first, so that the same words are spoken again.
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 40);
}

/**
 * Tells screen readers, when they have finished speaking.
 * @param {string} text
 */
export function announce(text) {
  say("announcer", text);
}

/**
 * Tells screen readers at once.
 * @param {string} text
 */
export function alarm(text) {
  say("alarm", text);
}
