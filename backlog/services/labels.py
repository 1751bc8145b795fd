"""Labels: shared by all products of a workspace. Most are made where they are first used (`label_named`)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

import uuid_utils.compat
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Item, ItemLabel, Label
from core.db import copy_rows
from core.errors import Conflict, check_version
from core.numberset import pack, unpack

Holders = Mapping[str, str | Sequence[int]]
"""Items as an event keeps them: their numbers, packed (once a list), by their product's id."""


@transaction.atomic
def create_label(workspace: Workspace, *, by: Actor, name: str, hue: int | None = None) -> Label:
    """A new label; without a `hue` (0 to 360 degrees) its name gives it one.

    Raises ValidationError by field, also where there is a label of this name in any case.
    """
    label = _drafted(workspace, by, name, hue)
    if _named_alike(label).exists() or not _inserted(label, by):
        raise _taken()
    return label


@transaction.atomic
def label_named(workspace: Workspace, name: str, *, by: Actor) -> Label:
    """The workspace's label of this name in any case, made where there is none yet. Raises ValidationError by field."""
    label = _drafted(workspace, by, name)
    found = _named_alike(label).first()
    if found is None and not _inserted(label, by):
        found = _named_alike(label).get()
    return found or label


@transaction.atomic
def update_label(
    label: Label,
    *,
    by: Actor,
    name: str | None = None,
    hue: int | None = None,
    expected_version: int | None = None,
) -> Label:
    """Call a label something else, or give it another hue (0 to 360 degrees); items keep it.

    Raises ValidationError by field, OutOfDate.
    """
    require(by, Right.GROOM)
    label = _locked(label)
    check_version(label, expected_version, name=label.name)
    wanted = {"name": None if name is None else " ".join(name.split()), "hue": hue}
    changes = {
        field: [getattr(label, field), value]
        for field, value in wanted.items()
        if value is not None and getattr(label, field) != value
    }
    for field, (_before, after) in changes.items():
        setattr(label, field, after)
    label.clean_fields(exclude=["workspace"])
    if _named_alike(label).exists():
        raise _taken()
    if changes:
        label.version += 1
        label.save(update_fields=["name", "hue", "version", "updated_at"])
        record("label.updated", label, by=by, changes=changes)
    return label


@transaction.atomic
def delete_label(label: Label, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a label off all items, and away. Raises OutOfDate. Cost: 5 statements."""
    require(by, Right.GROOM)
    label = _locked(label)
    check_version(label, expected_version, name=label.name)
    record("label.deleted", label, by=by, data=_kept(label))
    label.delete()


@transaction.atomic
def merge_label(label: Label, *, into: Label, by: Actor, expected_version: int | None = None) -> Label:
    """Give all items that have the label the other one instead, and take it away; returns the other.

    Raises ValidationError by field (`into`), Conflict where either is gone, OutOfDate. Cost: 8 statements for any
    number of items.
    """
    require(by, Right.GROOM)
    if label.pk == into.pk:
        raise ValidationError({"into": _("A label cannot be merged into itself.")})
    rows = Label.objects.select_for_update(no_key=True).filter(pk__in=[label.pk, into.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise Conflict(_("The label has been deleted."))
    label, into = found[label.pk], found[into.pk]
    check_version(label, expected_version, name=label.name)
    both = ItemLabel.objects.filter(label=into).values("item")
    moving = ItemLabel.objects.filter(label=label).exclude(item__in=both)
    data = {**_kept(label), "into": str(into.pk), "into_name": into.name, "gained": _packed(moving)}
    moving.update(label=into)
    record("label.merged", label, by=by, data=data)
    label.delete()
    return into


@transaction.atomic
def restore_label(workspace_id: UUID, pk: UUID, *, by: Actor, name: str, hue: int, items: Holders) -> Label:
    """Make a deleted label again, and put it back on its items.

    Raises ValidationError where another has its name by now. Cost: 3 statements, one a product, and about 30 µs an item.
    """
    require(by, Right.GROOM)
    label = Label(pk=pk, workspace_id=workspace_id, name=name, hue=hue)
    if _named_alike(label).exists() or not _inserted(label, by):
        raise _taken()
    holders = list(_items_of(workspace_id, items))
    rows = ((uuid_utils.compat.uuid7(), workspace_id, item, pk) for item in holders)
    copy_rows(ItemLabel, ["id", "workspace_id", "item_id", "label_id"], rows)
    return label


@transaction.atomic
def part_label(label: Label, items: Holders, *, by: Actor) -> None:
    """Take a label off the items that got it when another was merged into it. Cost: two statements a product."""
    require(by, Right.GROOM)
    ItemLabel.objects.filter(label=label, item__in=list(_items_of(label.workspace_id, items))).delete()


def _kept(label: Label) -> dict[str, object]:
    """What brings a label back, as its last event keeps it. One statement."""
    return {"name": label.name, "hue": label.hue, "items": _packed(ItemLabel.objects.filter(label=label))}


def _packed(links: "QuerySet[ItemLabel]") -> dict[str, str]:
    by_product: dict[str, list[int]] = defaultdict(list)
    for product, number in links.values_list("item__product_id", "item__number"):
        by_product[str(product)].append(number)
    return {product: pack(numbers) for product, numbers in by_product.items()}


def _items_of(workspace_id: UUID, holders: Holders) -> Iterator[UUID]:
    """The ids of those that are still there. One statement a product."""
    for product, kept in holders.items():
        numbers: Iterable[int] = unpack(kept) if isinstance(kept, str) else kept
        rows = Item.all_objects.filter(
            workspace=workspace_id, product=UUID(product), number__in=list(numbers)
        )
        yield from rows.values_list("pk", flat=True)


def _drafted(workspace: Workspace, by: Actor, name: str, hue: int | None = None) -> Label:
    require(by, Right.GROOM)
    usual = sum(name.lower().encode()) * 47 % 360
    label = Label(workspace=workspace, name=" ".join(name.split()), hue=usual if hue is None else hue)
    label.clean_fields(exclude=["workspace"])
    return label


def _inserted(label: Label, by: Actor) -> bool:
    """Write a new label; False where someone made one of this name at the same moment."""
    try:
        with transaction.atomic():
            label.save(force_insert=True)
    except IntegrityError:
        return False
    record("label.created", label, by=by)
    return True


def _named_alike(label: Label) -> "QuerySet[Label]":
    others = Label.objects.filter(workspace=label.workspace_id, name__iexact=label.name)
    return others.exclude(pk=label.pk)


def _taken() -> ValidationError:
    return ValidationError({"name": _("There is a label of this name already.")})


def _locked(label: Label) -> Label:
    return Label.objects.select_for_update(no_key=True).get(pk=label.pk)
