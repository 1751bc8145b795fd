"""Rounds of blind ratings in the API: hidden and shown as on the page."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError

from accounts.permissions import Right
from backlog.api.common import OF_PRODUCT, ProductRows, product_in_body
from backlog.models import Criterion, Item, RatingRound
from backlog.queries.raters import items_in
from backlog.queries.rounds import lines_of, visible_votes
from backlog.serializers.rounds import (
    BlindVotesBody,
    BlindVoteShape,
    NewRoundBody,
    RatingRoundShape,
    ResultsShape,
    TakeOverBody,
)
from backlog.services.blind_rating import Vote, take_over, vote
from backlog.services.rating import Given, RatingErrors, why_not
from backlog.services.rating_rounds import end_round, open_round, reopen, reveal
from core.api.errors import unknown_value
from core.api.etag import expected_version
from core.api.json import json_response
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest

READ = dict.fromkeys(("list", "retrieve", "results"), Right.READ_BACKLOG)
STEPS = ("reveal", "reopen", "take_over", "end")
OWN = ("id", "name", "state", "rated", "created_at", "revealed_at", "ended_at", "version")


class RatingRounds(ProductRows):
    """Items rated by several members who do not see each other's numbers until the round is revealed."""

    rights = {**READ, "vote": Right.CONTRIBUTE, **dict.fromkeys(("create", *STEPS), Right.GROOM)}
    bodies = {"create": NewRoundBody, "vote": BlindVotesBody, "take_over": TakeOverBody}
    shape = RatingRoundShape
    shapes = {"results": ResultsShape}
    parameters = {
        "list": [OF_PRODUCT, OpenApiParameter("state", str, enum=RatingRound.State.values)],
    }
    versioned = ("vote", *STEPS)
    order = (Sort("id", descending=True),)
    orders = {"id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        rounds = RatingRound.objects.filter(workspace=self.request.workspace)
        items = Item.objects.select_related("product").order_by("rank")
        counts = Q(votes__member__deactivated_at=None, votes__item__deleted_at=None)
        rated = Count("votes__member", distinct=True, filter=counts & Q(votes__item__product=F("product")))
        rows = rounds.select_related("product", "model", "opened_by").annotate(rated=rated)
        return rows.prefetch_related(Prefetch("items", items), "columns__criterion")

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        rows = super().narrowed(rows)
        state = self.request.query_params.get("state")
        if state and state not in RatingRound.State.values:
            said = _("The state is one of open, revealed, ended.")
            raise unknown_value("state", state, said, RatingRound.State.values)
        return rows.filter(state=state) if state else rows

    def show(self, row: Any) -> dict[str, Any]:
        return {
            **{name: getattr(row, name) for name in OWN},
            "product": row.product.key,
            "model": {"id": row.model.pk, "name": row.model.name} if row.model else None,
            "opened_by": {"id": row.opened_by_id, "name": row.opened_by.name},
            "items": [item.key for item in row.items.all() if item.product_id == row.product_id],
            "criteria": [column.criterion.key for column in row.columns.all()],
        }

    def create(self, request: APIRequest) -> HttpResponse:
        """Ask for ratings of items, by the criteria of the model in use."""
        body = self.body()
        product = product_in_body(request, body["product"])
        known = _by_key(Item.objects.filter(product=product).select_related("product"), body["items"])
        for at, key in enumerate(body["items"]):
            if key.upper() not in known:
                raise ValidationError({"items": {str(at): [_("There is no item “%(key)s”.") % {"key": key}]}})
        items = [known[key.upper()] for key in body["items"]]
        made = open_round(items, by=request.actor, name=body.get("name", ""))
        return self.made(made, "rating-rounds-detail")

    @action(detail=True, methods=["post"])
    def vote(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Give your numbers, others or none, while the round is open; all of them, or none where one cannot be."""
        round_, rows = self._round(pk), self.body()["votes"]
        votes = [
            Vote(item, criterion, row["value"], row.get("note"))
            for row, (item, criterion) in zip(rows, _places(round_, rows, "votes"), strict=True)
        ]
        with_version = expected_version(request)
        try:
            return self.changed(vote(round_, votes, by=request.actor, expected_version=with_version))
        except RatingErrors as error:
            wrong = {str(at): {"value": [why_not(why)]} for at, why in sorted(error.refused.items())}
            raise ValidationError({"votes": wrong}) from error

    @action(detail=True, methods=["get"])
    def results(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Mean, median and spread of each cell; none while the numbers are hidden."""
        round_ = self._round(pk)
        if not round_.is_known:
            return json_response({"results": []})
        lines, _columns = lines_of(round_, list(items_in(round_).select_related("product")), request.actor)
        return json_response(
            {"results": [_result(cell) for line in lines for cell in line.cells if cell.spread]}
        )

    @action(detail=True, methods=["post"])
    def reveal(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Show the numbers: for who opened the round, for whoever grooms once all who are asked have rated everything."""
        return self.changed(
            reveal(self._round(pk), by=request.actor, expected_version=expected_version(request))
        )

    @action(detail=True, methods=["post"])
    def reopen(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Hide them again, so that each may change their own; all that was given stays."""
        return self.changed(
            reopen(self._round(pk), by=request.actor, expected_version=expected_version(request))
        )

    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Make ratings of what was given. One act, one undo."""
        round_, body = self._round(pk), self.body()
        chosen = body.get("ratings", [])
        given = [
            Given(item, criterion, row["value"])
            for row, (item, criterion) in zip(chosen, _places(round_, chosen, "ratings"), strict=True)
        ]
        keys = body.get("items")
        items = None if keys is None else _named(round_, keys)
        way, version = body.get("way", "mean"), expected_version(request)
        try:
            take_over(round_, by=request.actor, way=way, items=items, chosen=given, expected_version=version)
        except RatingErrors as error:
            wrong = {str(at): {"value": [why_not(why)]} for at, why in sorted(error.refused.items())}
            raise ValidationError({"ratings": wrong}) from error
        return self.changed(round_)

    @action(detail=True, methods=["post"])
    def end(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """End the round; numbers that were not shown stay hidden."""
        return self.changed(
            end_round(self._round(pk), by=request.actor, expected_version=expected_version(request))
        )

    def _round(self, pk: UUID) -> RatingRound:
        return self.one(RatingRound.objects.select_related("product"), pk)


class RoundVotes(RowsViewSet):
    """The numbers of one round that the caller may know: their own, and everybody's once it is revealed."""

    rights = {"list": Right.READ_BACKLOG}
    shape = BlindVoteShape

    def rows(self) -> "QuerySet[Any, Any]":
        round_ = self.one(RatingRound.objects.all(), self.kwargs["round_pk"])
        return visible_votes(round_, self.request.actor).select_related("item__product", "criterion")

    def show(self, row: Any) -> dict[str, Any]:
        own = {name: getattr(row, name) for name in ("id", "value", "note", "voted_at")}
        member = {"id": row.member_id, "name": row.member.name}
        return {**own, "item": row.item.key, "criterion": row.criterion.key, "member": member}

    def list(self, request: APIRequest, round_pk: UUID | None = None) -> HttpResponse:
        return super().list(request)


def _by_key(items: "QuerySet[Item]", keys: Sequence[str]) -> dict[str, Item]:
    """Those of the items that are named. One statement."""
    numbers = [key.rpartition("-")[2] for key in keys]
    wanted = {int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 10}
    found = {item.key: item for item in items.filter(number__in=wanted).select_related("product")}
    return {key.upper(): found[key.upper()] for key in keys if key.upper() in found}


def _named(round_: RatingRound, keys: Sequence[str]) -> list[UUID]:
    """The round's items with these keys. Raises ValidationError at the key that it does not have. One statement."""
    found = _by_key(items_in(round_), keys)
    said = _("The round has no item “%(key)s”.")
    wrong = {str(at): [said % {"key": key}] for at, key in enumerate(keys) if key.upper() not in found}
    if wrong:
        raise ValidationError({"items": wrong})
    return [item.pk for item in found.values()]


def _places(
    round_: RatingRound, rows: Sequence[Mapping[str, Any]], name: str
) -> list[tuple[Item, Criterion]]:
    """The item and criterion of the round that each row names. Raises ValidationError at the row. Two statements."""
    items = _by_key(items_in(round_), [row["item"] for row in rows]) if rows else {}
    criteria = {criterion.key: criterion for criterion in round_.criteria.all()} if rows else {}
    wrong: dict[str, dict[str, list[str]]] = {}
    for at, row in enumerate(rows):
        if row["item"].upper() not in items:
            wrong[str(at)] = {"item": [_("The round has no item “%(key)s”.") % {"key": row["item"]}]}
        elif row["criterion"] not in criteria:
            said = _("The round has no criterion “%(key)s”.") % {"key": row["criterion"]}
            wrong[str(at)] = {"criterion": [said]}
    if wrong:
        raise ValidationError({name: wrong})
    return [(items[row["item"].upper()], criteria[row["criterion"]]) for row in rows]


def _result(cell: Any) -> dict[str, Any]:
    names = ("count", "mean", "median", "low", "high", "deviation", "is_apart")
    shown = {name: getattr(cell.spread, name) for name in names}
    return {"item": cell.item.key, "criterion": cell.column.key, **shown, "taken_over": float(cell.mean)}
