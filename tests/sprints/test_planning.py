import threading
import time
from contextlib import suppress
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404

from accounts.models import Member, Team
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from backlog.services.items import delete_item, update_item
from core.errors import Conflict
from sprints.containers import SPRINT
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.closing import Choice, close_sprint, start_sprint
from sprints.services.planning import add_items, remove_items
from sprints.services.sprints import create_sprint
from tests.sprints.conftest import END, START
from tests.together import together


@pytest.fixture
def later(team: Team, by: Actor, sprint: Sprint) -> Sprint:
    return create_sprint(team, by=by, name="Sprint 8", start_on=START, end_on=END)


def inside(sprint: Sprint) -> set[str]:
    places = SprintItem.objects.filter(sprint=sprint, outcome="").select_related("item__product")
    return {place.item.key for place in places}


def verbs() -> list[str]:
    found = Event.objects.filter(verb__startswith="sprint.item_").order_by("id")
    return [f"{event.verb[12:]} {event.object_label} {event.data['sprint_name']}" for event in found]


def test_items_go_in_once_with_what_they_weigh(sprint: Sprint, items: list[Item], by: Actor) -> None:
    assert add_items(sprint, items[:2], by=by) == 2
    assert add_items(sprint, items[:2], by=by) == 0
    assert inside(sprint) == {"WEB-1", "WEB-2"}
    event = Event.objects.filter(verb="sprint.item_added").order_by("id").first()
    assert event is not None
    assert (event.object_id, event.data["estimate"], event.data["sprint"]) == (
        items[0].pk,
        "3",
        str(sprint.pk),
    )


def test_an_item_is_in_one_sprint_at_a_time(
    sprint: Sprint, later: Sprint, items: list[Item], by: Actor
) -> None:
    add_items(sprint, items[:1], by=by)
    add_items(later, items[:1], by=by)
    assert (inside(sprint), inside(later)) == (set(), {"WEB-1"})
    assert verbs() == ["added WEB-1 Sprint 7", "removed WEB-1 Sprint 7", "added WEB-1 Sprint 8"]


def test_one_undo_takes_a_move_back(sprint: Sprint, later: Sprint, items: list[Item], by: Actor) -> None:
    add_items(sprint, items[:3], by=by.anew())
    act = by.anew()
    add_items(later, items[:2], by=act)
    assert undo_action(act.action, by=by).refused == []
    assert (inside(sprint), inside(later)) == ({"WEB-1", "WEB-2", "WEB-3"}, set())


def test_undo_says_what_somebody_has_planned_since(
    sprint: Sprint, later: Sprint, items: list[Item], by: Actor
) -> None:
    act = by.anew()
    add_items(sprint, items[:2], by=act)
    add_items(later, items[:1], by=by.anew())
    undone = undo_action(act.action, by=by)
    assert [label for label, _why in undone.refused] == ["WEB-1"]
    assert (inside(sprint), inside(later)) == (set(), {"WEB-1"})


def test_what_was_taken_out_and_planned_anew_stays_there(
    sprint: Sprint, later: Sprint, items: list[Item], by: Actor
) -> None:
    add_items(sprint, items[:1], by=by.anew())
    act = by.anew()
    remove_items(sprint, items[:1], by=act)
    add_items(later, items[:1], by=by.anew())
    assert "planned anew" in undo_action(act.action, by=by).message()
    assert (inside(sprint), inside(later)) == (set(), {"WEB-1"})


def test_taking_out_of_a_plan_leaves_no_trace(sprint: Sprint, items: list[Item], by: Actor) -> None:
    add_items(sprint, items[:1], by=by)
    assert remove_items(sprint, items, by=by) == 1
    assert not SprintItem.objects.exists()


def test_a_sprint_that_runs_remembers_what_was_taken_out(
    sprint: Sprint, items: list[Item], by: Actor
) -> None:
    add_items(sprint, items[:1], by=by)
    start_sprint(sprint, by=by)
    act = by.anew()
    remove_items(sprint, items[:1], by=act)
    place = SprintItem.objects.get()
    assert (place.outcome, place.committed, place.ended_at is not None) == ("removed", True, True)
    undo_action(act.action, by=by)
    place.refresh_from_db()
    assert (place.outcome, place.committed, place.ended_at) == ("", True, None)


def test_what_came_after_the_start_is_not_committed(sprint: Sprint, items: list[Item], by: Actor) -> None:
    start_sprint(sprint, by=by)
    add_items(sprint, items[:1], by=by)
    assert SprintItem.objects.get().committed is False


def test_a_closed_sprint_stays_as_it_was(sprint: Sprint, items: list[Item], by: Actor) -> None:
    start_sprint(sprint, by=by)
    close_sprint(sprint, by=by)
    with pytest.raises(Conflict, match="closed"):
        add_items(sprint, items[:1], by=by)
    with pytest.raises(Conflict, match="closed"):
        remove_items(sprint, items[:1], by=by)


def test_who_may_not_plan_and_what_cannot_be_planned(
    sprint: Sprint, items: list[Item], by: Actor, contributor: Member
) -> None:
    with pytest.raises(PermissionDenied):
        add_items(sprint, items, by=contributor.actor())
    delete_item(items[0], by=by)
    with pytest.raises(ValidationError, match="deleted"):
        add_items(sprint, items, by=by)
    with pytest.raises(ValidationError, match="between 1 and 1000"):
        add_items(sprint, [], by=by)


@pytest.mark.django_db(transaction=True)
def test_many_who_plan_the_same_items_at_once_neither_lose_nor_double_one(
    sprint: Sprint, later: Sprint, items: list[Item], by: Actor
) -> None:
    def plan(into: Sprint, order: list[Item]) -> None:
        for _turn in range(4):
            add_items(into, order, by=by.anew())

    turns = [(sprint, items), (later, items[::-1]), (later, items), (sprint, items[::-1])] * 2
    assert together(*(partial(plan, *turn) for turn in turns)) == []
    assert SprintItem.objects.filter(outcome="").count() == 4
    assert inside(sprint) | inside(later) == {item.key for item in items}
    assert Sprint.objects.filter(state=SprintState.PLANNED).count() == 2


@pytest.mark.django_db(transaction=True)
def test_who_edits_items_and_who_plans_them_wait_in_no_circle(
    sprint: Sprint, later: Sprint, items: list[Item], by: Actor
) -> None:
    add_items(sprint, items[:1], by=by.anew())
    edited = threading.Event()

    def edit_and_plan() -> None:
        with transaction.atomic():
            update_item(items[0], by=by.anew(), fields={"title": "Pay"})
            edited.set()
            time.sleep(0.2)  # the other waits for the item
            SPRINT.put(items[:1], later.pk, by=by.anew())

    def plan() -> None:
        edited.wait()
        add_items(sprint, items[:1], by=by.anew())

    assert together(edit_and_plan, plan) == []
    assert (inside(sprint), inside(later)) == ({"WEB-1"}, set())


@pytest.mark.django_db(transaction=True)
def test_who_undoes_and_closes_and_reopens_waits_for_nobody_in_a_circle(
    sprint: Sprint, items: list[Item], by: Actor
) -> None:
    start_sprint(sprint, by=by.anew())

    def close_and_undo() -> None:
        for _turn in range(4):
            act = by.anew()
            close_sprint(sprint, by=act, otherwise=Choice.DONE)
            undo_action(act.action, by=act)

    def plan_and_undo(order: list[Item]) -> None:
        for _turn in range(6):
            act = by.anew()
            with suppress(Conflict, ValidationError, Http404):
                add_items(sprint, order, by=act)
                undo_action(act.action, by=act)

    works = [partial(plan_and_undo, order) for order in (items, items[::-1])]
    assert together(close_and_undo, *works) == []
