// The counts above a list, a board's columns and in the rail, after items came, went or moved.
import { all, one } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";

const PAUSE = 1200;
const SHOWN = ["#summary", ".rail a[aria-current] .rail-count", ".backlog-toolbar > .tabular"];
// Where the list is: an item that opens over it has an address of its own.
const HERE = location.href;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Reads them again soon; many changes in a row are one reading. */
export function recount() {
  timer ??= setTimeout(async () => {
    timer = undefined;
    const answer = await get(HERE, { quiet: true });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    for (const place of SHOWN) {
      const [now, fresh] = [one(place), page.querySelector(place)];
      if (now && fresh) now.textContent = fresh.textContent;
    }
    for (const about of all("[data-group-about]")) {
      const group = about.closest("tr")?.dataset.group ?? "";
      const fresh = page.querySelector(`.group-row[data-group="${CSS.escape(group)}"] [data-group-about]`);
      if (fresh) about.replaceWith(fresh);
    }
    for (const column of all(".board-column")) {
      const head = page.querySelector(`.board-column[data-status="${CSS.escape(column.dataset.status ?? "")}"] > header`);
      if (head) one("header", column)?.replaceWith(head);
    }
  }, PAUSE);
}
