from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.periods import Precision, first_day, last_day
from roadmap.axis import MAX_WIDTH, Window, Zoom
from roadmap.chart import Bar, BarSpec, LaneSpec, Timeline
from roadmap.layout import lay_out, reach_end, reach_start, rows_of
from roadmap.packing import Kept

TODAY = date(2026, 11, 23)
LANES = [LaneSpec("a", "Faster payment"), LaneSpec("b", "Trust")]
days = st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=800))
spans = st.tuples(days, days).map(lambda pair: (min(pair), max(pair)))
zooms = st.sampled_from(Zoom)


def spec(id: str = "1", **values: Any) -> BarSpec:
    return BarSpec(
        **{"id": id, "key": f"WEB-{id}", "title": "Pay by bank transfer", "lane_id": "a", **values}
    )


@st.composite
def bar_lists(draw: st.DrawFn) -> list[BarSpec]:
    many = draw(
        st.lists(
            st.tuples(spans, st.sampled_from("ab"), st.text(max_size=40), st.none() | spans), max_size=40
        )
    )
    return [
        spec(str(n), start=span[0], due=span[1], lane_id=lane, title=title, children_span=children)
        for n, (span, lane, title, children) in enumerate(many)
    ]


def placed(timeline: Timeline) -> list[Bar]:
    return [bar for lane in timeline.lanes for bar in lane.bars]


def only(zoom: Zoom = Zoom.MONTHS, **values: Any) -> Bar:
    [bar] = placed(lay_out(LANES, [spec(**values)], zoom=zoom, today=TODAY))
    return bar


@given(bar_lists(), zooms)
@settings(max_examples=60)
def test_nothing_overlaps_in_a_row(specs: list[BarSpec], zoom: Zoom) -> None:
    for lane in lay_out(LANES, specs, zoom=zoom, today=TODAY).lanes:
        for row in range(lane.rows):
            bars = sorted((bar for bar in lane.bars if bar.row == row), key=reach_start)
            assert all(reach_end(left) < reach_start(right) for left, right in pairwise(bars))


@given(bar_lists(), zooms)
@settings(max_examples=60)
def test_every_bar_is_somewhere_and_inside_its_lane(specs: list[BarSpec], zoom: Zoom) -> None:
    timeline = lay_out(LANES, specs, zoom=zoom, today=TODAY)
    assert {bar.spec.id for bar in placed(timeline)} == {each.id for each in specs}
    for lane in timeline.lanes:
        assert all(bar.top + 28 < lane.height for bar in lane.bars)


@given(bar_lists(), st.integers(0, 39))
@settings(max_examples=60)
def test_removing_a_bar_disturbs_nobody_before_it(specs: list[BarSpec], which: int) -> None:
    rest = [each for each in specs if each.id != str(which)]
    window = Window(TODAY - timedelta(days=900), TODAY + timedelta(days=1300))
    before = placed(lay_out(LANES, specs, zoom=Zoom.MONTHS, today=TODAY, window=window))
    after = {
        bar.spec.id: bar for bar in placed(lay_out(LANES, rest, zoom=Zoom.MONTHS, today=TODAY, window=window))
    }
    begins = next((reach_start(bar) for bar in before if bar.spec.id == str(which)), 0.0)
    assert all(after[bar.spec.id] == bar for bar in before if reach_start(bar) < begins)


def rows(timeline: Timeline) -> dict[str, int]:
    return {bar.spec.id: bar.row for bar in placed(timeline)}


WIDE = Window(TODAY - timedelta(days=900), TODAY + timedelta(days=1300))


def drawn(specs: list[BarSpec], kept: dict[str, Kept] | None = None) -> Timeline:
    return lay_out(LANES, specs, zoom=Zoom.MONTHS, today=TODAY, window=WIDE, kept=kept)


@given(bar_lists(), st.integers(0, 39), spans, st.sampled_from("ab"))
@settings(max_examples=40)
def test_moving_a_bar_moves_no_other(
    specs: list[BarSpec], which: int, span: tuple[date, date], lane: str
) -> None:
    before = drawn(specs)
    moved = [
        replace(each, start=span[0], due=span[1], lane_id=lane) if each.id == str(which) else each
        for each in specs
    ]
    after = drawn(moved, rows_of(before))
    others = {pk: row for pk, row in rows(after).items() if pk != str(which)}
    assert others == {pk: row for pk, row in rows(before).items() if pk != str(which)}
    for each in after.lanes:
        for row in range(each.rows):
            bars = sorted((bar for bar in each.bars if bar.row == row), key=reach_start)
            assert all(reach_end(left) < reach_start(right) for left, right in pairwise(bars))


@given(bar_lists(), st.data())
@settings(max_examples=25)
def test_drawn_again_everything_stays(specs: list[BarSpec], data: st.DataObject) -> None:
    before = drawn(specs)
    assert drawn(specs, rows_of(before)) == before
    gone = data.draw(st.sets(st.sampled_from([each.id for each in specs]))) if specs else set()
    rest = [each for each in specs if each.id not in gone]
    assert rows(drawn(rest, rows_of(before))) == {
        pk: row for pk, row in rows(before).items() if pk not in gone
    }


def test_what_was_moved_stays_in_its_row_while_there_is_room() -> None:
    first, second = spec("1", start=TODAY, due=TODAY), spec("2", start=TODAY, due=TODAY)
    away = replace(second, start=TODAY + timedelta(days=90), due=TODAY + timedelta(days=120))
    shown = drawn([first, second])
    assert rows(drawn([first, away], rows_of(shown))) == {"1": 0, "2": 1}
    assert rows(drawn([first, away])) == {"1": 0, "2": 0}


def test_what_was_moved_onto_others_gives_way() -> None:
    last = replace(spec("3"), start=TODAY - timedelta(days=30), due=TODAY + timedelta(days=400))
    kept = {
        each: Kept("a", 0, day.toordinal(), day.toordinal()) for each, day in (("1", TODAY), ("3", TODAY))
    }
    assert rows(drawn([spec("1", start=TODAY, due=TODAY), last], kept)) == {"1": 0, "3": 1}


def test_so_many_moved_onto_others_are_packed_anew() -> None:
    specs = [spec(str(n), start=TODAY + timedelta(days=n), due=TODAY + timedelta(days=n)) for n in range(500)]
    heap = [replace(each, start=TODAY, due=TODAY) for each in specs]
    assert drawn(heap, rows_of(drawn(specs))) == drawn(heap)


@given(spans, zooms)
def test_the_header_covers_the_window_without_a_gap(span: tuple[date, date], zoom: Zoom) -> None:
    timeline = lay_out(LANES, [spec(start=span[0], due=span[1])], zoom=zoom, today=TODAY)
    for row in (timeline.upper, timeline.lower):
        assert row[0].x == 0
        assert all(abs(left.x + left.width - right.x) < 0.2 for left, right in pairwise(row))
        assert abs(row[-1].x + row[-1].width - timeline.width) < 0.2
        assert sum(tick.is_now for tick in row) == 1


def test_both_ends_count() -> None:
    bar = only(start=TODAY, due=TODAY)
    assert bar.days == 1
    assert only(start=TODAY, due=TODAY + timedelta(days=9)).days == 10


def test_a_lone_start_gets_one_unit_of_its_precision() -> None:
    bar = only(start=date(2027, 1, 1), start_precision=Precision.QUARTER)
    assert (bar.span.end, bar.span.assumed, bar.soft_due) == (date(2027, 3, 31), "due", True)


def test_a_lone_due_date_gets_a_start() -> None:
    bar = only(due=date(2027, 3, 31), due_precision=Precision.MONTH)
    assert (bar.span.start, bar.span.assumed) == (date(2027, 3, 1), "start")
    assert only(due=date(2027, 3, 31)).span.start == date(2027, 3, 25)


def test_dates_in_the_wrong_order_are_still_drawn() -> None:
    assert only(start=TODAY, due=TODAY - timedelta(days=3)).days == 4


@pytest.mark.parametrize(
    ("precision", "soft"), [("day", False), ("week", False), ("month", True), ("half", True)]
)
def test_fuzzy_dates_have_soft_edges(precision: str, soft: bool) -> None:
    bar = only(start=TODAY, start_precision=Precision(precision), due=TODAY)
    assert (bar.soft_start, bar.soft_due) == (soft, False)


def test_no_date_is_the_tray() -> None:
    timeline = lay_out(LANES, [spec()], zoom=Zoom.MONTHS, today=TODAY)
    assert [each.key for each in timeline.unscheduled] == ["WEB-1"]
    assert placed(timeline) == []


def test_a_lane_nobody_knows_gets_a_row_of_its_own() -> None:
    timeline = lay_out(LANES, [spec(lane_id="gone", start=TODAY)], zoom=Zoom.MONTHS, today=TODAY)
    assert [lane.spec.id for lane in timeline.lanes] == ["a", "b", ""]


def test_an_absurd_date_does_not_make_an_endless_chart() -> None:
    far = spec("2", start=date(2199, 1, 1))
    timeline = lay_out(LANES, [spec(start=TODAY), far], zoom=Zoom.WEEKS, today=TODAY)
    assert timeline.width < MAX_WIDTH * 1.1
    assert timeline.beyond == (far,)


@pytest.mark.parametrize(
    ("due", "category", "overdue"), [(-1, "active", True), (-1, "done", False), (0, "active", False)]
)
def test_overdue(due: int, category: str, overdue: bool) -> None:
    assert only(due=TODAY + timedelta(days=due), status_category=category).is_overdue is overdue


def test_children_outside_the_bar_are_a_clash() -> None:
    inside = (TODAY, TODAY + timedelta(days=5))
    assert not only(start=TODAY, due=TODAY + timedelta(days=9), children_span=inside).is_clash
    assert only(start=TODAY, due=TODAY + timedelta(days=2), children_span=inside).is_clash


def test_a_title_too_long_for_its_bar_stands_beside_it() -> None:
    bar = only(zoom=Zoom.YEARS, start=TODAY, due=TODAY + timedelta(days=20))
    assert (bar.is_title_outside, bar.title) == (True, "Pay by bank transfer")
    assert bar.title_x > bar.width


def test_lanes_follow_each_other() -> None:
    specs = [spec(str(n), lane_id=lane, start=TODAY, due=TODAY) for n, lane in enumerate("aaab")]
    first, second = lay_out(LANES, specs, zoom=Zoom.MONTHS, today=TODAY).lanes
    assert (first.rows, second.rows) == (3, 1)
    assert second.top == first.height


@pytest.mark.parametrize("zoom", Zoom)
def test_a_window_holds_whole_units(zoom: Zoom) -> None:
    window = lay_out(LANES, [], zoom=zoom, today=TODAY).window
    assert first_day(window.start, zoom.unit) == window.start
    assert last_day(window.end, zoom.unit) == window.end
