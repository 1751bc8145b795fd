"""GET /items/groups/: a list's counts and sums. POST /items/rank-by-score/: chosen items in the order of their scores."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.api.common import product_named
from backlog.custom import CELL, PREFIX
from backlog.models import CustomField, Product
from backlog.queries.backlog import matching
from backlog.queries.groups import Grouping, grouping_named, groupings_of, groups_of
from backlog.queries.references import items_called
from backlog.search import ItemSearch
from backlog.serializers.groups import GroupsShape, RankByScoreBody, StandingsShape
from backlog.services.rank_by_score import plan_by_score, rank_by_score
from core.api.errors import ParameterError, unknown_value
from core.api.etag import tagged
from core.api.json import dumps, json_response
from core.api.views import APIRequest, WorkspaceAPIView
from core.query import QueryError


class ItemGroups(WorkspaceAPIView):
    """How many items of a product's backlog share a status, a sprint, a label …, and what their estimates come to."""

    rights = {"get": Right.READ_BACKLOG}
    shape = GroupsShape
    parameters = {
        "get": [
            OpenApiParameter("product", str, required=True, description="Key of a product."),
            OpenApiParameter(
                "by",
                str,
                required=True,
                description="`status assignee team label parent kind sprint release objective`, or `custom.tier`.",
            ),
            OpenApiParameter(
                "q", str, description="Which items, in the query language; open ones without it."
            ),
        ]
    }

    def get(self, request: APIRequest) -> HttpResponse:
        """The groups in the order people expect. An item with several labels counts in the first of them by name."""
        asked = request.query_params
        if not asked.get("product"):
            raise ParameterError("product", _("Each product has its own order: name it by ?product=."))
        product = Product.objects.get(pk=product_named(request, asked["product"]))
        grouping = self._grouping(product, asked.get("by", ""))
        try:
            search = ItemSearch(asked.get("q", ""), actor=request.actor, today=timezone.localdate())
            groups = groups_of(matching(product, search), grouping, product)
        except QueryError as error:
            raise ParameterError("q", str(error)) from error
        self.fields_of(("groups",))
        rows = [
            {"value": one.value, "name": one.name, "count": one.count, "points": float(one.points)}
            for one in groups
        ]
        return tagged(request._request, dumps({"groups": rows}), 1)

    def _grouping(self, product: Product, name: str) -> Grouping:
        """As the API names custom fields everywhere: `custom.tier`. Raises ParameterError."""
        found = grouping_named(
            f"{CELL}{name[len(PREFIX) :]}" if name.startswith(PREFIX) else name, product.pk
        )
        if found is None:
            fields = CustomField.objects.filter(product=product, archived_at=None)
            known = [one.name.replace(CELL, PREFIX) for one in groupings_of(list(fields))]
            said = _("Items are not grouped by “%(name)s”.") % {"name": name}
            raise unknown_value("by", name, said, known)
        return found


class RankByScore(WorkspaceAPIView):
    """Items of one product put into the order of their scores, on the places that they have between them."""

    rights = {"post": Right.GROOM}
    bodies = {"post": RankByScoreBody}
    shapes = {"post": StandingsShape}

    def post(self, request: APIRequest) -> HttpResponse:
        """Rank them, or with `dry_run` only say where each would stand. One act; other items stay where they are."""
        body = self.body()
        items = items_called(request.workspace.pk, body["items"])
        if len({item.product_id for item in items}) > 1:
            raise ValidationError({"items": _("Each product has its own order: choose items of one.")})
        act = plan_by_score if body.get("dry_run") else rank_by_score
        try:
            rows = act(items[0].product, items, by=request.actor)
        except ValidationError as error:
            raise ValidationError({"items": error.messages}) from error
        return json_response({"items": [_standing(row) for row in rows if row.lift]})


def _standing(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("key", "score", "now", "then")}
