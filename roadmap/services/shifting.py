"""Moving what begins too early, and everything that waits for it, behind what it waits for.

One act of the items' own events: one undo takes all of it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from hashlib import blake2b
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from activity.actors import Actor
from backlog.models import Item, ItemLink
from backlog.services.bulk import MOST, Edit, edit_items
from core.errors import Conflict
from roadmap.dependencies import Dates, after
from roadmap.waiting import dates_of

# Everything that waits for the item, directly or not, and the item itself.
_BEHIND = """
    WITH RECURSIVE behind AS (
        SELECT %s::uuid AS id
        UNION
        SELECT l.target_id FROM behind JOIN backlog_itemlink l ON l.source_id = behind.id AND l.kind = 'blocks'
    )
    SELECT id FROM behind LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Shifted:
    """An item that is to be moved, as it is now."""

    item: Item
    before: Dates
    after: Dates

    @property
    def days(self) -> int:
        """How much later it begins, or ends where it has no start."""
        was, now = self.before.start or self.before.due, self.after.start or self.after.due
        return (now - was).days if was and now else 0

    def edit(self) -> Edit:
        """The same for `edit_items`, which refuses it where somebody has changed the dates meanwhile."""
        pairs = (
            ("start_on", self.before.start, self.after.start),
            ("due_on", self.before.due, self.after.due),
        )
        dated = [pair for pair in pairs if pair[1]]
        return Edit(
            self.item,
            fields={name: now for name, _was, now in dated},
            seen={name: was for name, was, _now in dated},
        )


def plan_shift(item: Item) -> list[Shifted]:
    """What must move, and to where, so that the item and all that waits for it begin after what they wait for.

    In the order in which they follow each other; nobody moves earlier, lengths and precisions stay. Nothing is written.
    Raises ValidationError where more than MOST items wait. Cost: 3 statements.
    """
    behind = _behind(item)
    blockers = _blockers(behind)
    items = _items(item, behind | {pk for before in blockers.values() for pk in before})
    dates = {pk: dates_of(one) for pk, one in items.items()}
    found = []
    for pk in TopologicalSorter(
        {one: blockers[one] & behind for one in behind & items.keys()}
    ).static_order():
        if pk not in dates:
            continue
        was = dates[pk]
        dates[pk] = after((dates[one] for one in blockers[pk] if one in dates), was)
        if dates[pk] != was:
            found.append(Shifted(items[pk], was, dates[pk]))
    return found


@transaction.atomic
def shift_successors(item: Item, *, by: Actor, stamp: str | None = None) -> list[Shifted]:
    """Do what `plan_shift` says; returns what was moved, nothing where nothing is too early.

    `stamp` is that of the plan the person saw: where another one has come of it meanwhile, Conflict says so. Raises
    ItemErrors where one of the items may not be moved by the actor. Cost: 8 statements.
    """
    planned = plan_shift(item)
    if stamp is not None and stamp != stamp_of(planned):
        raise Conflict(_("The plan has changed since this was worked out. Look at it again."))
    if planned:
        edit_items([one.edit() for one in planned], by=by)
    return planned


def stamp_of(planned: Sequence[Shifted]) -> str:
    """A short text that is another one for another plan."""
    told = "|".join(f"{one.item.pk} {one.before.start} {one.after.start} {one.after.due}" for one in planned)
    return blake2b(told.encode(), digest_size=9).hexdigest()


def _behind(item: Item) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [item.pk, MOST + 1])
        found = {row[0] for row in cursor.fetchall()}
    if len(found) > MOST:
        raise ValidationError(_("More than %(most)d items wait for this one.") % {"most": MOST})
    return found


def _blockers(items: Iterable[UUID]) -> Mapping[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = defaultdict(set)
    links = ItemLink.objects.filter(kind=ItemLink.Kind.BLOCKS, target__in=items)
    for source, target in links.values_list("source_id", "target_id"):
        found[target].add(source)
    return found


def _items(item: Item, ids: Iterable[UUID]) -> dict[UUID, Item]:
    rows = Item.objects.filter(workspace=item.workspace_id, pk__in=ids)
    return {one.pk: one for one in rows.select_related("product", "status")}
