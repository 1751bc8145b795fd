"""Who is told of what happens to an item."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import ROLE_RIGHTS, Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Item, Watcher
from backlog.queries.references import uuid_or_none


@transaction.atomic
def watch(item: Item, *, by: Actor, member: Member) -> bool:
    """Have the member told of what happens to the item; returns whether that is new. Twice is once.

    For oneself whoever may read the backlog, for others who grooms. Raises PermissionDenied, and ValidationError for one
    who may not read it or is no longer active.
    """
    require(by, Right.READ_BACKLOG if member.pk == by.member_id else Right.GROOM)
    if Right.READ_BACKLOG not in ROLE_RIGHTS[member.role] or member.deactivated_at is not None:
        raise ValidationError(
            {"member": _("%(name)s cannot read the backlog.") % {"name": member.name or member.email}}
        )
    row, is_new = Watcher.objects.get_or_create(
        item=item, member=member, defaults={"workspace_id": item.workspace_id}
    )
    if is_new:
        _record("watcher.added", row, by)
    return is_new


@transaction.atomic
def unwatch(item: Item, *, by: Actor, member: Member) -> bool:
    """The reverse of `watch`; oneself everybody may, whatever else they may not. Returns whether anything changed."""
    if member.pk != by.member_id:
        require(by, Right.GROOM)
    row = Watcher.objects.select_for_update(no_key=True).filter(item=item, member=member).first()
    if row is None:
        return False
    _record("watcher.removed", row, by)
    row.delete()
    return True


def _record(verb: str, row: Watcher, by: Actor) -> None:
    data = {"on": str(row.item_id), "member": str(row.member_id)}
    record(verb, row, by=by, label=row.item.key, data=data)


def member_meant(by: Actor, word: str) -> Member:
    """Oneself (`me`), else the active reader of the backlog with this id, e-mail address or name.

    Raises ValidationError. Two statements at most.
    """
    word = word.strip()
    if word == "me" and by.member_id is not None:
        return Member.objects.get(pk=by.member_id)
    pk = uuid_or_none(word)
    if pk is None and "@" not in word[1:]:
        return member_called(by, word)
    readers = _readers(by)
    found = (readers.filter(email__iexact=word) if pk is None else readers.filter(pk=pk)).first()
    if found is None:
        raise ValidationError({"member": _("Nobody here is “%(name)s”.") % {"name": word[:100]}})
    return found


def member_called(by: Actor, name: str) -> Member:
    """The active reader of the backlog with this name. Raises ValidationError for none or several. One statement."""
    found = list(_readers(by).filter(name__iexact=" ".join(name.lstrip("@").replace("\x00", "").split()))[:2])
    if len(found) == 1:
        return found[0]
    said = (
        _("More than one person is called “%(name)s”.") if found else _("Nobody here is called “%(name)s”.")
    )
    raise ValidationError({"member": said % {"name": name.strip()[:100]}})


def _readers(by: Actor) -> "QuerySet[Member]":
    roles = [role for role, rights in ROLE_RIGHTS.items() if Right.READ_BACKLOG in rights]
    return Member.objects.active().filter(workspace=by.workspace_id, role__in=roles)
