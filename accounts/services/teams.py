"""Teams: a name, a capacity, members."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member, Team, TeamMember
from accounts.permissions import Right, require
from accounts.services.checks import check_fields, differences, unique
from activity.actors import Actor
from activity.services import record


@transaction.atomic
def create_team(
    *, name: str, by: Actor, capacity: Decimal | None = None, members: Iterable[Member] = ()
) -> Team:
    """A new team in the actor's workspace. `capacity` is in the workspace's unit of estimates for two weeks.

    Raises ValidationError by field.
    """
    require(by, Right.MANAGE_TEAMS)
    team = Team(workspace_id=by.workspace_id, name=name.strip(), capacity=capacity)
    _check(team)
    with unique("name", _same_name()):
        team.save(force_insert=True)
    people = _set_members(team, members)
    record("team.created", team, by=by, changes={"name": [None, team.name], **people})
    return team


@transaction.atomic
def update_team(
    team: Team, *, by: Actor, name: str, capacity: Decimal | None, members: Iterable[Member] | None = None
) -> Team:
    """Rename a team, set its capacity and, where `members` is given, who is in it. Raises ValidationError by field."""
    require(by, Right.MANAGE_TEAMS)
    row = Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    changes: dict[str, Any] = differences(row, {"name": name.strip(), "capacity": capacity})
    if members is not None:
        changes |= _set_members(row, members)
    if not changes:
        return row
    _check(row)
    row.version += 1
    with unique("name", _same_name()):
        row.save(update_fields=["name", "capacity", "version", "updated_at"])
    record("team.updated", row, by=by, changes=changes)
    return row


def _same_name() -> str:
    return _("There is a team of this name already.")


def _check(team: Team) -> None:
    if team.capacity is not None and team.capacity < 0:
        raise ValidationError({"capacity": _("A capacity is not negative.")})
    check_fields(team)


def _set_members(team: Team, members: Iterable[Member]) -> dict[str, list[list[UUID]]]:
    """Make the team's members exactly these; returns the change for the event, empty where there is none."""
    wanted = {member.pk: member for member in members}
    if any(member.workspace_id != team.workspace_id for member in wanted.values()):
        raise ValidationError({"members": _("There is no such member.")})
    before = set(TeamMember.objects.filter(team=team).values_list("member_id", flat=True))
    if before == wanted.keys():
        return {}
    TeamMember.objects.filter(team=team).exclude(member_id__in=wanted).delete()
    TeamMember.objects.bulk_create(
        TeamMember(workspace_id=team.workspace_id, team=team, member_id=pk) for pk in wanted.keys() - before
    )
    return {"members": [sorted(before), sorted(wanted)]}
