"""What several numbers for one cell say: by hand, and for any numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.blind_spread import on_scale, spread
from backlog.models import Criterion

STEPS = Criterion(steps=[["1", ""], ["2", ""], ["3", ""], ["5", ""], ["8", ""]], minimum=1, maximum=8)
RANGE = Criterion(minimum=Decimal(0), maximum=Decimal(100))
OPEN = Criterion(minimum=Decimal(0), maximum=Decimal(1_000_000_000))
FINE = Criterion(minimum=Decimal("0.001"), maximum=Decimal("0.009"))
WIDE = Criterion(minimum=Decimal("0.5"), maximum=Decimal(1000))


def numbers(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def test_by_hand() -> None:
    found = spread(RANGE, numbers(2, 4, 4, 4, 5, 5, 7, 9))
    shown = [found.mean, found.median, found.deviation, found.low, found.high]
    assert (found.count, shown) == (8, numbers(5, 4.5, 2, 2, 9))
    assert [found.of("mean"), found.of("median")] == numbers(5, 4.5)


@pytest.mark.parametrize(
    ("criterion", "low", "high", "apart"),
    [
        (STEPS, 2, 3, False), (STEPS, 2, 5, True), (STEPS, 8, 8, False),
        (RANGE, 40, 65, False), (RANGE, 40, 66, True), (RANGE, 1, 9, True),
        (OPEN, 21000, 24000, False), (OPEN, 9000, 13000, True), (WIDE, 2, 2.5, False), (WIDE, 1.5, 4, True),
    ],
)  # fmt: skip
def test_what_is_apart(criterion: Criterion, low: float, high: float, apart: bool) -> None:
    assert spread(criterion, numbers(low, high)).is_apart is apart


@pytest.mark.parametrize(
    ("criterion", "value", "nearest"),
    [
        (STEPS, 3.9, 3),
        (STEPS, 4, 5),
        (STEPS, 1.2, 1),
        (RANGE, 33.3333, 33.33),
        (OPEN, 150.5, 150.5),
        (FINE, 0.006, 0.009),
        (FINE, 0.004, 0.001),
        (RANGE, 120, 100),
    ],
)
def test_the_nearest_on_the_scale(criterion: Criterion, value: float, nearest: float) -> None:
    assert on_scale(criterion, Decimal(str(value))) == Decimal(str(nearest))


@given(st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=12))
def test_middles_lie_between_the_ends(values: list[Decimal]) -> None:
    found = spread(OPEN, values)
    assert found.low <= found.median <= found.high
    assert found.low <= found.mean <= found.high
    assert 0 <= found.deviation <= found.high - found.low
