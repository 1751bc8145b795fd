"""Ratings: one by one, and many in one call."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from accounts.permissions import Right
from backlog.api.common import OF_PRODUCT, item_in_body, item_named, named, product_named
from backlog.models import Criterion, Item, Rating
from backlog.queries.named import NamedRows
from backlog.serializers.ratings import (
    BulkRatingsBody,
    BulkRatingsShape,
    NewRatingBody,
    RatingBody,
    RatingShape,
)
from backlog.services.rating import Given, RatingErrors, rate_items, why_not
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.json import json_response
from core.api.rows import RowsViewSet
from core.api.views import APIRequest, WorkspaceAPIView
from core.errors import OutOfDate

READ = {"list": Right.READ_BACKLOG, "retrieve": Right.READ_BACKLOG}
COLUMNS = (
    "id", "item__product__key", "item__number", "criterion__key", "value", "rated_by_id", "rated_by__name",
    "updated_at", "version",
)  # fmt: skip


class Ratings(RowsViewSet):
    """Items' agreed numbers by criterion. The worker computes the score from them, a moment after."""

    rights = {**READ, "rate": Right.GROOM, "partial_update": Right.GROOM, "destroy": Right.GROOM}
    bodies = {"rate": NewRatingBody, "partial_update": RatingBody}
    shape = RatingShape
    shapes = {"destroy": None}
    parameters = {
        "list": [
            OF_PRODUCT,
            OpenApiParameter("item", str, description="Key of an item."),
            OpenApiParameter("criterion", str, description="Key of a criterion."),
        ]
    }
    versioned = ("rate", "partial_update", "destroy")

    def rows(self) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any] = Rating.objects.filter(workspace=self.request.workspace, item__deleted_at=None)
        return rows.values(*COLUMNS)

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        chosen = self.request.query_params
        if key := chosen.get("product"):
            rows = rows.filter(criterion__product=product_named(self.request, key))
        if key := chosen.get("item"):
            rows = rows.filter(item=item_named(self.request, "item", key))
        if key := chosen.get("criterion"):
            rows = rows.filter(criterion__in=self._criteria_named(key, chosen.get("product")))
        return rows

    def _criteria_named(self, key: str, product: str | None) -> list[UUID]:
        """The ids of the criteria with that key, of one product or of all. Raises ParameterError. One SQL statement."""
        known = Criterion.objects.filter(workspace=self.request.workspace)
        if product:
            known = known.filter(product__key=product.upper())
        found = list(known.filter(key=key).values_list("pk", flat=True))
        if not found:
            said = _("There is no criterion “%(key)s”.") % {"key": key}
            raise unknown_value("criterion", key, said, known.values_list("key", flat=True).distinct())
        return found

    def show(self, row: Any) -> dict[str, Any]:
        return {
            "id": row["id"],
            "item": f"{row['item__product__key']}-{row['item__number']}",
            "criterion": row["criterion__key"],
            "rated_by": named(row, "rated_by_id", "rated_by__name"),
            **{name: row[name] for name in ("value", "updated_at", "version")},
        }

    def rate(self, request: APIRequest) -> HttpResponse:
        """Set an item's number for a criterion, whether it had one or not. Twice is once."""
        body = self.body()
        item = item_in_body(request, body["item"])
        criterion = Criterion.objects.filter(product=item.product_id, key=body["criterion"]).first()
        if criterion is None:
            raise DjangoValidationError({"criterion": _no_criterion(body["criterion"])})
        return self._rate(Given(item, criterion, body["value"], expected_version(request)))

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Set another number."""
        rating = self._there(pk)
        value = self.body().get("value", rating.value)
        return self._rate(Given(rating.item, rating.criterion, value, expected_version(request)))

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take the number away: the item then has no score by models that need it."""
        rating = self._there(pk)
        self._set(Given(rating.item, rating.criterion, None, expected_version(request)))
        return self.no_content()

    def _there(self, pk: UUID) -> Rating:
        rows = Rating.objects.select_related("item__product", "criterion")
        return self.one(rows.filter(item__deleted_at=None), pk)

    def _rate(self, given: Given) -> HttpResponse:
        self._set(given)
        return self.changed(Rating.objects.get(item=given.item, criterion=given.criterion))

    def _set(self, given: Given) -> None:
        try:
            rate_items([given], by=self.request.actor)
        except RatingErrors as error:
            [why] = error.refused.values()
            if isinstance(why, OutOfDate):
                raise why from error
            raise DjangoValidationError({"value": why.messages}) from error


class BulkRatings(WorkspaceAPIView):
    """Up to 1,000 ratings at once, all or nothing; what is wrong with one points at its place (`/ratings/3/value`)."""

    rights = {"post": Right.GROOM}
    bodies = {"post": BulkRatingsBody}
    shapes = {"post": BulkRatingsShape}

    @transaction.atomic
    def post(self, request: APIRequest) -> HttpResponse:
        """Set and take away numbers. One act: one undo, and one news for those who look on."""
        rows = self.body()["ratings"]
        given = self._given(rows)
        try:
            rate_items(given, by=request.actor)
        except RatingErrors as error:
            raise _pointing({at: _field(why) for at, why in error.refused.items()}) from error
        return json_response({"ratings": self._shown(given)})

    def _given(self, rows: Sequence[Mapping[str, Any]]) -> list[Given]:
        """What the rows name; else what is wrong, by the place of each. Two SQL statements, one more for a former key."""
        items = NamedRows(self.request.actor, keys={row["item"] for row in rows})
        found: dict[int, Item] = {}
        problems: dict[int, dict[str, list[str]]] = {}
        for at, row in enumerate(rows):
            try:
                found[at] = items.item(row["item"])
            except DjangoValidationError as error:
                problems[at] = {"item": error.messages}
        products = {item.product_id for item in found.values()}
        keys = {row["criterion"] for row in rows}
        known = Criterion.objects.filter(product__in=products, key__in=keys)
        criteria = {(row.product_id, row.key): row for row in known}
        for at, item in found.items():
            if (item.product_id, rows[at]["criterion"]) not in criteria:
                problems[at] = {"criterion": [_no_criterion(rows[at]["criterion"])]}
        if problems:
            raise _pointing(problems)
        return [
            Given(item, criteria[item.product_id, rows[at]["criterion"]], rows[at]["value"], rows[at].get("version"))
            for at, item in found.items()
        ]  # fmt: skip

    def _shown(self, given: Sequence[Given]) -> list[dict[str, Any]]:
        items, criteria = {each.item.pk for each in given}, {each.criterion.pk for each in given}
        rows = Rating.objects.filter(item__in=items, criterion__in=criteria)
        there = {(row.item_id, row.criterion_id): row for row in rows}
        shown = []
        for each in given:
            row = there.get(each.place)
            values = {name: getattr(row, name, None) for name in ("id", "value", "version")}
            shown.append({"item": each.item.key, "criterion": each.criterion.key, **values})
        return shown


def _no_criterion(key: str) -> str:
    return _("The product has no criterion “%(key)s”.") % {"key": key}


def _field(why: DjangoValidationError | OutOfDate) -> dict[str, list[str]]:
    return {"version" if isinstance(why, OutOfDate) else "value": [why_not(why)]}


def _pointing(problems: Mapping[int, Mapping[str, list[str]]]) -> ValidationError:
    return ValidationError({"ratings": {str(at): dict(problems[at]) for at in sorted(problems)}})
