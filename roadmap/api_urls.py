"""Addresses of roadmaps in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from roadmap.api import Editions, Entries, Lanes, Roadmaps, ShareLinks

router = SimpleRouter(use_regex_path=False)
router.register("roadmaps", Roadmaps, basename="roadmaps")
router.register("lanes", Lanes, basename="lanes")
router.register("entries", Entries, basename="entries")
router.register("editions", Editions, basename="editions")
router.register("share-links", ShareLinks, basename="share-links")

urlpatterns = [path("", include(router.urls))]
