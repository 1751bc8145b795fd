"""Key results: what an objective is measured by.

Events: `keyresult.created`, `keyresult.updated`, `keyresult.deleted`, `keyresult.restored`; `check_ins` names its own.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import changes_to, plain_changes
from activity.services import record
from core.errors import Conflict, check_version
from core.periods import out_of_reach
from roadmap.models import KeyResult, Objective
from roadmap.services import objective_items
from roadmap.services.objectives import locked as locked_objective
from roadmap.services.objectives import own_member

EDITABLE = ("name", "start", "target", "unit", "owner", "due_on")
MOST = 20
_NUMBERS = ("start", "target")


@transaction.atomic
def create_key_result(
    objective: Objective, *, by: Actor, name: str, start: Decimal, target: Decimal, **fields: Any
) -> KeyResult:
    """A key result below the objective's others; it stands at `start` until the first check-in.

    `fields` are any of `unit`, `owner` (a Member), `due_on`. Raises ValidationError by field, PermissionDenied.
    Cost: 5 statements at most.
    """
    objective = locked_objective(objective, by=by)
    places = list(objective.key_results.filter(deleted_at=None).values_list("position", flat=True))
    if len(places) >= MOST:
        raise ValidationError(_("An objective has at most %(most)d key results.") % {"most": MOST})
    row = KeyResult(workspace_id=objective.workspace_id, objective=objective)
    for field, value in _cleaned({**fields, "name": name, "start": start, "target": target}).items():
        setattr(row, _column(field), value)
    row.current, row.position = row.start, max(places, default=-1) + 1
    own_member(row.owner_id, by)
    _check(row)
    row.save(force_insert=True)
    record("keyresult.created", row, by=by, data=about(row))
    return row


@transaction.atomic
def update_key_result(
    row: KeyResult,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> KeyResult:
    """Change any of EDITABLE; returns the key result as it is now. Nothing changed: nothing is written.

    `seen` as in `update_objective`. Another `start` moves `current` where nobody has checked in yet. Raises
    ValidationError by field, PermissionDenied. Cost: 5 statements at most.
    """
    row = locked(row, by=by)
    check_version(row, expected_version, name=row.name)
    wanted = _cleaned(fields)
    changes = changes_to(row, wanted, _cleaned(seen or {}))
    if not changes:
        return row
    if "owner" in changes:
        own_member(wanted["owner"], by)
    for name, (_before, after) in changes.items():
        setattr(row, _column(name), after)
    if "start" in changes and not row.check_ins.filter(deleted_at=None).exists():
        row.current = row.start
    _check(row)
    save(row, [*changes, "current"])
    record("keyresult.updated", row, by=by, changes=plain_changes(changes), data=about(row))
    return row


@transaction.atomic
def delete_key_result(row: KeyResult, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide the key result with its check-ins; undo brings them back. Raises PermissionDenied, OutOfDate. Cost: 4 statements."""
    row = locked(row, by=by)
    check_version(row, expected_version, name=row.name)
    row.deleted_at = timezone.now()
    save(row, ["deleted_at"])
    record("keyresult.deleted", row, by=by, data=about(row))


@transaction.atomic
def restore_key_result(row: KeyResult, *, by: Actor) -> KeyResult:
    """Bring a deleted key result back. Raises Conflict where it is there or its objective is gone, PermissionDenied."""
    require(by, Right.MANAGE_PLANS)
    rows = KeyResult.all_objects.select_related("objective").select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=row.pk, workspace_id=by.workspace_id)
    if row.deleted_at is None:
        raise Conflict(_("It is there again already."))
    if row.objective.deleted_at is not None:
        raise Conflict(_("The objective is no longer there."))
    row.deleted_at = None
    save(row, ["deleted_at"])
    record("keyresult.restored", row, by=by, data=about(row))
    return row


def locked(row: KeyResult, *, by: Actor, right: Right | None = Right.MANAGE_PLANS) -> KeyResult:
    """The key result as it is now with its objective, held until commit, for one who has the right."""
    if right is not None:
        require(by, right)
    rows = KeyResult.objects.select_related("objective").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=row.pk, workspace_id=by.workspace_id, objective__deleted_at=None)


def about(row: KeyResult) -> dict[str, Any]:
    """What surrounds an event of the key result: the objective, whose page shows it."""
    return {**objective_items.about(row.objective), "on": str(row.objective_id)}


def save(row: KeyResult, fields: Sequence[str]) -> None:
    """Write these fields and the next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version", "updated_at"])


def _column(name: str) -> str:
    return "owner_id" if name == "owner" else name


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Those of EDITABLE, as the row keeps them."""
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if name in ("name", "unit"):
            value = " ".join(value.split())
        elif name == "owner" and value is not None:
            value = value if isinstance(value, UUID) else value.pk
        elif name in _NUMBERS:
            value = Decimal(value)
        if name in EDITABLE:
            found[name] = value
    return found


def _check(row: KeyResult) -> None:
    row.clean_fields(exclude=["workspace", "objective", "owner"])
    if row.due_on and (problem := out_of_reach(row.due_on)):
        raise ValidationError({"due_on": problem})
    if row.start == row.target:
        raise ValidationError({"target": _("Start and target are the same: there is no way to go.")})
