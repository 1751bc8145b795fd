"""Comments, acceptance criteria and watchers of an item."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import AcceptanceCriterion, Comment, Item, Watcher
from backlog.permissions import may_delete_comment, may_edit_comment, require_edit
from core.errors import check_version

MOST_CRITERIA = 50


@transaction.atomic
def add_comment(item: Item, *, by: Actor, text: str) -> Comment:
    """Say something about an item; the author watches it from then on. Raises ValidationError for an empty text."""
    require(by, Right.READ_BACKLOG)
    comment = Comment(
        workspace_id=item.workspace_id,
        item=item,
        author_id=by.member_id,
        author_name=by.name,
        text=text.strip(),
    )
    comment.clean_fields(exclude=["workspace", "item", "author"])
    comment.save(force_insert=True)
    if by.member_id:
        Watcher.objects.bulk_create(
            [Watcher(workspace_id=item.workspace_id, item=item, member_id=by.member_id)],
            ignore_conflicts=True,
        )
    record(
        "comment.created", comment, by=by, label=item.key, data=_about(item, comment, text=comment.text[:500])
    )
    return comment


@transaction.atomic
def edit_comment(comment: Comment, *, by: Actor, text: str, expected_version: int | None = None) -> Comment:
    """Change one's own words. Raises PermissionDenied for those of others, OutOfDate."""
    comment = _locked(comment)
    if not may_edit_comment(comment, by):
        raise PermissionDenied(_("Only its author may edit a comment."))
    check_version(comment, expected_version, name=_("The comment"))
    before, comment.text = comment.text, text.strip()
    comment.clean_fields(exclude=["workspace", "item", "author"])
    if before != comment.text:
        comment.version += 1
        comment.edited_at = timezone.now()
        comment.save(update_fields=["text", "version", "edited_at", "updated_at"])
        changes = {"text": [before, comment.text]}
        record(
            "comment.updated",
            comment,
            by=by,
            label=comment.item.key,
            changes=changes,
            data=_about(comment.item, comment),
        )
    return comment


@transaction.atomic
def delete_comment(comment: Comment, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide a comment. Twice is once. Raises PermissionDenied, OutOfDate."""
    comment = _locked(comment)
    if not may_delete_comment(comment, by):
        raise PermissionDenied(_("Only its author, or a product owner or above, may delete a comment."))
    check_version(comment, expected_version, name=_("The comment"))
    if comment.deleted_at is None:
        _set_deleted(comment, True)
        record("comment.deleted", comment, by=by, label=comment.item.key, data=_about(comment.item, comment))


@transaction.atomic
def restore_comment(comment: Comment, *, by: Actor) -> None:
    """Bring a deleted comment back. Twice is once."""
    comment = _locked(comment)
    if not may_delete_comment(comment, by):
        raise PermissionDenied(_("Only its author, or a product owner or above, may restore a comment."))
    if comment.deleted_at is not None:
        _set_deleted(comment, False)
        record("comment.restored", comment, by=by, label=comment.item.key, data=_about(comment.item, comment))


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
    _record_criteria(item, by, [None, criterion.text])
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
        _record_criteria(criterion.item, by, [_ticked(*before), _ticked(criterion.text, criterion.is_met)])
    return criterion


@transaction.atomic
def remove_criterion(criterion: AcceptanceCriterion, *, by: Actor) -> None:
    """Take a criterion away."""
    require_edit(criterion.item, by)
    criterion.delete()
    _record_criteria(criterion.item, by, [_ticked(criterion.text, criterion.is_met), None])


@transaction.atomic
def watch(item: Item, *, by: Actor, member: Member) -> None:
    """Have the member told of what happens to the item. Twice is once."""
    require(by, Right.READ_BACKLOG)
    Watcher.objects.bulk_create(
        [Watcher(workspace_id=item.workspace_id, item=item, member=member)], ignore_conflicts=True
    )


@transaction.atomic
def unwatch(item: Item, *, by: Actor, member: Member) -> None:
    """The reverse of `watch`."""
    require(by, Right.READ_BACKLOG)
    Watcher.objects.filter(item=item, member=member).delete()


def _locked(comment: Comment) -> Comment:
    return (
        Comment.objects.select_related("item__product")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=comment.pk)
    )


def _set_deleted(comment: Comment, deleted: bool) -> None:
    comment.deleted_at = timezone.now() if deleted else None
    comment.version += 1
    comment.save(update_fields=["deleted_at", "version", "updated_at"])


def _about(item: Item, comment: Comment, **more: Any) -> dict[str, Any]:
    return {
        "product": str(item.product_id),
        "on": str(item.pk),
        "item": str(item.pk),
        "key": item.key,
        "title": item.title,
        **more,
    }


def _ticked(text: str, is_met: bool) -> str:
    return f"☑ {text}" if is_met else f"☐ {text}"


def _record_criteria(item: Item, by: Actor, change: list[Any]) -> None:
    data = {"product": str(item.product_id), "key": item.key, "title": item.title}
    record(
        "criterion.changed", item, by=by, label=item.key, changes={"acceptance_criteria": change}, data=data
    )
