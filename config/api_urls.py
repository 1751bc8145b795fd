"""`/api/v1/`: each app brings its own addresses."""

from django.urls import include, path, re_path

from core.api.docs import docs
from core.api.schema import schema
from core.api.views import NothingHere

app_name = "api"
urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    path("", include("accounts.api_urls")),
    path("", include("backlog.api_urls")),
    path("", include("sprints.api_urls")),
    path("", include("roadmap.api_urls")),
    path("", include("notifications.api_urls")),
    re_path(r"", NothingHere.as_view(), name="nothing"),
]
