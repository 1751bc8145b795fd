"""Addresses of the backlog in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from backlog.api import (
    Attachments,
    BulkItems,
    BulkRatings,
    Comments,
    Criteria,
    CustomFields,
    DeletedItems,
    Dependencies,
    Descriptions,
    Events,
    ItemGroups,
    Items,
    Labels,
    Products,
    RankByScore,
    RatingRounds,
    Ratings,
    ReadyRules,
    RoundVotes,
    SavedViews,
    ScoreInputs,
    ScoreMoves,
    Scores,
    ScoringModels,
    Statuses,
    Templates,
    Undo,
    Watchers,
)

router = SimpleRouter(use_regex_path=False)
router.register("products", Products, basename="products")
router.register("items", Items, basename="items")
router.register("statuses", Statuses, basename="statuses")
router.register("labels", Labels, basename="labels")
router.register("attachments", Attachments, basename="attachments")
router.register("watchers", Watchers, basename="watchers")
router.register("descriptions", Descriptions, basename="descriptions")
router.register("comments", Comments, basename="comments")
router.register("dependencies", Dependencies, basename="dependencies")
router.register("criteria", Criteria, basename="criteria")
router.register("saved-views", SavedViews, basename="saved-views")
router.register("scoring-models", ScoringModels, basename="scoring-models")
router.register("ratings", Ratings, basename="ratings")
router.register("rating-rounds", RatingRounds, basename="rating-rounds")
router.register("custom-fields", CustomFields, basename="custom-fields")
router.register("templates", Templates, basename="templates")
router.register("ready-rules", ReadyRules, basename="ready-rules")

urlpatterns = [
    path("items/bulk/", BulkItems.as_view(), name="items-bulk"),
    path("items/deleted/", DeletedItems.as_view({"get": "list"}), name="items-deleted"),
    path("items/groups/", ItemGroups.as_view(), name="items-groups"),
    path("items/rank-by-score/", RankByScore.as_view(), name="items-rank-by-score"),
    path("events/", Events.as_view({"get": "list"}), name="events-list"),
    path("ratings/bulk/", BulkRatings.as_view(), name="ratings-bulk"),
    path("scores/", Scores.as_view({"get": "list"}), name="scores-list"),
    path("score-moves/", ScoreMoves.as_view({"get": "list"}), name="score-moves-list"),
    path("score-inputs/", ScoreInputs.as_view(), name="score-inputs"),
    # What this POST makes may be there already, so it answers 200, not 201.
    path("ratings/", Ratings.as_view({"get": "list", "post": "rate"}), name="ratings-list"),
    path(
        "rating-rounds/<uuid:round_pk>/votes/",
        RoundVotes.as_view({"get": "list"}),
        name="rating-rounds-votes",
    ),
    path("undo/<uuid:action>/", Undo.as_view(), name="undo"),
    path("", include(router.urls)),
]
