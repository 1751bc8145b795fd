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
    Principles,
    ProductPages,
    PublicChangelog,
    ReleaseItems,
    Releases,
    RoadmapChanges,
    RoadmapExport,
    RoadmapFiles,
    Roadmaps,
    Scenarios,
    ShareLinks,
    ThemeInvestment,
    ThemeItems,
    Themes,
    VisitorComments,
)

router = SimpleRouter(use_regex_path=False)
router.register("roadmaps", Roadmaps, basename="roadmaps")
router.register("lanes", Lanes, basename="lanes")
router.register("entries", Entries, basename="entries")
router.register("milestones", Milestones, basename="milestones")
router.register("editions", Editions, basename="editions")
router.register("scenarios", Scenarios, basename="scenarios")
router.register("visitor-comments", VisitorComments, basename="visitor-comments")
router.register("share-links", ShareLinks, basename="share-links")
router.register("releases", Releases, basename="releases")
router.register("objectives", Objectives, basename="objectives")
router.register("key-results", KeyResults, basename="key-results")
router.register("themes", Themes, basename="themes")

OF_FILE = "roadmaps/<uuid:roadmap_pk>/files/<uuid:pk>/"
OF_RELEASE = "releases/<uuid:release_pk>/items/"
STEPS = "releases/<uuid:release_pk>/steps/"
OF_OBJECTIVE = "objectives/<uuid:objective_pk>/items/"
PRINCIPLES = "products/<str:key>/principles/"
OF_THEME = "themes/<uuid:theme_pk>/items/"
OF_RESULT = "key-results/<uuid:result_pk>/check-ins/"

urlpatterns = [
    path("roadmaps/<uuid:pk>/changes/", RoadmapChanges.as_view({"get": "read"}), name="roadmap-changes"),
    path("roadmaps/<uuid:pk>/export/", RoadmapExport.as_view({"get": "read"}), name="roadmap-export"),
    path(OF_FILE, RoadmapFiles.as_view({"get": "read"}), name="roadmap-file"),
    path(OF_FILE + "content/", RoadmapFiles.as_view({"get": "content"}), name="roadmap-file-content"),
    path(OF_RELEASE, ReleaseItems.as_view({"get": "list", "post": "add"}), name="release-items"),
    path(OF_RELEASE + "remove/", ReleaseItems.as_view({"post": "remove"}), name="release-items-remove"),
    path(STEPS, LaunchSteps.as_view({"get": "list", "post": "create"}), name="launch-steps"),
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
    path(OF_OBJECTIVE + "note/", ObjectiveItems.as_view({"post": "note"}), name="objective-items-note"),
    path(OF_RESULT, CheckIns.as_view({"get": "list", "post": "add"}), name="check-ins"),
    path(OF_RESULT + "<uuid:pk>/", CheckIns.as_view({"delete": "destroy"}), name="check-in"),
    path(
        "products/<str:key>/page/",
        ProductPages.as_view({"get": "read", "patch": "change"}),
        name="product-page",
    ),
    path(PRINCIPLES, Principles.as_view({"get": "list", "post": "create"}), name="principles"),
    path(
        PRINCIPLES + "<uuid:pk>/",
        Principles.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="principle",
    ),
    path(PRINCIPLES + "<uuid:pk>/move/", Principles.as_view({"post": "move"}), name="principle-move"),
    path("themes/investment/", ThemeInvestment.as_view({"get": "read"}), name="theme-investment"),
    path("themes/targets/", ThemeInvestment.as_view({"post": "set_targets"}), name="theme-targets"),
    path(OF_THEME, ThemeItems.as_view({"get": "list", "post": "add"}), name="theme-items"),
    path(OF_THEME + "remove/", ThemeItems.as_view({"post": "remove"}), name="theme-items-remove"),
    path("", include(router.urls)),
]
