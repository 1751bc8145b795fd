"""Who is told of what happens to an item."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import ROLE_RIGHTS, Right, require
from activity.actors import Actor
from backlog.models import Item, Watcher


@transaction.atomic
def watch(item: Item, *, by: Actor, member: Member) -> None:
    """Have the member told of what happens to the item. Twice is once.

    For oneself whoever may read the backlog, for others who grooms. Raises PermissionDenied, and ValidationError for one
    who may not read it or is no longer active.
    """
    require(by, Right.READ_BACKLOG if member.pk == by.member_id else Right.GROOM)
    if Right.READ_BACKLOG not in ROLE_RIGHTS[member.role] or member.deactivated_at is not None:
        raise ValidationError(
            {"member": _("%(name)s cannot read the backlog.") % {"name": member.name or member.email}}
        )
    Watcher.objects.bulk_create(
        [Watcher(workspace_id=item.workspace_id, item=item, member=member)], ignore_conflicts=True
    )


@transaction.atomic
def unwatch(item: Item, *, by: Actor, member: Member) -> None:
    """The reverse of `watch`, under the same rights."""
    require(by, Right.READ_BACKLOG if member.pk == by.member_id else Right.GROOM)
    Watcher.objects.filter(item=item, member=member).delete()


def member_called(by: Actor, name: str) -> Member:
    """The active reader of the backlog with this name. Raises ValidationError for none or several. One statement."""
    readers = [role for role, rights in ROLE_RIGHTS.items() if Right.READ_BACKLOG in rights]
    members = Member.objects.active().filter(workspace=by.workspace_id, role__in=readers)
    found = list(members.filter(name__iexact=" ".join(name.lstrip("@").replace("\x00", "").split()))[:2])
    if len(found) == 1:
        return found[0]
    said = (
        _("More than one person is called “%(name)s”.") if found else _("Nobody here is called “%(name)s”.")
    )
    raise ValidationError({"member": said % {"name": name.strip()[:100]}})
