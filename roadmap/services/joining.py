"""Items that join a roadmap because its query fits them, and leave it when it no longer does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor, system_actor
from activity.services import Record, record_many
from backlog.models import Item
from backlog.search import ItemSearch
from core import rank
from core.query import QueryError
from roadmap.models import Entry, Roadmap

MOST_JOINED = 2000


@dataclass(frozen=True, slots=True)
class Flow:
    """How many items joined and left."""

    joined: int = 0
    left: int = 0


@transaction.atomic
def follow_query(roadmap: Roadmap) -> Flow:
    """Have the items that the roadmap's query fits on it, and none that joined by it and no longer fit.

    What was added by hand stays, what was taken off by hand stays off. Who joins stands at the end, in the roadmap's
    lane for those and its last horizon; who comes back has its title, note and comments again. Events are the system's
    and name the query. Safe to run at any time, twice is once; nothing happens while the roadmap is deleted, has no
    query, or one that can no longer be read (a label or a sprint it names is gone). Cost: 4 statements and one for each
    kind of names in the query; up to 6 more where somebody joins or leaves, whatever their number (at most MOST_JOINED).
    """
    held = Roadmap.objects.select_for_update(of=("self",), no_key=True).filter(pk=roadmap.pk).first()
    if held is None or not held.query or held.deleted_at is not None:
        return Flow()
    roadmap = held
    by = system_actor(roadmap.workspace_id)
    try:
        fitting = _fitting(roadmap, roadmap.query, by)
    except QueryError:
        return Flow()
    fit = set(fitting)
    entries = list(Entry.all_objects.filter(roadmap=roadmap).order_by("deleted_at"))
    here = {entry.item_id for entry in entries if entry.deleted_at is None}
    kept_out = {entry.item_id for entry in entries if entry.is_kept_out}
    gone = [row for row in entries if row.is_joined and row.deleted_at is None and row.item_id not in fit]
    new = [item for item in fitting if item not in here and item not in kept_out]
    wanted = set(new)
    former = {row.item_id: row for row in entries if row.is_joined and row.item_id in wanted}
    _leave(roadmap, gone, by)
    _join(roadmap, new, former, entries, by)
    return Flow(len(new), len(gone))


def check_query(roadmap: Roadmap, text: str, by: Actor) -> str:
    """The query as it is kept. Raises ValidationError by field, with the place of the mistake, also for one that finds too much.

    Two statements, and one for each kind of names that it uses.
    """
    text = " ".join(text.split())
    if not text:
        return ""
    try:
        search = ItemSearch(text, actor=by, today=timezone.localdate())
    except QueryError as error:
        raise ValidationError({"query": str(error)}) from error
    if any(value.text.lower() == "me" for term in search.query.terms for value in term.values):
        raise ValidationError(
            {"query": _("“me” is nobody here: everyone sees the same roadmap. Name the person.")}
        )
    if search.query.sort:
        raise ValidationError({"query": _("A roadmap has an order of its own. Leave “sort:” out.")})
    if len(_fitting(roadmap, text, by, MOST_JOINED + 1)) > MOST_JOINED:
        said = _("It finds more than %(most)d items. Narrow it, for example by kind:initiative,epic.")
        raise ValidationError({"query": said % {"most": MOST_JOINED}})
    return text


def mistake_in_query(roadmap: Roadmap) -> QueryError | None:
    """Why the roadmap's query can no longer be read, so that nothing joins or leaves by it; None where it can.

    No statement without a query, else one for each kind of names that it uses.
    """
    try:
        if roadmap.query:
            _found(roadmap, roadmap.query, system_actor(roadmap.workspace_id))
    except QueryError as error:
        return error
    return None


def automatic_roadmaps(workspace_id: UUID | None = None) -> Iterable[tuple[UUID, UUID]]:
    """Ids of the living roadmaps that have a query, with their workspaces'; of one workspace or of all. One statement."""
    rows = Roadmap.objects.filter(deleted_at=None).exclude(query="")
    rows = rows.filter(workspace=workspace_id) if workspace_id else rows
    return rows.values_list("pk", "workspace_id")


def _fitting(roadmap: Roadmap, text: str, by: Actor, most: int = MOST_JOINED) -> list[UUID]:
    """Ids of the items that the query fits, the oldest first."""
    return list(_found(roadmap, text, by).order_by("pk").values_list("pk", flat=True)[:most])


def _found(roadmap: Roadmap, text: str, by: Actor) -> "QuerySet[Item]":
    """The items that the query fits. Raises QueryError."""
    today: date = timezone.now().astimezone(ZoneInfo(roadmap.workspace.timezone)).date()
    rows = Item.objects.filter(workspace=roadmap.workspace_id, product__archived_at=None)
    return ItemSearch(text, actor=by, today=today).filter(rows)


def _leave(roadmap: Roadmap, gone: list[Entry], by: Actor) -> None:
    if not gone:
        return
    pks = [row.pk for row in gone]
    keys = _keys(row.item_id for row in gone)
    records = [_record("entry.removed", row, keys, roadmap, place=_place(row)) for row in gone]
    Entry.objects.filter(pk__in=pks).update(
        deleted_at=timezone.now(), lane=None, version=F("version") + 1, updated_at=timezone.now()
    )
    record_many(records, by=by)


def _join(
    roadmap: Roadmap, new: list[UUID], former: dict[UUID, Entry], every: list[Entry], by: Actor
) -> None:
    if not new:
        return
    last = max((row.rank for row in every if row.deleted_at is None), default=None)
    horizons = list(roadmap.horizon_names())
    rows = []
    for item, key in zip(new, rank.spread(last, None, len(new)), strict=True):
        row = former.get(item) or Entry(
            workspace_id=roadmap.workspace_id,
            roadmap=roadmap,
            item_id=item,
            horizon=horizons[-1],
            is_joined=True,
        )
        row.rank, row.lane_id, row.deleted_at = key, roadmap.joined_lane_id, None
        row.horizon = row.horizon if row.horizon in horizons else horizons[-1]
        rows.append(row)
    back = [row for row in rows if row.item_id in former]
    for row in back:
        row.version += 1
        row.updated_at = timezone.now()
    Entry.all_objects.bulk_update(back, ["rank", "lane", "horizon", "deleted_at", "version", "updated_at"])
    Entry.objects.bulk_create([row for row in rows if row.item_id not in former])
    keys = _keys(new)
    verbs = {True: "entry.restored", False: "entry.created"}
    record_many([_record(verbs[row.item_id in former], row, keys, roadmap) for row in rows], by=by)


def _record(
    verb: str, row: Entry, names: dict[UUID, tuple[str, str]], roadmap: Roadmap, **more: Any
) -> Record:
    key, title = names[row.item_id]
    data = {**roadmap.about(), "item": str(row.item_id), "key": key, "title": title, "query": roadmap.query}
    return Record(verb, "entry", row.pk, key, data={**data, **more})


def _place(row: Entry) -> dict[str, Any]:
    lane = str(row.lane_id) if row.lane_id else None
    texts = {"public_title": row.public_title, "public_note": row.public_note}
    return {"lane": lane, "horizon": row.horizon, "rank": row.rank, **texts}


def _keys(items: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Keys and titles, also of what has been deleted."""
    rows = Item.all_objects.filter(pk__in=list(items)).values_list("pk", "product__key", "number", "title")
    return {pk: (f"{key}-{number}", title) for pk, key, number, title in rows}
