"""One sprint of eight items, lived through its services from start to close, and its report counted by hand.

| UTC            | Auckland   | New York   | what happens                      | scope | done |
|----------------|------------|------------|-----------------------------------|-------|------|
| 1 June 14:00   | 2 June     | 1 June     | start with 1 to 5 and 8 (no size) |    19 |    0 |
| 2 June 03:59…  | 2 June     | 1 June     | 1 (of 1) is done                  |    19 |    1 |
| 2 June 04:00   | 2 June     | 2 June 0 h | 2 (of 2) is done                  |    19 |    3 |
| 2 June 11:59…  | 2 June     | 2 June     | 6 (of 13) comes in                |    32 |    3 |
| 2 June 12:00   | 3 June 0 h | 2 June     | 3 grows from 3 to 5               |    34 |    3 |
| 3 June 10:00   | 3 June     | 3 June     | 2 is not done after all           |    34 |    1 |
| 3 June 15:00   | 4 June     | 3 June     | 4 (of 5) is taken out             |    29 |    1 |
| 4 June 02:00   | 4 June     | 3 June     | 5 (of 8) is dropped               |    21 |    1 |
| 4 June 13:00   | 5 June     | 4 June     | 6 is deleted                      |     8 |    1 |
| 5 June 11:00   | 5 June     | 5 June     | 6 is restored                     |    21 |    1 |
| 5 June 13:00   | 6 June     | 5 June     | 8 is estimated at 3               |    24 |    1 |
| 5 June 14:00   | 6 June     | 5 June     | 7 (of 2) comes in                 |    26 |    1 |
| 6 June 03:00   | 6 June     | 5 June     | 7 is done                         |    26 |    3 |
| 6 June 05:00   | 6 June     | 6 June     | 4 comes in again                  |    31 |    3 |
| 7 June 13:00   | 8 June     | 7 June     | 2 is done again                   |    31 |    5 |
| 8 June 15:00   | 9 June     | 8 June     | close; 6 is said to be done       |    31 |   18 |
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Team
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.services.items import delete_item, restore_item, update_item
from sprints.models import Sprint
from sprints.queries.sprints import velocity_of, with_totals
from sprints.reporting.report import team_velocity
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items, remove_items
from tests.factories import make_item
from tests.sprints.story import at, june, set_status
from tests.sprints.test_reports import AUCKLAND, NEW_YORK, UTC, ints, report_of, told

SIZES = (1, 2, 3, 5, 8, 13, 2, None)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def eight(web: Product) -> list[Item]:
    return [make_item(web, f"Item {n}", estimate=size) for n, size in enumerate(SIZES, 1)]


@pytest.fixture
def lived(sprint: Sprint, eight: list[Item], by: Actor) -> Sprint:
    one, two, three, four, five, six, seven, eighth = eight
    happens: list[tuple[datetime, Callable[[Actor], object]]] = [
        (june(1, 13), lambda by: add_items(sprint, [one, two, three, four, five, eighth], by=by)),
        (june(1, 14), lambda by: start_sprint(sprint, by=by)),
        (june(2, 4) - A_MOMENT, lambda by: set_status(one, "done", by=by)),
        (june(2, 4), lambda by: set_status(two, "done", by=by)),
        (june(2, 12) - A_MOMENT, lambda by: add_items(sprint, [six], by=by)),
        (june(2, 12), lambda by: update_item(three, by=by, fields={"estimate": 5})),
        (june(3, 10), lambda by: set_status(two, "active", by=by)),
        (june(3, 15), lambda by: remove_items(sprint, [four], by=by)),
        (june(4, 2), lambda by: set_status(five, "dropped", by=by)),
        (june(4, 13), lambda by: delete_item(six, by=by)),
        (june(5, 11), lambda by: restore_item(six, by=by)),
        (june(5, 13), lambda by: update_item(eighth, by=by, fields={"estimate": 3})),
        (june(5, 14), lambda by: add_items(sprint, [seven], by=by)),
        (june(6, 3), lambda by: set_status(seven, "done", by=by)),
        (june(6, 5), lambda by: add_items(sprint, [four], by=by)),
        (june(7, 13), lambda by: set_status(two, "done", by=by)),
        (june(8, 15), lambda by: close_sprint(sprint, by=by, choices={four.pk: "backlog", six.pk: "done"})),
    ]
    for moment, act in happens:
        with at(moment):
            act(by.anew())
    return sprint


def test_days_of_new_york(lived: Sprint) -> None:
    assert told(report_of(lived, NEW_YORK)) == {
        0: (19, 0), 1: (19, 1), 2: (34, 3), 3: (21, 1), 4: (8, 1), 5: (26, 3), 6: (31, 3), 7: (31, 5), 8: (31, 18),
    }  # fmt: skip


def test_days_of_auckland(lived: Sprint) -> None:
    assert told(report_of(lived, AUCKLAND)) == {
        0: (19, 0), 2: (32, 3), 3: (34, 1), 4: (21, 1), 5: (21, 1), 6: (31, 3), 7: (31, 3), 8: (31, 5), 9: (31, 18),
    }  # fmt: skip


def test_the_same_in_numbers_of_items(lived: Sprint) -> None:
    assert told(report_of(lived, NEW_YORK, "items")) == {
        0: (6, 0), 1: (6, 1), 2: (7, 2), 3: (5, 1), 4: (4, 1), 5: (6, 2), 6: (7, 2), 7: (7, 3), 8: (7, 4),
    }  # fmt: skip


def test_the_changes_of_scope(lived: Sprint) -> None:
    report = report_of(lived)
    assert [(one.story.key, one.why, int(one.delta)) for one in report.changes] == [
        ("WEB-6", "added", 13), ("WEB-3", "estimated", 2), ("WEB-4", "removed", -5), ("WEB-5", "dropped", -8),
        ("WEB-6", "deleted", -13), ("WEB-6", "restored", 13), ("WEB-8", "estimated", 3), ("WEB-7", "added", 2),
        ("WEB-4", "added", 5),
    ]  # fmt: skip
    assert ints(report.committed, report.added, report.removed, report.last.scope) == [19, 38, 26, 31]


def test_what_became_of_each(lived: Sprint) -> None:
    ends = {one.story.key: (one.how, one.committed, int(one.weight)) for one in report_of(lived).endings}
    assert ends == {
        "WEB-1": ("done", True, 1), "WEB-2": ("done", True, 2), "WEB-6": ("done", False, 13),
        "WEB-7": ("done", False, 2), "WEB-3": ("carried", True, 5), "WEB-8": ("carried", True, 3),
        "WEB-4": ("returned", True, 5), "WEB-5": ("dropped", True, 8),
    }  # fmt: skip


def test_the_even_pace_rests_on_the_weekend(lived: Sprint) -> None:
    pace = {day.on.day: day.guide for day in report_of(lived, NEW_YORK).days if day.on}
    tenth = Decimal("1.9")
    assert pace == {
        1: 9 * tenth, 2: 8 * tenth, 3: 7 * tenth, 4: 6 * tenth, 5: 5 * tenth, 6: 5 * tenth, 7: 5 * tenth,
        8: 4 * tenth, 9: 3 * tenth, 10: 2 * tenth, 11: tenth, 12: 0,
    }  # fmt: skip


def test_velocity_the_list_and_the_planning_page_say_the_same(lived: Sprint, team: Team) -> None:
    [row] = team_velocity(team, unit="estimate", now=timezone.now()).sprints
    assert ints(row.planned, row.last.scope, row.done) == [19, 31, 18]
    assert velocity_of(team).mean == 18
    listed = with_totals(Sprint.objects.filter(pk=lived.pk))
    names = ("committed_points", "points", "done_points", "item_count", "done_count")
    assert listed.values_list(*names).get() == (19, 31, 18, 7, 4)


def test_later_changes_are_the_next_sprint_s(lived: Sprint, eight: list[Item], team: Team, by: Actor) -> None:
    following = Sprint.objects.get(team=team, state="planned")
    with at(june(20, 9)):
        set_status(eight[0], "active", by=by)
        update_item(eight[2], by=by.anew(), fields={"estimate": 40})
        start_sprint(following, by=by.anew())
    before = report_of(lived)
    assert ints(before.last.scope, before.last.done) == [31, 18]
    assert report_of(following, UTC).committed == 43
