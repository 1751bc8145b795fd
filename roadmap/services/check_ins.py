"""Check-ins: what somebody saw of a key result, and taking one back.

Events, whose object is the key result: `keyresult.checked_in`, `keyresult.check_in_removed`,
`keyresult.check_in_restored`; `data` holds `check_in`, `value`, `confidence` and `comment`.
"""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, refusal
from activity.actors import Actor
from activity.changes import plain_changes
from activity.services import record
from core.errors import Conflict, check_version
from roadmap.models import CheckIn, Confidence, KeyResult
from roadmap.services.key_results import about, locked, save


@transaction.atomic
def check_in(
    row: KeyResult,
    *,
    by: Actor,
    value: Decimal,
    confidence: str = Confidence.ON_TRACK,
    comment: str = "",
    expected_version: int | None = None,
) -> CheckIn:
    """Say where the key result stands now: its `current` becomes `value`.

    For who manages goals, and for the key result's owner. Raises ValidationError by field, PermissionDenied, OutOfDate.
    Cost: 5 statements.
    """
    row = _held(row, by)
    check_version(row, expected_version, name=row.name)
    made = CheckIn(
        workspace_id=row.workspace_id,
        key_result=row,
        value=Decimal(value),
        confidence=confidence,
        comment=comment.strip(),
        author_id=by.member_id,
        at=timezone.now(),
    )
    made.clean_fields(exclude=["workspace", "key_result", "author"])
    made.save(force_insert=True)
    _note("keyresult.checked_in", row, made, by)
    return made


@transaction.atomic
def remove_check_in(made: CheckIn, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a check-in back; the key result, whose version is expected, stands where the one before it said. Twice is once.

    For who manages goals and for who made it. Raises PermissionDenied, OutOfDate. Cost: 7 statements at most.
    """
    row = _held(made.key_result, by, author=made.author_id)
    check_version(row, expected_version, name=row.name)
    made = CheckIn.all_objects.select_for_update(no_key=True).get(pk=made.pk, key_result=row)
    if made.deleted_at is None:
        made.deleted_at = timezone.now()
        made.save(update_fields=["deleted_at"])
        _note("keyresult.check_in_removed", row, made, by)


@transaction.atomic
def restore_check_in(made: CheckIn, *, by: Actor) -> None:
    """Bring back a check-in that was taken back. Raises Conflict where it is there, PermissionDenied."""
    row = _held(made.key_result, by, author=made.author_id)
    made = CheckIn.all_objects.select_for_update(no_key=True).get(pk=made.pk, key_result=row)
    if made.deleted_at is None:
        raise Conflict(_("It is there again already."))
    made.deleted_at = None
    made.save(update_fields=["deleted_at"])
    _note("keyresult.check_in_restored", row, made, by)


def may_check_in(row: KeyResult, by: Actor) -> bool:
    """True for who manages goals and for the key result's owner. No query."""
    return may(by, Right.MANAGE_PLANS) or (by.member_id is not None and row.owner_id == by.member_id)


def _held(row: KeyResult, by: Actor, *, author: Any = None) -> KeyResult:
    row = locked(row, by=by, right=None)
    if not may_check_in(row, by) and (author is None or author != by.member_id):
        raise refusal(Right.MANAGE_PLANS)
    return row


def _note(verb: str, row: KeyResult, made: CheckIn, by: Actor) -> None:
    """Let the key result stand where its last check-in says, and record what happened."""
    last = (
        CheckIn.objects.filter(key_result=row).order_by("-at", "-pk").values_list("value", flat=True).first()
    )
    changes = {"current": [row.current, row.start if last is None else last]}
    row.current = changes["current"][1]
    save(row, ["current"])
    own = {"value": str(made.value), "confidence": str(made.confidence), "comment": made.comment[:500]}
    data = {**about(row), "check_in": str(made.pk), **own}
    record(verb, row, by=by, changes=plain_changes(changes), data=data)
