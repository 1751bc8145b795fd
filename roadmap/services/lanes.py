"""The rows of a roadmap."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from activity.actors import Actor
from activity.services import record
from core import rank
from core.errors import Conflict, check_version
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.roadmaps import about, changed, locked, save_changed

MOST = 50


@transaction.atomic
def add_lane(roadmap: Roadmap, *, by: Actor, name: str, note: str = "", pk: UUID | None = None) -> Lane:
    """A new lane below the others; `pk` makes one again that was removed.

    Raises ValidationError by field, PermissionDenied. Cost: 4 statements.
    """
    roadmap = locked(roadmap, by=by)
    ranks = list(roadmap.lanes.values_list("rank", flat=True))
    if len(ranks) >= MOST:
        raise ValidationError(_("A roadmap has at most %(most)d lanes.") % {"most": MOST})
    lane = Lane(
        workspace_id=roadmap.workspace_id,
        roadmap=roadmap,
        name=" ".join(name.split()),
        note=note.strip(),
        rank=rank.between(ranks[-1] if ranks else None, None),
        **({"pk": pk} if pk else {}),
    )
    _validate(lane)
    lane.save(force_insert=True)
    record("lane.created", lane, by=by, data=about(roadmap))
    return lane


@transaction.atomic
def update_lane(
    lane: Lane,
    *,
    by: Actor,
    fields: Mapping[str, str],
    expected_version: int | None = None,
    seen: Mapping[str, str] | None = None,
) -> Lane:
    """Change a lane's name or note; `seen` as in `update_roadmap`. Nothing changed: nothing is written."""
    roadmap, lane = _locked(lane, by)
    check_version(lane, expected_version)
    cleaned = {name: " ".join(fields[name].split()) for name in ("name", "note") if name in fields}
    changes = changed(lane, cleaned, seen or {})
    if changes:
        _validate(lane)
        save_changed(lane, list(changes))
        record("lane.updated", lane, by=by, changes=changes, data=about(roadmap))
    return lane


@transaction.atomic
def move_lane(
    lane: Lane,
    *,
    by: Actor,
    before: Lane | None = None,
    after: Lane | None = None,
    to: str = "top",
    expected_version: int | None = None,
) -> Lane:
    """Put a lane directly before or after another one of its roadmap; with neither, on `to`: "top" or "bottom".

    Already there: nothing is written. Raises OutOfDate. Cost: 5 statements.
    """
    roadmap, lane = _locked(lane, by)
    check_version(lane, expected_version)
    order = [each for each in roadmap.lanes.all() if each.pk != lane.pk]
    at = len(order) if to == "bottom" else _place(order, before, after)
    low, high = (order[at - 1] if at else None), (order[at] if at < len(order) else None)
    if (low is None or low.rank < lane.rank) and (high is None or lane.rank < high.rank):
        return lane
    former = [each.pk for each in roadmap.lanes.all() if each.rank < lane.rank]
    lane.rank = rank.between(low.rank if low else None, high.rank if high else None)
    save_changed(lane, ["rank"])
    neighbours = [str(former[-1]) if former else None, str(low.pk) if low else None]
    record("lane.moved", lane, by=by, changes={"after": neighbours}, data=about(roadmap))
    return lane


@transaction.atomic
def remove_lane(
    lane: Lane, *, by: Actor, keep_entries: bool = False, expected_version: int | None = None
) -> None:
    """Remove an empty lane, or with `keep_entries` also a full one, whose entries then stand in no lane.

    Raises Conflict while it holds entries that are not to be kept. Twice is once.
    """
    roadmap, lane = _locked(lane, by)
    check_version(lane, expected_version)
    held = Entry.objects.filter(lane=lane)
    count = held.count()
    if count and not keep_entries:
        raise Conflict(
            ngettext(
                "“%(lane)s” holds %(count)d entry. Move it to another lane first, or keep it without a lane.",
                "“%(lane)s” holds %(count)d entries. Move them to another lane first, or keep them without a lane.",
                count,
            )
            % {"lane": lane.name, "count": count}
        )
    kept = [str(pk) for pk in held.values_list("pk", flat=True)]
    held.update(lane=None)
    above = roadmap.lanes.filter(rank__lt=lane.rank).last()
    data = {
        **about(roadmap), "name": lane.name, "note": lane.note, "entries": kept,
        "after": str(above.pk) if above else None,
    }  # fmt: skip
    record("lane.removed", lane, by=by, data=data)
    lane.delete()


@transaction.atomic
def restore_lane(roadmap: Roadmap, was: Mapping[str, Any], *, pk: UUID, by: Actor) -> Lane:
    """Make a lane again as the event of its removal has it: below the same lane, with its entries that are in none now.

    Raises ValidationError, PermissionDenied, Conflict where it is there.
    """
    roadmap = locked(roadmap, by=by)
    if Lane.objects.filter(pk=pk).exists():
        raise Conflict(_("It is there again already."))
    lane = add_lane(roadmap, by=by, name=was["name"], note=was["note"], pk=pk)
    above = roadmap.lanes.filter(pk=was["after"]).first() if was.get("after") else None
    move_lane(lane, by=by, after=above)
    Entry.objects.filter(roadmap=roadmap, pk__in=was["entries"], lane=None).update(lane=lane)
    return lane


def _locked(lane: Lane, by: Actor) -> tuple[Roadmap, Lane]:
    roadmap = locked(Roadmap(pk=lane.roadmap_id), by=by)
    return roadmap, Lane.objects.get(pk=lane.pk, roadmap=roadmap)


def _place(order: list[Lane], before: Lane | None, after: Lane | None) -> int:
    anchor = before or after
    if anchor is None:
        return 0
    for index, each in enumerate(order):
        if each.pk == anchor.pk:
            return index if before else index + 1
    raise ValidationError(_("There is no such lane on this roadmap."))


def _validate(lane: Lane) -> None:
    lane.clean_fields(exclude=["workspace", "roadmap", "rank"])


def neighbour_of(lane: Lane, step: int) -> Any:
    """The lane so many places up (negative) or down, None at the ends."""
    order = list(Lane.objects.filter(roadmap_id=lane.roadmap_id))
    at = next(index for index, each in enumerate(order) if each.pk == lane.pk) + step
    return order[at] if 0 <= at < len(order) else None
