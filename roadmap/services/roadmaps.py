"""Roadmaps as a whole: create, describe, hide, bring back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member, Workspace
from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from core.errors import OutOfDate, check_version
from roadmap.looks import cleaned_look
from roadmap.models import Roadmap, RoadmapLook
from roadmap.services.joining import follow_query
from roadmap.services.shaping import cleaned_fields

LONGEST_ROW, MOST_FOLDED, LONGEST_FILTER = 80, 500, 500


@transaction.atomic
def create_roadmap(
    workspace: Workspace,
    *,
    by: Actor,
    name: str,
    purpose: str = "",
    visibility: str = Roadmap.Visibility.WORKSPACE,
    owner: Member | None = None,
    lanes_from: str = "",
    grouped_by: str = "",
    **fields: Any,
) -> Roadmap:
    """A new roadmap without lanes of its own; `owner` (default: who acts) is whose it is when it is private.

    `lanes_from` and `grouped_by` are fields that lanes come from (LaneSource), empty for its own and for none; `fields` the others
    that `update_roadmap` takes. Items that its query fits are on it at once.

    Raises ValidationError by field, PermissionDenied. Cost: 2 statements, with a query those of `follow_query`.
    """
    require(by, Right.MANAGE_PLANS)
    roadmap = Roadmap(
        workspace=workspace,
        name=" ".join(name.split()),
        purpose=purpose.strip(),
        visibility=visibility,
        owner_id=_owner(owner, by),
        lanes_from=lanes_from,
        grouped_by=grouped_by,
    )
    for name, value in cleaned_fields(roadmap, fields, by).items():
        setattr(roadmap, name, value)
    _validate(roadmap, "workspace")
    roadmap.save(force_insert=True)
    record("roadmap.created", roadmap, by=by, data=about(roadmap))
    if roadmap.query:
        follow_query(roadmap)
    return roadmap


@transaction.atomic
def update_roadmap(
    roadmap: Roadmap,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    expected_version: int | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Roadmap:
    """Change the roadmap's own fields (`shaping.EDITABLE`): `horizons` as `check_horizons` takes them, a `look` as in `looks.py`,
    a `query` by which items join and leave at once, and the lane they join (`joined_lane_id`). Returns the roadmap as it is now.

    `seen` holds what the person saw in those fields: where one of them has changed since, OutOfDate carries the
    current roadmap. Nothing changed: nothing is written. Who makes a roadmap private becomes its owner, so that they
    can still see it. Raises ValidationError by field, PermissionDenied, Conflict for a horizon that still holds entries.
    """
    roadmap = locked(roadmap, by=by)
    check_version(roadmap, expected_version)
    changes = changed(roadmap, cleaned_fields(roadmap, fields, by), seen or {})
    if not changes:
        return roadmap
    if changes.get("visibility", ["", ""])[1] == Roadmap.Visibility.PRIVATE:
        roadmap.owner_id = by.member_id or roadmap.owner_id
    _validate(roadmap, "workspace", "owner")
    save_changed(roadmap, [*changes, "owner"])
    record("roadmap.updated", roadmap, by=by, changes=changes, data=about(roadmap))
    if changes.keys() & {"query"}:
        follow_query(roadmap)
    return roadmap


@transaction.atomic
def delete_roadmap(roadmap: Roadmap, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide the roadmap and what is shared of it; it can be brought back for 30 days. Twice is once."""
    roadmap = locked(roadmap, by=by)
    check_version(roadmap, expected_version)
    if roadmap.deleted_at is None:
        roadmap.deleted_at = timezone.now()
        save_changed(roadmap, ["deleted_at"])
        record("roadmap.deleted", roadmap, by=by, data=about(roadmap))


@transaction.atomic
def restore_roadmap(roadmap: Roadmap, *, by: Actor) -> Roadmap:
    """Bring a deleted roadmap back as it was. Twice is once."""
    roadmap = locked(roadmap, by=by)
    if roadmap.deleted_at is not None:
        roadmap.deleted_at = None
        save_changed(roadmap, ["deleted_at"])
        record("roadmap.restored", roadmap, by=by, data=about(roadmap))
    return roadmap


@transaction.atomic
def fold_row(roadmap: Roadmap, member: Member, *, row: str, is_folded: bool) -> None:
    """Keep for one member that a row or a group of the roadmap (`lanes_from.py`) is folded; nobody else's page changes.

    No event comes of it. Raises ValidationError for what is no row. Cost: 3 statements.
    """
    if len(row) > LONGEST_ROW:
        raise ValidationError(_("There is no such lane on this roadmap."))
    RoadmapLook.objects.get_or_create(workspace_id=roadmap.workspace_id, roadmap=roadmap, member=member)
    look = RoadmapLook.objects.select_for_update().get(roadmap=roadmap, member=member)
    rest = [one for one in look.folded if one != row]
    look.folded = [*rest[-MOST_FOLDED:], row] if is_folded else rest
    look.save(update_fields=["folded"])


@transaction.atomic
def keep_look(roadmap: Roadmap, member: Member, *, look: Mapping[str, Any], query: str = "") -> None:
    """Keep how one member looks at the roadmap (`looks.py`; empty: as everyone does) and the filter they left.

    No event comes of it. Raises ValidationError for what is no look. Cost: 3 statements.
    """
    kept = cleaned_look(look) | ({"query": query[:LONGEST_FILTER]} if query else {})
    RoadmapLook.objects.get_or_create(workspace_id=roadmap.workspace_id, roadmap=roadmap, member=member)
    RoadmapLook.objects.filter(roadmap=roadmap, member=member).update(look=kept)


def _validate(roadmap: Roadmap, *exclude: str) -> None:
    roadmap.clean_fields(exclude=list(exclude))
    if roadmap.grouped_by and roadmap.grouped_by == roadmap.lanes_from:
        raise ValidationError({"grouped_by": _("Group by something else than what the lanes are.")})


def _owner(owner: Member | None, by: Actor) -> UUID:
    pk = owner.pk if owner else by.member_id
    if pk is None:
        raise ValidationError({"owner": _("A roadmap needs an owner.")})
    return pk


def locked(roadmap: Roadmap, *, by: Actor) -> Roadmap:
    """The roadmap as it is now, its row held until commit, for one who may plan; what creates, moves or removes
    lanes, entries and editions goes through here, so that places and numbers cannot collide.
    """
    require(by, Right.MANAGE_PLANS)
    return Roadmap.objects.select_for_update(no_key=True).get(pk=roadmap.pk, workspace_id=by.workspace_id)


def about(roadmap: Roadmap) -> dict[str, Any]:
    """What surrounds an event of the roadmap: the page that shows it, and who may read that."""
    return roadmap.about()


def changed(row: Any, fields: Mapping[str, Any], seen: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the fields that differ; returns {field: [before, after]}.

    Raises OutOfDate, before anything is set, where someone else changed a field that `seen` shows otherwise.
    """
    for name, was in seen.items():
        if name in fields and getattr(row, name) not in (was, fields[name]):
            raise OutOfDate(
                _("Someone else has just changed this to “%(now)s”.") % {"now": getattr(row, name)},
                current=row,
            )
    changes = {name: [getattr(row, name), new] for name, new in fields.items() if getattr(row, name) != new}
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    return changes


def save_changed(row: Any, fields: list[str]) -> None:
    """Write these fields and the next version."""
    row.version += 1
    row.save(update_fields=[*fields, "version", "updated_at"])
