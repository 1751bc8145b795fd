"""One's own what-ifs over roadmaps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.models import Item
from backlog.queries.references import items_called, uuid_or_none
from core.api.etag import expected_version
from core.api.json import json_response
from core.api.pagination import Sort
from core.api.views import APIRequest
from roadmap.api.changes import shown_change
from roadmap.api.common import OF_ROADMAP, RoadmapRows
from roadmap.models import Scenario
from roadmap.scenario_serializers import (
    ComparisonShape,
    MergedShape,
    NewScenarioBody,
    ScenarioBody,
    ScenarioChangeBody,
    ScenarioMergeBody,
    ScenarioShape,
)
from roadmap.scenarios import FIELDS, Laid, laid_over, meant_by
from roadmap.services import scenarios as services
from roadmap.services.merging import merge_scenario

ACTS = ("list", "retrieve", "create", "partial_update", "destroy", "change", "comparison", "merge")


class Scenarios(RoadmapRows):
    """The caller's own scenarios, the newest first; nobody else's exist. DELETE discards one."""

    rights = dict.fromkeys(ACTS, Right.MANAGE_PLANS)
    bodies = {
        "create": NewScenarioBody,
        "partial_update": ScenarioBody,
        "change": ScenarioChangeBody,
        "merge": ScenarioMergeBody,
    }
    shape = ScenarioShape
    shapes = {"destroy": None, "comparison": ComparisonShape, "merge": MergedShape}
    parameters = {"list": [OF_ROADMAP]}
    versioned = ("partial_update", "destroy", "change", "merge")
    order = (Sort("created_at", descending=True), Sort("id", descending=True))
    orders = {"created_at": Sort("created_at"), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        return Scenario.objects.visible_to(self.request.actor).select_related("roadmap__workspace")

    def show(self, row: Any) -> dict[str, Any]:
        shown = {name: getattr(row, name) for name in ("id", "name", "created_at", "updated_at", "version")}
        return {**shown, "roadmap": row.roadmap_id}

    def create(self, request: APIRequest) -> HttpResponse:
        body = self.body()
        roadmap = self.roadmap_in_body(body.pop("roadmap"))
        return self.made(services.create_scenario(roadmap, by=request.actor, **body), "scenarios-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        found, version = self.one(self.rows(), pk), expected_version(request)
        name = self.body().get("name", found.name)
        services.rename_scenario(found, by=request.actor, name=name, expected_version=version)
        return self.changed(found)

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        found, version = self.one(self.rows(), pk), expected_version(request)
        services.discard_scenario(found, by=request.actor, expected_version=version)
        return self.no_content()

    @action(detail=True, methods=["post"])
    def change(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Have an item or a milestone otherwise than in the plan; what the plan says itself is no longer other."""
        laid = laid_over(self.one(self.rows(), pk))
        body = self.body()
        pk = body.pop("milestone") if "milestone" in body else self._items([body.pop("item")], "item")[0].pk
        laid.reach([pk])
        if not laid.knows(pk):
            raise ValidationError({"milestone": _("There is no such milestone.")})
        services.change_scenario(
            laid.scenario, {pk: _overlays(laid, pk, body)}, by=request.actor,
            expected_version=expected_version(request),
        )  # fmt: skip
        return self.changed(laid.scenario)

    @action(detail=True, methods=["get"])
    def comparison(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """What the scenario would change of the plan, item by item, and where the plan has moved on since."""
        rows = meant_by(laid_over(self.one(self.rows(), pk)))
        names = ("title", "values", "moved_on")
        shown = [
            {
                "item": row.key,
                "milestone": None if row.key else row.item,
                **{name: getattr(row, name) for name in names},
                "changes": [shown_change(each, None) for each in row.changes],
            }
            for row in rows
        ]
        return json_response({"items": shown})

    @action(detail=True, methods=["post"])
    def merge(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Give the plan what the scenario has otherwise of these items, all or nothing. 409 where the plan has changed since."""
        found, body = self.one(self.rows(), pk), self.body()
        over = body.get("over", [])
        over_marks = [one for text in over if (one := uuid_or_none(text))]
        over_items = self._items([text for text in over if not uuid_or_none(text)], "over")
        chosen = [item.pk for item in self._items(body.get("items", []), "items")]
        chosen += body.get("milestones", [])
        version = expected_version(request)
        count = merge_scenario(
            found, chosen, by=request.actor, over=[*(item.pk for item in over_items), *over_marks], expected_version=version,
        )  # fmt: skip
        return json_response({"merged": count})

    def _items(self, keys: Sequence[str], field: str) -> list[Item]:
        return items_called(self.request.workspace.pk, list(keys), field)


def _overlays(laid: Laid, item: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """The body as overlays; of a date's day and precision the one that is not named stays."""
    planned = laid.planned(item)
    if "day" in body:
        return {"day": body["day"].isoformat()}
    fields = dict(planned) if body.pop("as_planned", False) else {}
    now = planned if fields else {**planned, **laid.values.get(item, {})}
    for end in ("start", "due"):
        if f"{end}_on" in body or f"{end}_precision" in body:
            day, precision = now[end]
            if f"{end}_on" in body:
                day = body[f"{end}_on"].isoformat() if body[f"{end}_on"] else ""
            fields[end] = [day, body.get(f"{end}_precision", precision)]
    return fields | {name: body[name] for name in FIELDS if name in body}
