"""Many numbers at once: all or nothing, one act, one undo, at the same cost for any number."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Criterion, Item, Product, Rating
from backlog.number_words import read_number
from backlog.services.rating import Given, RatingErrors, plan_ratings, rate_item, rate_items, rate_many
from backlog.services.scoring import use_preset
from core.errors import OutOfDate
from tests.backlog.statements import counted
from tests.factories import actor_in, make_item, make_product


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product) for _ in range(3)]


def criterion(product: Product, key: str) -> Criterion:
    return product.criteria.get(key=key)


def given(items: list[Item], **values: Any) -> list[Given]:
    """The same numbers for each of the items."""
    criteria = {row.key: row for row in items[0].product.criteria.all()}
    return [
        Given(item, criteria[key], None if value is None else Decimal(str(value)))
        for item in items
        for key, value in values.items()
    ]


def held(item: Item) -> dict[str, float]:
    rows = Rating.objects.filter(item=item).values_list("criterion__key", "value")
    return {key: float(value) for key, value in rows}


def test_each_gets_its_own_in_one_act(items: list[Item], product_owner: Member) -> None:
    by = product_owner.actor()
    rated = rate_items([*given(items[:2], reach=5, impact=2), *given(items[2:], reach=7)], by=by)
    assert [held(item) for item in items] == [{"reach": 5, "impact": 2}] * 2 + [{"reach": 7}]
    assert (rated.count, len(rated.changes)) == (5, 3)
    events = Event.objects.filter(verb="rating.set").order_by("id")
    assert {event.action for event in events} == {by.action}
    assert events[0].changes == {"reach": [None, "5"], "impact": [None, "2"]}


def test_none_where_one_cannot_be(items: list[Item], product_owner: Member) -> None:
    other = make_product(product_owner.workspace, "OTH")
    wrong = [*given(items, impact=2), Given(items[0], criterion(other, "reach"), Decimal(1))]
    wrong += [*given(items[1:2], impact=1), *given(items[:1], effort="0.1")]
    with pytest.raises(RatingErrors) as caught:
        rate_items(wrong, by=product_owner.actor())
    said = {at: error.messages for at, error in caught.value.refused.items()}  # type: ignore[union-attr]
    assert said == {
        1: ["This number is given twice."], 3: ["“Reach” rates another product."],
        4: ["This number is given twice."], 5: ["Effort goes from 0.5 to 1000."],
    }  # fmt: skip
    assert not Rating.objects.exists()


def test_the_same_again_is_no_change(items: list[Item], product_owner: Member) -> None:
    rate_items(given(items, reach=5), by=product_owner.actor())
    assert rate_items(given(items, reach="5.00"), by=product_owner.actor()).changes == {}
    assert Event.objects.filter(verb="rating.set").count() == 3
    assert set(Rating.objects.values_list("version", flat=True)) == {1}


def test_a_number_changes_and_goes(items: list[Item], product_owner: Member) -> None:
    rate_items(given(items, reach=5, impact=1), by=product_owner.actor())
    rate_items([*given(items[:1], reach=None), *given(items[1:2], reach=6)], by=product_owner.actor())
    assert [held(item) for item in items[:2]] == [{"impact": 1}, {"reach": 6, "impact": 1}]
    assert Rating.objects.get(item=items[1], criterion__key="reach").version == 2


def test_a_version_that_is_not_there_any_more(items: list[Item], product_owner: Member) -> None:
    by, reach = product_owner.actor(), criterion(items[0].product, "reach")
    rate_items(given(items[:1], reach=5), by=by)
    late = [Given(item, reach, Decimal(6), version=1) for item in items[:2]]
    with pytest.raises(RatingErrors) as caught:
        rate_items(late, by=by)
    assert list(caught.value.refused) == [1]
    assert isinstance(caught.value.refused[1], OutOfDate)


def test_what_is_gone_is_left_out_where_that_is_wanted(items: list[Item], product_owner: Member) -> None:
    Item.objects.filter(pk=items[0].pk).update(deleted_at="2026-01-01T00:00Z")
    rated = rate_items(given(items, reach=5), by=product_owner.actor(), leave_out=True)
    assert (list(rated.refused), rated.count) == ([0], 2)


def test_a_plan_writes_nothing(items: list[Item], product_owner: Member) -> None:
    planned = plan_ratings(given(items, reach=5, impact=9), by=product_owner.actor())
    assert (planned.count, len(planned.refused)) == (3, 3)
    assert not Rating.objects.exists()


def test_who_may_not_rate(items: list[Item], contributor: Member) -> None:
    with pytest.raises(PermissionDenied):
        rate_items(given(items, reach=5), by=contributor.actor())


def test_no_more_than_a_thousand_items(
    items: list[Item], product_owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.services.rating.MOST", 2)
    with pytest.raises(ValidationError, match="2 items at most"):
        rate_items(given(items, reach=5), by=product_owner.actor())
    by = product_owner.actor()
    assert rate_many(given(items, reach=5), by=by).count == 3
    assert set(Event.objects.filter(verb="rating.set").values_list("action", flat=True)) == {by.action}


@pytest.mark.parametrize("size", [2, 30])
def test_costs_the_same_for_any_number(product: Product, product_owner: Member, size: int) -> None:
    items = [make_item(product) for _ in range(size)]
    numbers = given(items, reach=5, impact=1, confidence=1, effort=1)
    with counted() as first:
        rate_items(numbers, by=product_owner.actor())
    others = [*given(items, reach=6), *given(items, impact=None)]
    with counted() as second:
        rate_items(others, by=product_owner.actor())
    assert (len(first), len(second)) == (3, 4)  # and two COPYs for the events


def test_one_item_costs_four(items: list[Item], product_owner: Member) -> None:
    values = {row: Decimal(1) for row in items[0].product.criteria.all()}
    with counted() as statements:
        rate_item(items[0], by=product_owner.actor(), values=values)
    assert len(statements) == 4


@pytest.mark.parametrize("size", [25, 50])
def test_many_go_back_together(product: Product, product_owner: Member, size: int) -> None:
    items = [make_item(product) for _ in range(size)]
    rate_items(given(items[:10], reach=1), by=product_owner.actor())
    by = product_owner.actor()
    rate_items(given(items, reach=5), by=by)
    rate_items(given(items[:1], reach=9), by=product_owner.actor())
    with counted() as statements:
        undone = undo_action(by.action, by=product_owner.actor())
    assert len(statements) <= 12
    assert [len(undone.labels), undone.refused] == [size - 1, [("WEB-1", "Someone has changed it since.")]]
    assert [held(item) for item in items[:2] + items[10:11]] == [{"reach": 9}, {"reach": 1}, {}]


def test_a_few_go_back_too(items: list[Item], product_owner: Member) -> None:
    by = product_owner.actor()
    rate_items(given(items, reach=5, impact=1), by=by)
    undo_action(by.action, by=product_owner.actor())
    assert not Rating.objects.exists()


def test_numbers_of_another_model_are_kept(items: list[Item], product_owner: Member) -> None:
    rate_items(given(items, reach=5), by=product_owner.actor())
    use_preset(items[0].product, "wsjf", by=actor_in(items[0].workspace))
    rate_items(given(items, job_size=3, reach=6), by=product_owner.actor())
    assert held(items[0]) == {"reach": 6, "job_size": 3}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", "3"), (" 0,8 ", "0.8"), ("50 %", "0.5"), ("12,5%", "0.125"), ("−3", "-3"), (".5", "0.5"), ("1.250", "1.25"),
        ("1.250,5", "1250.5"), ("1,250.5", "1250.5"), ("1,250,000", "1250000"), ("1 250", "1250"), ("1\u202f250,75", "1250.75"),
        ("1'250", "1250"), ("0,125", "0.125"), ("", None), ("—", None), ("-", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, number: str | None) -> None:
    assert read_number(text) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "text", ["many", "1,250", "1,2,3", "1.2.3", "1e5", "NaN", "٣", "1 2", "--1", "9" * 50]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_number(text)
