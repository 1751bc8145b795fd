"""Dated marks on a roadmap.

Events: `milestone.created`, `milestone.updated`, `milestone.removed`, whose `data` says what it was, `milestone.restored`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import record
from core.errors import check_version
from core.periods import out_of_reach
from roadmap.models import Milestone, Roadmap
from roadmap.services.roadmaps import about, changed, locked, save_changed

MOST = 100


@transaction.atomic
def add_milestone(roadmap: Roadmap, *, by: Actor, name: str, on: date) -> Milestone:
    """Mark a day on the roadmap. Raises ValidationError by field, PermissionDenied. Cost: 4 statements."""
    roadmap = locked(roadmap, by=by)
    _check_room(roadmap)
    milestone = Milestone(
        workspace_id=roadmap.workspace_id, roadmap=roadmap, name=" ".join(name.split()), on=on
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
    """Take a mark away; `restore_milestone` brings it back for 30 days. Raises PermissionDenied, OutOfDate. Cost: 4 statements."""
    roadmap, milestone = _locked(milestone, by)
    check_version(milestone, expected_version, name=milestone.name)
    data = {**about(roadmap), "name": milestone.name, "day": milestone.on.isoformat()}
    milestone.deleted_at = timezone.now()
    save_changed(milestone, ["deleted_at"])
    record("milestone.removed", milestone, by=by, data=data)


@transaction.atomic
def restore_milestone(milestone: Milestone, *, by: Actor) -> Milestone:
    """Bring a mark back that was removed, with what scenarios have otherwise of it. Twice is once.

    Raises ValidationError where there are too many by now, PermissionDenied. Cost: 5 statements.
    """
    roadmap = locked(Roadmap(pk=milestone.roadmap_id), by=by)
    milestone = Milestone.all_objects.get(pk=milestone.pk, roadmap=roadmap)
    if milestone.deleted_at is not None:
        _check_room(roadmap)
        milestone.deleted_at = None
        save_changed(milestone, ["deleted_at"])
        record("milestone.restored", milestone, by=by, data=about(roadmap))
    return milestone


def _locked(milestone: Milestone, by: Actor) -> tuple[Roadmap, Milestone]:
    roadmap = locked(Roadmap(pk=milestone.roadmap_id), by=by)
    return roadmap, Milestone.objects.get(pk=milestone.pk, roadmap=roadmap)


def _check_room(roadmap: Roadmap) -> None:
    if roadmap.milestones.count() >= MOST:
        raise ValidationError(_("A roadmap has at most %(most)d milestones.") % {"most": MOST})


def _validate(milestone: Milestone) -> None:
    milestone.clean_fields(exclude=["workspace", "roadmap"])
    if problem := out_of_reach(milestone.on):
        raise ValidationError({"on": problem})
