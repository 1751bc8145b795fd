"""Axes: round ends around values, even steps or growing ones."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.drawing import BETWEEN, LETTER, NARROW, WIDE, Span, Tick, labels

FINITE = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False).map(lambda value: round(value, 3))


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1, 10, [0, 2, 4, 6, 8, 10]),
        (0.25, 3, [0, 0.5, 1, 1.5, 2, 2.5, 3]),
        (-0.4, 0.9, [-0.5, 0, 0.5, 1]),
        (4, 4, [3, 4, 5]),
        (0, 0, [-0.2, 0, 0.2]),
    ],
)
def test_round_steps_around_the_values(low: float, high: float, ticks: list[float]) -> None:
    assert Span.over(low, high).ticks == ticks


def test_growing_steps() -> None:
    span = Span.over(30, 18_000, log=True)
    assert (span.low, span.high, span.ticks) == (
        20,
        20_000,
        [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000],
    )
    assert span.share(200) == pytest.approx(1 / 3)
    assert span.at(1 / 3) == pytest.approx(200)


def test_many_growing_steps_are_told_in_tens() -> None:
    assert Span.over(1, 1_000_000, log=True).ticks == [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]


@given(FINITE, FINITE)
@settings(deadline=None)
def test_every_value_lies_within(one: float, other: float) -> None:
    low, high = min(one, other), max(one, other)
    span = Span.over(low, high)
    assert -1e-6 <= span.share(low) <= span.share(high) <= 1 + 1e-6
    assert len(span.ticks) <= 9


@given(st.floats(1e-6, 1e9), st.floats(1e-6, 1e9))
@settings(deadline=None)
def test_every_positive_value_lies_within_growing_steps(one: float, other: float) -> None:
    span = Span.over(min(one, other), max(one, other), log=True)
    assert -1e-6 <= span.share(min(one, other)) <= span.share(max(one, other)) <= 1 + 1e-6


def _spans(ticks: list[Tick], width: int) -> list[tuple[float, float]]:
    """Where the words begin and end, in pixels."""
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}
    sizes = [
        (len(tick.label) * LETTER, float(tick.at.rstrip("%")) / 100 * width, before[tick.anchor])
        for tick in ticks
    ]
    return [(at - size * share, at + size * (1 - share)) for size, at, share in sizes]


@given(st.integers(1, 60), st.sampled_from(["3 May", "24 Nov", "20 Sep 2027", "30 November 2027"]))
@settings(deadline=None)
def test_labels_do_not_run_into_each_other(count: int, words: str) -> None:
    shown = labels([((number + 0.5) / count, words) for number in range(count)])
    for ticks, width in ((shown, WIDE), ([tick for tick in shown if not tick.spare], NARROW)):
        spans = _spans(ticks, width)
        assert all(one[1] + BETWEEN / 2 <= other[0] for one, other in pairwise(spans))
