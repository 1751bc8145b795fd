"""Labels: shared by all products of a workspace. New ones are made where they are first used (`label_named`)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import Label


@transaction.atomic
def update_label(label: Label, *, by: Actor, name: str, hue: int) -> Label:
    """Call a label something else, or give it another hue (0 to 360 degrees); items keep it.

    Raises ValidationError by field.
    """
    require(by, Right.GROOM)
    label = Label.objects.select_for_update(no_key=True).get(pk=label.pk)
    wanted = {"name": " ".join(name.split()), "hue": hue}
    changes = {
        field: [getattr(label, field), value]
        for field, value in wanted.items()
        if getattr(label, field) != value
    }
    for field, (_before, after) in changes.items():
        setattr(label, field, after)
    label.clean_fields(exclude=["workspace"])
    same = Label.objects.filter(workspace=label.workspace_id, name__iexact=label.name).exclude(pk=label.pk)
    if same.exists():
        raise ValidationError({"name": _("There is a label of this name already.")})
    if changes:
        label.version += 1
        label.save(update_fields=["name", "hue", "version", "updated_at"])
        record("label.updated", label, by=by, changes=changes)
    return label


@transaction.atomic
def delete_label(label: Label, *, by: Actor) -> None:
    """Take a label off all items, and away."""
    require(by, Right.GROOM)
    record("label.deleted", label, by=by)
    label.delete()
