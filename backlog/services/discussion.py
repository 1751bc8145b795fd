"""Comments on items and on what else has them; acceptance criteria of an item."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.queries import last_actor
from activity.services import record
from backlog.models import AcceptanceCriterion, Comment, Item, Watcher
from backlog.permissions import may_delete_comment, may_edit_comment, require_edit, require_restore
from backlog.targets import ABOUT, RELATED, Subject, subject_of, target_of
from core.errors import check_version

MOST_CRITERIA = 50
MOST_TEXT = 20_000  # characters
FIXED = ["workspace", *ABOUT, "author"]  # of a comment: what no text changes


@transaction.atomic
def add_comment(on: Any, *, by: Actor, text: str) -> Comment:
    """Say something about an item or another row of a kind in COMMENT_TARGETS, under the rights of that kind.

    Who comments an item watches it from then on. Raises ValidationError for an empty text, PermissionDenied, Conflict.
    """
    subject = subject_of(on, by)
    comment = Comment(
        workspace_id=on.workspace_id,
        author_id=by.member_id,
        author_name=by.name,
        text=text.strip(),
        **{target_of(on).field: on},
    )
    _check_text(comment)
    comment.save(force_insert=True)
    if isinstance(on, Item) and by.member_id:
        watcher = Watcher(workspace_id=on.workspace_id, item=on, member_id=by.member_id)
        Watcher.objects.bulk_create([watcher], ignore_conflicts=True)
    data = {**subject.data, "text": comment.text[:500]}
    record("comment.created", comment, by=by, label=subject.label, data=data)
    return comment


@transaction.atomic
def edit_comment(comment: Comment, *, by: Actor, text: str, expected_version: int | None = None) -> Comment:
    """Change one's own words. Raises PermissionDenied for those of others, OutOfDate, Conflict."""
    comment, subject = _locked(comment, by)
    if not may_edit_comment(comment, by):
        raise PermissionDenied(_("Only its author may edit a comment."))
    check_version(comment, expected_version, name=_("The comment"))
    before, comment.text = comment.text, text.strip()
    _check_text(comment)
    if before != comment.text:
        comment.version += 1
        comment.edited_at = timezone.now()
        comment.save(update_fields=["text", "version", "edited_at", "updated_at"])
        changes = {"text": [before, comment.text]}
        record("comment.updated", comment, by=by, label=subject.label, changes=changes, data=subject.data)
    return comment


@transaction.atomic
def delete_comment(comment: Comment, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide a comment. Twice is once. Raises PermissionDenied, OutOfDate, Conflict."""
    comment, subject = _locked(comment, by)
    if not may_delete_comment(comment, by):
        raise PermissionDenied(_("Only its author, or a product owner or above, may delete a comment."))
    check_version(comment, expected_version, name=_("The comment"))
    if comment.deleted_at is None:
        _set_deleted(comment, True)
        record("comment.deleted", comment, by=by, label=subject.label, data=subject.data)


@transaction.atomic
def restore_comment(comment: Comment, *, by: Actor) -> None:
    """Bring a deleted comment back: one's own that one deleted oneself, or for who grooms any. Twice is once.

    Raises PermissionDenied, Conflict.
    """
    comment, subject = _locked(comment, by)
    if not may_delete_comment(comment, by):
        raise PermissionDenied(_("Only its author, or a product owner or above, may restore a comment."))
    if comment.deleted_at is not None:
        require_restore(by, deleted_by=lambda: last_actor(comment.pk, "comment.deleted"))
        _set_deleted(comment, False)
        record("comment.restored", comment, by=by, label=subject.label, data=subject.data)


@transaction.atomic
def add_criterion(item: Item, *, by: Actor, text: str) -> AcceptanceCriterion:
    """One more thing that must hold before the item is done; at most MOST_CRITERIA."""
    require_edit(item, by)
    count = item.acceptance_criteria.count()
    if count >= MOST_CRITERIA:
        raise ValidationError(
            {"text": _("An item has at most %(most)d acceptance criteria.") % {"most": MOST_CRITERIA}}
        )
    criterion = AcceptanceCriterion(
        workspace_id=item.workspace_id, item=item, text=" ".join(text.split()), position=count
    )
    criterion.clean_fields(exclude=["workspace", "item"])
    criterion.save(force_insert=True)
    _record_criteria(item, by, criterion, [None, ticked(criterion.text, criterion.is_met)])
    return criterion


@transaction.atomic
def update_criterion(
    criterion: AcceptanceCriterion, *, by: Actor, text: str | None = None, is_met: bool | None = None
) -> AcceptanceCriterion:
    """Reword a criterion, or tick or untick it."""
    require_edit(criterion.item, by)
    before = (criterion.text, criterion.is_met)
    criterion.text = criterion.text if text is None else " ".join(text.split())
    criterion.is_met = criterion.is_met if is_met is None else is_met
    criterion.clean_fields(exclude=["workspace", "item"])
    if before != (criterion.text, criterion.is_met):
        criterion.version += 1
        criterion.save(update_fields=["text", "is_met", "version", "updated_at"])
        after = ticked(criterion.text, criterion.is_met)
        _record_criteria(criterion.item, by, criterion, [ticked(*before), after])
    return criterion


@transaction.atomic
def remove_criterion(criterion: AcceptanceCriterion, *, by: Actor) -> None:
    """Take a criterion away."""
    require_edit(criterion.item, by)
    gone = ticked(criterion.text, criterion.is_met)
    _record_criteria(criterion.item, by, criterion, [gone, None])
    criterion.delete()


def _check_text(comment: Comment) -> None:
    """Raise ValidationError for an empty text or one that is too long, which Django leaves to forms."""
    comment.clean_fields(exclude=FIXED)
    if len(comment.text) > MOST_TEXT:
        raise ValidationError({"text": _("A comment has at most %(most)d characters.") % {"most": MOST_TEXT}})


def _locked(comment: Comment, by: Actor) -> tuple[Comment, Subject]:
    """The comment as it is now, held until commit, and what it is about, for one who may read that."""
    rows = Comment.objects.select_related(*RELATED)
    comment = rows.select_for_update(of=("self",), no_key=True).get(pk=comment.pk)
    return comment, subject_of(comment.target, by)


def _set_deleted(comment: Comment, deleted: bool) -> None:
    comment.deleted_at = timezone.now() if deleted else None
    comment.version += 1
    comment.save(update_fields=["deleted_at", "version", "updated_at"])


def ticked(text: str, is_met: bool) -> str:
    """A criterion as events keep it: its tick and its words."""
    return f"☑ {text}" if is_met else f"☐ {text}"


def raise_version(item: Item) -> None:
    """The item's next version: its criteria are part of what `If-Match` guards, whichever door changes them."""
    Item.objects.filter(pk=item.pk).update(version=F("version") + 1, updated_at=timezone.now())


def _record_criteria(item: Item, by: Actor, criterion: AcceptanceCriterion, change: list[Any]) -> None:
    """The event of one criterion; its id and place let an undo find it, or make it again where it was."""
    raise_version(item)
    data = {
        "product": str(item.product_id),
        "key": item.key,
        "title": item.title,
        "criterion": str(criterion.pk),
        "position": criterion.position,
    }
    record(
        "criterion.changed", item, by=by, label=item.key, changes={"acceptance_criteria": change}, data=data
    )
