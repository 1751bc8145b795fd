"""A sprint's report, compared with its story by hand."""

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import Team
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import delete_item, update_item
from backlog.tasks import purge_deleted
from sprints.models import Sprint, SprintItem
from sprints.reporting.report import Report, sprint_report, team_velocity
from sprints.services.closing import start_sprint
from sprints.services.planning import add_items, remove_items
from tests.backlog.statements import counted
from tests.factories import make_item
from tests.sprints.story import at, close, june, set_status, tell

NEW_YORK, UTC, AUCKLAND = ZoneInfo("America/New_York"), ZoneInfo("UTC"), ZoneInfo("Pacific/Auckland")


def report_of(sprint: Sprint, zone: ZoneInfo = NEW_YORK, unit: str = "estimate") -> Report:
    sprint.refresh_from_db()
    found = sprint_report(sprint, unit=unit, zone=zone, now=timezone.now())
    assert found
    return found


def ints(*values: Decimal | None) -> list[int]:
    return [int(value or 0) for value in values]


def told(report: Report) -> dict[int, tuple[int, int]]:
    """Day of June (0: the start) → scope and done."""
    return {
        day.on.day if day.on else 0: (int(day.sums.scope), int(day.sums.done))
        for day in report.days
        if day.sums
    }


def test_before_the_start_there_is_nothing_to_report(sprint: Sprint) -> None:
    assert sprint_report(sprint, unit="estimate", zone=UTC, now=timezone.now()) is None


def test_days_of_new_york(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    with at(june(4, 20)):
        assert told(report_of(sprint)) == {0: (8, 0), 1: (8, 3), 2: (19, 3), 3: (11, 3), 4: (19, 3)}


def test_the_same_story_in_utc_and_in_auckland(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    with at(june(4, 20)):
        assert told(report_of(sprint, UTC)) == {0: (8, 0), 1: (8, 0), 2: (19, 3), 3: (11, 3), 4: (19, 3)}
        # Monday 13:00 UTC is Tuesday there, and the afternoon of UTC their next morning.
        auckland = {0: (8, 0), 2: (8, 3), 3: (19, 3), 4: (11, 3), 5: (19, 3)}
        assert told(report_of(sprint, AUCKLAND)) | {1: (0, 0)} == auckland | {1: (0, 0)}


def test_items_are_counted_too(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    with at(june(4, 20)):
        report = report_of(sprint, unit="items")
    assert told(report) == {0: (2, 0), 1: (2, 1), 2: (3, 1), 3: (3, 1), 4: (4, 1)}


def test_going_back_and_forth_shows_for_as_long_as_it_lasted(
    sprint: Sprint, items: list[Item], by: Actor
) -> None:
    tell(sprint, items, by=by)
    with at(june(3, 15)):
        assert told(report_of(sprint))[3] == (19, 0)


def test_every_change_of_scope_is_told(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    with at(june(4, 20)):
        report = report_of(sprint)
    changes = [(one.at.day, one.story.key, one.why, int(one.delta)) for one in report.changes]
    assert changes[:2] == [(2, "WEB-2", "estimated", 3), (2, "WEB-3", "added", 8)]
    assert sorted(changes[2:4]) == [(3, "WEB-3", "deleted", -8), (3, "WEB-4", "added", 0)]
    assert changes[4:] == [(4, "WEB-3", "restored", 8)]
    assert report.committed + sum(one.delta for one in report.changes) == report.last.scope


def test_a_closed_sprint_keeps_what_became_of_its_items(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    close(sprint, items, by=by)
    with at(june(20, 9)):
        set_status(items[0], "active", by=by.anew())
        update_item(items[1], by=by.anew(), fields={"estimate": 40})
        report = report_of(sprint)
    assert ints(report.committed, report.last.scope, report.last.done) == [8, 19, 11]
    ends = {one.story.key: (one.how, one.committed) for one in report.endings}
    assert ends == {"WEB-1": ("done", True), "WEB-3": ("done", False), "WEB-2": ("carried", True), "WEB-4": ("returned", False)}  # fmt: skip
    assert max(day.on for day in report.days if day.on and day.sums) == date(2026, 6, 5)


def test_what_is_carried_over_is_committed_to_the_next_one(
    sprint: Sprint, items: list[Item], team: Team, by: Actor
) -> None:
    tell(sprint, items, by=by)
    close(sprint, items, by=by)
    following = Sprint.objects.get(team=team, state="planned")
    with at(june(15, 9)):
        start_sprint(following, by=by.anew())
        report = report_of(following)
    assert report.committed == 8
    assert [one.story.key for one in report.endings] == ["WEB-2"]


def test_taken_out_and_put_back(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    with at(june(4, 15)):
        remove_items(sprint, [items[1]], by=by.anew())
    with at(june(4, 16)):
        assert told(report_of(sprint))[4] == (11, 3)
        assert "removed" in [one.how for one in report_of(sprint).endings]
    with at(june(4, 17)):
        add_items(sprint, [items[1]], by=by.anew())
        assert told(report_of(sprint))[4] == (19, 3)


def test_dropped_work_leaves_the_scope(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    with at(june(4, 15)):
        set_status(items[1], "dropped", by=by.anew())
        report = report_of(sprint)
    assert report.last.scope == 11
    assert report.changes[-1].why == "dropped"


def test_a_purged_item_stays_in_the_report(sprint: Sprint, items: list[Item], by: Actor) -> None:
    tell(sprint, items, by=by)
    close(sprint, items, by=by)
    with at(june(8, 9)):
        delete_item(items[0], by=by.anew())
    with at(june(4, 9).replace(month=9)):
        purge_deleted()
        report = report_of(sprint)
    assert not SprintItem.objects.filter(sprint=sprint, item=items[0].pk).exists()
    assert ints(report.committed, report.last.scope, report.last.done) == [8, 19, 11]


def test_velocity_is_what_the_reports_say(sprint: Sprint, items: list[Item], team: Team, by: Actor) -> None:
    tell(sprint, items, by=by)
    close(sprint, items, by=by)
    found = team_velocity(team, unit="estimate", now=timezone.now())
    [row] = found.sprints
    assert ints(row.planned, row.last.scope, row.done, found.mean) == [8, 19, 11, 11]


def test_the_rows_kept_at_the_close_agree_with_the_events(
    sprint: Sprint, items: list[Item], by: Actor
) -> None:
    tell(sprint, items, by=by)
    close(sprint, items, by=by)
    places = SprintItem.objects.filter(sprint=sprint)
    report = report_of(sprint)
    committed = [place.estimate_at_start or Decimal(0) for place in places.filter(committed=True)]
    assert sum(committed) == report.committed
    assert (
        sum(place.estimate_at_close or Decimal(0) for place in places.filter(outcome="done"))
        == report.last.done
    )


@pytest.mark.parametrize("number", [1, 60])
def test_a_report_costs_three_statements(sprint: Sprint, items: list[Item], by: Actor, number: int) -> None:
    more = [make_item(items[0].product, estimate=1) for _n in range(number)]
    add_items(sprint, more, by=by.anew())
    start_sprint(sprint, by=by.anew())
    sprint.refresh_from_db()
    with counted() as statements:
        sprint_report(sprint, unit="estimate", zone=UTC, now=timezone.now())
    assert len(statements) == 3
