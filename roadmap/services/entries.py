"""Items on a roadmap: add, describe, move, remove."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record, record_many
from backlog.models import Item, Product
from backlog.services.items import create_item
from core import rank
from core.errors import Conflict, check_version
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.roadmaps import about, changed, locked, save_changed

MOST = 200
TEXTS = ("public_title", "public_note", "confidence")


def add_entry(
    roadmap: Roadmap,
    item: Item,
    *,
    by: Actor,
    lane: Lane | None = None,
    horizon: str = "",
    public_title: str = "",
    public_note: str = "",
    confidence: str = "",
) -> Entry:
    """Put one item on the roadmap, at the end. Raises Conflict if it is there already; see `add_entries`."""
    texts = {"public_title": public_title, "public_note": public_note, "confidence": confidence}
    added = add_entries(roadmap, [item], by=by, lane=lane, horizon=horizon, texts=texts)
    if not added:
        raise Conflict(_("%(key)s is on this roadmap already.") % {"key": item.key})
    return added[0]


@transaction.atomic
def add_entries(
    roadmap: Roadmap,
    items: Sequence[Item],
    *,
    by: Actor,
    lane: Lane | None = None,
    horizon: str = "",
    texts: Mapping[str, str] | None = None,
) -> list[Entry]:
    """Put items on the roadmap, at the end and in their order; those that are there already stay as they are. `horizon` is the id of
    one, "" for the last.

    Returns the new entries. Raises ValidationError, PermissionDenied. Cost: 6 statements, whatever the number (at
    most 200).
    """
    roadmap = locked(roadmap, by=by)
    horizon = horizon or [*roadmap.horizon_names()][-1]
    _check_place(roadmap, lane, horizon)
    if len(items) > MOST:
        raise ValidationError(_("At most %(most)d items can be added at once.") % {"most": MOST})
    known = set(Entry.objects.filter(roadmap=roadmap, item__in=items).values_list("item_id", flat=True))
    new = list({item.pk: item for item in items if item.pk not in known and item.deleted_at is None}.values())
    ranks = rank.spread(_last_rank(roadmap), None, len(new))
    entries = [
        Entry(
            workspace_id=roadmap.workspace_id, roadmap=roadmap, item=item, lane=lane, horizon=horizon, rank=key,
            **(texts or {}),
        )
        for item, key in zip(new, ranks, strict=True)
    ]  # fmt: skip
    for entry in entries:
        _validate(entry)
    Entry.objects.bulk_create(entries)
    Entry.all_objects.filter(roadmap=roadmap, item__in=items, is_kept_out=True).update(is_kept_out=False)
    record_many([_created(entry, roadmap) for entry in entries], by=by)
    return entries


@transaction.atomic
def add_new_item(
    roadmap: Roadmap,
    product: Product,
    *,
    by: Actor,
    title: str,
    lane: Lane | None = None,
    horizon: str = "",
    **fields: Any,
) -> Entry:
    """Make an item in a product's backlog and put it on the roadmap. `fields` as in `create_item`."""
    require(by, Right.MANAGE_PLANS)
    item = create_item(product, by=by, title=title, **fields)
    return add_entry(roadmap, item, by=by, lane=lane, horizon=horizon)


@transaction.atomic
def update_entry(
    entry: Entry,
    *,
    by: Actor,
    fields: Mapping[str, str],
    expected_version: int | None = None,
    seen: Mapping[str, str] | None = None,
) -> Entry:
    """Change what the audience reads (TEXTS): title, note, how sure the dates are; `seen` as in `update_roadmap`."""
    roadmap, entry = locked_entry(entry, by)
    check_version(entry, expected_version)
    cleaned = {name: " ".join(fields[name].split()) for name in TEXTS if name in fields}
    changes = changed(entry, cleaned, seen or {})
    if changes:
        _validate(entry)
        save_changed(entry, list(changes))
        record(
            "entry.updated",
            entry,
            by=by,
            label=entry.item.key,
            changes=changes,
            data=about_entry(entry, roadmap),
        )
    return entry


@transaction.atomic
def remove_entry(entry: Entry, *, by: Actor, expected_version: int | None = None) -> None:
    """Take an item off the roadmap; the item itself stays as it is, what was said about it here is hidden with it.

    Undo (`restore_entry`) brings both back. By the roadmap's query it does not join again.
    """
    roadmap, entry = locked_entry(entry, by)
    check_version(entry, expected_version)
    place = {
        "lane": str(entry.lane_id) if entry.lane_id else None,
        "horizon": entry.horizon,
        "rank": entry.rank,
        "public_title": entry.public_title,
        "public_note": entry.public_note,
    }
    data = {**about_entry(entry, roadmap), "place": place}
    entry.deleted_at, entry.lane, entry.is_kept_out = timezone.now(), None, bool(roadmap.query)
    save_changed(entry, ["deleted_at", "lane", "is_kept_out"])
    record("entry.removed", entry, by=by, label=entry.item.key, data=data)


@transaction.atomic
def restore_entry(entry: Entry, *, by: Actor, lane: Lane | None = None) -> Entry:
    """Put back what was taken off, with its comments: into `lane`, in its former place in the order. Twice is once.

    It then stays whether or not the roadmap's query fits it.
    Raises Conflict where the item has been deleted or has been put on the roadmap anew, PermissionDenied.
    """
    roadmap = locked(Roadmap(pk=entry.roadmap_id), by=by)
    rows = Entry.all_objects.select_related("item__product", "lane")
    entry = rows.get(pk=entry.pk, roadmap=roadmap)
    if entry.deleted_at is None:
        return entry
    if entry.horizon not in roadmap.horizon_names():
        entry.horizon = [*roadmap.horizon_names()][-1]
    _check_place(roadmap, lane, entry.horizon)
    if entry.item.deleted_at is not None:
        raise Conflict(_("The item has been deleted."))
    if Entry.objects.filter(roadmap=roadmap, item_id=entry.item_id).exists():
        raise Conflict(_("%(key)s is on this roadmap already.") % {"key": entry.item.key})
    entry.deleted_at, entry.lane, entry.rank = None, lane, _free_rank(roadmap, entry.rank)
    entry.is_joined = entry.is_kept_out = False
    save_changed(entry, ["deleted_at", "lane", "rank", "horizon", "is_joined", "is_kept_out"])
    record("entry.restored", entry, by=by, label=entry.item.key, data=about_entry(entry, roadmap))
    return entry


def locked_entry(entry: Entry, by: Actor) -> tuple[Roadmap, Entry]:
    """The entry as it is now with its item, its roadmap held until commit, for one who may plan."""
    roadmap = locked(Roadmap(pk=entry.roadmap_id), by=by)
    fresh = Entry.objects.select_related("item__product", "lane").get(pk=entry.pk, roadmap=roadmap)
    fresh.roadmap = roadmap
    return roadmap, fresh


def about_entry(entry: Entry, roadmap: Roadmap) -> dict[str, Any]:
    """What surrounds an event of the entry."""
    return {**about(roadmap), "item": str(entry.item_id), "key": entry.item.key, "title": entry.item.title}


def _created(entry: Entry, roadmap: Roadmap) -> Record:
    return Record("entry.created", "entry", entry.pk, entry.item.key, data=about_entry(entry, roadmap))


def _last_rank(roadmap: Roadmap) -> str | None:
    return Entry.objects.filter(roadmap=roadmap).order_by("-rank").values_list("rank", flat=True).first()


def _free_rank(roadmap: Roadmap, former: str) -> str:
    """The former rank, or the next free one before what has taken its place. Two statements at most."""
    ranks = Entry.objects.filter(roadmap=roadmap)
    taken = ranks.filter(rank__gte=former).order_by("rank").values_list("rank", flat=True).first()
    if taken != former:
        return former
    before = ranks.filter(rank__lt=former).order_by("-rank").values_list("rank", flat=True).first()
    return rank.between(before, former)


def _check_place(roadmap: Roadmap, lane: Lane | None, horizon: str) -> None:
    if lane is not None and lane.roadmap_id != roadmap.pk:
        raise ValidationError({"lane": _("This lane belongs to another roadmap.")})
    if horizon not in roadmap.horizon_names():
        raise ValidationError({"horizon": unknown_horizon(roadmap)})


def unknown_horizon(roadmap: Roadmap) -> str:
    """What is said of a horizon that the roadmap does not have."""
    return _("The horizon is one of %(names)s.") % {"names": ", ".join(roadmap.horizon_names())}


def _validate(entry: Entry) -> None:
    entry.clean_fields(exclude=["workspace", "roadmap", "item", "lane", "rank"])
