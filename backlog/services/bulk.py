"""Change many items in one act: planned item by item, written by sets, taken back by one undo.

A bulk edit, a column pasted from a spreadsheet and the API's bulk call are the same thing: an `Edit` for each item.
`plan_edits` says what would change and what stands in the way, and writes nothing; `edit_items` does it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.custom import Definitions, columns_of, is_custom, key_of, listed
from backlog.models import Comment, Item, ItemLabel, Label
from backlog.permissions import require_delete, require_edit
from backlog.services.hierarchy import lock_tree, wrong_parents
from backlog.services.items import assign, check_known, context_of
from backlog.services.ranking import hold_items
from core.errors import OutOfDate, check_version

MOST = 1000
Versions = Mapping[UUID, int | None]
NO_VERSIONS: Versions = {}


@dataclass(frozen=True, slots=True)
class Edit:
    """What one item gets: `fields` as `update_item` takes them, `add` and `remove` of labels beside or instead of all.

    `version`, where given, must be the item's; `seen` maps fields to what the person saw in them.
    """

    item: Item
    fields: Mapping[str, Any] = field(default_factory=dict)
    add: Sequence[Label] = ()
    remove: Sequence[Label] = ()
    version: int | None = None
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Change:
    """What an edit does to its item, as it is now: plain values as an event keeps them, and the rows to write."""

    item: Item
    changes: dict[str, list[Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    added: Sequence[UUID] = ()
    removed: Sequence[UUID] = ()
    error: Exception | None = None

    @property
    def why(self) -> str:
        """Why it cannot be done, in a sentence; "" where it can."""
        if isinstance(self.error, ValidationError):
            return " ".join(self.error.messages)
        return str(self.error) if self.error else ""


class ItemErrors(ValidationError):
    """Nothing was changed, since some items cannot be: `refused` maps their place among the edits to the change."""

    def __init__(self, refused: Mapping[int, Change]) -> None:
        self.refused = refused
        super().__init__([f"{change.item.key}: {change.why}" for change in refused.values()])


def plan_edits(edits: Sequence[Edit], *, by: Actor) -> list[Change]:
    """What the edits would do, one Change each, in their order; nothing is written or locked.

    Raises ValidationError for none or more than MOST, or an item that is gone. Cost: 1 statement, one more for each
    of labels, parents, custom fields and the people in them.
    """
    return _planned(edits, _read([edit.item for edit in edits], by), by)


@transaction.atomic
def edit_items(edits: Sequence[Edit], *, by: Actor, leave_out: bool = False) -> list[Change]:
    """Do all the edits, or, where one cannot be done, none; one event an item, one act.

    `leave_out` does those that can be done and leaves the others out. Nothing changed: nothing is written. Raises
    ItemErrors, and as `plan_edits`. Cost: 5 statements for any number, up to 3 more for labels, 2 for parents and 2 for
    custom fields.
    """
    found = _read([edit.item for edit in edits], by, lock=True)
    if any("parent" in edit.fields for edit in edits):
        lock_tree(by.workspace_id)
    planned = _planned(edits, found, by)
    refused = {at: change for at, change in enumerate(planned) if change.error}
    if refused and not leave_out:
        raise ItemErrors(refused)
    done = [change for change in planned if change.changes]
    if done:
        _write(done)
        _write_labels(done)
        record_many(
            [
                Record(
                    "item.updated", "item", change.item.pk, change.item.key,
                    changes=change.changes, data={**context_of(change.item), "names": change.names},
                )
                for change in done
            ],
            by=by,
        )  # fmt: skip
    return planned


def plan_deletions(items: Sequence[Item], *, by: Actor, versions: Versions = NO_VERSIONS) -> list[Change]:
    """What stands in the way of `delete_items`, one Change each; nothing is written or locked. Three statements."""
    found = _read(items, by)
    refused = _undeletable(found, by, versions)
    return [refused.get(item.pk) or Change(found[item.pk]) for item in items]


@transaction.atomic
def delete_items(items: Sequence[Item], *, by: Actor, versions: Versions = NO_VERSIONS) -> int:
    """Hide all the items, or none; children may go with their parents. Returns how many.

    `versions`, by id, must be the items' where they are given. Raises ItemErrors where they are not, where somebody may
    not, or where children would be left behind, and ValidationError as `plan_edits`. Cost: 6 statements.
    """
    found = _read(items, by, lock=True)
    refused = _undeletable(found, by, versions)
    if refused:
        raise ItemErrors({at: refused[item.pk] for at, item in enumerate(items) if item.pk in refused})
    now = timezone.now()
    Item.objects.filter(pk__in=list(found)).update(deleted_at=now, updated_at=now, version=F("version") + 1)
    rows = (
        Record("item.deleted", "item", item.pk, item.key, data=context_of(item)) for item in found.values()
    )
    record_many(rows, by=by)
    return len(found)


def _read(items: Sequence[Item], by: Actor, *, lock: bool = False) -> dict[UUID, Item]:
    """The items as they are now, by id; locked until the transaction ends where that is asked for."""
    if not items or len(items) > MOST:
        raise ValidationError(_("Choose between 1 and %(most)d items.") % {"most": MOST})
    ids = [item.pk for item in items]
    if len(set(ids)) < len(ids):
        raise ValidationError(_("An item is named twice."))
    if lock:
        hold_items(ids)
    rows = Item.objects.filter(workspace=by.workspace_id, pk__in=ids)
    found = {
        item.pk: item
        for item in rows.select_related("product", "status", "assignee", "team", "parent__product")
    }
    for item in items:
        if item.pk not in found:
            raise ValidationError(_("%(key)s is no longer there.") % {"key": item.key})
    return found


def _planned(edits: Sequence[Edit], found: Mapping[UUID, Item], by: Actor) -> list[Change]:
    labels = _labels_of(edits)
    definitions = _definitions(edits, found, by)
    planned = [_change(edit, found[edit.item.pk], labels, definitions, by) for edit in edits]
    while moved := {change.item.pk: change for change in planned if "parent" in change.changes}:
        wrong = wrong_parents({pk: change.item.parent_id for pk, change in moved.items()})
        for pk, why in wrong.items():
            _refuse(moved[pk], ValidationError({"parent": why}))
        if not wrong:
            break
    return planned


def _definitions(edits: Sequence[Edit], found: Mapping[UUID, Item], by: Actor) -> Definitions:
    """What the custom values are checked against, everybody known whom they name. One statement for people."""
    definitions = Definitions(by.workspace_id)
    given = ((edit, name) for edit in edits for name in edit.fields if is_custom(name))
    held = ((edit.fields[name], found[edit.item.pk].custom.get(key_of(name))) for edit, name in given)
    definitions.members(pk for values in held for value in values for pk in listed(value))
    return definitions


def _change(
    edit: Edit,
    item: Item,
    labels: Mapping[UUID, Mapping[UUID, str]],
    definitions: Definitions,
    by: Actor,
) -> Change:
    change = Change(item)
    try:
        require_edit(item, by)
        check_known(edit.fields)
        check_version(item, edit.version, name=item.key)
        _check_parent(edit)
        change.changes, change.names = assign(item, edit.fields, edit.seen, definitions)
        _plan_labels(change, edit, labels.get(item.pk, {}))
    except (OutOfDate, PermissionDenied, ValidationError) as error:
        _refuse(change, error)
    return change


def _refuse(change: Change, error: Exception) -> None:
    change.error, change.changes = error, {}


def _check_parent(edit: Edit) -> None:
    parent = edit.fields.get("parent")
    if parent is not None and (
        parent.workspace_id != edit.item.workspace_id or parent.deleted_at is not None
    ):
        raise ValidationError({"parent": _("There is no such item.")})


def _plan_labels(change: Change, edit: Edit, current: Mapping[UUID, str]) -> None:
    names = dict(current)
    names |= {label.pk: label.name for label in (*edit.fields.get("labels", ()), *edit.add)}
    wanted = {label.pk for label in edit.fields["labels"]} if "labels" in edit.fields else set(current)
    wanted = (wanted | {label.pk for label in edit.add}) - {label.pk for label in edit.remove}
    if wanted == current.keys():
        return
    change.added, change.removed = list(wanted - current.keys()), list(current.keys() - wanted)
    change.changes["labels"] = [sorted(current.values()), sorted(names[pk] for pk in wanted)]


def _labels_of(edits: Sequence[Edit]) -> dict[UUID, dict[UUID, str]]:
    """The labels of the items whose labels the edits touch. One statement, none where there are none."""
    found: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    ids = [edit.item.pk for edit in edits if edit.add or edit.remove or "labels" in edit.fields]
    if ids:
        links = ItemLabel.objects.filter(item__in=ids).values_list("item_id", "label_id", "label__name")
        for item, label, name in links:
            found[item][label] = name
    return found


_FOLLOWS = {"status": ("category", "closed_at")}  # columns that a field brings along


def _write(done: Sequence[Change]) -> None:
    """One UPDATE of the columns that any of the changes touches; the other items keep theirs."""
    names = {name for change in done for name in change.changes if name != "labels"}
    touched = {*columns_of(names), *(one for name in names for one in _FOLLOWS.get(name, ()))}
    fields: list[Any] = [Item._meta.get_field(name) for name in sorted(touched)]
    values = [
        [one.get_db_prep_save(getattr(change.item, one.attname), connection) for change in done]
        for one in fields
    ]
    arrays = "".join(f", %s::{one.cast_db_type(connection)}[]" for one in fields)
    heads = "".join(f", {one.column}" for one in fields)
    sets = "".join(f"{one.column} = fresh.{one.column}, " for one in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE backlog_item SET {sets}version = version + 1, updated_at = %s "
            f"FROM unnest(%s::uuid[]{arrays}) AS fresh (id{heads}) WHERE backlog_item.id = fresh.id",
            [timezone.now(), [change.item.pk for change in done], *values],
        )
    for change in done:
        change.item.version += 1


def _write_labels(done: Sequence[Change]) -> None:
    gone = [(change.item.pk, label) for change in done for label in change.removed]
    if gone:
        items, labels = zip(*gone, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM backlog_itemlabel USING unnest(%s::uuid[], %s::uuid[]) AS gone (item, label) "
                "WHERE item_id = gone.item AND label_id = gone.label",
                [list(items), list(labels)],
            )
    come = [
        ItemLabel(workspace_id=change.item.workspace_id, item=change.item, label_id=label)
        for change in done
        for label in change.added
    ]
    ItemLabel.objects.bulk_create(come, ignore_conflicts=True)


def _undeletable(found: Mapping[UUID, Item], by: Actor, versions: Versions) -> dict[UUID, Change]:
    """The items that may not go, by id. Two statements."""
    said = Comment.objects.filter(item__in=list(found), deleted_at=None).exclude(author_id=by.member_id)
    commented = set(said.values_list("item_id", flat=True).distinct())
    left = Item.objects.filter(parent__in=list(found)).exclude(pk__in=list(found))
    children = dict(left.order_by().values_list("parent_id").annotate(Count("pk")))
    refused = {}
    for pk, item in found.items():
        try:
            require_delete(item, by, commented=pk in commented)
            check_version(item, versions.get(pk), name=item.key)
            _check_childless(children.get(pk, 0))
        except (OutOfDate, PermissionDenied, ValidationError) as error:
            refused[pk] = Change(item, error=error)
    return refused


def _check_childless(children: int) -> None:
    if children:
        raise ValidationError(
            ngettext(
                "It has %(count)d child that would stay. Move or delete it first.",
                "It has %(count)d children that would stay. Move or delete them first.",
                children,
            )
            % {"count": children}
        )
