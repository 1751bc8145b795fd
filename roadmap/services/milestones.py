"""Dated marks on a roadmap.

Events: `milestone.created`, `milestone.updated`, `milestone.removed`; the last one's `data` says what it was.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from core.errors import Conflict, check_version
from core.periods import out_of_reach
from roadmap.models import Milestone, Roadmap
from roadmap.services.roadmaps import about, changed, locked, save_changed

MOST = 100


@transaction.atomic
def add_milestone(roadmap: Roadmap, *, by: Actor, name: str, on: date, pk: UUID | None = None) -> Milestone:
    """Mark a day on the roadmap; `pk` makes a mark again that was removed.

    Raises ValidationError by field, Conflict where it is there again already, PermissionDenied. Cost: 4 statements.
    """
    roadmap = locked(roadmap, by=by)
    if roadmap.milestones.count() >= MOST:
        raise ValidationError(_("A roadmap has at most %(most)d milestones.") % {"most": MOST})
    if pk is not None and Milestone.objects.filter(pk=pk).exists():
        raise Conflict(_("It is there again already."))
    milestone = Milestone(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        name=" ".join(name.split()),
        on=on,
        **({"pk": pk} if pk else {}),
    )
    _validate(milestone)
    milestone.save(force_insert=True)
    record("milestone.created", milestone, by=by, data=about(roadmap))
    return milestone


@transaction.atomic
def update_milestone(
    milestone: Milestone,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Milestone:
    """Change its `name` or the day it is `on`; `seen` as in `update_roadmap`. Nothing changed: nothing is written.

    Raises ValidationError by field, PermissionDenied, OutOfDate. Cost: 4 statements.
    """
    roadmap, milestone = _locked(milestone, by)
    check_version(milestone, expected_version, name=milestone.name)
    cleaned = {name: fields[name] for name in ("name", "on") if name in fields}
    if "name" in cleaned:
        cleaned["name"] = " ".join(cleaned["name"].split())
    changes = changed(milestone, cleaned, seen or {})
    if changes:
        _validate(milestone)
        save_changed(milestone, list(changes))
        record("milestone.updated", milestone, by=by, changes=changes, data=about(roadmap))
    return milestone


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a mark away. Raises PermissionDenied, OutOfDate. Cost: 4 statements."""
    roadmap, milestone = _locked(milestone, by)
    check_version(milestone, expected_version, name=milestone.name)
    data = {**about(roadmap), "name": milestone.name, "day": milestone.on.isoformat()}
    record("milestone.removed", milestone, by=by, data=data)
    milestone.delete()


def _locked(milestone: Milestone, by: Actor) -> tuple[Roadmap, Milestone]:
    roadmap = locked(Roadmap(pk=milestone.roadmap_id), by=by)
    return roadmap, Milestone.objects.get(pk=milestone.pk, roadmap=roadmap)


def _validate(milestone: Milestone) -> None:
    milestone.clean_fields(exclude=["workspace", "roadmap"])
    if problem := out_of_reach(milestone.on):
        raise ValidationError({"on": problem})
