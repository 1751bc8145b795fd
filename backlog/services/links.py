"""Links between items: what blocks, relates to or duplicates what. What blocks never closes a circle."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item, ItemLink
from backlog.permissions import may_edit, require_edit
from backlog.services.items import context_of
from core.errors import Conflict, check_version

MOST_LINKS = 200  # of one item
_TWO_WAYS = frozenset({ItemLink.Kind.RELATES, ItemLink.Kind.DUPLICATES})
# Every link that can be reached from the target along what blocks, deleted items too: they may come back. Told only
# where one of them leads to the source.
_AROUND = """
    WITH RECURSIVE ahead (source_id, target_id) AS (
        SELECT source_id, target_id FROM backlog_itemlink WHERE source_id = %(target)s AND kind = 'blocks'
        UNION
        SELECT l.source_id, l.target_id FROM backlog_itemlink l JOIN ahead ON l.source_id = ahead.target_id
         WHERE l.kind = 'blocks'
    )
    SELECT source_id, target_id FROM ahead
     WHERE EXISTS (SELECT FROM ahead WHERE target_id = %(source)s)
"""


@transaction.atomic
def link_items(
    source: Item,
    *,
    target: Item,
    kind: str,
    by: Actor,
    created_by: UUID | None = None,
    pk: UUID | None = None,
) -> ItemLink:
    """“`source` blocks, relates to or duplicates `target`” (a value of ItemLink.Kind); who may edit either end may say so.

    `pk` and `created_by` make a link again that was taken away. Takes the workspace's lock on links, so that two people
    cannot close a circle between them. Raises ValidationError by field (`target`: itself, gone, too many, a circle),
    Conflict where both are linked so already, PermissionDenied. Cost: 6 statements.
    """
    _require_either(source, target, by)
    if kind not in ItemLink.Kind.values:
        raise ValidationError({"kind": _("A link blocks, relates or duplicates.")})
    _check_ends(source, target)
    _lock(source.workspace_id)
    _refuse_twice(source, target, kind)
    if kind == ItemLink.Kind.BLOCKS:
        _refuse_circle(source, target)
    link = ItemLink(
        workspace_id=source.workspace_id, source=source, target=target, kind=kind,
        created_by_id=created_by or by.member_id, **({"pk": pk} if pk else {}),
    )  # fmt: skip
    link.save(force_insert=True)
    _record("item.linked", link, by)
    return link


@transaction.atomic
def unlink_items(link: ItemLink, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a link away, by who may edit either end. Twice is once. Raises PermissionDenied, OutOfDate."""
    _require_either(link.source, link.target, by)
    _lock(link.workspace_id)
    found = ItemLink.objects.select_for_update(no_key=True).filter(pk=link.pk).first()
    if found is None:
        return
    check_version(found, expected_version, name=_("The link"))
    _record("item.unlinked", link, by)
    found.delete()


def _require_either(source: Item, target: Item, by: Actor) -> None:
    if not may_edit(target, by):
        require_edit(source, by)


def _lock(workspace_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"links:{workspace_id}"])


def _check_ends(source: Item, target: Item) -> None:
    if target.workspace_id != source.workspace_id or target.deleted_at or source.deleted_at:
        raise ValidationError({"target": _("There is no such item.")})
    if source.pk == target.pk:
        raise ValidationError({"target": _("An item cannot be linked with itself.")})


def _refuse_twice(source: Item, target: Item, kind: str) -> None:
    """One link of a kind between two; relating and duplicating are the same from both ends. Two statements."""
    there = ItemLink.objects.filter(kind=kind, source=source, target=target)
    if kind in _TWO_WAYS:
        there |= ItemLink.objects.filter(kind=kind, source=target, target=source)
    if there.exists():
        words = {"source": source.key, "target": target.key}
        raise Conflict(
            {
                ItemLink.Kind.BLOCKS: _("%(source)s blocks %(target)s already."),
                ItemLink.Kind.RELATES: _("%(source)s and %(target)s are related already."),
                ItemLink.Kind.DUPLICATES: _("One of %(source)s and %(target)s duplicates the other already."),
            }[ItemLink.Kind(kind)]
            % words
        )
    for item in (source, target):
        ends = ItemLink.objects.filter(source=item) | ItemLink.objects.filter(target=item)
        if ends.count() >= MOST_LINKS:
            said = _("%(key)s has %(most)d links, which is as many as there can be.")
            raise ValidationError({"target": said % {"key": item.key, "most": MOST_LINKS}})


def _refuse_circle(source: Item, target: Item) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"source": source.pk, "target": target.pk})
        ahead = {after: before for before, after in cursor.fetchall()}
    if not ahead:
        return
    way = [source.pk]
    while way[-1] != target.pk:
        way.append(ahead[way[-1]])
    keys = {item.pk: item.key for item in Item.all_objects.filter(pk__in=way).select_related("product")}
    said = _("%(source)s cannot block %(target)s, which comes first already: %(way)s.")
    words = {"source": source.key, "target": target.key, "way": " → ".join(keys[pk] for pk in reversed(way))}
    raise ValidationError({"target": said % words})


def _record(verb: str, link: ItemLink, by: Actor) -> None:
    """One event for each end, so that both tell of it; `side` says which end it is, `other` what is at the other one."""
    ends = (("out", link.source, link.target), ("in", link.target, link.source))
    record_many([_event(verb, link, *end) for end in ends], by=by)


def _event(verb: str, link: ItemLink, side: str, item: Item, other: Item) -> Record:
    named = {"kind": link.kind, "side": side, "item": other.key}
    data: dict[str, Any] = {
        **context_of(item),
        "link": {
            "id": str(link.pk),
            "source": str(link.source_id),
            "target": str(link.target_id),
            "kind": link.kind,
            "created_by": str(link.created_by_id) if link.created_by_id else None,
        },
    }
    changes = {"links": [None, named] if verb == "item.linked" else [named, None]}
    return Record(verb, "item", item.pk, item.key, changes, data)
