"""Addresses of the backlog in the API."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from backlog.api import Comments, Criteria, Items, Labels, Products, Ratings, ScoringModels, Statuses

router = SimpleRouter(use_regex_path=False)
router.register("products", Products, basename="products")
router.register("items", Items, basename="items")
router.register("statuses", Statuses, basename="statuses")
router.register("labels", Labels, basename="labels")
router.register("comments", Comments, basename="comments")
router.register("criteria", Criteria, basename="criteria")
router.register("scoring-models", ScoringModels, basename="scoring-models")
router.register("ratings", Ratings, basename="ratings")

urlpatterns = [
    # What these POSTs make may be there already, so they answer 200, not 201.
    path(
        "scoring-models/", ScoringModels.as_view({"get": "list", "post": "use"}), name="scoring-models-list"
    ),
    path("ratings/", Ratings.as_view({"get": "list", "post": "rate"}), name="ratings-list"),
    path("", include(router.urls)),
]
