// Forms that are sent in place.
import { post } from "#app/lib/net.js";

/**
 * Sends the form of a submit event, with the button that was pressed; null where it is no form or is on its way already.
 * @param {SubmitEvent} event
 * @param {() => void} [begins] it is on its way now
 * @returns {Promise<{form: HTMLFormElement, answer: import("#app/lib/net.js").Answer} | null>}
 */
export async function sendForm(event, begins) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return null;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return null;
  form.setAttribute("aria-busy", "true");
  const data = new FormData(form, event.submitter instanceof HTMLButtonElement ? event.submitter : null);
  begins?.();
  const answer = await post(form.action, data, { quiet: true });
  form.removeAttribute("aria-busy");
  return { form, answer };
}
