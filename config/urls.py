"""Every page's address: one file per app below it."""

from django.urls import include, path

from core.views import healthz, readyz

handler404 = "core.views.not_found"
handler500 = "core.api.problems.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("api/v1/", include("config.api_urls")),
    path("", include("accounts.urls")),
    path("", include("backlog.urls")),
    path("", include("sprints.urls")),
    path("", include("roadmap.urls")),
    path("", include("notifications.urls")),
    path("", include("integrations.urls")),
]
