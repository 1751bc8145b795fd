"""Short answers to comments."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from backlog.models import Comment, Reaction
from backlog.reactions import SIGNS
from backlog.targets import RELATED, subject_of
from core.errors import Conflict


@transaction.atomic
def react(comment: Comment, *, by: Actor, sign: str, on: bool) -> bool:
    """Put one of SIGNS under a comment, or (`on` false) take one's own away; returns whether it changed. Twice is once.

    Whoever may read a comment may. Raises ValidationError for an unknown sign, PermissionDenied, Conflict where the
    comment has been deleted.
    """
    if sign not in SIGNS:
        raise ValidationError({"sign": _("There is no such sign.")})
    if by.member_id is None:
        raise PermissionDenied(_("Only members may react to comments."))
    rows = Comment.objects.select_related(*RELATED)
    comment = rows.select_for_update(of=("self",), no_key=True).get(pk=comment.pk)
    subject = subject_of(comment.target, by)
    if comment.deleted_at is not None:
        raise Conflict(_("The comment has been deleted."))
    if not _set(comment, by.member_id, sign, on):
        return False
    change = [None, sign] if on else [sign, None]
    record(
        "comment.reacted",
        comment,
        by=by,
        label=subject.label,
        changes={"reaction": change},
        data=subject.data,
    )
    return True


def _set(comment: Comment, member_id: UUID, sign: str, on: bool) -> bool:
    """Write or remove the row; whether there was anything to do. The comment's row is locked."""
    mine = Reaction.objects.filter(comment=comment, member_id=member_id, sign=sign)
    if mine.exists() == on:
        return False
    if on:
        Reaction.objects.create(
            workspace_id=comment.workspace_id, comment=comment, member_id=member_id, sign=sign
        )
    else:
        mine.delete()
    return True
