"""Scores as the worker computed them, how they moved, and what formulas may use beside ratings. Reading only."""

from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import OF_PRODUCT, item_named, product_named
from backlog.formula import reason_text
from backlog.inputs import score_inputs
from backlog.models import Item, Score, ScoreHistory, ScoringModel
from backlog.queries.why import Move, told_moves
from backlog.serializers.scores import ScoreInputsShape, ScoreMoveShape, ScoreShape
from core.api.errors import ParameterError
from core.api.etag import tagged
from core.api.json import dumps
from core.api.pagination import Sort, paginate
from core.api.rows import RowsViewSet
from core.api.views import APIRequest, WorkspaceAPIView, WorkspaceViewSet

OF_MODEL = OpenApiParameter(
    "model", {"type": "string", "format": "uuid"}, description="Id of a scoring model; else the active one."
)
COLUMNS = (
    "id", "item_id", "item__product__key", "item__number", "model_id", "model__name", "value", "reason", "revision",
    "updated_at",
)  # fmt: skip


class Scores(RowsViewSet):
    """Items' scores by the active models of their products, or by another one."""

    rights = {"list": Right.READ_BACKLOG}
    shape = ScoreShape
    parameters = {
        "list": [OF_PRODUCT, OpenApiParameter("item", str, description="Key of an item."), OF_MODEL],
    }
    order = (Sort("item_id"), Sort("id"))
    orders = {"value": Sort("value", nullable=True), "item": Sort("item_id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any] = Score.objects.filter(workspace=self.request.workspace, item__deleted_at=None)
        return rows.values(*COLUMNS)

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        chosen = self.request.query_params
        models = ScoringModel.objects.filter(workspace=self.request.workspace)
        if key := chosen.get("product"):
            models = models.filter(product=product_named(self.request, key))
        if key := chosen.get("item"):
            rows = rows.filter(item=item_named(self.request, "item", key))
        if pk := chosen.get("model"):
            return rows.filter(model=model_named(models, pk).pk)
        # Named by their ids, so that the index of scores by value serves each model.
        return rows.filter(model__in=list(models.filter(is_active=True).values_list("pk", flat=True)))

    def show(self, row: Any) -> dict[str, Any]:
        return {
            "item": f"{row['item__product__key']}-{row['item__number']}",
            "model": {"id": row["model_id"], "name": row["model__name"]},
            **{name: row[name] for name in ("value", "reason")},
            "reason_text": reason_text(row["reason"]) if row["reason"] else None,
            **{name: row[name] for name in ("revision", "updated_at")},
        }


class ScoreMoves(WorkspaceViewSet):
    """Why an item's score moved: its history, the latest first, with who did what and how far that is in the order."""

    rights = {"list": Right.READ_BACKLOG}
    shape = ScoreMoveShape
    parameters = {
        "list": [OpenApiParameter("item", str, required=True, description="Key of the item."), OF_MODEL],
    }

    def list(self, request: APIRequest) -> HttpResponse:
        key = request.query_params.get("item")
        if not key:
            raise ParameterError("item", _("Say whose: ?item=WEB-123."))
        item = Item.objects.get(pk=item_named(request, "item", key))
        model = _model_of(item, request.query_params.get("model"))
        page = paginate(
            ScoreHistory.objects.filter(item=item, model=model),
            request,
            ordering=(Sort("id", descending=True),),
        )
        moves = told_moves(item, model, page.results) if model else []
        return self.list_response(replace(page, results=[_told(move) for move in moves]))


class ScoreInputs(WorkspaceAPIView):
    """What formulas may use beside criteria: numbers known of an item without anybody rating it."""

    rights = {"get": Right.READ_BACKLOG}
    shape = ScoreInputsShape

    def get(self, request: APIRequest) -> HttpResponse:
        """All of them; they are the same for every product."""
        self.fields_of(("inputs",))
        rows = [
            {"key": each.key, "name": str(each.name), "description": str(each.description)}
            for each in score_inputs().values()
        ]
        return tagged(request._request, dumps({"inputs": rows}), 1)


def model_named(models: "QuerySet[ScoringModel]", pk: str) -> ScoringModel:
    """The model, one of these, that the parameter `model` names. Raises ParameterError. One SQL statement."""
    try:
        found = models.filter(pk=UUID(pk)).first()
    except ValueError:
        found = None
    if found is None:
        raise ParameterError("model", _("There is no scoring model “%(id)s” here.") % {"id": pk})
    return found


def _model_of(item: Item, pk: str | None) -> ScoringModel | None:
    """The model of the item's product that is named, else the active one. Raises ParameterError. One SQL statement."""
    models = ScoringModel.objects.filter(product_id=item.product_id)
    return model_named(models, pk) if pk else models.filter(is_active=True).first()


def _told(move: Move) -> dict[str, Any]:
    names = ("at", "before", "after", "place_before", "place_after", "places", "cause", "who")
    said = [unescape(strip_tags(text)) for text in move.why]
    return {**{name: getattr(move, name) for name in names}, "why": said}
