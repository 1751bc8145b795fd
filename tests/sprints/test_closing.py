from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member, Team
from activity.actors import Actor
from activity.models import Event
from backlog.models import Item, Product
from backlog.services.items import delete_item, update_item
from core.errors import Conflict, OutOfDate
from sprints.models import Sprint, SprintItem, SprintState
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items
from sprints.services.sprints import create_sprint, update_sprint
from tests.factories import make_team
from tests.sprints.conftest import END, START


@pytest.fixture
def running(sprint: Sprint, items: list[Item], by: Actor) -> Sprint:
    """Started with WEB-1 to WEB-4."""
    add_items(sprint, items, by=by)
    return start_sprint(sprint, by=by)


def set_status(item: Item, category: str, by: Actor) -> None:
    update_item(item, by=by, fields={"status": item.product.statuses.filter(category=category)[0]})


def outcomes(sprint: Sprint) -> dict[str, str]:
    places = SprintItem.objects.filter(sprint=sprint).select_related("item__product")
    return {place.item.key: place.outcome for place in places}


def test_the_start_remembers_scope_and_size(running: Sprint, items: list[Item], by: Actor) -> None:
    update_item(items[0], by=by, fields={"estimate": Decimal(13)})
    place = SprintItem.objects.get(item=items[0])
    assert (running.state, place.committed, place.estimate_at_start) == ("active", True, Decimal(3))
    told = Event.objects.get(verb="sprint.started").data["items"]
    assert {"item": str(items[1].pk), "estimate": "5"} in told
    assert {"item": str(items[3].pk), "estimate": None} in told


def test_a_team_runs_one_sprint_at_a_time(running: Sprint, team: Team, by: Actor) -> None:
    second = create_sprint(team, by=by, start_on=START, end_on=END)
    with pytest.raises(Conflict, match="Sprint 7 is still running"):
        start_sprint(second, by=by)
    with pytest.raises(Conflict, match="already"):
        start_sprint(running, by=by)
    other = create_sprint(make_team(team.workspace), by=by, start_on=START, end_on=END)
    assert start_sprint(other, by=by).state == SprintState.ACTIVE


def test_each_item_ends_as_chosen(running: Sprint, items: list[Item], by: Actor) -> None:
    set_status(items[0], "done", by)
    close_sprint(running, by=by, choices={items[1].pk: "backlog", items[2].pk: "done", items[3].pk: "next"})
    assert outcomes(running) == {"WEB-1": "done", "WEB-2": "returned", "WEB-3": "done", "WEB-4": "carried"}
    items[2].refresh_from_db()
    assert items[2].category == "done"
    following = Sprint.objects.get(state=SprintState.PLANNED)
    assert (following.name, following.start_on) >= ("Sprint 8", date(2026, 6, 15))
    assert outcomes(following) == {"WEB-4": ""}


def test_what_is_carried_goes_to_the_next_planned_sprint(
    running: Sprint, team: Team, items: list[Item], by: Actor
) -> None:
    following = create_sprint(team, by=by, start_on=date(2026, 6, 15), end_on=date(2026, 6, 26))
    create_sprint(team, by=by, start_on=date(2026, 7, 1), end_on=date(2026, 7, 10))
    close_sprint(running, by=by)
    assert set(outcomes(following)) == {"WEB-1", "WEB-2", "WEB-3", "WEB-4"}
    assert Event.objects.get(verb="sprint.closed").data["next"] == str(following.pk)
    told = Event.objects.filter(verb="sprint.item_added", object_id=items[0].pk).latest("id")
    assert told.data["carried_from"] == "Sprint 7"


def test_the_size_at_the_close_is_kept(running: Sprint, items: list[Item], by: Actor) -> None:
    set_status(items[0], "done", by)
    close_sprint(running, by=by, otherwise="backlog")
    update_item(items[0], by=by, fields={"estimate": Decimal(21)})
    assert SprintItem.objects.get(item=items[0]).estimate_at_close == Decimal(3)
    ends = Event.objects.get(verb="sprint.closed").data["items"]
    assert {"item": str(items[0].pk), "outcome": "done", "estimate": "3"} in ends


def test_what_was_dropped_or_deleted_counts_as_taken_out(
    running: Sprint, items: list[Item], by: Actor
) -> None:
    set_status(items[0], "dropped", by)
    delete_item(items[1], by=by)
    close_sprint(running, by=by, otherwise="backlog")
    assert (outcomes(running)["WEB-1"], outcomes(running)["WEB-2"]) == ("removed", "removed")


def test_nothing_left_over_makes_no_new_sprint(running: Sprint, by: Actor) -> None:
    close_sprint(running, by=by, otherwise="backlog")
    assert Sprint.objects.get().state == SprintState.CLOSED


def test_a_wrong_choice_closes_nothing(running: Sprint, items: list[Item], by: Actor) -> None:
    with pytest.raises(ValidationError, match="next, backlog or done"):
        close_sprint(running, by=by, choices={items[0].pk: "never"})
    with pytest.raises(ValidationError, match="still to come"):
        close_sprint(running, by=by, into=running)
    with pytest.raises(OutOfDate):
        close_sprint(running, by=by, expected_version=1)
    assert Sprint.objects.get().state == SprintState.ACTIVE


def test_only_a_running_sprint_is_closed_and_then_keeps_its_dates(sprint: Sprint, by: Actor) -> None:
    with pytest.raises(Conflict, match="that runs"):
        close_sprint(sprint, by=by)
    start_sprint(sprint, by=by)
    close_sprint(sprint, by=by)
    with pytest.raises(Conflict, match="dates stay"):
        update_sprint(sprint, by=by, fields={"end_on": START})


def test_starting_and_closing_need_the_right(running: Sprint, web: Product, contributor: Member) -> None:
    for act in (start_sprint, close_sprint):
        with pytest.raises(PermissionDenied):
            act(running, by=contributor.actor())
