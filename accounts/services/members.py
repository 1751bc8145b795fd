"""Members: their role, and whether they may come in. A workspace never loses its last owner."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member, Token, Workspace
from accounts.permissions import Right, Role, require
from accounts.services.checks import check_role
from activity.actors import Actor
from activity.services import record


@transaction.atomic
def change_role(member: Member, *, role: str, by: Actor) -> Member:
    """Give a member another role. Raises ValidationError for the last owner."""
    require(by, Right.MANAGE_WORKSPACE)
    check_role(role)
    row = _locked(member)
    if row.role == role:
        return row
    if row.role == Role.OWNER:
        _keep_an_owner(
            row, _("%(name)s is the last owner: make somebody else an owner first.") % {"name": row.name}
        )
    before, row.role = row.role, role
    row.version += 1
    row.save(update_fields=["role", "version", "updated_at"])
    record("member.updated", row, by=by, changes={"role": [before, role]})
    return row


@transaction.atomic
def deactivate_member(member: Member, *, by: Actor) -> Member:
    """Close the door to a member: their name stays in history, their tokens are revoked. Raises for the last owner."""
    require(by, Right.MANAGE_WORKSPACE)
    row = _locked(member)
    if row.deactivated_at is not None:
        return row
    if row.role == Role.OWNER:
        _keep_an_owner(row, _("%(name)s is the last owner and cannot be deactivated.") % {"name": row.name})
    row.deactivated_at = timezone.now()
    row.version += 1
    row.save(update_fields=["deactivated_at", "version", "updated_at"])
    Token.objects.filter(member=row, revoked_at=None).update(revoked_at=row.deactivated_at)
    record("member.deactivated", row, by=by, changes={"deactivated_at": [None, row.deactivated_at]})
    return row


@transaction.atomic
def reactivate_member(member: Member, *, by: Actor) -> Member:
    """Open the door again, with the role as it was; revoked tokens stay revoked."""
    require(by, Right.MANAGE_WORKSPACE)
    row = _locked(member)
    if row.deactivated_at is None:
        return row
    before, row.deactivated_at = row.deactivated_at, None
    row.version += 1
    row.save(update_fields=["deactivated_at", "version", "updated_at"])
    record("member.reactivated", row, by=by, changes={"deactivated_at": [before, None]})
    return row


def _locked(member: Member) -> Member:
    """The member's row under its workspace's lock, which all who judge the number of owners take first."""
    Workspace.objects.select_for_update(no_key=True).get(pk=member.workspace_id)
    return Member.objects.select_for_update(no_key=True).get(pk=member.pk)


def _keep_an_owner(member: Member, message: str) -> None:
    others = (
        Member.objects.active()
        .filter(workspace_id=member.workspace_id, role=Role.OWNER)
        .exclude(pk=member.pk)
    )
    if member.deactivated_at is None and not others.exclude(user=None).exists():
        raise ValidationError(message)
