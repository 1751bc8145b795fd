"""Every page's address: one file per app below it."""

from importlib.util import find_spec
from typing import Any

from django.urls import include, path

from core.views import healthz, readyz

handler404 = "core.views.not_found"
handler500 = "core.api.problems.server_error"


def _of(*modules: str) -> list[Any]:
    """The addresses of the apps that have pages."""
    return [path("", include(module)) for module in modules if find_spec(module)]


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("config.api_urls")),
    *_of("accounts.urls", "backlog.urls", "roadmap.urls", "notifications.urls", "integrations.urls"),
]
