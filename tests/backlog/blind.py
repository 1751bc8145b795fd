"""A rating round of two items, and what its tests ask of it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Member
from backlog.models import Criterion, Item, Product, RatingRound
from backlog.queries.rounds import visible_votes
from backlog.services.blind_rating import Vote, vote
from backlog.services.rating_rounds import open_round
from tests.factories import make_item


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product, title) for title in ("Pay by bank transfer", "Guest checkout")]


@pytest.fixture
def criteria(product: Product) -> dict[str, Criterion]:
    return {criterion.key: criterion for criterion in product.criteria.all()}


@pytest.fixture
def round_(items: list[Item], product_owner: Member, contributor: Member) -> RatingRound:
    """Opened by Paul, who is asked beside Cora."""
    return open_round(items, by=product_owner.actor(), name="  Autumn   themes ")


@pytest.fixture
def rate(round_: RatingRound, items: list[Item], criteria: dict[str, Criterion]) -> Callable[..., Any]:
    """One number of a member, for the first item by impact unless told otherwise."""

    def rate(who: Member, value: Any, key: str = "impact", at: int = 0, **more: Any) -> Any:
        number = None if value is None else Decimal(str(value))
        note = more.pop("note", None)
        given = [Vote(items[at], criteria[key], number, note)]
        return vote(round_, given, by=more.pop("by", who.actor()), **more)

    return rate


def state(round_: RatingRound) -> str:
    return RatingRound.objects.get(pk=round_.pk).state


def everything(round_: RatingRound, who: Member, items: list[Item]) -> None:
    """Has a member rate every item by every criterion."""
    columns = list(round_.criteria.all())
    vote(round_, [Vote(item, one, Decimal(1)) for item in items for one in columns], by=who.actor())


def values(round_: RatingRound, who: Member) -> list[Decimal]:
    return [row.value for row in visible_votes(RatingRound.objects.get(pk=round_.pk), who.actor())]
