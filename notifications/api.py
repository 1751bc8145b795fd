"""Digests of roadmaps in the API."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework import serializers

from accounts.permissions import Right
from core.api.json import json_response
from core.api.rows import RowsViewSet
from core.api.serializers import StrictSerializer
from core.api.views import APIRequest
from notifications.models import RoadmapDigest
from notifications.services.digests import subscribe, unsubscribe
from roadmap.models import Roadmap
from roadmap.queries import published_roadmap_of

HELP = "How often the caller is told what changed; empty: never."


class DigestShape(serializers.Serializer[Any]):
    frequency = serializers.ChoiceField(
        choices=RoadmapDigest.Frequency.choices, allow_blank=True, help_text=HELP
    )


class DigestBody(StrictSerializer):
    frequency = serializers.ChoiceField(
        choices=RoadmapDigest.Frequency.choices, allow_blank=True, help_text=HELP
    )


class RoadmapDigests(RowsViewSet):
    """The caller's own digest of a roadmap, by e-mail and in the inbox, on the mornings of their time zone."""

    rights = {"read": Right.READ_ROADMAPS, "keep": Right.READ_ROADMAPS}
    bodies = {"keep": DigestBody}
    shape = DigestShape

    def read(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """How often the caller is told."""
        return self._told(published_roadmap_of(request.actor, pk))

    def keep(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Subscribe, at another pace, or not at all any more."""
        roadmap, frequency = published_roadmap_of(request.actor, pk), self.body().get("frequency")
        if frequency:
            subscribe(roadmap, request.member, frequency=frequency, by=request.actor)
        elif frequency == "":
            unsubscribe(roadmap, request.member, by=request.actor)
        return self._told(roadmap)

    def _told(self, roadmap: Roadmap) -> HttpResponse:
        found = RoadmapDigest.objects.filter(roadmap=roadmap, member=self.request.member).first()
        return json_response({"frequency": found.frequency if found else ""})
