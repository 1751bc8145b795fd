"""Addresses of notifications in the API."""

from django.urls import path

from notifications.api import RoadmapDigests

urlpatterns = [
    path(
        "roadmaps/<uuid:pk>/digest/",
        RoadmapDigests.as_view({"get": "read", "patch": "keep"}),
        name="roadmap-digest",
    ),
]
