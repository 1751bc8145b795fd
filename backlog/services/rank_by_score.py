"""Put items into the order of their scores, on the places that they have between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item, Product
from backlog.services.ranking import MOST, lock_order, write_ranks

_STANDING = """
    SELECT i.id, i.number, i.title, i.rank, s.value, before.id
    FROM backlog_item i
    LEFT JOIN backlog_scoringmodel m ON m.product_id = i.product_id AND m.is_active
    LEFT JOIN backlog_score s ON s.item_id = i.id AND s.model_id = m.id
    LEFT JOIN LATERAL (
        SELECT x.id FROM backlog_item x WHERE x.product_id = i.product_id AND x.rank < i.rank
        ORDER BY x.rank DESC LIMIT 1) before ON true
    WHERE i.id = ANY(%(ids)s::uuid[]) AND i.product_id = %(product)s AND i.deleted_at IS NULL
    ORDER BY i.rank
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One of the items: its place among them now and by score (from 1), and who stands directly before it."""

    id: UUID
    key: str
    title: str
    rank: str
    score: float | None
    before: UUID | None
    now: int
    then: int

    @property
    def lift(self) -> int:
        """Places it goes up; down where negative."""
        return self.now - self.then


def plan_by_score(product: Product, items: Sequence[Item], *, by: Actor) -> list[Standing]:
    """The items in the order their scores give them, the best first; nothing is written.

    Without a score they come last; equal ones keep their order. Raises ValidationError for fewer than two or more than
    MOST, or where none has a score. One statement.
    """
    require(by, Right.GROOM)
    if not 2 <= len(items) <= MOST:
        raise ValidationError(_("Choose between 2 and %(most)d items to rank them.") % {"most": MOST})
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"ids": [item.pk for item in items], "product": product.pk})
        rows = cursor.fetchall()
    if all(row[4] is None for row in rows):
        raise ValidationError(_("None of these items has a score yet. Rate them first."))
    by_score = sorted(range(len(rows)), key=lambda at: (rows[at][4] is None, -(rows[at][4] or 0.0), at))
    return [_standing(product, rows[at], now=at + 1, then=place) for place, at in enumerate(by_score, 1)]


@transaction.atomic
def rank_by_score(product: Product, items: Sequence[Item], *, by: Actor) -> list[Standing]:
    """Give the items, in the order of their scores, the places that they have now; returns those that moved.

    Other items stay where they are, `version` stays. One event an item, one act. In order already: nothing is written.
    Raises as `plan_by_score`, and PermissionDenied. Cost: 6 statements.
    """
    require(by, Right.GROOM)
    lock_order(product.pk)
    planned = plan_by_score(product, items, by=by)
    ranks = sorted(one.rank for one in planned)
    fresh = {one.id: rank for one, rank in zip(planned, ranks, strict=True) if one.rank != rank}
    moved = [one for one in planned if one.id in fresh]
    if moved:
        write_ranks(fresh, held=set(fresh.values()))
        # Oldest place first: undo puts each behind its former neighbour, which is there by then.
        record_many([_record(product, one) for one in sorted(moved, key=lambda one: one.now)], by=by)
    return moved


def _standing(product: Product, row: Sequence[Any], *, now: int, then: int) -> Standing:
    pk, number, title, rank, score, before = row
    return Standing(pk, f"{product.key}-{number}", title, rank, score, before, now, then)


def _record(product: Product, one: Standing) -> Record:
    return Record(
        "item.moved", "item", one.id, one.key,
        changes={"rank": [{"after": str(one.before) if one.before else None}, {"by": "score"}]},
        data={"product": str(product.pk), "key": one.key, "title": one.title},
    )  # fmt: skip
