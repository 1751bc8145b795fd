"""The one order of a product's backlog."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record, record_many
from backlog.models import Item, Product
from core import rank
from core.errors import check_version
from core.sql import Write, run

MOST = 1000


def move_item(
    item: Item,
    *,
    by: Actor,
    before: Item | None = None,
    after: Item | None = None,
    to: str = "",
    expected_version: int | None = None,
) -> Item:
    """Rank one item; see `move_items`. Raises OutOfDate. Writes one item row. Cost: 3 statements, 6 with a version."""
    if expected_version is None:
        return move_items([item], by=by, before=before, after=after, to=to)[0]
    require(by, Right.GROOM)
    with transaction.atomic():
        lock_order(item.product_id)
        rows = Item.objects.select_related("product").select_for_update(of=("self",), no_key=True)
        check_version(rows.get(pk=item.pk), expected_version, name=item.key)
        return move_items([item], by=by, before=before, after=after, to=to)[0]


@transaction.atomic
def move_items(
    items: Sequence[Item], *, by: Actor, before: Item | None = None, after: Item | None = None, to: str = ""
) -> list[Item]:
    """Rank items of one product together, in the order given, directly before or after another, or to an end.

    Exactly one of `before`, `after`, `to` ("top" or "bottom") says where. The product's row is locked first, so two
    people who drag at once cannot lose or double a place. `version` stays; already there: nothing is written.
    Each item gets an event that names its former neighbour. Raises ValidationError for a place in another product
    or next to one of the items moved, PermissionDenied.
    """
    require(by, Right.GROOM)
    anchor = before or after
    _check(items, [place for place in (before, after, to) if place], anchor)
    if anchor is not None and [anchor.pk] == [item.pk for item in items]:
        return list(items)
    spot = _spot(items[0].product_id, [item.pk for item in items], before, after, to)
    if _already_there(items, spot):
        return list(items)
    for item, key in zip(items, rank.spread(spot.low, spot.high, len(items)), strict=True):
        item.rank = key
    write = _ranking(
        {item.pk: item.rank for item in items}, held={rank for rank, _before in spot.now.values()}
    )
    where = {"before": before.key} if before else {"after": after.key} if after else {"to": to}
    _record(items, spot, where, by, write)
    return list(items)


LOCK_ORDER = "SELECT 1 FROM backlog_product WHERE id = %(product)s FOR NO KEY UPDATE"


def lock_order(product_id: UUID) -> None:
    """Hold the product's order until commit; what creates, moves, re-spaces or re-parents does so first."""
    run(LOCK_ORDER, {"product": product_id})


def hold_items(ids: Sequence[UUID]) -> None:
    """Lock items until commit, in the order in which all who change many do so; after `lock_order`, where that is needed.

    What is read of them afterwards is what they are: a statement that locks and joins loses those whose joined row
    (their status) is another one by then. One statement.
    """
    run(_HOLD.replace("FOR UPDATE", "FOR NO KEY UPDATE"), {"ids": list(ids)})


@transaction.atomic
def respace(product: Product) -> int:
    """Give every item of the product a short rank again, in the same order; returns how many rows it wrote.

    Touches neither `version` nor events. Cost: three statements and a COPY-sized update under the product's lock.
    """
    lock_order(product.pk)
    rows = Item.all_objects.filter(product=product)
    ids = list(rows.order_by("rank").values_list("pk", flat=True))
    hold_items(ids)
    keys = rank.spread(None, None, len(ids))
    with connection.cursor() as cursor:
        # Two steps, since a unique key is checked row by row: aside behind every other rank, then home.
        cursor.execute("UPDATE backlog_item SET rank = '~' || rank WHERE product_id = %s", [product.pk])
        cursor.execute(
            "UPDATE backlog_item SET rank = fresh.rank FROM unnest(%s::uuid[], %s::text[]) AS fresh (id, rank) "
            "WHERE backlog_item.id = fresh.id",
            [ids, keys],
        )
    return len(ids)


@dataclass(frozen=True, slots=True)
class _Spot:
    """The ranks on both sides of the place, and of each moved item its rank and who stood before it."""

    low: str | None
    high: str | None
    now: dict[str, tuple[str, str | None]]


def _check(items: Sequence[Item], places: list[Any], anchor: Item | None) -> None:
    if not items or len(items) > MOST:
        raise ValidationError(_("Between one and %(most)d items can be moved at once.") % {"most": MOST})
    if len(places) != 1 or (anchor is None and places[0] not in ("top", "bottom")):
        raise ValidationError(_("Say where to: before or after an item, or to the top or bottom."))
    if len({item.product_id for item in (*items, *([anchor] if anchor else []))}) > 1:
        raise ValidationError(_("Items are ranked within one product; this place is in another."))
    if anchor is not None and len(items) > 1 and anchor.pk in {item.pk for item in items}:
        raise ValidationError(_("The place is next to one of the items that move. Choose another one."))


_SPOT = """
    WITH anchor AS (SELECT rank FROM backlog_item WHERE id = %(anchor)s::uuid AND deleted_at IS NULL)
    SELECT (SELECT rank FROM anchor),
           (SELECT i.rank FROM backlog_item i
             WHERE i.product_id = %(product)s AND NOT i.id = ANY(%(moved)s::uuid[]) {beyond}
             ORDER BY i.rank {order} LIMIT 1),
           (SELECT json_object_agg(m.id, json_build_array(m.rank, p.id))
              FROM backlog_item m LEFT JOIN LATERAL (
                SELECT x.id FROM backlog_item x
                 WHERE x.product_id = m.product_id AND x.rank < m.rank AND x.deleted_at IS NULL
                 ORDER BY x.rank DESC LIMIT 1) p ON true
             WHERE m.id = ANY(%(moved)s::uuid[]))
"""


def _spot(product_id: UUID, moved: list[UUID], before: Item | None, after: Item | None, to: str) -> _Spot:
    """Lock the order; read both neighbours of the place and the former neighbours, in one message."""
    anchor = before or after
    upward = before is not None or to == "bottom"  # the other neighbour lies above the place
    beyond = f"AND i.rank {'<' if upward else '>'} (SELECT rank FROM anchor)" if anchor else ""
    statement = _SPOT.format(beyond=beyond, order="DESC" if upward else "ASC")
    params = {"anchor": anchor.pk if anchor else None, "product": product_id, "moved": moved}
    at, other, now = run(statement, params, ahead=LOCK_ORDER)[0]
    if anchor is not None and at is None:
        raise ValidationError(_("%(key)s is no longer there.") % {"key": anchor.key})
    return _Spot(low=other if upward else at, high=at if upward else other, now=now)


def _already_there(items: Sequence[Item], spot: _Spot) -> bool:
    ranks = [spot.now[str(item.pk)][0] for item in items]
    inside = (spot.low is None or spot.low < ranks[0]) and (spot.high is None or ranks[-1] < spot.high)
    return inside and ranks == sorted(ranks)


def write_ranks(ranks: Mapping[UUID, str], *, held: Set[str]) -> None:
    """Give items these ranks; `held` are those that they have now. The order must be locked. One statement or two."""
    write = _ranking(ranks, held=held)
    run(write.text, write.params, ahead=_HOLD)


def _ranking(ranks: Mapping[UUID, str], *, held: Set[str]) -> Write:
    """What writes the ranks, as `write_ranks`.

    Where some take over what others of them hold, all first stand aside behind every other rank: a unique key is
    checked row by row.
    """
    params = {"now": timezone.now(), "ids": list(ranks), "ranks": list(ranks.values())}
    if held & set(ranks.values()):
        aside = "UPDATE backlog_item SET rank = '~' || rank WHERE id = ANY(%(ids)s::uuid[])"
        run(aside, params, ahead=_HOLD)
    return Write(_RANKS, params)


# Rows one by one in the order of their ids, as every edit of many items takes them: nobody waits in a circle.
_HOLD = "SELECT 1 FROM backlog_item WHERE id = ANY(%(ids)s::uuid[]) ORDER BY id FOR UPDATE"
_RANKS = """
    UPDATE backlog_item SET rank = fresh.rank, updated_at = %(now)s
    FROM unnest(%(ids)s::uuid[], %(ranks)s::text[]) AS fresh (id, rank) WHERE backlog_item.id = fresh.id
"""


def _record(items: Sequence[Item], spot: _Spot, where: dict[str, str], by: Actor, write: Write) -> None:
    former = sorted(items, key=lambda item: spot.now[str(item.pk)][0])
    rows = [
        Record(
            "item.moved", "item", item.pk, item.key,
            changes={"rank": [{"after": spot.now[str(item.pk)][1]}, where]},
            data={"product": str(item.product_id), "key": item.key, "title": item.title},
        )
        for item in former
    ]  # fmt: skip
    if len(rows) == 1:
        [row], [item] = rows, items
        record(row.verb, item, by=by, label=item.key, changes=row.changes, data=row.data, along=[write])
    else:
        run(write.text, write.params, ahead=_HOLD)
        record_many(rows, by=by)
