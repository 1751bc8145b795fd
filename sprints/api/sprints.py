"""Sprints, what is in them, and who has how much time for it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action

from accounts.models import Member, Team
from accounts.permissions import Right
from backlog.models import Item
from backlog.queries.references import items_called, uuid_or_none
from core.api.errors import ParameterError, unknown_value
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from sprints.models import Sprint, SprintItem, SprintState
from sprints.queries.planning import SprintPage, sprint_page
from sprints.queries.sprints import with_totals
from sprints.serializers import (
    CapacityShape,
    CloseBody,
    KeysBody,
    NewSprintBody,
    PlaceShape,
    SprintBody,
    SprintShape,
    TimeBody,
)
from sprints.services import closing, planning
from sprints.services import sprints as services

OWN = (
    "id", "name", "goal", "start_on", "end_on", "state", "started_at", "closed_at", "item_count", "points", "done_count",
    "done_points", "committed_points", "created_at", "updated_at", "version",
)  # fmt: skip
READ = dict.fromkeys(("list", "retrieve", "capacity"), Right.READ_BACKLOG)
WRITE = ("create", "partial_update", "destroy", "start", "close", "set_capacity")


class SprintRows(RowsViewSet):
    """What the resources of sprints share."""

    def shown(self, pk: UUID) -> dict[str, Any]:
        """A sprint as the API shows it now. One SQL statement."""
        found = with_totals(Sprint.objects.filter(workspace=self.request.workspace, pk=pk)).get()
        return _sprint(found)


class Sprints(SprintRows):
    """Time boxes of teams, the latest first."""

    rights = {**READ, **dict.fromkeys(WRITE, Right.GROOM)}
    bodies = {
        "create": NewSprintBody,
        "partial_update": SprintBody,
        "close": CloseBody,
        "set_capacity": TimeBody,
    }
    shape = SprintShape
    shapes = {"destroy": None, "capacity": CapacityShape, "set_capacity": CapacityShape}
    parameters = {
        "list": [
            OpenApiParameter("team", UUID, description="Id of a team."),
            OpenApiParameter("state", str, enum=SprintState.values),
        ]
    }
    versioned = ("partial_update", "destroy", "start", "close", "set_capacity")
    order = (Sort("start_on", descending=True), Sort("id", descending=True))
    orders = {"start_on": Sort("start_on"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return with_totals(Sprint.objects.filter(workspace=self.request.workspace))

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked = self.request.query_params
        if text := asked.get("team"):
            pk = uuid_or_none(text)
            team = Team.objects.filter(workspace=self.request.workspace, pk=pk).first() if pk else None
            if team is None:
                raise ParameterError("team", _("There is no team “%(id)s”.") % {"id": text})
            rows = rows.filter(team=team)
        state = asked.get("state")
        if state and state not in SprintState.values:
            said = _("The state is one of planned, active, closed.")
            raise unknown_value("state", state, said, SprintState.values)
        return rows.filter(state=state) if state else rows

    def show(self, row: Any) -> dict[str, Any]:
        return _sprint(row)

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        team = Team.objects.filter(workspace=request.workspace, pk=body.pop("team")).first()
        if team is None:
            raise ValidationError({"team": _("There is no such team.")})
        return self.made(services.create_sprint(team, by=request.actor, **body), "sprints-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        sprint, version = self._one(pk), expected_version(request)
        services.update_sprint(sprint, by=request.actor, fields=self.body(), expected_version=version)
        return self.changed(sprint)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Remove a sprint that is planned and holds nothing, else 409."""
        services.delete_sprint(self._one(pk), by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    @action(detail=True, methods=["post"])
    def start(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Begin; what is in it becomes its committed scope. 409 while the team's last one runs."""
        sprint = closing.start_sprint(
            self._one(pk), by=request.actor, expected_version=expected_version(request)
        )
        return self.changed(sprint)

    @action(detail=True, methods=["post"])
    def close(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """End it, and say for each item that is not done whether it is carried over, goes back, or is done after all."""
        sprint, body = self._one(pk), self.body()
        into = self._into(body["into"]) if "into" in body else None
        keys = body.get("carry", {})
        items = items_called(self.request.workspace.pk, list(keys), "carry")
        closing.close_sprint(
            sprint,
            by=request.actor,
            choices={item.pk: choice for item, choice in zip(items, keys.values(), strict=True)},
            otherwise=body.get("otherwise", closing.Choice.NEXT),
            into=into,
            expected_version=expected_version(request),
        )
        return self.changed(sprint)

    @action(detail=True, methods=["get"])
    def capacity(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """What fits into the sprint and what is planned, by the team's members."""
        return self.object_response(self._capacity(self._one(pk)))

    @capacity.mapping.post
    def set_capacity(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """A member's days off and focus factor."""
        sprint, body = self._one(pk), self.body()
        member = Member.objects.filter(workspace=request.workspace, pk=body.pop("member")).first()
        if member is None:
            raise ValidationError({"member": _("There is no such member.")})
        version = expected_version(request)
        services.set_capacity(sprint, member, by=request.actor, expected_version=version, **body)
        return self.object_response(self._capacity(self._one(pk)))

    def present(self, obj: Any) -> dict[str, Any]:
        """The sprint, or where its capacity is the subject, that."""
        return self._capacity(obj) if self.act == "set_capacity" else super().present(obj)

    def _one(self, pk: UUID) -> Sprint:
        return self.one(Sprint.objects.select_related("team"), pk)

    def _into(self, pk: UUID) -> Sprint:
        found = Sprint.objects.filter(workspace=self.request.workspace, pk=pk).first()
        if found is None:
            raise ValidationError({"into": _("There is no such sprint.")})
        return found

    def _capacity(self, sprint: Sprint) -> dict[str, Any]:
        return _capacity(sprint_page(sprint, unit=self.request.workspace.estimate_unit))


class SprintItems(SprintRows):
    """What is or was in one sprint. A planned sprint forgets what is taken out, one that runs does not."""

    rights = {"list": Right.READ_BACKLOG, "add": Right.GROOM, "remove": Right.GROOM}
    bodies = {"add": KeysBody, "remove": KeysBody}
    shape = PlaceShape
    shapes = {"add": SprintShape, "remove": SprintShape}
    order = (Sort("id"),)

    def rows(self) -> "QuerySet[Any, Any]":
        sprint = self._sprint()
        places = SprintItem.objects.filter(workspace=self.request.workspace, sprint=sprint)
        return places.filter(item__deleted_at=None).select_related("item__product")

    def show(self, row: Any) -> dict[str, Any]:
        names = ("committed", "estimate_at_start", "estimate_at_close", "added_at", "ended_at")
        item = row.item
        shown = {"item": item.key, "title": item.title, "category": item.category, "estimate": item.estimate}
        return {**shown, **{name: getattr(row, name) for name in names}, "outcome": row.outcome or None}

    def add(self, request: APIRequest, sprint_pk: UUID) -> HttpResponse:
        """Put items in, out of the sprints they are in; those that are here already stay."""
        sprint = self._sprint()
        planning.add_items(sprint, self._named(), by=request.actor)
        return self.object_response(self.shown(sprint.pk))

    def remove(self, request: APIRequest, sprint_pk: UUID) -> HttpResponse:
        """Take items out, back to the backlog."""
        sprint = self._sprint()
        planning.remove_items(sprint, self._named(), by=request.actor)
        return self.object_response(self.shown(sprint.pk))

    def list(self, request: APIRequest, sprint_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)

    def _sprint(self) -> Sprint:
        return self.one(Sprint.objects.all(), self.kwargs["sprint_pk"])

    def _named(self) -> Sequence[Item]:
        return items_called(self.request.workspace.pk, self.body()["items"])


def _sprint(row: Any) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in OWN}, "team": row.team_id}


def _capacity(page: SprintPage) -> dict[str, Any]:
    people = [
        {
            "member": person.time.member_id,
            "name": person.time.name,
            "days_off": person.time.days_off,
            "focus_percent": person.time.focus_percent,
            "days": person.time.days,
            "capacity": person.load.capacity,
            "planned": person.load.planned,
        }
        for person in page.people
    ]
    return {
        "working_days": page.working_days,
        "capacity": page.load.capacity,
        "planned": page.load.planned,
        "velocity": page.velocity.mean,
        "people": people,
        "version": page.sprint.version,
    }
