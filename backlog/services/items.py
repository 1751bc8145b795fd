"""Create, change, delete and restore items."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member, Team
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.queries import last_actor
from activity.services import record
from backlog.custom import Definitions, checked, columns_of, flat, is_custom, put, value_of
from backlog.models import Item, ItemLabel, Label, Product, Status, Watcher
from backlog.permissions import require_delete, require_edit, require_restore
from backlog.services.hierarchy import check_parent
from backlog.services.ranking import LOCK_ORDER
from core import rank
from core.errors import Conflict, OutOfDate, check_version
from core.periods import Precision, first_day, last_day, out_of_reach
from core.sql import Write, alteration, columns, insertion, run, taken

OWN_FIELDS = (
    "title", "description", "kind", "status", "assignee", "team", "estimate", "parent",
    "start_on", "start_precision", "due_on", "due_precision",
)  # fmt: skip
EDITABLE = (*OWN_FIELDS, "labels")
_LOCKED = f"""
    SELECT {columns(Item, "i")}, {columns(Product, "p")}, {columns(Status, "s")}, {columns(Member, "m")},
           {columns(Team, "t")}, {columns(Item, "up")}
    FROM backlog_item i
    JOIN backlog_product p ON p.id = i.product_id
    JOIN backlog_status s ON s.id = i.status_id
    LEFT JOIN accounts_member m ON m.id = i.assignee_id
    LEFT JOIN accounts_team t ON t.id = i.team_id
    LEFT JOIN backlog_item up ON up.id = i.parent_id
    WHERE i.id = %(item)s AND i.workspace_id = %(workspace)s
"""
# A statement of its own: one that locks and joins loses the row where someone changed its status meanwhile.
_LOCK = "SELECT 1 FROM backlog_item WHERE id = %(item)s AND workspace_id = %(workspace)s FOR NO KEY UPDATE"
_PLACE = """
    UPDATE backlog_product SET next_number = next_number + 1 WHERE id = %(product)s
    RETURNING next_number - 1, (SELECT rank FROM backlog_item WHERE product_id = %(product)s ORDER BY rank {order} LIMIT 1)
"""
_FORMED = frozenset(OWN_FIELDS) - {
    "parent",
    "status",
    "assignee",
    "team",
}  # whose form tells whether they are right


@transaction.atomic
def create_item(
    product: Product,
    *,
    by: Actor,
    title: str,
    to: str = "bottom",
    labels: Iterable[Label] = (),
    **fields: Any,
) -> Item:
    """A new item, ranked at the bottom (or, by who may rank, with `to="top"` at the top), numbered without a gap.

    `fields` are any of OWN_FIELDS and `custom` (key → value); `status` defaults to the workflow's first. The creator
    watches it. Raises ValidationError by field, PermissionDenied. Cost: 3 statements, more for a parent, for labels, for
    custom fields, one where `status` is to be looked up.
    """
    require(by, Right.GROOM if to == "top" else Right.CONTRIBUTE)
    item = Item(workspace_id=product.workspace_id, product=product, created_by_id=by.member_id)
    names: dict[str, str] = {}
    fields.setdefault("status", fields.get("status") or product.statuses.first())
    custom = checked(item, flat({"custom": fields.pop("custom", None)}), names)
    fields = {**prepared(item, {**fields, "title": title}), **custom}
    for name, value in fields.items():
        put(item, name, value)
    follow_status(item)
    check_form(item, fields)
    item.number, item.rank = _place(product, to)
    if item.parent is not None:
        check_parent(item, item.parent)
    added = list({label.pk: label for label in labels}.values())
    changes: dict[str, list[Any]] = {
        name: [None, plain(value)] for name, value in fields.items() if value not in (None, "")
    }
    if added:
        changes["labels"] = [[], sorted(label.name for label in added)]
    data = {**context_of(item), **({"names": names} if names else {})}
    along = [insertion(one) for one in (item, *_watcher(item, by))]
    record("item.created", item, by=by, label=item.key, changes=changes, data=data, along=along)
    _add_labels(item, added)
    return item


@transaction.atomic
def update_item(
    item: Item,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Item:
    """Change the named fields (EDITABLE, `custom`) and record one event; returns the item as it is now.

    `expected_version` (from `If-Match`) must be the current one; `seen` holds what the person saw in those fields:
    where that is no longer so, and the new value is not there already, OutOfDate carries the current item, so
    that both can be shown. `about` is what the event says beside: what led to the change. Nothing changed: nothing
    is written. Raises ValidationError by field, PermissionDenied. Cost: 2 statements, more for labels or a parent.
    """
    item = _locked(item)
    require_edit(item, by)
    fields = flat(fields)
    check_known(fields)
    check_version(item, expected_version, name=item.key)
    changes, names = assign(item, fields, flat(seen or {}))
    changed = list(changes)
    if "parent" in changed and item.parent is not None:
        check_parent(item, item.parent)
    if "labels" in fields:
        changes.update(_set_labels(item, fields["labels"]))
    if not changes:
        return item
    along = [_writing(item, [*columns_of(changed), "category", "closed_at"], keep=len(changed) <= 1)]
    data = {**context_of(item), "names": names, **(about or {})}
    record("item.updated", item, by=by, label=item.key, changes=changes, data=data, along=along)
    return item


@transaction.atomic
def delete_item(item: Item, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide the item from everywhere; it can be restored for 30 days. Its key and rank stay taken.

    Raises Conflict while it has children, PermissionDenied, OutOfDate. Twice is once.
    """
    item = _locked(item)
    require_delete(item, by, commented=_commented(item, by))
    check_version(item, expected_version, name=item.key)
    children = item.children.filter(deleted_at=None).count()
    if children:
        raise Conflict(
            ngettext(
                "%(key)s has %(count)d child. Move or delete it first.",
                "%(key)s has %(count)d children. Move or delete them first.",
                children,
            )
            % {"key": item.key, "count": children}
        )
    if item.deleted_at is None:
        item.deleted_at = timezone.now()
        along = [_writing(item, ["deleted_at"])]
        record("item.deleted", item, by=by, label=item.key, data=context_of(item), along=along)


@transaction.atomic
def restore_item(item: Item, *, by: Actor, expected_version: int | None = None) -> Item:
    """Bring a deleted item back to where it was ranked. Twice is once.

    Who may delete it now may; who may only because it is their own, only what they deleted themselves. Raises
    PermissionDenied, OutOfDate.
    """
    item = _locked(item)
    require_delete(item, by, commented=_commented(item, by))
    check_version(item, expected_version, name=item.key)
    if item.deleted_at is not None:
        require_restore(by, deleted_by=lambda: last_actor(item.pk, "item.deleted"))
        item.deleted_at = None
        along = [_writing(item, ["deleted_at"])]
        record("item.restored", item, by=by, label=item.key, data=context_of(item), along=along)
    return item


def assign(
    item: Item, fields: Mapping[str, Any], seen: Mapping[str, Any], definitions: Definitions | None = None
) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Set the fields on the item, labels apart, and check its form; nothing is written.

    Returns what changed, field → [before, after] as an event keeps it, and what the rows it refers to are called.
    `definitions` are those of custom fields where they have been read. Raises ValidationError by field, and OutOfDate as
    `update_item`.
    """
    names: dict[str, str] = {}
    own = {name: value for name, value in fields.items() if name != "labels" and not is_custom(name)}
    own = {**prepared(item, own), **checked(item, fields, names, definitions)}
    check_seen(item, own, seen)
    changed = {name: value for name, value in own.items() if value_of(item, name) != value}
    changes = {name: [plain(value_of(item, name)), plain(value)] for name, value in changed.items()}
    names |= names_of(item, changed)
    for name, value in changed.items():
        put(item, name, value)
    if "status" in changed:
        follow_status(item)
    check_form(item, changed)
    return changes, names


def _locked(item: Item) -> Item:
    """The item as it is now, its row locked until the transaction ends."""
    rows = run(_LOCKED, {"item": item.pk, "workspace": item.workspace_id}, ahead=_LOCK)
    if not rows:
        raise Item.DoesNotExist
    now: Item
    now, *around = taken((Item, Product, Status, Member, Team, Item), rows[0])
    for name, one in zip(("product", "status", "assignee", "team", "parent"), around, strict=True):
        setattr(now, name, one)
    return now


def _place(product: Product, to: str) -> tuple[int, str]:
    """The next number, and a rank at the top or the bottom of the product's order.

    The product's row is locked until commit, so no gap and no double can arise.
    """
    statement = _PLACE.format(order="ASC" if to == "top" else "DESC")
    [(number, end)] = run(statement, {"product": product.pk}, ahead=LOCK_ORDER)
    return number, rank.between(None, end) if to == "top" else rank.between(end, None)


def check_known(fields: Mapping[str, Any]) -> None:
    unknown = sorted(name for name in fields if name not in EDITABLE and not is_custom(name))
    if unknown:
        raise ValidationError(
            {name: _("There is no such field, or it cannot be edited.") for name in unknown}
        )


def prepared(item: Item, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with dates snapped to their precision: a fuzzy start is its first day, a fuzzy due its last.

    Raises ValidationError by field for a date out of reach.
    """
    for on, precision, snap in (
        ("start_on", "start_precision", first_day),
        ("due_on", "due_precision", last_day),
    ):
        if fields.get(on) is not None and (problem := out_of_reach(fields[on])):
            raise ValidationError({on: problem})
        if on in fields or precision in fields:
            size = Precision(fields.get(precision) or getattr(item, precision))
            day = fields.get(on, getattr(item, on))
            fields[on], fields[precision] = (snap(day, size) if day else None), size.value
    if isinstance(fields.get("title"), str):
        fields["title"] = " ".join(fields["title"].split())
    return fields


def check_seen(item: Item, fields: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    for name, was in seen.items():
        now = value_of(item, name)
        if name in fields and plain(now) != plain(was) and plain(now) != plain(fields[name]):
            raise OutOfDate(_("Someone else has just changed this."), current=item)


def check_form(item: Item, changed: Collection[str]) -> None:
    """Form of each field that changed, in words; references and constraints are the database's and the callers' business."""
    if item.start_on and item.due_on and item.start_on > item.due_on:
        raise ValidationError(
            {"due_on": _("The due date is before the start (%(start)s).") % {"start": item.start_on}}
        )
    if item.status is not None and item.status.product_id != item.product_id:
        raise ValidationError({"status": _("This status belongs to another product.")})
    formed = _FORMED.intersection(changed)
    item.clean_fields(exclude={field.name for field in item._meta.fields if field.name not in formed})


def follow_status(item: Item) -> None:
    """Copy the status's category onto the item and keep when it was closed."""
    item.category = item.status.category
    item.closed_at = None if item.is_open else (item.closed_at or timezone.now())


def _add_labels(item: Item, labels: Iterable[Label]) -> None:
    ItemLabel.objects.bulk_create(
        [ItemLabel(workspace_id=item.workspace_id, item=item, label=label) for label in labels],
        ignore_conflicts=True,
    )


def _set_labels(item: Item, labels: Iterable[Label]) -> dict[str, list[Any]]:
    """Make these the item's labels; returns the change, empty where there is none."""
    wanted = {label.pk: label for label in labels}
    current = {label.pk: label for label in item.labels.all()}
    if wanted.keys() == current.keys():
        return {}
    ItemLabel.objects.filter(item=item, label_id__in=current.keys() - wanted.keys()).delete()
    _add_labels(item, [wanted[pk] for pk in wanted.keys() - current.keys()])
    return {"labels": [sorted(x.name for x in current.values()), sorted(x.name for x in wanted.values())]}


def _watcher(item: Item, by: Actor) -> list[Watcher]:
    """Who makes an item watches it."""
    if by.kind != "member" or not by.member_id:
        return []
    return [Watcher(workspace_id=item.workspace_id, item=item, member_id=by.member_id)]


def _commented(item: Item, by: Actor) -> bool:
    """Whether somebody else has said something about it."""
    return item.comments.filter(deleted_at=None).exclude(author_id=by.member_id).exists()


def _writing(item: Item, names: Iterable[str], *, keep: bool = True) -> Write:
    """What writes these fields of the item as its next version; `keep` is for few sets of fields."""
    item.version += 1
    return alteration(item, [*names, "version", "updated_at"], keep=keep)


def context_of(item: Item) -> dict[str, Any]:
    """What surrounds the item, for handlers and feeds."""
    return {"product": str(item.product_id), "key": item.key, "title": item.title}


def names_of(item: Item, changed: Mapping[str, Any]) -> dict[str, str]:
    """What people call the rows that the change refers to, so that history reads without a query."""
    rows = [row for name in changed for row in (value_of(item, name), changed[name]) if hasattr(row, "pk")]
    return {str(row.pk): row.key if isinstance(row, Item) else str(row) for row in rows}
