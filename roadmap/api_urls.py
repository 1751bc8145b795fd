"""Addresses of roadmaps and releases in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from roadmap.api import Editions, Entries, Lanes, ReleaseItems, Releases, Roadmaps, ShareLinks

router = SimpleRouter(use_regex_path=False)
router.register("roadmaps", Roadmaps, basename="roadmaps")
router.register("lanes", Lanes, basename="lanes")
router.register("entries", Entries, basename="entries")
router.register("editions", Editions, basename="editions")
router.register("share-links", ShareLinks, basename="share-links")
router.register("releases", Releases, basename="releases")

OF_RELEASE = "releases/<uuid:release_pk>/items/"

urlpatterns = [
    path(OF_RELEASE, ReleaseItems.as_view({"get": "list", "post": "add"}), name="release-items"),
    path(OF_RELEASE + "remove/", ReleaseItems.as_view({"post": "remove"}), name="release-items-remove"),
    path("", include(router.urls)),
]
