from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member, Team
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item
from core.errors import Conflict, OutOfDate
from sprints.models import Sprint
from sprints.services.planning import add_items
from sprints.services.sprints import (
    create_sprint,
    delete_sprint,
    next_sprint,
    set_capacity,
    update_sprint,
    working_days,
)
from tests.factories import make_member
from tests.sprints.conftest import END, START


def test_a_sprint_is_called_after_the_one_before(team: Team, sprint: Sprint, by: Actor) -> None:
    made = create_sprint(team, by=by, start_on=END + timedelta(3), end_on=END + timedelta(14))
    assert made.name == "Sprint 8"
    assert Event.objects.get(object_id=made.pk).data["team"] == str(team.pk)


def test_a_number_that_is_taken_is_passed_over(team: Team, sprint: Sprint, by: Actor) -> None:
    create_sprint(team, by=by, name="sprint 8", start_on=START - timedelta(14), end_on=START - timedelta(3))
    assert next_sprint(team, today=START).name == "Sprint 9"


def test_the_next_one_follows_on_a_working_day_and_is_as_long(team: Team, sprint: Sprint) -> None:
    after = next_sprint(team, today=START)
    assert (after.name, after.start_on, after.end_on) == ("Sprint 8", date(2026, 6, 15), date(2026, 6, 26))


def test_the_first_one_takes_two_weeks_from_today(team: Team) -> None:
    first = next_sprint(team, today=date(2026, 6, 6))  # a Saturday
    assert (first.name, first.start_on, first.end_on) == ("Sprint 1", date(2026, 6, 8), date(2026, 6, 21))


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"name": "sprint 7"}, "name"),
        ({"end_on": START - timedelta(1)}, "end_on"),
        ({"end_on": START + timedelta(92)}, "end_on"),
        ({"name": "x" * 81}, "name"),
        ({"start_on": date(1, 1, 1)}, "start_on"),
    ],
)
def test_what_cannot_be_is_named(
    team: Team, sprint: Sprint, by: Actor, fields: dict[str, object], at: str
) -> None:
    given = {"name": "Another", "start_on": START, "end_on": END, **fields}
    with pytest.raises(ValidationError) as refused:
        create_sprint(team, by=by, **given)  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [at]


def test_only_who_grooms_plans(team: Team, contributor: Member) -> None:
    with pytest.raises(PermissionDenied):
        create_sprint(team, by=contributor.actor(), start_on=START, end_on=END)


def test_an_edit_is_told_once_and_can_be_undone(sprint: Sprint, by: Actor) -> None:
    act = by.anew()
    changed = update_sprint(sprint, by=act, fields={"goal": "Guests too", "name": "Sprint 7"})
    assert changed.version == 2
    assert Event.objects.get(verb="sprint.updated").changes == {"goal": ["Pay by bank", "Guests too"]}
    assert undo_action(act.action, by=by).refused == []
    assert Sprint.objects.get().goal == "Pay by bank"


def test_dates_are_undone_as_dates(sprint: Sprint, by: Actor) -> None:
    act = by.anew()
    update_sprint(sprint, by=act, fields={"end_on": END + timedelta(7)})
    undo_action(act.action, by=by)
    assert Sprint.objects.get().end_on == END


def test_two_who_edit_the_same_field_see_each_other(sprint: Sprint, by: Actor) -> None:
    update_sprint(sprint, by=by, fields={"goal": "Mine"})
    with pytest.raises(OutOfDate):
        update_sprint(sprint, by=by, fields={"goal": "Yours"}, seen={"goal": "Pay by bank"})
    with pytest.raises(OutOfDate):
        update_sprint(sprint, by=by, fields={"goal": "Yours"}, expected_version=1)


def test_an_empty_planned_sprint_can_be_deleted_and_no_other(
    sprint: Sprint, items: list[Item], by: Actor
) -> None:
    add_items(sprint, items[:1], by=by)
    with pytest.raises(Conflict, match="holds items"):
        delete_sprint(sprint, by=by)
    sprint.places.all().delete()
    delete_sprint(sprint, by=by)
    assert not Sprint.objects.exists()


def test_capacity_is_said_for_members_of_the_team(sprint: Sprint, contributor: Member, by: Actor) -> None:
    row = set_capacity(sprint, contributor, by=by, days_off=Decimal("1.5"))
    assert (row.days_off, row.focus_percent, row.version) == (Decimal("1.5"), 80, 1)
    outsider = make_member(contributor.workspace, name="Otto")
    with pytest.raises(ValidationError, match="not in this team"):
        set_capacity(sprint, outsider, by=by, focus_percent=50)


@pytest.mark.parametrize(("off", "focus"), [("11", 80), ("-1", 80), ("0", 101)])
def test_capacity_has_limits(sprint: Sprint, contributor: Member, by: Actor, off: str, focus: int) -> None:
    with pytest.raises(ValidationError):
        set_capacity(sprint, contributor, by=by, days_off=Decimal(off), focus_percent=focus)


def test_capacity_can_be_undone(sprint: Sprint, contributor: Member, by: Actor) -> None:
    set_capacity(sprint, contributor, by=by, days_off=Decimal(2))
    act = by.anew()
    set_capacity(sprint, contributor, by=act, days_off=Decimal(5), focus_percent=50)
    assert undo_action(act.action, by=by).refused == []
    row = sprint.capacities.get()
    assert (row.days_off, row.focus_percent) == (Decimal(2), 80)


def test_weekends_are_no_working_days(sprint: Sprint) -> None:
    assert working_days(sprint) == 10
