import json
import re
from datetime import date
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.periods import Precision
from roadmap.axis import Zoom
from roadmap.chart import BarSpec, LaneSpec
from roadmap.dependencies import LinkSpec
from roadmap.layout import lay_out
from roadmap.presentation import TimelineView, dates_text, present_timeline

TODAY = date(2026, 11, 23)
LANES = [LaneSpec("a", "Faster payment", "Goal: 60 %")]


def spec(**values: Any) -> BarSpec:
    return BarSpec(**{"id": "7", "key": "WEB-7", "title": "Pay later", "lane_id": "a", **values})


def view(*bars: BarSpec, zoom: Zoom = Zoom.MONTHS, can_edit: bool = True) -> TimelineView:
    layout = lay_out(LANES, bars, zoom=zoom, today=TODAY)
    return present_timeline(layout, today=TODAY, url="/timeline/", can_edit=can_edit)


def html(timeline: TimelineView) -> str:
    return render_to_string("roadmap/_timeline.html", {"timeline": timeline})


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"start": date(2026, 11, 12), "due": date(2026, 12, 24)}, "12 Nov – 24 Dec"),
        ({"start": date(2026, 12, 1), "due": date(2026, 12, 1)}, "1 Dec"),
        ({"start": date(2026, 12, 1), "start_precision": Precision.MONTH}, "from Dec"),
        ({"due": date(2027, 3, 31), "due_precision": Precision.QUARTER}, "until Q1 2027"),
        ({}, "not scheduled"),
    ],
)
def test_dates_text(values: dict[str, Any], text: str) -> None:
    assert dates_text(spec(**values), TODAY) == text


def test_a_bar_says_everything_its_marks_show() -> None:
    bar = spec(due=date(2026, 11, 1), status="In review", progress=0.4, confidence="low", owner_name="Mara")
    [lane] = view(bar).lanes
    assert lane.bars[0].name == (
        "WEB-7 Pay later, until 1 Nov, overdue, In review, 40% done, low confidence, Mara"
    )


def test_a_bar_that_begins_too_early_says_by_how_much() -> None:
    days = [date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 10)]
    first, other = (spec(id=each, start=day, due=day) for each, day in zip("23", days[1:], strict=True))
    waiting = spec(id="1", start=days[0], due=days[0])
    links = [LinkSpec("a", "2", "1"), LinkSpec("b", "3", "1")]
    layout = lay_out(LANES, [waiting, first, other], zoom=Zoom.MONTHS, today=TODAY)
    shown = present_timeline(layout, today=TODAY, url="", can_edit=False, links=links).lanes[0].bars
    assert [view.name for view in shown] == [
        "WEB-7 Pay later, 1 Dec, starts 10 days too early", "WEB-7 Pay later, 5 Dec", "WEB-7 Pay later, 10 Dec",
    ]  # fmt: skip


def test_soft_edges_reach_the_svg() -> None:
    start = date(2027, 1, 1)
    page = html(view(spec(start=start, start_precision=Precision.QUARTER, due=date(2027, 3, 4))))
    assert 'fill="url(#tl-fill-start)"' in page


def test_titles_are_escaped() -> None:
    page = html(view(spec(title='<script>"x"', start=TODAY), spec(id="8", title="<b>tray</b>")))
    assert "<script>" not in page
    assert "<b>" not in page


def test_no_style_attribute_and_no_handler() -> None:
    page = html(
        view(spec(start=TODAY, owner="MK", progress=1, children_span=(TODAY, TODAY)), zoom=Zoom.WEEKS)
    )
    assert re.findall(r"\s(style|on\w+)=", page) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_numbers_are_for_machines_in_every_language(language: str) -> None:
    with translation.override(language):
        page = html(view(spec(start=TODAY, due=TODAY)))
    assert re.search(r'transform="translate\([\d.]+ [\d.]+\)"', page)
    assert not re.search(r'(width|x|x1|data-px)="\d+,\d', page)


def test_a_reader_gets_nothing_to_drag() -> None:
    page = html(view(spec(start=TODAY), can_edit=False))
    assert "data-editable" not in page
    assert "data-move-url" not in page


def test_the_browser_gets_its_sentences_as_json() -> None:
    assert {"moved", "saved", "cancelled", "unscheduled", "quarter"} <= set(json.loads(view().texts))
