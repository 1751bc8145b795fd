"""Objectives as a whole: set one, describe it, put it in its place, delete it and bring it back.

Events: `objective.created`, `objective.updated`, `objective.moved`, `objective.deleted`, `objective.restored`;
`objective_items` names its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member, Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import changes_to, plain, plain_changes
from activity.services import Record, record, record_many
from core.errors import Conflict, check_version
from core.periods import out_of_reach
from roadmap.models import ItemObjective, Objective
from roadmap.services.objective_items import about, out_of_objectives
from roadmap.services.objective_tree import (
    MOST_OBJECTIVES,
    Tree,
    above_in,
    check_place,
    locked_tree,
    next_position,
    siblings,
)

EDITABLE = ("name", "description", "parent", "owner", "start_on", "end_on", "weight", "state")
MOST_TEXT = 10_000
_REFERENCES = ("parent", "owner")


@transaction.atomic
def create_objective(workspace: Workspace, *, by: Actor, name: str, **fields: Any) -> Objective:
    """An objective below the last of its siblings; `fields` are any of EDITABLE, `parent` an Objective, `owner` a Member.

    Raises ValidationError by field, PermissionDenied. Cost: 4 statements.
    """
    require(by, Right.MANAGE_PLANS)
    tree = locked_tree(by)
    if len(tree) >= MOST_OBJECTIVES:
        raise ValidationError(_("A workspace has at most %(most)d objectives.") % {"most": MOST_OBJECTIVES})
    objective = Objective(workspace=workspace)
    for field, value in _cleaned({**fields, "name": name}).items():
        setattr(objective, _column(field), value)
    check_place(tree, objective, objective.parent_id)
    objective.position = next_position(tree, objective.parent_id)
    own_member(objective.owner_id, by)
    _check(objective)
    objective.save(force_insert=True)
    record("objective.created", objective, by=by, data=about(objective))
    return objective


@transaction.atomic
def update_objective(
    objective: Objective,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Objective:
    """Change any of EDITABLE; returns the objective as it is now. Nothing changed: nothing is written.

    With another `parent` it stands below the last of its new siblings. `seen` holds what the person saw: where someone
    else has changed such a field since, OutOfDate carries the current objective. Raises ValidationError by field,
    PermissionDenied. Cost: 5 statements at most.
    """
    require(by, Right.MANAGE_PLANS)
    tree: Tree = locked_tree(by) if "parent" in fields else {}
    objective = locked(objective, by=by)
    check_version(objective, expected_version, name=objective.name)
    wanted = _cleaned(fields)
    changes = changes_to(objective, wanted, _cleaned(seen or {}))
    if not changes:
        return objective
    data = about(objective)
    if "parent" in changes:
        check_place(tree, objective, wanted["parent"])
        objective.position = next_position(tree, wanted["parent"])
        data["above"] = above_in(siblings(tree, objective.parent_id), objective.pk)
    if "owner" in changes:
        own_member(wanted["owner"], by)
    for name, (_before, after) in changes.items():
        setattr(objective, _column(name), after)
    _check(objective)
    _save(objective, [*changes, "position"])
    record("objective.updated", objective, by=by, changes=plain_changes(changes), data=data)
    return objective


@transaction.atomic
def move_objective(
    objective: Objective,
    *,
    by: Actor,
    before: Objective | None = None,
    after: Objective | None = None,
    to: str = "top",
    expected_version: int | None = None,
) -> Objective:
    """Put it directly before or after one of its siblings; with neither, on `to`: "top" or "bottom" of them.

    Its version stays. Already there: nothing is written. Raises ValidationError, PermissionDenied, OutOfDate. Cost: 4
    statements.
    """
    require(by, Right.MANAGE_PLANS)
    tree = locked_tree(by)
    if objective.pk not in tree:
        raise Objective.DoesNotExist
    objective = tree[objective.pk]
    check_version(objective, expected_version, name=objective.name)
    now = siblings(tree, objective.parent_id)
    rest = [row for row in now if row.pk != objective.pk]
    at = len(rest) if to == "bottom" else _place(rest, before, after)
    order = [*rest[:at], objective, *rest[at:]]
    if order == now:
        return objective
    places = [above_in(now, objective.pk), above_in(order, objective.pk)]
    _renumber(order)
    record("objective.moved", objective, by=by, changes={"after": places}, data=about(objective))
    return objective


@transaction.atomic
def place_objective(
    objective: Objective,
    *,
    by: Actor,
    parent: Objective | None,
    before: Objective | None = None,
    after: Objective | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Objective:
    """Put it below `parent` (None: at the top), directly before or after one of those there; with neither, below the last of
    them where it stood elsewhere.

    As `update_objective` and `move_objective`, one act. Cost: 9 statements at most.
    """
    objective = update_objective(objective, by=by, fields={"parent": parent}, seen=seen)
    if before or after:
        move_objective(objective, by=by, before=before, after=after)
    return objective


@transaction.atomic
def step_objective(objective: Objective, step: int, *, by: Actor) -> Objective:
    """Put it one place down (1) or up (-1) among its siblings; at the end nothing is written. As `move_objective`."""
    require(by, Right.MANAGE_PLANS)
    order = siblings(locked_tree(by), objective.parent_id)
    at = next((place for place, row in enumerate(order) if row.pk == objective.pk), 0) + step
    if not 0 <= at < len(order):
        return objective
    if step > 0:
        return move_objective(objective, by=by, after=order[at])
    return move_objective(objective, by=by, before=order[at])


@transaction.atomic
def delete_objective(objective: Objective, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide the objective with its key results; what stands below it goes one level up, its items serve it no longer.

    Undo brings all of it back. Raises PermissionDenied, OutOfDate. Cost: 9 statements, whatever the number of items.
    """
    require(by, Right.MANAGE_PLANS)
    tree = locked_tree(by)
    if objective.pk not in tree:
        raise Objective.DoesNotExist
    objective = tree[objective.pk]
    check_version(objective, expected_version, name=objective.name)
    lifted = _lift(tree, objective)
    gone = out_of_objectives(ItemObjective.objects.filter(objective=objective))
    objective.deleted_at = timezone.now()
    _save(objective, ["deleted_at"])
    record_many([*gone, *lifted], by=by)
    record("objective.deleted", objective, by=by, data=about(objective))


@transaction.atomic
def restore_objective(objective: Objective, *, by: Actor) -> Objective:
    """Bring a deleted objective back with its key results, to where it stood; at the top where its parent is gone.

    Raises ValidationError where its place is too deep by now, Conflict, PermissionDenied.
    """
    require(by, Right.MANAGE_PLANS)
    tree = locked_tree(by)
    rows = Objective.all_objects.select_for_update(no_key=True)
    objective = rows.get(pk=objective.pk, workspace_id=by.workspace_id)
    if objective.deleted_at is None:
        raise Conflict(_("It is there again already."))
    if objective.parent_id not in tree:
        objective.parent = None
    check_place(tree, objective, objective.parent_id)
    objective.deleted_at = None
    _save(objective, ["deleted_at", "parent"])
    record("objective.restored", objective, by=by, data=about(objective))
    return objective


def locked(objective: Objective, *, by: Actor) -> Objective:
    """The objective as it is now, held until commit, for one who may manage goals."""
    require(by, Right.MANAGE_PLANS)
    rows = Objective.objects.select_for_update(no_key=True)
    return rows.get(pk=objective.pk, workspace_id=by.workspace_id)


def own_member(pk: UUID | None, by: Actor) -> None:
    """Raise ValidationError for an owner who is no active member of the workspace. One statement, none for nobody."""
    if pk and not Member.objects.active().filter(pk=pk, workspace_id=by.workspace_id).exists():
        raise ValidationError({"owner": _("There is no such member.")})


def _lift(tree: Tree, objective: Objective) -> list[Record]:
    """Put what stands directly below the objective in its place one level up; returns the events of it."""
    children = siblings(tree, objective.pk)
    if not children:
        return []
    around = siblings(tree, objective.parent_id)
    at = around.index(objective)
    changes = {"parent": [str(objective.pk), plain(objective.parent_id)]}
    for child in children:
        child.parent_id = objective.parent_id
        child.version += 1
    _renumber([*around[:at], *children, *around[at + 1 :]])
    return [
        Record("objective.updated", "objective", child.pk, child.name, changes, about(child))
        for child in reversed(children)  # undo, which goes backwards, then puts them back in their order
    ]


def _renumber(order: Sequence[Objective]) -> None:
    """Write the places of siblings in this order. One statement."""
    for position, row in enumerate(order):
        row.position = position
    Objective.objects.bulk_update(order, ["position", "parent", "version"])


def _place(order: Sequence[Objective], before: Objective | None, after: Objective | None) -> int:
    anchor = before or after
    if anchor is None:
        return 0
    for at, row in enumerate(order):
        if row.pk == anchor.pk:
            return at if before else at + 1
    raise ValidationError(_("There is no such objective beside it."))


def _column(name: str) -> str:
    return f"{name}_id" if name in _REFERENCES else name


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those of EDITABLE, as the row keeps them; rows that are referred to by their ids."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "name":
            value = " ".join(value.split())
        elif name == "description":
            value = value.strip()
        elif name in _REFERENCES and value is not None:
            value = value if isinstance(value, UUID) else value.pk
        if name in EDITABLE:
            found[name] = value
    return found


def _check(objective: Objective) -> None:
    objective.clean_fields(exclude=["workspace", "parent", "owner"])
    if len(objective.description) > MOST_TEXT:
        raise ValidationError({"description": _("At most %(most)d characters.") % {"most": MOST_TEXT}})
    days: dict[str, date | None] = {"start_on": objective.start_on, "end_on": objective.end_on}
    for name, day in days.items():
        if day and (problem := out_of_reach(day)):
            raise ValidationError({name: problem})
    if objective.start_on and objective.end_on and objective.start_on > objective.end_on:
        raise ValidationError({"end_on": _("The end is before the start.")})


def _save(objective: Objective, fields: Sequence[str]) -> None:
    objective.version += 1
    objective.save(update_fields=[*fields, "version", "updated_at"])
