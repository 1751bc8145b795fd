"""Addresses of roadmaps, releases and goals in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from roadmap.api import (
    CheckIns,
    Editions,
    Entries,
    KeyResults,
    Lanes,
    LaunchSteps,
    Milestones,
    ObjectiveItems,
    Objectives,
    PublicChangelog,
    ReleaseItems,
    Releases,
    RoadmapChanges,
    RoadmapExport,
    Roadmaps,
    Scenarios,
    ShareLinks,
)

router = SimpleRouter(use_regex_path=False)
router.register("roadmaps", Roadmaps, basename="roadmaps")
router.register("lanes", Lanes, basename="lanes")
router.register("entries", Entries, basename="entries")
router.register("milestones", Milestones, basename="milestones")
router.register("editions", Editions, basename="editions")
router.register("scenarios", Scenarios, basename="scenarios")
router.register("share-links", ShareLinks, basename="share-links")
router.register("releases", Releases, basename="releases")
router.register("objectives", Objectives, basename="objectives")
router.register("key-results", KeyResults, basename="key-results")

OF_RELEASE = "releases/<uuid:release_pk>/items/"
STEPS = "releases/<uuid:release_pk>/steps/"
OF_OBJECTIVE = "objectives/<uuid:objective_pk>/items/"
OF_RESULT = "key-results/<uuid:result_pk>/check-ins/"

urlpatterns = [
    path("roadmaps/<uuid:pk>/changes/", RoadmapChanges.as_view({"get": "read"}), name="roadmap-changes"),
    path("roadmaps/<uuid:pk>/export/", RoadmapExport.as_view({"get": "read"}), name="roadmap-export"),
    path(OF_RELEASE, ReleaseItems.as_view({"get": "list", "post": "add"}), name="release-items"),
    path(OF_RELEASE + "remove/", ReleaseItems.as_view({"post": "remove"}), name="release-items-remove"),
    path(STEPS, LaunchSteps.as_view({"get": "list", "post": "add"}), name="launch-steps"),
    path(STEPS + "begin/", LaunchSteps.as_view({"post": "begin"}), name="launch-steps-begin"),
    path(STEPS + "keep/", LaunchSteps.as_view({"post": "keep"}), name="launch-steps-keep"),
    path(
        STEPS + "<uuid:pk>/",
        LaunchSteps.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="launch-step",
    ),
    path(STEPS + "<uuid:pk>/tick/", LaunchSteps.as_view({"post": "tick"}), name="launch-step-tick"),
    path(STEPS + "<uuid:pk>/untick/", LaunchSteps.as_view({"post": "untick"}), name="launch-step-untick"),
    path("changelog/", PublicChangelog.as_view({"get": "read", "patch": "change"}), name="changelog"),
    path(OF_OBJECTIVE, ObjectiveItems.as_view({"get": "list", "post": "add"}), name="objective-items"),
    path(OF_OBJECTIVE + "remove/", ObjectiveItems.as_view({"post": "remove"}), name="objective-items-remove"),
    path(OF_RESULT, CheckIns.as_view({"get": "list", "post": "add"}), name="check-ins"),
    path(OF_RESULT + "<uuid:pk>/", CheckIns.as_view({"delete": "destroy"}), name="check-in"),
    path("", include(router.urls)),
]
