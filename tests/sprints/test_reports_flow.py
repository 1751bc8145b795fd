"""Cumulative flow and cycle time, compared with a story by hand."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.services.items import create_item, delete_item, restore_item, update_item
from backlog.services.products import add_status, remove_status
from sprints.reporting.days import beginning
from sprints.reporting.finishing import CycleTimes, cycle_times, percentiles
from sprints.reporting.flow import FlowDay, cumulative_flow
from tests.backlog.statements import counted
from tests.factories import make_item
from tests.sprints.story import at, june, set_status

NEW_YORK, UTC = ZoneInfo("America/New_York"), ZoneInfo("UTC")
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 5)


@pytest.fixture
def story(web: Product, by: Actor) -> list[Item]:
    """Two items: one done across midnight and back, one deleted and restored."""
    with at(june(1, 12)):
        one, two = [create_item(web, by=by.anew(), title=title) for title in ("One", "Two")]
    with at(june(2, 3)):  # late on Monday in New York
        set_status(one, "active", by=by.anew())
    with at(june(3, 12)):
        set_status(one, "done", by=by.anew())
        delete_item(two, by=by.anew())
    with at(june(4, 12)):
        set_status(one, "active", by=by.anew())
        restore_item(two, by=by.anew())
    with at(june(5, 1)):  # late on Thursday in New York
        set_status(one, "done", by=by.anew())
        set_status(two, "ready", by=by.anew())
    return [one, two]


def flow_of(web: Product, zone: ZoneInfo) -> list[FlowDay]:
    items = Item.all_objects.filter(product=web)
    return cumulative_flow(items, workspace_id=web.workspace_id, first=FIRST, last=LAST, zone=zone)


def shown(days: list[FlowDay]) -> list[str]:
    """Each day as the first letters of what was there."""
    return ["".join(sorted(name[0] * count for name, count in day.counts.items())) for day in days]


def times_of(web: Product, zone: ZoneInfo) -> CycleTimes:
    items = Item.all_objects.filter(product=web)
    return cycle_times(items, workspace_id=web.workspace_id, since=beginning(FIRST, zone), zone=zone)


def test_flow_in_utc(web: Product, story: list[Item]) -> None:
    assert shown(flow_of(web, UTC)) == ["bb", "ab", "d", "ab", "dr"]


def test_flow_in_new_york(web: Product, story: list[Item]) -> None:
    assert shown(flow_of(web, NEW_YORK)) == ["ab", "ab", "d", "dr", "dr"]


def test_flow_of_a_removed_status(web: Product, owner: Member, by: Actor) -> None:
    step = add_status(web, by=owner.actor(), name="Waiting", category="ready")
    with at(june(1, 12)):
        item = make_item(web)
    with at(june(2, 12)):
        update_item(item, by=by.anew(), fields={"status": step})
    with at(june(4, 12)):
        set_status(item, "active", by=by.anew())
    remove_status(step, by=owner.actor())
    assert shown(flow_of(web, UTC)) == ["b", "r", "r", "a", "a"]


def test_flow_costs_the_same_for_many(web: Product, story: list[Item]) -> None:
    for _n in range(30):
        make_item(web)
    with counted() as statements:
        flow_of(web, UTC)
    assert len(statements) == 3


@pytest.mark.parametrize(("zone", "began", "done"), [(UTC, 2, 5), (NEW_YORK, 1, 4)])
def test_cycle_time_is_from_the_first_work_to_the_last_done(
    zone: ZoneInfo, began: int, done: int, web: Product, story: list[Item]
) -> None:
    [one] = times_of(web, zone).items
    assert (one.began_on, one.done_on, one.took) == (date(2026, 6, began), date(2026, 6, done), 4)


def test_what_was_never_begun_has_no_cycle_time(web: Product, story: list[Item], by: Actor) -> None:
    with at(june(5, 12)):
        set_status(story[1], "done", by=by.anew())
    times = times_of(web, UTC)
    assert (len(times.items), times.never_begun) == (1, 1)


def test_what_is_open_again_is_not_finished(web: Product, story: list[Item], by: Actor) -> None:
    with at(june(5, 12)):
        set_status(story[0], "active", by=by.anew())
    assert not times_of(web, UTC).items


def test_cycle_times_cost_the_same_for_many(web: Product, by: Actor) -> None:
    for number in range(12):
        item = make_item(web)
        with at(june(1, 1) + timedelta(hours=number)):
            set_status(item, "active", by=by.anew())
            set_status(item, "done", by=by.anew())
    with counted() as statements:
        assert len(times_of(web, UTC).items) == 12
    assert len(statements) == 3


def test_percentiles_by_nearest_rank() -> None:
    assert percentiles(range(1, 21)) == [(50, 10), (85, 17), (95, 19)]
    assert percentiles([7]) == [(50, 7), (85, 7), (95, 7)]
    assert percentiles([]) == []
