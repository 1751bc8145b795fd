// data-confirm on a form or a button asks first; htmx's own hx-confirm is asked with the same dialog.
import { ask } from "#app/lib/confirm.js";
import { closeDialog } from "#app/lib/dialogs.js";
import { define, on } from "#app/lib/dom.js";
import { hold } from "#app/lib/press.js";

class Confirm extends HTMLElement {
  connectedCallback() {
    on(this, "click", "[data-answer]", (_event, button) => closeDialog(button, button.dataset.answer));
  }
}
define("tl-confirm", Confirm);

/** @type {WeakSet<Element>} */
const agreed = new WeakSet();

/**
 * @param {Event} event
 * @param {HTMLElement} element
 * @param {() => void} go
 */
async function first(event, element, go) {
  if (agreed.delete(element)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { confirm = "", confirmTitle, confirmYes, confirmMild } = element.dataset;
  const free = hold();
  if (await ask(confirm, { title: confirmTitle, yes: confirmYes, mild: confirmMild !== undefined })) {
    agreed.add(element);
    go();
  }
  setTimeout(free); // what goes is on its way then
}

on(document, "submit", "form[data-confirm]", (event, form) => {
  const submitter = event.submitter;
  first(event, form, () => /** @type {HTMLFormElement} */ (form).requestSubmit(submitter));
}, { capture: true });
on(document, "click", ":is(button, a)[data-confirm]", (event, button) => first(event, button, () => button.click()), { capture: true });

document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = /** @type {CustomEvent} */ (event).detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  const { confirmTitle, confirmYes } = ctx.sourceElement.dataset;
  const free = hold();
  ask(ctx.confirm, { title: confirmTitle, yes: confirmYes }).then((yes) => (yes ? issueRequest() : dropRequest())).finally(free);
});
