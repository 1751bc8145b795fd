/**
 * Hears what others do (`live`), and when what is on screen should be fetched again: after a gap in the news, or an undo.
 * @param {(event: Event) => void} live
 * @param {(event: Event) => void} again
 * @returns {() => void} stops it
 */
export function hear(live, again) {
  const ends = new AbortController();
  document.addEventListener("live", live, { signal: ends.signal });
  for (const name of ["live:resync", "undone"]) document.addEventListener(name, again, { signal: ends.signal });
  return () => ends.abort();
}
