"""Rounds of estimates in the API: the same blind votes as on the page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.decorators import action

from accounts.permissions import Right
from backlog.queries.products import product_with_key
from backlog.queries.references import items_with_keys
from core.api.errors import ParameterError, unknown_value
from core.api.etag import expected_version
from core.api.pagination import Sort
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from sprints.cards import deck_of
from sprints.estimation_serializers import CardBody, EstimateBody, RoundBody, RoundShape
from sprints.models import EstimationRound, EstimationVote
from sprints.queries.estimation import with_seen
from sprints.services import estimation as services

STEPS = ("vote", "reveal", "again", "set", "skip")
OWN = ("id", "state", "deck", "result", "created_at", "ended_at", "version")


class EstimationRounds(RowsViewSet):
    """Planning poker, a round for each item. While a round is open no card is shown but the caller's own."""

    rights = {
        **dict.fromkeys(("list", "retrieve"), Right.READ_BACKLOG),
        **dict.fromkeys(("vote", "reveal"), Right.CONTRIBUTE),
        **dict.fromkeys(("create", "again", "set", "skip"), Right.GROOM),
    }
    bodies = {"create": RoundBody, "vote": CardBody, "set": EstimateBody}
    shape = RoundShape
    parameters = {
        "list": [
            OpenApiParameter("product", str, description="Key of a product."),
            OpenApiParameter("item", str, description="Key of an item."),
            OpenApiParameter("state", str, enum=EstimationRound.State.values),
        ]
    }
    versioned = STEPS
    order = (Sort("id", descending=True),)
    orders = {"id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        votes = with_seen(EstimationVote.objects.select_related("member"), self.request.actor)
        rounds = EstimationRound.objects.filter(workspace=self.request.workspace, item__deleted_at=None)
        return rounds.select_related("item__product", "opened_by").prefetch_related(Prefetch("votes", votes))

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked, workspace = self.request.query_params, self.request.workspace.pk
        if key := asked.get("product"):
            product = product_with_key(workspace, key)
            if product is None:
                raise ParameterError("product", _("There is no product “%(key)s”.") % {"key": key})
            rows = rows.filter(product=product)
        if key := asked.get("item"):
            found = items_with_keys(workspace, {"item": key})
            if not found:
                raise ParameterError("item", _("There is no item “%(key)s”.") % {"key": key})
            rows = rows.filter(item=found["item"])
        state = asked.get("state")
        if state and state not in EstimationRound.State.values:
            said = _("The state is one of open, revealed, ended.")
            raise unknown_value("state", state, said, EstimationRound.State.values)
        return rows.filter(state=state) if state else rows

    def show(self, row: Any) -> dict[str, Any]:
        votes = [
            {"member": {"id": vote.member_id, "name": vote.member.name}, "card": vote.seen}
            for vote in row.votes.all()
            if vote.member.deactivated_at is None
        ]
        own = {name: getattr(row, name) for name in OWN}
        opened_by = {"id": row.opened_by_id, "name": row.opened_by.name}
        return {**own, "item": row.item.key, "opened_by": opened_by, "votes": votes}

    def create(self, request: APIRequest) -> HttpResponse:
        """Open a round for an item. 409 where one is open already."""
        body = self.body()
        found = items_with_keys(request.workspace.pk, {"item": body["item"]})
        if "item" not in found:
            raise ValidationError({"item": _("There is no item “%(key)s”.") % {"key": body["item"]}})
        deck = body.get("cards") or deck_of(body.get("deck", "fibonacci"))
        [made] = services.open_rounds([found["item"]], by=request.actor, deck=deck)
        return self.made(made, "estimation-rounds-detail")

    @action(detail=True, methods=["post"])
    def vote(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Lay down a card, or another one. The cards are turned when everybody's is there."""
        return self._step(services.vote, pk, takes=("card",))

    @action(detail=True, methods=["post"])
    def reveal(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Turn the cards: for who opened the round, and for everybody once all have voted."""
        return self._step(services.reveal, pk)

    @action(detail=True, methods=["post"])
    def again(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take up the cards for another vote."""
        return self._step(services.vote_again, pk)

    @action(detail=True, methods=["post"])
    def set(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Write the item's estimate and end the round."""
        return self._step(services.set_estimate, pk, takes=("estimate",))

    @action(detail=True, methods=["post"])
    def skip(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """End the round without an estimate."""
        return self._step(services.skip, pk)

    def _step(self, service: Any, pk: UUID, takes: Sequence[str] = ()) -> HttpResponse:
        """One step of a round, with what it `takes` from the body."""
        round_ = self.one(EstimationRound.objects.filter(item__deleted_at=None), pk)
        values = {name: self.body()[name] for name in takes}
        version = expected_version(self.request)
        return self.changed(service(round_, by=self.request.actor, expected_version=version, **values))
