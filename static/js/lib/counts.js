// The counts above a list and in the rail, after items came or went.
import { one } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";

const PAUSE = 1200;
const SHOWN = ["#summary", ".rail a[aria-current=page] .rail-count"];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Reads them again soon; many changes in a row are one reading. */
export function recount() {
  timer ??= setTimeout(async () => {
    timer = undefined;
    const here = location.href;
    const answer = await get(here, { quiet: true });
    if (!answer.ok || location.href !== here) return;
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    for (const place of SHOWN) {
      const [now, fresh] = [one(place), page.querySelector(place)];
      if (now && fresh) now.textContent = fresh.textContent;
    }
  }, PAUSE);
}
