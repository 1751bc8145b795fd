"""Who may do what to items: pure, no queries."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.permissions import Right, may, require
from activity.actors import Actor
from backlog.models import Attachment, Comment, Item


def is_own(item: Item, actor: Actor) -> bool:
    """True for an item that the actor created or is assigned to."""
    return actor.member_id is not None and actor.member_id in (item.created_by_id, item.assignee_id)


def may_edit(item: Item, actor: Actor) -> bool:
    """True where the actor may change the item's fields and move it along the workflow."""
    return may(actor, Right.GROOM) or (may(actor, Right.CONTRIBUTE) and is_own(item, actor))


def require_edit(item: Item, actor: Actor) -> None:
    """Raise PermissionDenied unless `may_edit`."""
    if may_edit(item, actor):
        return
    if may(actor, Right.CONTRIBUTE):
        raise PermissionDenied(
            _(
                "A contributor may edit items that they created or are assigned to; others need a product owner."
            )
        )
    require(actor, Right.CONTRIBUTE)


def require_delete(item: Item, actor: Actor, *, commented: bool) -> None:
    """Raise PermissionDenied unless the actor grooms, or it is their own item that nobody commented."""
    if may(actor, Right.GROOM):
        return
    if not (may(actor, Right.CONTRIBUTE) and item.created_by_id == actor.member_id and not commented):
        raise PermissionDenied(
            _(
                "Only a product owner or above may delete this item; your own you may while nobody has commented on it."
            )
        )


def require_restore(actor: Actor, *, deleted_by: Callable[[], UUID | None]) -> None:
    """Raise PermissionDenied unless the actor grooms, or deleted it themselves; who did is asked only where it matters."""
    if not may(actor, Right.GROOM) and (actor.member_id is None or deleted_by() != actor.member_id):
        raise PermissionDenied(_("Only a product owner or above may restore what somebody else deleted."))


def may_edit_comment(comment: Comment, actor: Actor) -> bool:
    """True for one's own words."""
    return actor.member_id is not None and comment.author_id == actor.member_id


def may_delete_comment(comment: Comment, actor: Actor) -> bool:
    """True for one's own words, and for whoever grooms."""
    return may_edit_comment(comment, actor) or may(actor, Right.GROOM)


def may_remove_attachment(attachment: Attachment, actor: Actor) -> bool:
    """True for a file that one added oneself, and for whoever grooms."""
    own = actor.member_id is not None and attachment.uploaded_by_id == actor.member_id
    return own or may(actor, Right.GROOM)
