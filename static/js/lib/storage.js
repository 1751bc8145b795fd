// Small values kept in this browser. A full or forbidden store is no reason to fail: then nothing is kept.
const PREFIX = "throughline:";

/**
 * @param {string} key
 * @returns {string | null}
 */
export function read(key) {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string} value
 * @returns {boolean} whether it is kept
 */
export function write(key, value) {
  try {
    localStorage.setItem(PREFIX + key, value);
    return true;
  } catch {
    return false; // private mode or a full store
  }
}

/**
 * The keys that begin so, in order.
 * @param {string} start
 * @returns {string[]}
 */
export function names(start) {
  try {
    const kept = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + start));
    return kept.map((name) => name.slice(PREFIX.length)).sort();
  } catch {
    return [];
  }
}

/** @param {string} key */
export function forget(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}

/**
 * A choice that the server must know for the first paint.
 * @param {string} name
 * @param {string} value empty removes it
 */
export function cookie(name, value) {
  const age = value ? 31536000 : 0;
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
