"""Goals: objectives, and what serves them."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.queries.references import items_called, uuid_or_none
from core.api.errors import ParameterError, unknown_value
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.api.common import one_place
from roadmap.models import ItemObjective, Objective
from roadmap.objective_queries import goals_of
from roadmap.objective_serializers import (
    ContributionBody,
    MoveObjectiveBody,
    NewServingBody,
    ObjectiveBody,
    ObjectiveShape,
    ServingBody,
    ServingShape,
)
from roadmap.progress import Goal, build
from roadmap.services import objective_items
from roadmap.services import objectives as services
from roadmap.told import told_to

OWN = (
    "id", "name", "description", "start_on", "end_on", "weight", "state", "position", "created_at", "updated_at",
    "version",
)  # fmt: skip
WRITE = ("create", "partial_update", "destroy", "move")
NONE = "none"


class ObjectiveRows(RowsViewSet):
    """What the resources of objectives share."""

    @cached_property
    def goals(self) -> dict[UUID, Goal]:
        """The workspace's goals with how far they are, read when the first one is shown. Three statements."""
        found = goals_of(self.request.workspace.pk)
        return {goal.objective.pk: goal for top in found for goal in top.everything()}

    def objectives(self) -> "QuerySet[Any, Any]":
        return Objective.objects.filter(workspace=self.request.workspace).select_related("owner")

    def shown(self, row: Any) -> dict[str, Any]:
        goal = self.goals.get(row.pk) or build([row], {}, {})[0]  # deleted since the row was read
        output = goal.output
        return {
            **{name: getattr(row, name) for name in OWN},
            "parent": row.parent_id,
            "owner": {"id": row.owner_id, "name": row.owner.name} if row.owner else None,
            "outcome": goal.outcome,
            "item_count": output.count,
            "done_count": output.done,
            "points": output.points,
            "done_points": output.done_points,
        }


class Objectives(ObjectiveRows):
    """What is to be reached, in the order they were made."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_ROADMAPS),
        **dict.fromkeys(WRITE, Right.MANAGE_PLANS),
    }
    bodies = {"create": ObjectiveBody, "partial_update": ObjectiveBody, "move": MoveObjectiveBody}
    shape = ObjectiveShape
    shapes = {"destroy": None}
    parameters = {
        "list": [
            OpenApiParameter("parent", str, description="Id of an objective; none: those at the top."),
            OpenApiParameter("state", str, enum=Objective.State.values),
        ]
    }
    versioned = ("partial_update", "destroy", "move")
    orders = {"id": Sort("id"), "name": Sort("name"), "position": Sort("position")}

    def rows(self) -> "QuerySet[Any, Any]":
        return self.objectives()

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        parent, state = (self.request.query_params.get(name) for name in ("parent", "state"))
        if parent == NONE:
            rows = rows.filter(parent=None)
        elif parent:
            pk = uuid_or_none(parent)
            if pk is None or not self.objectives().filter(pk=pk).exists():
                raise ParameterError("parent", _("There is no objective “%(id)s”.") % {"id": parent})
            rows = rows.filter(parent=pk)
        if state and state not in Objective.State.values:
            said = _("The state is one of open, achieved, dropped.")
            raise unknown_value("state", state, said, Objective.State.values)
        return rows.filter(state=state) if state else rows

    def show(self, row: Any) -> dict[str, Any]:
        return self.shown(row)

    def create(self, request: APIRequest) -> HttpResponse:
        made = services.create_objective(request.workspace, by=request.actor, **self.body())
        return self.made(made, "objectives-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        objective, version = self._one(pk), expected_version(request)
        services.update_objective(objective, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(objective)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Remove an objective with its key results; those below it go one level up, its items stay."""
        version = expected_version(request)
        services.delete_objective(self._one(pk), by=request.actor, expected_version=version)
        return self.no_content()

    @action(detail=True, methods=["post"])
    def move(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Put an objective directly before or after one with the same parent, or at an end of them."""
        objective, body = self._one(pk), self.body()
        one_place(body, least=1)
        version, where = expected_version(request), {}
        for name in ("before", "after"):
            if name in body:
                where[name] = self._neighbour(name, body[name])
        to = body.get("to", "top")
        services.move_objective(objective, by=request.actor, to=to, expected_version=version, **where)
        return self.changed(objective)

    def _one(self, pk: UUID) -> Objective:
        return self.one(Objective.objects.all(), pk)

    def _neighbour(self, name: str, pk: UUID) -> Objective:
        found: Objective | None = self.objectives().filter(pk=pk).first()
        if found is None:
            raise ValidationError({name: _("There is no such objective.")})
        return found


class ObjectiveItems(ObjectiveRows):
    """What serves one objective, first or beside."""

    rights = {"list": Right.READ_ROADMAPS, **dict.fromkeys(("add", "remove", "note"), Right.GROOM)}
    bodies = {"add": NewServingBody, "remove": ServingBody, "note": ContributionBody}
    shape = ServingShape
    shapes = {"add": ObjectiveShape, "remove": ObjectiveShape, "note": ObjectiveShape}
    order = (Sort("id"),)

    def rows(self) -> "QuerySet[Any, Any]":
        places = ItemObjective.objects.filter(workspace=self.request.workspace, objective=self._objective())
        return told_to(self.request.actor, places.filter(item__deleted_at=None)).select_related(
            "item__product"
        )

    def show(self, row: Any) -> dict[str, Any]:
        item = row.item
        shown = {name: getattr(item, name) for name in ("category", "estimate")}
        return {
            "item": item.key,
            "title": row.told_title,
            **shown,
            "is_primary": row.is_primary,
            "note": row.note,
            "added_at": row.added_at,
        }

    def list(self, request: APIRequest, objective_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)

    def add(self, request: APIRequest, objective_pk: UUID) -> HttpResponse:
        """Have items serve it first, no longer the one they served first until now; or, contributing, beside it."""
        objective, body = self._objective(), self.body()
        items = items_called(request.workspace.pk, body.pop("items"))
        objective_items.add_items(objective, items, by=request.actor, **body)
        return self.object_response(self.shown(self.objectives().get(pk=objective.pk)))

    def remove(self, request: APIRequest, objective_pk: UUID) -> HttpResponse:
        """Have items serve it no longer."""
        objective, keys = self._objective(), self.body()["items"]
        items = items_called(request.workspace.pk, keys)
        objective_items.remove_items(objective, items, by=request.actor)
        return self.object_response(self.shown(self.objectives().get(pk=objective.pk)))

    def note(self, request: APIRequest, objective_pk: UUID) -> HttpResponse:
        """Say what an item does for it."""
        objective, body = self._objective(), self.body()
        (item,) = items_called(request.workspace.pk, [body["item"]])
        objective_items.note_contribution(objective, item, by=request.actor, note=body["note"])
        return self.object_response(self.shown(self.objectives().get(pk=objective.pk)))

    def _objective(self) -> Objective:
        return self.one(Objective.objects.all(), self.kwargs["objective_pk"])
