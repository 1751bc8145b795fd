"""Where pictures of scores draw what: pure geometry."""

from itertools import pairwise
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.picturing.agreement import Placing, agreement, furthest, placings
from backlog.picturing.distribution import distribution, edges, steps_of
from backlog.picturing.numbers import Axis, Extent, Seen, extent
from backlog.picturing.scatter import MOST_SPREAD, Mark, default_axes, density, ground, scatter

EFFORT, VALUE = Axis("effort", "Effort", middle=5.5), Axis("value", "Value", middle=5.5)
AXES = EFFORT, VALUE
NUMBERS = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), min_size=1, max_size=60)


def seen(number: int, x: float | None, y: float | None, score: float | None = None) -> Seen:
    return Seen(f"WEB-{number}", f"Item {number}", "story", x, y, score)


def ranked(*scores: float | None) -> list[Placing]:
    return placings([seen(number, None, None, score) for number, score in enumerate(scores, 1)])


def extent_of(*values: float) -> Extent:
    found = extent(values)
    assert found
    return found


def drawn(*pairs: tuple[float | None, float | None], by_scale: bool = False) -> list[Mark]:
    items = [seen(number, *pair) for number, pair in enumerate(pairs, 1)]
    on = ground(extent_of(1, 10), extent_of(1, 10), AXES, by_scale=by_scale)
    return list(scatter(items, AXES, on).marks)


def place(mark: Mark, width: float = 1000) -> tuple[float, float]:
    return float(mark.x.rstrip("%")) / 100 * width + float(mark.dx), float(mark.y) + float(mark.dy)


def test_high_is_up_and_right() -> None:
    low, high = drawn((1, 1), (10, 10))
    assert place(low)[0] < place(high)[0]
    assert place(low)[1] > place(high)[1]


def test_dots_of_one_place_do_not_cover_each_other() -> None:
    dots = [place(mark) for mark in drawn(*[(5, 5)] * MOST_SPREAD)]
    assert min(dist(a, b) for at, a in enumerate(dots) for b in dots[:at]) >= 10


def test_more_of_one_place_are_one_mark() -> None:
    (mark,) = drawn(*[(5, 5)] * (MOST_SPREAD + 1))
    assert (mark.count, mark.keys[0], mark.says) == (13, "WEB-1", "13 items,\nEffort 5, Value 5")


def test_without_both_numbers_there_is_no_dot() -> None:
    on = ground(extent_of(1, 10), extent_of(1, 10), AXES, by_scale=False)
    plot = scatter([seen(1, 1, None), seen(2, 2, 3), seen(3, None, 1)], AXES, on)
    assert ([mark.keys for mark in plot.marks], plot.lacking) == ([["WEB-2"]], 2)


def test_corners_have_names_and_counts() -> None:
    on = ground(extent_of(1, 10), extent_of(1, 10), AXES, by_scale=True)
    plot = scatter([seen(1, 1, 9), seen(2, 2, 8), seen(3, 9, 9), seen(4, 9, 1)], AXES, on)
    counts = {part.name: part.count for part in plot.quadrants}
    assert counts == {"Quick wins": 2, "Big bets": 1, "Fill-ins": 0, "Time sinks": 1}


def test_other_axes_name_their_corners_by_themselves() -> None:
    axes = Axis("reach", "Reach"), Axis("nps", "NPS")
    plot = scatter([seen(1, 1, 1)], axes, ground(extent_of(1), extent_of(1), axes, by_scale=False))
    assert [part.name for part in plot.quadrants] == [
        "High NPS, low reach", "High NPS, high reach", "Low NPS, low reach", "Low NPS, high reach",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "cut"),
    [([1, 2, 3, 4], 2.5), ([1, 1, 1, 5], 3), ([1, 5, 5, 5], 3), ([7, 7], 7), ([1, 2, 2, 2, 9], 1.5)],
)
def test_the_parting_line_lies_between_two_numbers(values: list[float], cut: float) -> None:
    assert extent_of(*values).cut == cut


@given(NUMBERS)
@settings(deadline=None)
def test_no_other_parting_line_is_fairer(values: list[float]) -> None:
    cut = extent_of(*values).cut

    def apart(line: float) -> int:
        return abs(sum(one < line for one in values) - sum(one >= line for one in values))

    ordered = sorted(set(values))
    lines = [(a + b) / 2 for a, b in pairwise(ordered)]
    assert not lines or apart(cut) == min(map(apart, lines))


@pytest.mark.parametrize(
    ("keys", "axes"),
    [
        (["reach", "impact", "confidence", "effort"], ("effort", "impact")),
        (["value", "effort"], ("effort", "value")),
        (["customer_value", "strategic_fit"], ("customer_value", "strategic_fit")),
        (["moscow"], ("estimate", "-score")),
    ],
)
def test_what_is_shown_at_first(keys: list[str], axes: tuple[str, str]) -> None:
    assert default_axes(keys) == axes


def test_cells_are_darker_the_more_they_hold() -> None:
    on = ground(extent_of(1, 10), extent_of(1, 10), AXES, by_scale=False)
    plot = density([(0, 0, False, False, 1), (27, 13, True, True, 3000)], AXES, on, of=3100)
    assert [(cell.shade, cell.says.partition(",\n")[0]) for cell in plot.cells] == [
        (1, "1 item"), (5, "3,000 items"),
    ]  # fmt: skip
    assert (plot.lacking, plot.says) == (99, "3,001 items.")


@given(NUMBERS)
@settings(deadline=None)
def test_every_score_lies_in_one_step(scores: list[float]) -> None:
    ends = edges(extent_of(*scores))
    counts = steps_of(scores, ends)
    assert counts.total() == len(scores)
    assert set(counts) <= set(range(len(ends) - 1))


def test_scores_of_all_sizes_get_growing_steps() -> None:
    assert edges(extent_of(20, 30, 100, 90_000)) == [
        20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
    ]  # fmt: skip


def test_what_has_no_score_is_a_bar_of_its_own() -> None:
    chart = distribution({0: 2, 1: 1}, [0, 5, 10], unscored=4)
    assert [(bar.look, bar.title) for bar in chart.bars] == [
        ("score", "0 – 5: 2"), ("score", "5 – 10: 1"), ("unscored", "No score: 4"),
    ]  # fmt: skip
    assert chart.says == "3 items have a score, 4 have none."


def test_places_by_rank_and_by_score() -> None:
    found = ranked(5, None, 9, 5)
    assert [(one.key, one.by_rank, one.by_score) for one in found] == [
        ("WEB-1", 1, 2),
        ("WEB-3", 2, 1),
        ("WEB-4", 3, 3),
    ]


def test_the_furthest_apart_come_first_and_those_that_agree_not_at_all() -> None:
    assert [(one.key, one.lift) for one in furthest(ranked(1, 4, 5, 6, 0))] == [
        ("WEB-1", -3), ("WEB-4", 3), ("WEB-2", -1), ("WEB-3", 1),
    ]  # fmt: skip


def test_where_rank_and_score_agree_dots_lie_on_the_line() -> None:
    plot = agreement(ranked(9, 5, 1))
    x1, y1, x2, y2 = (float(at.rstrip("%")) for at in plot.lines[0])
    for mark in plot.marks:
        along = (float(mark.x.rstrip("%")) - x1) / (x2 - x1)
        assert float(mark.y) == pytest.approx(y1 + along * (y2 - y1), abs=0.1)
