"""Labels: shared by all products of a workspace. Most are made where they are first used (`label_named`)."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Label
from core.errors import check_version


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
    record("label.deleted", label, by=by)
    label.delete()


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
