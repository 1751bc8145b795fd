"""Ranks: always room between two, in the order of bytes."""

import random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from core.rank import LONGEST, RankError, between, spread, too_long


def in_order(keys: list[str]) -> bool:
    encoded = [key.encode() for key in keys]
    return encoded == sorted(set(encoded))


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=60))
def test_inserts_anywhere_stay_in_order(places: list[int]) -> None:
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        keys.insert(at, between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None))
    assert in_order(keys)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 50))
def test_spread_is_strictly_between(low: int, gap: int, n: int) -> None:
    keys = spread(None, None, 402)
    before, after = keys[low], keys[low + gap + 1]
    made = spread(before, after, n)
    assert len(made) == n
    assert in_order([before, *made, after])


@pytest.mark.parametrize("upward", [True, False])
def test_a_thousand_inserts_at_one_spot(upward: bool) -> None:
    low, high = spread(None, None, 2)
    for _ in range(1000):
        middle = between(low, high)
        assert low.encode() < middle.encode() < high.encode()
        low, high = (middle, high) if upward else (low, middle)
    assert too_long(middle)
    assert len(middle) < 255


def test_a_thousand_at_either_end_stay_short() -> None:
    first = last = between(None, None)
    for _ in range(1000):
        first, last = between(None, first), between(last, None)
    assert first.encode() < last.encode()
    assert max(len(first), len(last)) <= 4


def test_a_re_spaced_list_is_short_and_in_order() -> None:
    keys = spread(None, None, 50_000)
    assert in_order(keys)
    assert not any(too_long(key) for key in keys)
    assert max(map(len, keys)) <= 6 < LONGEST


def test_spread_at_the_ends() -> None:
    middle = between(None, None)
    assert in_order([*spread(None, middle, 70), middle, *spread(middle, None, 70)])


@pytest.mark.parametrize(
    ("before", "after"), [("a1", "a0"), ("a0", "a0"), ("", None), ("?", None), ("a0", "b"), ("aé", None)]
)
def test_refuses_what_is_no_place(before: str, after: str | None) -> None:
    with pytest.raises(RankError):
        between(before, after)
    with pytest.raises(RankError):
        spread(before, after, 3)


@pytest.mark.django_db
def test_postgresql_orders_them_alike_under_collate_c() -> None:
    keys = spread(None, None, 300)
    keys += [between(keys[0], keys[1]), between(None, keys[0]), between(keys[150], keys[151])]
    random.Random(7).shuffle(keys)
    with connection.cursor() as cursor:
        cursor.execute('SELECT key FROM unnest(%s) AS key ORDER BY key COLLATE "C"', [keys])
        assert in_order([key for (key,) in cursor.fetchall()])


@pytest.mark.parametrize("n", [101, 3782, 3783, 5000])
def test_very_many_behind_a_key_are_in_order_and_leave_room(n: int) -> None:
    low = between(between(None, None), "a1")
    high = between(low, None)
    made = spread(low, high, n)
    assert len(made) == n
    assert in_order([low, *made, high])
    assert in_order([low, between(low, made[0]), made[0], between(made[0], made[1]), made[1]])
    assert max(map(len, made)) <= len(low) + 3


def test_very_many_between_two_keys_of_one_stem() -> None:
    low, high = "a0", "a0000V"
    made = spread(low, high, 500)
    assert len(made) == 500
    assert in_order([low, *made, high])


@pytest.mark.parametrize(("before", "after"), [("a2", "a1"), ("no key", None)])
def test_very_many_between_no_places_are_refused(before: str, after: str | None) -> None:
    with pytest.raises(RankError):
        spread(before, after, 500)


def test_many_at_the_end_again_and_again_stay_short() -> None:
    keys = ["a0"]
    for _ in range(100):
        keys += spread(keys[-1], None, 101)
    assert in_order(keys)
    assert not too_long(max(keys, key=len))
