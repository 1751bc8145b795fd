"""Addresses of accounts in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from accounts.api import Me, Members, Teams

router = SimpleRouter(use_regex_path=False)
router.register("members", Members, basename="members")
router.register("teams", Teams, basename="teams")

urlpatterns = [path("me/", Me.as_view(), name="me"), path("", include(router.urls))]
