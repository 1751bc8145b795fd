"""Moving an entry: lane, horizon and order are the roadmap's, dates are the item's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.services import Record, record, record_many
from backlog.containers import containers, put_into
from backlog.models import Item
from backlog.services.bulk import Edit, ItemErrors, edit_items
from backlog.services.items import update_item
from backlog.services.ranking import hold_items
from core import rank
from core.errors import OutOfDate, check_version
from roadmap.lanes_from import PLACED, nothing
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import about_entry, locked_entry, unknown_horizon
from roadmap.services.meanwhile import Meanwhile, of_item, of_place, too_late
from roadmap.services.roadmaps import locked

DATES = ("start_on", "start_precision", "due_on", "due_precision")
PLACE = ("lane", "horizon")
OF_ITEM = ("team", "assignee", "parent")
PLACED_IN = ("theme", "objective")


@transaction.atomic
def move_entry(
    entry: Entry,
    *,
    by: Actor,
    fields: Mapping[str, Any] | None = None,
    seen: Mapping[str, Any] | None = None,
    before: Entry | None = None,
    after: Entry | None = None,
    to: str = "",
    expected_version: int | None = None,
) -> Entry:
    """Give an entry another lane, horizon or place in the order, and its item other dates; all or nothing.

    `fields` are any of DATES (dates, precisions) and PLACE (a Lane or None, a horizon); `before`, `after` another
    entry of the roadmap, or `to`: "top" of its lane and horizon, "bottom" of the roadmap. `seen` holds what the person saw: a field
    they left as it was is left alone, one that someone else changed meanwhile raises OutOfDate with the current
    entry. Lane, horizon and order need the right to plan, dates the rights to the item. Returns the entry as it is
    now. Raises ValidationError by field, PermissionDenied. Cost: up to 10 statements.
    """
    seen = seen or {}
    touched = {
        name: new for name, new in (fields or {}).items() if name not in seen or not _same(seen[name], new)
    }
    place = {name: touched[name] for name in PLACE if name in touched}
    dates = {name: touched[name] for name in DATES if name in touched}
    if place or before or after or to:
        entry = _place(entry, by, place, seen, before, after, to, expected_version)
    elif expected_version is not None:
        check_version(_held(entry), expected_version)
    if dates:
        entry.item = _reschedule(entry, by, dates, seen)
    return entry


@transaction.atomic
def move_shown(
    entry: Entry,
    *,
    by: Actor,
    fields: Mapping[str, Any],
    seen: Mapping[str, Any],
    after: Entry | None = None,
    to: str = "",
) -> None:
    """What a drag did to one entry: as `move_entry`, and, where lanes come from a field, that of its item too."""
    own = {name: value for name, value in fields.items() if name in (*DATES, *PLACE)}
    rest = {name: value for name, value in fields.items() if name not in own}
    if rest:
        move_entries(entry.roadmap, [EntryMove(entry, rest, seen)], by=by)
        entry = Entry.objects.select_related("item__product", "lane", "roadmap").get(pk=entry.pk)
    if own or after or to:
        move_entry(entry, by=by, fields=own, seen=seen, after=after, to=to)


@dataclass(frozen=True, slots=True)
class EntryMove:
    """What one of several entries gets: `fields` are any of DATES, its lane, and of its item team, assignee, parent
    (rows), theme and objective (ids) and product, which cannot change; `seen` as in `move_entry`.
    """

    entry: Entry
    fields: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)

    def touched(self, names: Sequence[str]) -> dict[str, Any]:
        """Of these fields those that the person changed."""
        return {
            name: new
            for name, new in self.fields.items()
            if name in names and (name not in self.seen or not _same(self.seen[name], new))
        }


@transaction.atomic
def move_entries(roadmap: Roadmap, moves: Sequence[EntryMove], *, by: Actor) -> int:
    """Give several entries of a roadmap, loaded with their items, other dates and places: one act, all or nothing.

    Returns how many events came of it. A change that someone else made meanwhile refuses all of it, and says of each entry
    what stands there and what was wanted. Lanes need the right to plan, dates the rights to the items. Raises ItemErrors,
    ValidationError, PermissionDenied, OutOfDate. Cost: up to 11 statements for one new lane, 2 more for themes and
    objectives, whatever the number of entries (at most 1,000).
    """
    if any(move.touched(("product",)) for move in moves):
        raise ValidationError(_("An item stays in its product. Choose a lane of that product."))
    late: list[Meanwhile] = []
    count = _put_in_lanes(roadmap, moves, by, late) + _edit(moves, by, late)
    for name in PLACED_IN:
        count += _put_into(name, moves, by, late)
    if late:
        raise too_late(late, current=None)
    return count


def _edit(moves: Sequence[EntryMove], by: Actor, late: list[Meanwhile]) -> int:
    dated = [(move, fields) for move in moves if (fields := move.touched((*DATES, *OF_ITEM)))]
    if not dated:
        return 0
    edits = [
        Edit(move.entry.item, fields=new, seen={name: move.seen[name] for name in new if name in move.seen})
        for move, new in dated
    ]
    try:
        return sum(bool(one.changes) for one in edit_items(edits, by=by))
    except ItemErrors as error:
        if not all(isinstance(one.error, OutOfDate) for one in error.refused.values()):
            raise
        late += [of_item(one.item, edits[at].fields, edits[at].seen) for at, one in error.refused.items()]
        return 0


def _put_into(name: str, moves: Sequence[EntryMove], by: Actor, late: list[Meanwhile]) -> int:
    """Put the items into their theme or objective, unless someone else has put one of them elsewhere since."""
    placed = {move.entry.pk: move for move in moves if move.touched((name,))}
    if not placed:
        return 0
    hold_items([move.entry.item_id for move in placed.values()])
    late += [
        Meanwhile(move.entry.item.key, called or nothing(name), wanted or nothing(name))
        for move, called, wanted in _elsewhere(name, placed, by)
    ]
    by_place: dict[UUID | None, list[Item]] = defaultdict(list)
    for move in placed.values():
        by_place[move.fields[name]].append(move.entry.item)
    for place, items in () if late else by_place.items():
        put_into(items, {name: place}, by=by)
    return len(placed)


def _elsewhere(
    name: str, placed: Mapping[UUID, EntryMove], by: Actor
) -> Iterator[tuple[EntryMove, str, str]]:
    """The moves whose item is in another place than the person saw, and than they want; what both are called."""
    now = Entry.objects.filter(pk__in=placed).values_list("pk", *PLACED[name])
    late = [
        (placed[pk], called)
        for pk, place, called in now
        if name in placed[pk].seen and place not in (placed[pk].seen[name], placed[pk].fields[name])
    ]
    known = dict(containers()[name].known(by)) if late else {}
    for move, called in late:
        yield move, called, known.get(move.fields[name], "")


def _put_in_lanes(roadmap: Roadmap, moves: Sequence[EntryMove], by: Actor, late: list[Meanwhile]) -> int:
    placed = [(move, new["lane"]) for move in moves if (new := move.touched(("lane",)))]
    if not placed:
        return 0
    roadmap = locked(roadmap, by=by)
    rows = Entry.objects.filter(roadmap=roadmap, pk__in=[move.entry.pk for move, _lane in placed])
    now = {row.pk: row for row in rows.select_related("item__product", "lane", "roadmap")}
    if len(now) < len(placed):
        raise ValidationError(_("It is no longer on this roadmap. Reload the page."))
    for move, lane in placed:
        late += _late(now[move.entry.pk], {"lane": lane}, move.seen)
    moved = [(now[move.entry.pk], lane) for move, lane in placed if not _same(now[move.entry.pk].lane, lane)]
    by_lane: dict[Any, list[Entry]] = defaultdict(list)
    for row, lane in moved:
        by_lane[lane.pk if lane else None].append(row)
    for pk, some in by_lane.items():
        Entry.objects.filter(pk__in=[row.pk for row in some]).update(
            lane_id=pk, version=F("version") + 1, updated_at=timezone.now()
        )
    return record_many([_moved(row, lane, roadmap) for row, lane in moved], by=by)


def _moved(row: Entry, lane: Lane | None, roadmap: Roadmap) -> Record:
    names = {str(one.pk): one.name for one in (row.lane, lane) if one is not None}
    data = {**about_entry(row, roadmap), "names": names}
    changes = {"lane": [_plain(row.lane), _plain(lane)]}
    return Record("entry.moved", "entry", row.pk, row.item.key, changes=changes, data=data)


def _held(entry: Entry) -> Entry:
    """The entry as it is now, its row held until commit: whoever changes its version waits for us, or has done so."""
    rows = Entry.objects.select_related("item__product", "lane")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=entry.pk)


def _place(
    entry: Entry,
    by: Actor,
    place: Mapping[str, Any],
    seen: Mapping[str, Any],
    before: Entry | None,
    after: Entry | None,
    to: str,
    expected_version: int | None,
) -> Entry:
    roadmap, entry = locked_entry(entry, by)
    check_version(entry, expected_version)
    if late := _late(entry, place, seen):
        raise too_late(late, current=entry)
    changes = {
        name: [_plain(getattr(entry, name)), _plain(new)]
        for name, new in place.items()
        if not _same(getattr(entry, name), new)
    }
    names = {str(lane.pk): lane.name for lane in (entry.lane, place.get("lane")) if lane is not None}
    for name, new in place.items():
        setattr(entry, name, new)
    if before or after or to:
        changes.update(_reorder(entry, before, after, to))
    if changes:
        entry.version += 1
        entry.save(update_fields=["lane", "horizon", "rank", "version", "updated_at"])
        data = {**about_entry(entry, roadmap), "names": names}
        record("entry.moved", entry, by=by, label=entry.item.key, changes=changes, data=data)
    return entry


def _late(entry: Entry, place: Mapping[str, Any], seen: Mapping[str, Any]) -> list[Meanwhile]:
    """Where someone else has put the entry since, if they have. Raises ValidationError for a place that is none."""
    lane = place.get("lane")
    if lane is not None and lane.roadmap_id != entry.roadmap_id:
        raise ValidationError({"lane": _("This lane belongs to another roadmap.")})
    if "horizon" in place and place["horizon"] not in entry.roadmap.horizon_names():
        raise ValidationError({"horizon": unknown_horizon(entry.roadmap)})
    now = {name: getattr(entry, name) for name in place}
    is_late = any(
        name in seen and not _same(now[name], seen[name]) and not _same(now[name], place[name])
        for name in place
    )
    return [of_place(entry, place)] if is_late else []


def _reorder(entry: Entry, before: Entry | None, after: Entry | None, to: str) -> dict[str, list[Any]]:
    """Set the rank for the place; returns the change, which names the entries that stood and stand before."""
    order = list(
        Entry.objects.filter(roadmap_id=entry.roadmap_id).exclude(pk=entry.pk).only("rank", "lane", "horizon")
    )
    at = len(order) if to == "bottom" else _index(order, entry, before, after)
    if at is None:
        return {}
    low, high = (order[at - 1] if at else None), (order[at] if at < len(order) else None)
    if (low is None or low.rank < entry.rank) and (high is None or entry.rank < high.rank):
        return {}
    former = [each.pk for each in order if each.rank < entry.rank]
    entry.rank = rank.between(low.rank if low else None, high.rank if high else None)
    if rank.too_long(entry.rank):
        entry.rank = _respace(entry, order, at)
    return {"after": [str(former[-1]) if former else None, str(low.pk) if low else None]}


def _index(order: list[Entry], entry: Entry, before: Entry | None, after: Entry | None) -> int | None:
    """Where in `order` (without the entry) it goes; None: its lane and horizon are empty, any place is the top."""
    anchor = before or after
    for index, each in enumerate(order):
        if anchor is not None and each.pk == anchor.pk:
            return index if before else index + 1
        if anchor is None and (each.lane_id, each.horizon) == (entry.lane_id, entry.horizon):
            return index
    if anchor is not None:
        raise ValidationError(_("The entry next to it is no longer on this roadmap."))
    return None


def _respace(entry: Entry, order: list[Entry], at: int) -> str:
    """Give every entry of the roadmap a short rank again; returns the one that is free at `at`."""
    keys = rank.spread(None, None, len(order) + 1)
    rest = [*keys[:at], *keys[at + 1 :]]
    with connection.cursor() as cursor:
        # Aside first, behind every other rank, since a unique key is checked row by row; then home.
        cursor.execute(
            "UPDATE roadmap_entry SET rank = '~' || rank WHERE roadmap_id = %s AND deleted_at IS NULL",
            [entry.roadmap_id],
        )
        cursor.execute(
            "UPDATE roadmap_entry SET rank = fresh.rank FROM unnest(%s::uuid[], %s::text[]) AS fresh (id, rank) "
            "WHERE roadmap_entry.id = fresh.id",
            [[each.pk for each in order], rest],
        )
    return keys[at]


def _reschedule(entry: Entry, by: Actor, dates: Mapping[str, Any], seen: Mapping[str, Any]) -> Any:
    """Change the item's dates under the item's rights; someone else's newer dates are named in the refusal."""
    item = entry.item
    if not any(getattr(item, name) != new for name, new in dates.items()):
        return item
    try:
        return update_item(
            item, by=by, fields=dates, seen={name: seen[name] for name in dates if name in seen}
        )
    except OutOfDate as error:
        raise too_late([of_item(error.current, dates, seen)], current=entry) from error


def _plain(value: Any) -> Any:
    return str(value.pk) if isinstance(value, Lane | Roadmap) else value


def _same(one: Any, other: Any) -> bool:
    return bool(_plain(one) == _plain(other))
