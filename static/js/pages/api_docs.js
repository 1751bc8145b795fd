// @ts-check
/** Starts Swagger UI on /api/v1/docs/. Deferred and module scripts run in their order, so the bundle is there. */

const place = /** @type {HTMLElement} */ (document.getElementById("api-docs"));
const SwaggerUIBundle = /** @type {any} */ (window).SwaggerUIBundle;
const workspace = new URLSearchParams(location.search).get("workspace");

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  syntaxHighlight: false,
  validatorUrl: null,
  requestInterceptor: (/** @type {any} */ request) => {
    if (place.dataset.csrf) request.headers["X-CSRFToken"] = place.dataset.csrf;
    if (workspace) request.headers["X-Workspace"] = workspace;
    return request;
  },
});
