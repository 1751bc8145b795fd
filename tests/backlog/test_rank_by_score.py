"""Ranking chosen items by their scores."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product, Score
from backlog.services.rank_by_score import plan_by_score, rank_by_score
from backlog.services.ranking import move_items
from tests.backlog.statements import counted
from tests.factories import make_item


def scored(product: Product, *values: float | None) -> list[Item]:
    """An item for each value, ranked in this order."""
    model, items = product.scoring_models.get(), [make_item(product) for _ in values]
    for item, value in zip(items, values, strict=True):
        known: dict[str, Any] = {
            "workspace": product.workspace,
            "value": value,
            "revision": 1,
            "updated_at": timezone.now(),
        }
        known["reason"] = None if value is not None else "no reach"
        Score.objects.update_or_create(item=item, model=model, defaults=known)
    return items


def order(product: Product) -> list[int]:
    return list(Item.objects.filter(product=product).in_rank_order().values_list("number", flat=True))


def test_on_the_places_they_have(product: Product, product_owner: Member) -> None:
    items = scored(product, 1, 50, None, 9, 30)
    moved = rank_by_score(product, [items[at] for at in (0, 2, 3, 4)], by=product_owner.actor())
    assert order(product) == [5, 2, 4, 1, 3]
    assert {one.key: one.lift for one in moved} == {"WEB-5": 3, "WEB-4": 1, "WEB-1": -2, "WEB-3": -2}


def test_versions_stay_and_events_are_one_act(product: Product, product_owner: Member) -> None:
    items, by = scored(product, 1, 2, 3), product_owner.actor()
    rank_by_score(product, items, by=by)
    assert set(Item.objects.values_list("version", flat=True)) == {1}
    assert Event.objects.filter(verb="item.moved", action=by.action).count() == 2  # the middle one stays


def test_in_order_already_writes_nothing(product: Product, product_owner: Member) -> None:
    items = scored(product, 3, 2, 2, None)
    assert rank_by_score(product, items, by=product_owner.actor()) == []
    assert not Event.objects.filter(verb="item.moved").exists()


@pytest.mark.parametrize("count", [7, 40])
def test_undo_restores_every_place(product: Product, product_owner: Member, count: int) -> None:
    items, by = scored(product, *range(count)), product_owner.actor()
    before = order(product)
    rank_by_score(product, items[::2] + items[1:5:2], by=by)
    assert order(product) != before
    assert undo_action(by.action, by=product_owner.actor()).refused == []
    assert order(product) == before


def test_undo_of_a_whole_list_is_one_move(product: Product, product_owner: Member) -> None:
    items, by = scored(product, *range(60)), product_owner.actor()
    rank_by_score(product, items, by=by)
    with counted() as statements:
        undo_action(by.action, by=product_owner.actor())
    assert order(product) == sorted(order(product))
    assert len(statements) < 10


def test_others_moved_meanwhile_stay_where_they_went(product: Product, product_owner: Member) -> None:
    items, by = scored(product, *range(30)), product_owner.actor()
    other = make_item(product)
    rank_by_score(product, items, by=by)
    move_items([other], by=product_owner.actor(), to="top")
    undo_action(by.action, by=product_owner.actor())
    assert [number for number in order(product) if number != 31] == list(range(1, 31))


def test_costs_the_same_for_any_number(product: Product, product_owner: Member) -> None:
    costs = []
    for count in (3, 50):
        items = scored(product, *range(count))
        with counted() as statements:
            rank_by_score(product, items, by=product_owner.actor())
        costs.append(len(statements))
    assert costs == [4, 4]  # two by COPY are not among them


def test_nothing_to_go_by(product: Product, product_owner: Member, contributor: Member) -> None:
    with pytest.raises(ValidationError, match="has a score"):
        plan_by_score(product, scored(product, None, None), by=product_owner.actor())
    with pytest.raises(ValidationError, match="between 2"):
        plan_by_score(product, scored(product, 1), by=product_owner.actor())
    with pytest.raises(PermissionDenied):
        rank_by_score(product, scored(product, 1, 2), by=contributor.actor())
