"""The one order: places, undo data, concurrency, re-spacing."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.services.items import delete_item
from backlog.services.ranking import move_item, move_items, respace
from backlog.tasks import respace_long_ranks
from tests.factories import make_item, make_product


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product) for _ in range(5)]


def order(product: Product) -> list[int]:
    return list(Item.objects.filter(product=product).in_rank_order().values_list("number", flat=True))


def test_before_after_top_bottom(product: Product, items: list[Item], product_owner: Member) -> None:
    by = product_owner.actor()
    move_item(items[4], by=by, before=items[1])
    assert order(product) == [1, 5, 2, 3, 4]
    move_item(items[0], by=by, after=items[3])
    assert order(product) == [5, 2, 3, 4, 1]
    move_item(items[2], by=by, to="top")
    move_item(items[4], by=by, to="bottom")
    assert order(product) == [3, 2, 4, 1, 5]


def test_several_keep_the_order_given(product: Product, items: list[Item], product_owner: Member) -> None:
    move_items([items[4], items[0]], by=product_owner.actor(), after=items[2])
    assert order(product) == [2, 3, 5, 1, 4]


def test_a_whole_backlog_may_change_places(
    product: Product, items: list[Item], product_owner: Member
) -> None:
    for _ in range(3):
        numbers = list(reversed(order(product)))
        move_items([items[number - 1] for number in numbers], by=product_owner.actor(), to="top")
        assert order(product) == numbers


def test_writes_one_row_and_no_version(
    product: Product, items: list[Item], product_owner: Member, django_assert_num_queries: object
) -> None:
    ranks = dict(Item.objects.values_list("pk", "rank"))
    with django_assert_num_queries(2):  # type: ignore[operator]  # the lock goes ahead of the first
        move_item(items[3], by=product_owner.actor(), to="top")
    changed = [pk for pk, rank in Item.objects.values_list("pk", "rank") if ranks[pk] != rank]
    assert changed == [items[3].pk]
    assert Item.objects.get(pk=items[3].pk).version == 1


def test_already_there_is_nothing(product: Product, items: list[Item], product_owner: Member) -> None:
    move_item(items[1], by=product_owner.actor(), after=items[0])
    move_item(items[1], by=product_owner.actor(), before=items[1])
    assert not Event.objects.filter(verb="item.moved").exists()


def test_place_must_be_clear(product: Product, items: list[Item], product_owner: Member) -> None:
    by = product_owner.actor()
    elsewhere = make_item(make_product(product.workspace))
    places: list[dict[str, Any]] = [
        {},
        {"to": "left"},
        {"to": "top", "after": items[0]},
        {"after": elsewhere},
    ]
    for place in places:
        with pytest.raises(ValidationError):
            move_item(items[1], by=by, **place)
    delete_item(items[0], by=by)
    with pytest.raises(ValidationError, match="no longer there"):
        move_item(items[1], by=by, after=items[0])


def test_contributor_may_not_rank(items: list[Item], contributor: Member) -> None:
    with pytest.raises(PermissionDenied):
        move_item(items[0], by=contributor.actor(), to="bottom")


def test_undo_puts_several_back_behind_their_neighbours(
    product: Product, items: list[Item], product_owner: Member
) -> None:
    by = product_owner.actor()
    move_items([items[2], items[1], items[4]], by=by, to="top")
    assert order(product) == [3, 2, 5, 1, 4]
    assert undo_action(by.action, by=product_owner.actor()).refused == []
    assert order(product) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("is_first", [True, False])
def test_undo_goes_to_where_a_deleted_neighbour_stood(
    items: list[Item], product_owner: Member, is_first: bool
) -> None:
    by = product_owner.actor()
    gone, moved = (items[0], items[1]) if is_first else (items[1], items[2])
    move_items([moved], by=by, to="bottom")
    delete_item(gone, by=by.anew())
    assert undo_action(by.action, by=by.anew()).message() == "Undone."
    ranked = list(Item.objects.filter(product=moved.product).order_by("rank"))
    assert ranked == [item for item in items if item != gone]


def test_the_neighbour_of_a_move_is_not_a_deleted_item(items: list[Item], product_owner: Member) -> None:
    by = product_owner.actor()
    delete_item(items[1], by=by.anew())
    move_items([items[2]], by=by, to="bottom")
    assert Event.objects.get(verb="item.moved").changes["rank"][0] == {"after": str(items[0].pk)}


def test_respacing_keeps_the_order(product: Product, items: list[Item], product_owner: Member) -> None:
    for n in range(60):
        move_item(items[4 - n % 2], by=product_owner.actor(), before=items[1])
        move_item(items[3 + n % 2], by=product_owner.actor(), after=items[0])
    before = order(product)
    Item.objects.filter(pk=items[0].pk).update(rank="Zz" + "V" * 60)
    respace_long_ranks()
    assert order(product) == before
    assert max(len(rank) for rank in Item.objects.values_list("rank", flat=True)) < 5
    assert respace(product) == 5


@pytest.mark.django_db(transaction=True)
def test_many_draggers_lose_and_double_nothing(
    product: Product, items: list[Item], product_owner: Member
) -> None:
    items += [make_item(product) for _ in range(15)]

    def drag(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(8):
            moved, anchor = dice.sample(items, 2)
            place: dict[str, Any] = {dice.choice(["before", "after"]): anchor}
            move_item(moved, by=product_owner.actor(), **place)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(drag, range(8)))
    ranks = list(Item.objects.filter(product=product).values_list("rank", flat=True))
    assert len(set(ranks)) == 20
    assert sorted(order(product)) == list(range(1, 21))
