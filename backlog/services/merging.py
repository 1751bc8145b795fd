"""Merging an item that says the same as another into that one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.models import Event
from activity.services import record
from backlog.custom_carried import carried
from backlog.models import Attachment, Category, Comment, Item, ItemLink, Status, Watcher
from backlog.services.criteria import restore_criterion
from backlog.services.discussion import MOST_CRITERIA
from backlog.services.items import context_of, update_item
from backlog.services.links import link_items, unlink_items
from backlog.services.ranking import hold_items
from core.errors import Conflict, check_version

_IS_BELOW = """
    WITH RECURSIVE up (id, parent_id, depth) AS (
        SELECT id, parent_id, 1 FROM backlog_item WHERE id = %s
        UNION ALL
        SELECT i.id, i.parent_id, up.depth + 1 FROM backlog_item i JOIN up ON i.id = up.parent_id WHERE up.depth < 20
    )
    SELECT EXISTS (SELECT FROM up WHERE id = %s)
"""


@transaction.atomic
def merge_item(item: Item, *, into: Item, by: Actor, expected_version: int | None = None) -> Item:
    """Bring what belongs to `item` to `into`, drop `item` and note that it duplicates the other; returns `into`.

    Comments and attachments move; watchers, children and links come over; criteria that the other does not have are
    added to it, custom values (`carried`) where it has none. What stays: title, description, ratings, places on roadmaps,
    custom values that both have. All of it is one act, which one undo takes
    back. Raises ValidationError by field (`into`), Conflict (nothing to drop it to, too many criteria), PermissionDenied,
    OutOfDate. Cost: about 15 statements, and a few for each child, link and criterion.
    """
    require(by, Right.GROOM)
    item, into = _locked(item, into)
    check_version(item, expected_version, name=item.key)
    dropped = check_merge(item, into)
    _criteria_follow(item, into, by)
    if custom := carried(item, into):
        update_item(into, by=by, fields={"custom": custom})
    for child in item.children.filter(deleted_at=None).select_related("product"):
        update_item(child, by=by, fields={"parent": into})
    _links_follow(item, into, by)
    moved = {
        "comments": _moved(Comment, item, into),
        "attachments": _moved(Attachment, item, into),
        "watchers": _watchers_follow(item, into),
    }
    update_item(item, by=by, fields={"status": dropped})
    data = {**context_of(item), "keys": [into.key], "into": str(into.pk), **moved}
    record("item.merged", item, by=by, label=item.key, data=data)
    record("item.absorbed", into, by=by, label=into.key, data={**context_of(into), "keys": [item.key]})
    return into


def check_merge(item: Item, into: Item) -> Status:
    """The status that `item` gets when it is merged. Raises ValidationError by field or Conflict as `merge_item` does.

    Two statements.
    """
    if item.pk == into.pk:
        raise ValidationError({"into": _("An item cannot be merged into itself.")})
    with connection.cursor() as cursor:
        cursor.execute(_IS_BELOW, [into.pk, item.pk])
        if cursor.fetchone()[0]:
            said = _("%(into)s is below %(item)s, whose children it would get. Move it first.")
            raise ValidationError({"into": said % {"into": into.key, "item": item.key}})
    dropped: Status | None = item.product.statuses.filter(category=Category.DROPPED).first()
    if dropped is None:
        said = _("%(product)s has no step for what is dropped. Add one to its workflow first.")
        raise Conflict(said % {"product": item.product.name})
    return dropped


@transaction.atomic
def part_again(item: Item, event: Event, *, by: Actor) -> None:
    """Give back what moved with an event of `merge_item`, as far as it is still there; the act's other events say the rest."""
    require(by, Right.GROOM)
    into = event.data["into"]
    back = {"item": into, "workspace_id": item.workspace_id}
    Comment.objects.filter(**back, pk__in=event.data["comments"]).update(item=item)
    Attachment.objects.filter(**back, pk__in=event.data["attachments"]).update(item=item)
    Watcher.objects.filter(**back, member__in=event.data["watchers"]).delete()
    other = Item.all_objects.select_related("product").get(pk=into, workspace_id=item.workspace_id)
    record("item.parted", item, by=by, label=item.key, data={**context_of(item), "keys": [other.key]})
    record("item.parted", other, by=by, label=other.key, data={**context_of(other), "keys": [item.key]})


def _locked(item: Item, into: Item) -> tuple[Item, Item]:
    """Both as they are now, held in one order whoever merges what into what."""
    rows = Item.objects.filter(workspace_id=item.workspace_id, pk__in=[item.pk, into.pk])
    hold_items([item.pk, into.pk])
    found = {row.pk: row for row in rows.select_related("product", "status")}
    if item.pk not in found:
        raise Conflict(_("The item has been deleted."))
    if into.pk not in found:
        raise ValidationError({"into": _("There is no such item.")})
    return found[item.pk], found[into.pk]


def _criteria_follow(item: Item, into: Item, by: Actor) -> None:
    there = {row.text.casefold() for row in into.acceptance_criteria.all()}
    count = len(there)
    for row in item.acceptance_criteria.all():
        if row.text.casefold() in there:
            continue
        if count >= MOST_CRITERIA:
            said = _("%(key)s would get more than %(most)d acceptance criteria. Remove some first.")
            raise Conflict(said % {"key": into.key, "most": MOST_CRITERIA})
        pk = uuid_utils.compat.uuid7()
        restore_criterion(into, by=by, pk=pk, text=row.text, is_met=row.is_met, position=count)
        count += 1


def _links_follow(item: Item, into: Item, by: Actor) -> None:
    """The item's links become the other's; one that would close a circle stays."""
    both = ItemLink.objects.filter(source=item) | ItemLink.objects.filter(target=item)
    for link in both.select_related("source__product", "target__product").order_by("id"):
        out = link.source_id == item.pk
        other = link.target if out else link.source
        if other.deleted_at is not None:
            continue
        if other.pk != into.pk and not _linked(link, into, other, out, by):
            continue
        unlink_items(link, by=by)
    link_items(item, target=into, kind=ItemLink.Kind.DUPLICATES, by=by)


def _linked(link: ItemLink, into: Item, other: Item, out: bool, by: Actor) -> bool:
    """Whether the other item has a link like this one, by now or since before."""
    source, target = (into, other) if out else (other, into)
    try:
        with transaction.atomic():
            link_items(source, target=target, kind=link.kind, by=by, created_by=link.created_by_id)
    except Conflict:
        return True  # it has it already
    except ValidationError:
        return False
    return True


def _moved(model: Any, item: Item, into: Item) -> list[str]:
    """The ids of the rows that hung on the item and hang on the other now."""
    rows = model.objects.filter(item=item, deleted_at=None)
    ids: Sequence[UUID] = list(rows.values_list("pk", flat=True))
    rows.filter(pk__in=ids).update(item=into)
    return [str(pk) for pk in ids]


def _watchers_follow(item: Item, into: Item) -> list[str]:
    """Who watches the other only since now."""
    new = Watcher.objects.filter(item=item).exclude(member__in=into.watchers.values("member"))
    members = list(new.values_list("member_id", flat=True))
    rows = [Watcher(workspace_id=into.workspace_id, item=into, member_id=pk) for pk in members]
    Watcher.objects.bulk_create(rows, ignore_conflicts=True)
    return [str(pk) for pk in members]
