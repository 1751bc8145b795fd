"""`/api/v1/`: each app brings its own addresses."""

from importlib.util import find_spec
from typing import Any

from django.urls import include, path, re_path

from core.api.docs import docs
from core.api.schema import schema
from core.api.views import NothingHere


def _of(*modules: str) -> list[Any]:
    """The addresses of the apps that have an API."""
    return [path("", include(module)) for module in modules if find_spec(module)]


app_name = "api"
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    *_of(
        "accounts.api_urls",
        "backlog.api_urls",
        "roadmap.api_urls",
        "notifications.api_urls",
        "integrations.api_urls",
    ),
    re_path(r"", NothingHere.as_view(), name="nothing"),
]
