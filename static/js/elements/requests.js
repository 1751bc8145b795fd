// What htmx's requests have in common: problems become a sentence, a lost server keeps the page as it is.
import { csrf, problem, signIn, signedOut } from "#app/lib/net.js";
import { toast } from "#app/lib/toast.js";
import { word } from "#app/lib/words.js";

// A form with its errors, or both versions of what two people changed. Any other refusal must not replace what stands there.
const SWAPPED = [409, 412, 422];

document.addEventListener("htmx:config:request", (event) => {
  // Answers are HTML; a refusal comes as {"detail"}, which becomes the toast.
  const { headers } = /** @type {CustomEvent} */ (event).detail.ctx.request;
  headers.Accept = "text/html, application/json;q=0.9";
  if (headers["X-CSRFToken"]) headers["X-CSRFToken"] = csrf();
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  const { status, headers, raw } = ctx.response;
  const type = headers.get("Content-Type") ?? "";
  const page = type.includes("html") && SWAPPED.includes(status);
  const out = signedOut(raw);
  if (!out && (status < 400 || page || headers.has("HX-Redirect") || headers.has("HX-Retarget"))) return;
  ctx.swap = "none";
  ctx.push = ctx.replace = null;
  if (out) signIn();
  else toast(problem(status, ctx.text ?? "", type), { kind: "error" });
});

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = /** @type {CustomEvent} */ (event).detail;
  if (!(ctx && error instanceof TypeError) || ctx.response) return;
  document.dispatchEvent(new CustomEvent("unreachable"));
  toast(word("unreachable"), { kind: "error" });
});
