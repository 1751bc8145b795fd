"""Sprints as a whole: plan one, describe it, delete it, and say how much of it people have.

Events of a sprint: `sprint.created`, `sprint.updated`, `sprint.deleted`, `sprint.capacity_set` here; `planning` and
`closing` name theirs. Each has the sprint in `data["sprint"]` and its team in `data["team"]`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Member, Team
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import record
from core.errors import Conflict, OutOfDate, check_version
from core.periods import out_of_reach
from sprints.models import Capacity, Sprint, SprintState

EDITABLE = ("name", "goal", "start_on", "end_on")
LONGEST = 92
USUAL = 14  # days of a team's first sprint
FOCUS = 80  # percent of a working day that usually goes into the sprint's items


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the next sprint of a team is likely to be."""

    name: str
    start_on: date
    end_on: date


@transaction.atomic
def create_sprint(
    team: Team,
    *,
    by: Actor,
    start_on: date,
    end_on: date,
    name: str = "",
    goal: str = "",
    pk: UUID | None = None,
) -> Sprint:
    """A planned sprint of the team; without a name it is called after the one before (“Sprint 12” → “Sprint 13”).

    `pk` makes one again that was deleted. Both days belong to it. Raises ValidationError by field, PermissionDenied. Cost: 4 statements.
    """
    require(by, Right.GROOM)
    Team.objects.select_for_update(no_key=True).get(pk=team.pk, workspace_id=by.workspace_id)
    sprint = Sprint(
        workspace_id=team.workspace_id,
        team=team,
        name=" ".join(name.split()) or next_name(team),
        goal=goal.strip(),
        start_on=start_on,
        end_on=end_on,
        **({"pk": pk} if pk else {}),
    )
    _validate(sprint)
    sprint.save(force_insert=True)
    record("sprint.created", sprint, by=by, data=about(sprint))
    return sprint


@transaction.atomic
def update_sprint(
    sprint: Sprint,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Sprint:
    """Change any of EDITABLE; returns the sprint as it is now.

    `seen` holds what the person saw: where someone else has changed such a field since, OutOfDate carries the current
    sprint. A closed sprint keeps its dates. Raises ValidationError by field, PermissionDenied, Conflict.
    """
    sprint = locked(sprint, by=by)
    check_version(sprint, expected_version, name=sprint.name)
    fields = {name: _cleaned(value) for name, value in fields.items() if name in EDITABLE}
    for name, was in (seen or {}).items():
        if name in fields and getattr(sprint, name) not in (was, fields[name]):
            raise OutOfDate(_("Someone else has just changed this."), current=sprint)
    changes = {
        name: [getattr(sprint, name), new] for name, new in fields.items() if getattr(sprint, name) != new
    }
    if not changes:
        return sprint
    if sprint.state == SprintState.CLOSED and {"start_on", "end_on"} & set(changes):
        raise Conflict(_("This sprint is closed; its dates stay as they were."))
    for name, (_before, after) in changes.items():
        setattr(sprint, name, after)
    _validate(sprint)
    save_changed(sprint, list(changes))
    told = {name: [plain(before), plain(after)] for name, (before, after) in changes.items()}
    record("sprint.updated", sprint, by=by, changes=told, data=about(sprint))
    return sprint


@transaction.atomic
def delete_sprint(sprint: Sprint, *, by: Actor, expected_version: int | None = None) -> None:
    """Remove a sprint that is planned and holds nothing. Raises Conflict for any other, PermissionDenied."""
    sprint = locked(sprint, by=by)
    check_version(sprint, expected_version, name=sprint.name)
    if sprint.state != SprintState.PLANNED:
        raise Conflict(_("Only a sprint that has not been started can be deleted."))
    if sprint.places.exists():
        raise Conflict(_("%(sprint)s holds items. Take them out first.") % {"sprint": sprint.name})
    was = {name: plain(getattr(sprint, name)) for name in EDITABLE}
    times = sprint.capacities.values_list("member", "days_off", "focus_percent")
    capacity = [[str(member), str(days_off), focus] for member, days_off, focus in times]
    record("sprint.deleted", sprint, by=by, data={**about(sprint), "was": was, "capacity": capacity})
    sprint.delete()


@transaction.atomic
def set_capacity(
    sprint: Sprint,
    member: Member,
    *,
    by: Actor,
    days_off: Decimal | None = None,
    focus_percent: int | None = None,
    expected_version: int | None = None,
) -> Capacity:
    """Say how many working days (steps of half a day) a member is away, and what share of the others the sprint gets.

    What is None stays as it is. Nobody but members of the team has capacity. The sprint's version goes up with it.
    Raises ValidationError by field, PermissionDenied, Conflict for a closed sprint, OutOfDate. Cost: 6 statements.
    """
    sprint = locked(sprint, by=by)
    check_version(sprint, expected_version, name=sprint.name)
    refuse_closed(sprint)
    if not sprint.team.memberships.filter(member=member).exists():
        raise ValidationError({"member": _("%(name)s is not in this team.") % {"name": member.name}})
    found = Capacity.objects.filter(sprint=sprint, member=member).first()
    row = found or Capacity(
        workspace_id=sprint.workspace_id, sprint=sprint, member=member, focus_percent=FOCUS
    )
    before = _capacity(row)
    row.days_off = row.days_off if days_off is None else days_off
    row.focus_percent = row.focus_percent if focus_percent is None else focus_percent
    row.clean_fields(exclude=["workspace", "sprint", "member"])
    if row.days_off > working_days(sprint):
        raise ValidationError(
            {"days_off": _("The sprint has %(days)d working days.") % {"days": working_days(sprint)}}
        )
    if before == _capacity(row):
        return row
    row.version += 1 if found else 0
    row.save(force_insert=not found)
    save_changed(sprint, [])
    names = {"member": str(member.pk), "member_name": member.name}
    changes = {"capacity": [before, _capacity(row)]}
    record("sprint.capacity_set", sprint, by=by, changes=changes, data={**about(sprint), **names})
    return row


def working_days(sprint: Sprint) -> int:
    """Mondays to Fridays from the first day to the last."""
    days = (sprint.end_on - sprint.start_on).days + 1
    return sum((sprint.start_on + timedelta(days=at)).weekday() < 5 for at in range(days))


def next_sprint(team: Team, *, today: date) -> Proposal:
    """The day after the team's last sprint (today, where that is past), just as long; two weeks for the first one.

    One statement.
    """
    rows = list(_latest_first(team).values_list("name", "start_on", "end_on"))
    start = max(rows[0][2] + timedelta(days=1), today) if rows else today
    while start.weekday() > 4:
        start += timedelta(days=1)
    length = (rows[0][2] - rows[0][1]).days if rows else USUAL - 1
    return Proposal(_free_name([row[0] for row in rows]), start, start + timedelta(days=length))


def next_name(team: Team) -> str:
    """The name of the team's last sprint with the next number that is free. One statement."""
    return _free_name(list(_latest_first(team).values_list("name", flat=True)))


def locked(sprint: Sprint, *, by: Actor) -> Sprint:
    """The sprint as it is now with its team, held until commit, for one who may plan sprints."""
    require(by, Right.GROOM)
    rows = Sprint.objects.select_related("team").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=sprint.pk, workspace_id=by.workspace_id)


def refuse_closed(sprint: Sprint) -> None:
    """Raise Conflict for a sprint that is over."""
    if sprint.state == SprintState.CLOSED:
        raise Conflict(_("%(sprint)s is closed; it stays as it was.") % {"sprint": sprint.name})


def refuse_second(sprint: Sprint) -> None:
    """Raise Conflict where the team runs a sprint already; its next start waits until commit. Two statements."""
    Team.objects.select_for_update(no_key=True).get(pk=sprint.team_id)
    other = Sprint.objects.filter(team_id=sprint.team_id, state=SprintState.ACTIVE).first()
    if other is not None:
        raise Conflict(_("%(sprint)s is still running. Close it first.") % {"sprint": other.name})


def about(sprint: Sprint) -> dict[str, Any]:
    """What surrounds an event of the sprint."""
    return {"sprint": str(sprint.pk), "sprint_name": sprint.name, "team": str(sprint.team_id)}


def save_changed(sprint: Sprint, fields: list[str]) -> None:
    """Write these fields and the next version."""
    sprint.version += 1
    sprint.save(update_fields=[*fields, "version", "updated_at"])


def _latest_first(team: Team) -> "QuerySet[Sprint]":
    return team.sprints.order_by("-end_on", "-pk")


def _free_name(names: Sequence[str]) -> str:
    """The next after the first of these names that is none of them."""
    taken, name = {name.lower() for name in names}, _after(names[0] if names else "")
    while name.lower() in taken:
        name = _after(name)
    return name


def _after(name: str) -> str:
    found = re.search(r"(\d+)(\D*)$", name)
    if found is None:
        return _("Sprint %(number)d") % {"number": 1} if not name else f"{name} 2"
    return f"{name[: found.start()]}{int(found[1]) + 1}{found[2]}"


def _cleaned(value: Any) -> Any:
    return " ".join(value.split()) if isinstance(value, str) else value


def _capacity(row: Capacity) -> dict[str, Any]:
    return {"days_off": plain(Decimal(row.days_off)), "focus_percent": row.focus_percent}


def _validate(sprint: Sprint) -> None:
    sprint.clean_fields(exclude=["workspace", "team"])
    for name in ("start_on", "end_on"):
        if problem := out_of_reach(getattr(sprint, name)):
            raise ValidationError({name: problem})
    if sprint.end_on < sprint.start_on:
        raise ValidationError({"end_on": _("The last day is before the first.")})
    if (sprint.end_on - sprint.start_on).days >= LONGEST:
        raise ValidationError({"end_on": _("A sprint lasts %(most)d days at most.") % {"most": LONGEST}})
    others = Sprint.objects.filter(team_id=sprint.team_id, name__iexact=sprint.name).exclude(pk=sprint.pk)
    if others.exists():
        raise ValidationError({"name": _("This team has a sprint of that name already.")})
