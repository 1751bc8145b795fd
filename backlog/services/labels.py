"""Labels: shared by all products of a workspace. Most are made where they are first used (`label_named`)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Item, ItemLabel, Label
from core.errors import check_version

MOST_HOLDERS = 20_000  # items whose label can be brought back after it was deleted


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
    """Take a label off all items, and away. Raises OutOfDate."""
    require(by, Right.GROOM)
    label = _locked(label)
    check_version(label, expected_version, name=label.name)
    data = {"name": label.name, "hue": label.hue, **_holders(label)}
    record("label.deleted", label, by=by, data=data)
    label.delete()


@transaction.atomic
def restore_label(
    workspace_id: UUID, pk: UUID, *, by: Actor, name: str, hue: int, items: Mapping[str, Sequence[int]]
) -> Label:
    """Make a deleted label again, and put it back on its items: numbers by product.

    Raises ValidationError where another has its name by now. Cost: 3 statements, and 2 a
    product.
    """
    require(by, Right.GROOM)
    label = Label(pk=pk, workspace_id=workspace_id, name=name, hue=hue)
    if _named_alike(label).exists() or not _inserted(label, by):
        raise _taken()
    for product, numbers in items.items():
        rows = Item.all_objects.filter(workspace=workspace_id, product=UUID(product), number__in=numbers)
        ItemLabel.objects.bulk_create(
            ItemLabel(workspace_id=workspace_id, item_id=item, label=label)
            for item in rows.values_list("pk", flat=True)
        )
    return label


def _holders(label: Label) -> dict[str, Any]:
    """Which items have the label, as its last event keeps it: numbers by product; only that it was on many where it was."""
    links = ItemLabel.objects.filter(label=label).values_list("item__product_id", "item__number")
    found = list(links[: MOST_HOLDERS + 1])
    if len(found) > MOST_HOLDERS:
        return {"on_many": True}
    by_product: dict[str, list[int]] = defaultdict(list)
    for product, number in found:
        by_product[str(product)].append(number)
    return {"items": by_product}


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
