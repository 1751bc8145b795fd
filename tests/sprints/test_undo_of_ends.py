"""Taking back the start and the close of a sprint, also when others have been at work since."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Member, Team
from activity.actors import Actor
from activity.undo import Undone, undo_action
from backlog.models import Item
from sprints.models import Sprint, SprintItem, SprintState
from sprints.reporting.report import Report, sprint_report
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items, remove_items
from sprints.services.sprints import create_sprint, update_sprint
from tests.factories import make_item, make_team
from tests.sprints.conftest import END, START
from tests.sprints.story import set_status
from tests.sprints.test_planning import inside
from tests.sprints.test_reports import AUCKLAND, told

FOUR = {"WEB-1", "WEB-2", "WEB-3", "WEB-4"}


@pytest.fixture
def running(sprint: Sprint, items: list[Item], by: Actor) -> Sprint:
    """Started with WEB-1 to WEB-4; WEB-1 is done."""
    add_items(sprint, items, by=by.anew())
    start_sprint(sprint, by=by.anew())
    set_status(items[0], "done", by=by)
    return sprint


@pytest.fixture
def colleague(owner: Member) -> Actor:
    return owner.actor()


@pytest.fixture
def closing(running: Sprint, items: list[Item], by: Actor) -> Actor:
    """The act that closed it: WEB-2 is said to be done, WEB-3 goes back, WEB-4 is carried over to a new Sprint 8."""
    act = by.anew()
    close_sprint(running, by=act, choices={items[1].pk: "done", items[2].pk: "backlog"})
    return act


def undo(act: Actor) -> Undone:
    return undo_action(act.action, by=act.anew())


def report_of(sprint: Sprint) -> Report:
    sprint.refresh_from_db()
    found = sprint_report(sprint, unit="estimate", zone=AUCKLAND, now=timezone.now())
    assert found
    return found


def ends(sprint: Sprint) -> dict[str, str]:
    return {one.story.key: one.how for one in report_of(sprint).endings}


def test_a_start_is_taken_back_and_nothing_is_committed(
    sprint: Sprint, items: list[Item], by: Actor, colleague: Actor
) -> None:
    add_items(sprint, items[:2], by=by)
    act = by.anew()
    start_sprint(sprint, by=act)
    remove_items(sprint, items[:1], by=colleague)
    add_items(sprint, items[2:3], by=colleague.anew())
    assert undo(act).message() == "Undone."
    sprint.refresh_from_db()
    assert (sprint.state, sprint.started_at) == (SprintState.PLANNED, None)
    places = SprintItem.objects.filter(sprint=sprint).values_list("item", "committed", "estimate_at_start")
    assert set(places) == {(items[1].pk, False, None), (items[2].pk, False, None)}


def test_started_again_it_commits_to_what_is_in_it_then(sprint: Sprint, items: list[Item], by: Actor) -> None:
    add_items(sprint, items[:1], by=by)
    act = by.anew()
    start_sprint(sprint, by=act)
    undo(act)
    add_items(sprint, items[1:2], by=by.anew())
    start_sprint(sprint, by=by.anew())
    assert report_of(sprint).committed == Decimal(8)


def test_a_later_start_is_not_taken_back_with_an_earlier(sprint: Sprint, by: Actor) -> None:
    first = by.anew()
    start_sprint(sprint, by=first)
    undo(first)
    start_sprint(sprint, by=by.anew())
    assert "Someone has changed it since" in undo(first).message()
    assert Sprint.objects.get().state == SprintState.ACTIVE


def test_a_close_is_taken_back_whole(running: Sprint, items: list[Item], by: Actor) -> None:
    before = report_of(running)
    act = by.anew()
    close_sprint(running, by=act, choices={items[1].pk: "done", items[2].pk: "backlog"})
    assert undo(act).message() == "Undone."
    assert inside(running) == FOUR
    assert [sprint.name for sprint in Sprint.objects.all()] == ["Sprint 7"]
    items[1].refresh_from_db()
    assert items[1].category != "done"
    after = report_of(running)
    assert (after.committed, after.last, after.added, after.unestimated) == (
        before.committed, before.last, before.added, before.unestimated,
    )  # fmt: skip
    assert told(after) == told(before)
    assert ends(running) == {"WEB-1": "done", "WEB-2": "open", "WEB-3": "open", "WEB-4": "open"}


def test_closed_again_it_says_what_became_of_its_items_then(
    closing: Actor, running: Sprint, items: list[Item]
) -> None:
    undo(closing)
    close_sprint(running, by=closing.anew(), choices={items[1].pk: "backlog", items[2].pk: "next"})
    assert ends(running) == {"WEB-1": "done", "WEB-2": "returned", "WEB-3": "carried", "WEB-4": "carried"}


def test_what_others_have_planned_anew_stays_and_is_named(
    closing: Actor, running: Sprint, items: list[Item], colleague: Actor
) -> None:
    other = create_sprint(make_team(running.workspace, "Other"), by=colleague, start_on=START, end_on=END)
    add_items(other, [items[0], items[2], items[3]], by=colleague.anew())
    undone = undo(closing)
    assert {label for label, _why in undone.refused} == {"WEB-3", "WEB-4"}
    assert (inside(running), inside(other)) == ({"WEB-2"}, {"WEB-1", "WEB-3", "WEB-4"})
    assert ends(running) == {"WEB-2": "open", "WEB-1": "removed", "WEB-3": "removed", "WEB-4": "removed"}


def test_what_was_taken_out_of_the_next_sprint_is_not_put_back(
    closing: Actor, running: Sprint, items: list[Item], colleague: Actor
) -> None:
    remove_items(Sprint.objects.get(name="Sprint 8"), [items[3]], by=colleague)
    assert [label for label, _why in undo(closing).refused] == ["WEB-4"]
    assert inside(running) == {"WEB-1", "WEB-2", "WEB-3"}


def test_a_next_sprint_that_others_have_taken_up_stays(
    closing: Actor, running: Sprint, items: list[Item], colleague: Actor
) -> None:
    following = Sprint.objects.get(name="Sprint 8")
    update_sprint(following, by=colleague, fields={"goal": "Theirs"})
    add_items(following, [make_item(items[0].product, "More")], by=colleague.anew())
    undone = undo(closing)
    assert undone.refused == [("Sprint 8", "Someone has changed it since.")]
    assert (inside(running), inside(following)) == (FOUR, {"WEB-5"})


def test_once_the_team_runs_its_next_sprint_all_stays(
    closing: Actor, running: Sprint, items: list[Item], colleague: Actor
) -> None:
    start_sprint(Sprint.objects.get(name="Sprint 8"), by=colleague)
    undone = undo(closing)
    assert undone.message() == "Not undone: Sprint 7. Sprint 8 is still running. Close it first."
    assert len(undone.refused) == 1
    items[1].refresh_from_db()
    assert items[1].category == "done"
    assert inside(Sprint.objects.get(name="Sprint 8")) == {"WEB-4"}


def test_a_close_is_taken_back_once(closing: Actor, running: Sprint) -> None:
    undo(closing)
    assert "Someone has changed it since" in undo(closing).message()
    assert inside(running) == FOUR


def test_a_goal_written_since_stays(closing: Actor, running: Sprint, team: Team, colleague: Actor) -> None:
    update_sprint(running, by=colleague, fields={"goal": "Written later"})
    assert undo(closing).refused == []
    running.refresh_from_db()
    assert (running.goal, running.state, running.end_on) == ("Written later", "active", date(2026, 6, 12))
