"""The small chart of a key result."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from roadmap.models import CheckIn, KeyResult
from roadmap.trend import EDGE, HEIGHT, trend_of

TODAY = date(2026, 11, 1)


def at(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def seen(*pairs: tuple[int, float]) -> list[CheckIn]:
    """Check-ins of October by day, the newest first as they are read."""
    return [CheckIn(at=at(day), value=Decimal(str(value))) for day, value in reversed(pairs)]


@pytest.fixture
def row() -> KeyResult:
    return KeyResult(start=Decimal(40), target=Decimal(60), created_at=at(2))


def test_it_begins_at_the_start_and_ends_on_its_day(row: KeyResult) -> None:
    trend = trend_of(row, seen((12, 50), (22, 45)), end=date(2026, 11, 11), today=TODAY)
    assert trend is not None
    low, high = HEIGHT - EDGE, EDGE
    assert trend.line == f"M0 {low}L250 {HEIGHT / 2:g}L500 59"
    assert trend.guide == f"M0 {low}L1000 {high}"
    assert [(dot.x, dot.title) for dot in trend.dots] == [("25%", "12 Oct: 50"), ("50%", "22 Oct: 45")]
    assert (trend.target, trend.today, trend.first, trend.last) == (str(high), "75%", "2 Oct", "11 Nov")
    assert trend.says == "45 on 22 Oct, on the way to 60."


def test_days_on_which_items_were_done_stand_in_it(row: KeyResult) -> None:
    days = [(date(2026, 10, 12), "WEB-1, WEB-2"), (date(2026, 9, 1), "WEB-3")]
    trend = trend_of(row, seen((22, 45)), end=date(2026, 11, 11), today=TODAY, shipped=days)
    assert trend is not None
    assert [(ship.x, ship.title) for ship in trend.ships] == [("25%", "12 Oct: WEB-1, WEB-2")]


def test_what_is_beyond_the_way_stays_in_the_picture() -> None:
    falling = KeyResult(start=Decimal(60), target=Decimal(40), created_at=at(2))
    trend = trend_of(falling, seen((12, 65), (22, 35)), end=None, today=TODAY)
    assert trend is not None
    assert [dot.y for dot in trend.dots] == [str(EDGE), str(HEIGHT - EDGE)]
    assert EDGE < float(trend.target) < HEIGHT - EDGE


def test_a_day_that_has_passed_ends_the_even_way_not_the_chart(row: KeyResult) -> None:
    trend = trend_of(row, seen((22, 45)), end=date(2026, 10, 17), today=TODAY)
    assert trend is not None
    assert trend.guide == f"M0 {HEIGHT - EDGE}L500 {EDGE}"
    assert trend.last == "1 Nov"


def test_without_check_ins_there_is_no_picture(row: KeyResult) -> None:
    assert trend_of(row, [], end=None, today=TODAY) is None
