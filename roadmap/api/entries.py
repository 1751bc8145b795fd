"""Items on roadmaps."""

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
from backlog.queries.references import items_with_keys
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.json import json_response
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.common import OF_ROADMAP, RoadmapRows, one_place
from roadmap.models import Entry
from roadmap.serializers import EntryBody, EntryMoveBody, EntryShape, NewEntryBody, ShiftBody, ShiftedShapes
from roadmap.services.entries import TEXTS, add_entry, remove_entry, update_entry
from roadmap.services.moving import DATES, move_entry
from roadmap.services.shifting import Shifted, plan_shift, shift_successors

OF_HORIZON = OpenApiParameter("horizon", str, description="Entries of one horizon, by its id.")
OWN = ("id", "public_title", "public_note", "confidence", "horizon", "created_at", "updated_at", "version")


class Entries(RoadmapRows):
    """Items on roadmaps, in the roadmap's order. Dates are the item's own and stand here for convenience."""

    rights = {
        "list": Right.READ_ROADMAPS,
        "retrieve": Right.READ_ROADMAPS,
        "create": Right.MANAGE_PLANS,
        "partial_update": Right.CONTRIBUTE,
        "destroy": Right.MANAGE_PLANS,
        "move": Right.MANAGE_PLANS,
        "shift": Right.CONTRIBUTE,
    }
    bodies = {"create": NewEntryBody, "partial_update": EntryBody, "move": EntryMoveBody, "shift": ShiftBody}
    shape = EntryShape
    shapes = {"destroy": None, "shift": ShiftedShapes}
    parameters = {"list": [OF_ROADMAP, OF_HORIZON]}
    versioned = ("partial_update", "destroy", "move")
    order = (Sort("roadmap_id"), Sort("rank"), Sort("id"))
    orders = {"rank": (Sort("roadmap_id"), Sort("rank")), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows = Entry.objects.filter(
            workspace=self.request.workspace, roadmap__in=self.readable(), item__deleted_at=None
        )
        return rows.select_related("item__product", "item__status")

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        horizon = self.request.query_params.get("horizon")
        known = {pk for roadmap in self.readable() for pk in roadmap.horizon_names()} if horizon else set()
        if horizon and horizon not in known:
            said = _("No roadmap has this horizon.")
            raise unknown_value("horizon", horizon, said, sorted(known))
        return super().narrowed(rows.filter(horizon=horizon) if horizon else rows)

    @cached_property
    def knows_items(self) -> bool:
        """Whether the caller may read an item's own title where the roadmap calls it otherwise."""
        return may(self.request.actor, Right.READ_BACKLOG)

    def show(self, row: Any) -> dict[str, Any]:
        item = row.item
        return {
            **{name: getattr(row, name) for name in OWN},
            "roadmap": row.roadmap_id,
            "item": item.key,
            "title": item.title if self.knows_items else row.public_title or item.title,
            "lane": row.lane_id,
            **{name: getattr(item, name) for name in DATES},
            "status": item.status.name,
            "category": item.category,
        }

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        key = body.pop("item")
        found = items_with_keys(request.workspace.pk, {"item": key})
        if "item" not in found:
            raise ValidationError({"item": _("There is no item “%(key)s”.") % {"key": key}})
        lane = self.lane_in_body(roadmap.pk, body.pop("lane", None))
        return self.made(
            add_entry(roadmap, found["item"], by=request.actor, lane=lane, **body), "entries-detail"
        )

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Titles, notes, confidence, lane and horizon need the right to plan; dates those to the item."""
        entry, body = self.one(self.rows(), pk), self.body()
        version = expected_version(request)
        texts: dict[str, str] = {name: body.pop(name) for name in TEXTS if name in body}
        if texts:
            update_entry(entry, by=request.actor, fields=texts, expected_version=version)
        if body or not texts:
            fields = self._with_lane(entry, body)
            move_entry(entry, by=request.actor, fields=fields, expected_version=None if texts else version)
        return self.changed(entry)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        remove_entry(self.one(self.rows(), pk), by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"])
    def move(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Another lane or horizon, and a place in the order."""
        entry, body = self.one(self.rows(), pk), self.body()
        one_place(body, least=0)
        before = self._neighbour(entry, "before", body.pop("before", None))
        after = self._neighbour(entry, "after", body.pop("after", None))
        to = body.pop("to", "")
        fields = self._with_lane(entry, body)
        version = expected_version(request)
        move_entry(
            entry,
            by=request.actor,
            fields=fields,
            to=to,
            expected_version=version,
            before=before,
            after=after,
        )
        return self.changed(entry)

    @action(detail=True, methods=["post"])
    def shift(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Move its item, and all that waits for it, behind what they wait for; nothing moves earlier. All or nothing."""
        item = self.one(self.rows(), pk).item
        is_dry = self.body().get("dry_run", False)
        moved = plan_shift(item) if is_dry else shift_successors(item, by=request.actor)
        return json_response({"shifted": [_shifted(one) for one in moved]})

    def _with_lane(self, entry: Entry, body: dict[str, Any]) -> dict[str, Any]:
        if "lane" not in body:
            return body
        return {**body, "lane": self.lane_in_body(entry.roadmap_id, body["lane"])}

    def _neighbour(self, entry: Entry, name: str, pk: UUID | None) -> Entry | None:
        if pk is None:
            return None
        found = Entry.objects.filter(pk=pk, roadmap_id=entry.roadmap_id).first()
        if found is None:
            raise ValidationError({name: _("There is no such entry on this roadmap.")})
        return found


def _shifted(one: Shifted) -> dict[str, Any]:
    before, after = one.before, one.after
    now = {"item": one.item.key, "days": one.days, "start_on": after.start, "due_on": after.due}
    return {**now, "from_start_on": before.start, "from_due_on": before.due}
