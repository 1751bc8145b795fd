"""Roadmaps and their lanes."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action

from accounts.permissions import Right, may
from core.api.errors import ParameterError
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows, one_place
from roadmap.models import Lane
from roadmap.queries import roadmaps_of
from roadmap.serializers import LaneBody, LaneShape, NewLaneBody, PlaceBody, RoadmapBody, RoadmapShape
from roadmap.services.lanes import add_lane, move_lane, remove_lane, update_lane
from roadmap.services.roadmaps import create_roadmap, delete_roadmap, update_roadmap

WRITE = dict.fromkeys(("create", "partial_update", "destroy", "move"), Right.MANAGE_PLANS)
READ = {"list": Right.READ_ROADMAPS, "retrieve": Right.READ_ROADMAPS}
KEEP = OpenApiParameter(
    "keep_entries", bool, description="What the lane holds stays on the roadmap without a lane; else 409."
)


class Roadmaps(RoadmapRows):
    """Roadmaps that the caller may read, by name; private ones of others do not exist."""

    rights = {**READ, **{name: right for name, right in WRITE.items() if name != "move"}}
    bodies = {"create": RoadmapBody, "partial_update": RoadmapBody}
    shape = RoadmapShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy")
    order = (Sort("name"), Sort("id"))
    orders = {"name": Sort("name"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return roadmaps_of(self.request.actor)

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        names = (
            "id", "name", "purpose", "visibility", "readers_see", "lanes_from", "grouped_by", "query", "look", "published_at", "created_at", "updated_at",
            "version",
        )  # fmt: skip
        shown = {name: getattr(row, name) for name in names}
        named = row.horizon_names() if row.shows_now_to(self.request.actor) else {}
        horizons = [{"id": pk, "name": name} for pk, name in named.items()]
        more = {"joined_lane": row.joined_lane_id, "horizons": horizons, "entry_count": row.entry_count or 0}
        hidden = {} if self.reads_backlog else {"query": "", "joined_lane": None}
        return {**shown, "owner": row.owner_id, **more, **hidden}

    @cached_property
    def reads_backlog(self) -> bool:
        """Whether the caller may know what chooses the items."""
        return may(self.request.actor, Right.READ_BACKLOG)

    def create(self, request: APIRequest) -> HttpResponse:
        roadmap = create_roadmap(request.workspace, by=request.actor, **self._fields())
        return self.made(roadmap, "roadmaps-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        roadmap = self.one(self.readable(), pk)
        update_roadmap(
            roadmap, by=request.actor, fields=self._fields(), expected_version=expected_version(request)
        )
        return self.changed(roadmap)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        delete_roadmap(
            self.one(self.readable(), pk), by=request.actor, expected_version=expected_version(request)
        )
        return self.no_content()

    def _fields(self) -> dict[str, Any]:
        """The body, with what the service calls otherwise."""
        return {
            {"joined_lane": "joined_lane_id"}.get(name, name): value for name, value in self.body().items()
        }


class Lanes(RoadmapRows):
    """The rows of roadmaps, from top to bottom."""

    rights = {**READ, **WRITE}
    bodies = {"create": NewLaneBody, "partial_update": LaneBody, "move": PlaceBody}
    shape = LaneShape
    shapes = {"destroy": None}
    parameters = {"list": [OF_ROADMAP], "destroy": [KEEP]}
    versioned = ("partial_update", "destroy", "move")
    order = (Sort("roadmap_id"), Sort("rank"), Sort("id"))
    orders = {"rank": (Sort("roadmap_id"), Sort("rank")), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return Lane.objects.filter(workspace=self.request.workspace, roadmap__in=self.readable())

    def show(self, row: Any) -> dict[str, Any]:
        shown = {name: getattr(row, name) for name in ("id", "name", "note", "version")}
        return {**shown, "roadmap": row.roadmap_id}

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        return self.made(add_lane(roadmap, by=request.actor, **body), "lanes-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        lane = self.one(self.rows(), pk)
        update_lane(lane, by=request.actor, fields=self.body(), expected_version=expected_version(request))
        return self.changed(lane)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        lane = self.one(self.rows(), pk)
        keep = request.query_params.get("keep_entries", "false").lower()
        if keep not in ("true", "false"):
            raise ParameterError("keep_entries", _("It is true or false."))
        remove_lane(
            lane, by=request.actor, keep_entries=keep == "true", expected_version=expected_version(request)
        )
        return self.no_content()

    @action(detail=True, methods=["post"])
    def move(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Put a lane directly before or after another one, or at an end."""
        lane, body = self.one(self.rows(), pk), self.body()
        one_place(body, least=1)
        where = {
            name: self._neighbour(lane, name, body[name]) for name in ("before", "after") if name in body
        }
        version = expected_version(request)
        move_lane(lane, by=request.actor, to=body.get("to", "top"), expected_version=version, **where)
        return self.changed(lane)

    def _neighbour(self, lane: Lane, name: str, pk: UUID) -> Lane:
        found = Lane.objects.filter(pk=pk, roadmap_id=lane.roadmap_id).first()
        if found is None:
            raise ValidationError({name: _("There is no such lane on this roadmap.")})
        return found
