import htmx from "htmx.org";

import { openDialog } from "#app/lib/dialogs.js";
import { fragment } from "#app/lib/dom.js";
import { get } from "#app/lib/net.js";

/**
 * Fills the dialog with that id (`roadmap/_dialog.html`) with what the address answers, and opens it. Where the page has no
 * such dialog, the browser goes there.
 * @param {string} id
 * @param {string} url
 */
export async function openPage(id, url) {
  const body = document.getElementById(`${id}-body`);
  if (!body) return location.assign(url);
  const answer = await get(url, { headers: { "HX-Request": "true" } });
  if (!answer.ok) return;
  body.replaceChildren(fragment(answer.text));
  htmx.process(body);
  openDialog(id);
}
