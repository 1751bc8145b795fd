"""Undo of deleting a sprint that was planned."""

from datetime import date
from decimal import Decimal

from accounts.models import Member, Workspace
from activity.undo import undo_action
from sprints.models import Capacity, Sprint
from sprints.services.sprints import create_sprint, delete_sprint, set_capacity
from tests.factories import make_team


def test_a_deleted_sprint_is_planned_again(workspace: Workspace, product_owner: Member) -> None:
    by = product_owner.actor()
    team = make_team(workspace, "Web", members=[product_owner])
    first, last = date(2026, 12, 7), date(2026, 12, 18)
    sprint = create_sprint(team, by=by.anew(), name="Winter", goal="Pay", start_on=first, end_on=last)
    set_capacity(sprint, product_owner, by=by.anew(), days_off=Decimal("1.5"), focus_percent=70)
    delete_sprint(sprint, by=by)
    assert undo_action(by.action, by=by.anew()).message() == "Undone."
    now = Sprint.objects.get(pk=sprint.pk)
    assert (now.name, now.goal, now.start_on, now.end_on) == ("Winter", "Pay", first, last)
    assert Capacity.objects.values_list("days_off", "focus_percent").get() == (Decimal("1.5"), 70)
    assert "it is there" in undo_action(by.action, by=by.anew()).message()
