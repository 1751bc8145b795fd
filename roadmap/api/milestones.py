"""Dated marks on roadmaps."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.permissions import Right
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.models import Milestone
from roadmap.serializers import MilestoneBody, MilestoneShape, NewMilestoneBody
from roadmap.services.milestones import add_milestone, remove_milestone, update_milestone


class Milestones(RoadmapRows):
    """Dated marks on roadmaps, by their day."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_ROADMAPS),
        **dict.fromkeys(("create", "partial_update", "destroy"), Right.MANAGE_PLANS),
    }
    bodies = {"create": NewMilestoneBody, "partial_update": MilestoneBody}
    shape = MilestoneShape
    shapes = {"destroy": None}
    parameters = {"list": [OF_ROADMAP]}
    versioned = ("partial_update", "destroy")
    order = (Sort("on"), Sort("id"))
    orders = {"on": Sort("on"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return Milestone.objects.filter(workspace=self.request.workspace, roadmap__in=self.readable())

    def show(self, row: Any) -> dict[str, Any]:
        return {
            **{name: getattr(row, name) for name in ("id", "name", "on", "version")},
            "roadmap": row.roadmap_id,
        }

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        return self.made(add_milestone(roadmap, by=request.actor, **body), "milestones-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        milestone, version = self.one(self.rows(), pk), expected_version(request)
        update_milestone(milestone, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(milestone)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        milestone = self.one(self.rows(), pk)
        remove_milestone(milestone, by=request.actor, expected_version=expected_version(request))
        return self.no_content()
