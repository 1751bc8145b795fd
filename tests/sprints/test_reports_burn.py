"""The pure part of burndowns: any story, told by events, ends where its own book-keeping ends."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from sprints.reporting.burn import Day, Span, burn, scope_changes
from sprints.reporting.days import beginning, end, working_days
from sprints.reporting.story import ItemStory, Track

MONDAY = datetime(2026, 3, 23, 9, tzinfo=UTC)
ZONES = ("UTC", "America/New_York", "Pacific/Auckland", "Asia/Kathmandu", "Europe/Berlin")
Step = tuple[str, object]
STEPS: some.SearchStrategy[Step] = some.one_of(
    some.tuples(some.just("inside"), some.booleans()),
    some.tuples(some.just("there"), some.booleans()),
    some.tuples(some.just("category"), some.sampled_from(["backlog", "ready", "active", "done", "dropped"])),
    some.tuples(some.just("estimate"), some.sampled_from([None, Decimal(0), Decimal(1), Decimal("2.5"), Decimal(8)])),
)  # fmt: skip
HOURS = some.lists(some.tuples(some.integers(-48, 10 * 24), STEPS), max_size=25)


def story_of(steps: list[tuple[int, Step]]) -> tuple[ItemStory, dict[str, Any]]:
    """An item to which these things happened (hours after the start), and what it is in the end."""
    now: dict[str, Any] = {"inside": True, "there": True, "category": "ready", "estimate": Decimal(3)}
    first = dict(now)
    changes: dict[str, list[tuple[datetime, Any, Any]]] = {name: [] for name in now}
    for hour, (name, value) in sorted(steps, key=lambda step: step[0]):
        changes[name].append((MONDAY + timedelta(hours=hour), now[name], value))
        now[name] = value
    tracks: dict[str, Any] = {name: Track(first[name], changes[name]) for name in now}
    return ItemStory(uuid4(), "WEB-1", "Item", **tracks), now


def span(days: int = 11) -> Span:
    return Span(MONDAY, MONDAY + timedelta(days=days), date(2026, 4, 3))


@given(stories=some.lists(HOURS, max_size=4), zone=some.sampled_from(ZONES))
def test_the_last_point_is_what_is_open(stories: list[list[tuple[int, Step]]], zone: str) -> None:
    told = [story_of(steps) for steps in stories]
    days = burn([story for story, _now in told], span(), ZoneInfo(zone))
    scope = [now for _story, now in told if now["inside"] and now["there"] and now["category"] != "dropped"]
    still_open = [now["estimate"] or 0 for now in scope if now["category"] != "done"]
    last = [day.sums for day in days if day.sums][-1]
    assert last.remaining == sum(still_open)


@given(stories=some.lists(HOURS, max_size=4))
def test_changes_lead_from_the_committed_scope_to_the_last(stories: list[list[tuple[int, Step]]]) -> None:
    told = [story_of(steps)[0] for steps in stories]
    days = [day.sums for day in burn(told, span(), ZoneInfo("UTC")) if day.sums]
    deltas = sum(change.delta for change in scope_changes(told, span()))
    assert days[0].scope + deltas == days[-1].scope


def test_days_to_come_have_a_guide_and_no_sums() -> None:
    days = burn([story_of([])[0]], span(days=1), ZoneInfo("UTC"))
    assert [day.sums is not None for day in days] == [True, True, True, *[False] * 10]


def test_the_guide_rests_at_the_weekend() -> None:
    days = burn([story_of([])[0]], span(), ZoneInfo("UTC"))
    guide = {day.on: day.guide for day in days}
    assert guide[date(2026, 3, 27)] == guide[date(2026, 3, 29)] == Decimal("1.5")
    assert guide[date(2026, 4, 3)] == 0


def test_a_day_when_the_clocks_go_forward_has_23_hours() -> None:
    day, zone = date(2026, 3, 29), ZoneInfo("Europe/Berlin")
    assert end(day, zone) - beginning(day, zone) == timedelta(hours=23) - timedelta(microseconds=1)


def test_midnight_belongs_to_the_day_that_begins() -> None:
    story, _now = story_of([(15, ("category", "done"))])
    days: list[Day] = burn([story], span(), ZoneInfo("UTC"))
    assert [int(day.sums.done) for day in days[:3] if day.sums] == [0, 0, 3]


def test_a_sprint_of_a_weekend_counts_its_days() -> None:
    assert len(working_days(date(2026, 3, 28), date(2026, 3, 29))) == 2
