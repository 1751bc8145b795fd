"""Dependencies of what is on a roadmap: which there are, and what people read of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item, ItemLink
from core.periods import Precision, label
from roadmap.dependencies import Dates, clash_days
from roadmap.models import Entry, Roadmap
from roadmap.presentation import dates_text


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a dependency, as the roadmap calls it; `entry_id` is None where it is not on the roadmap."""

    item: Item
    entry_id: UUID | None
    title: str

    @property
    def dates(self) -> Dates:
        return dates_of(self.item)


@dataclass(frozen=True, slots=True)
class Waiting:
    """“`waiting` cannot begin before `blocker` has ended.” `days`: by how many it begins too early."""

    link: ItemLink
    blocker: Side
    waiting: Side

    @property
    def days(self) -> int:
        return clash_days(self.blocker.dates, self.waiting.dates)


def links_on(roadmap: Roadmap, *, by_item: bool = False) -> list[tuple[UUID, UUID, UUID]]:
    """The dependencies between entries of the roadmap: (link, entry that blocks, entry that waits), or their items. One statement."""
    ends: dict[str, Any] = {}
    for end in ("source", "target"):
        ends |= {
            f"{end}__entries__roadmap": roadmap,
            f"{end}__entries__deleted_at": None,
            f"{end}__deleted_at": None,
        }
    rows = ItemLink.objects.filter(kind=ItemLink.Kind.BLOCKS, **ends).order_by("id")
    ends_of = ("source_id", "target_id") if by_item else ("source__entries__id", "target__entries__id")
    return list(rows.values_list("id", *ends_of))


def dependency_of(actor: Actor, roadmap: Roadmap, pk: UUID) -> Waiting:
    """The dependency between two entries of the roadmap, or 404. Two statements."""
    found = _told(_links(roadmap).filter(pk=pk), roadmap)
    if not found or found[0].blocker.entry_id is None or found[0].waiting.entry_id is None:
        raise Http404
    return found[0]


def dependencies_of(entry: Entry, actor: Actor) -> list[Waiting]:
    """What the entry waits for, then what waits for it; of what is not on the roadmap only for who may read the backlog.

    Two statements.
    """
    rows = _links(entry.roadmap).filter(Q(source=entry.item_id) | Q(target=entry.item_id))
    found = sorted(_told(rows, entry.roadmap), key=lambda one: one.waiting.item.pk != entry.item_id)
    if may(actor, Right.READ_BACKLOG):
        return found
    return [one for one in found if one.blocker.entry_id and one.waiting.entry_id]


def dates_of(item: Item) -> Dates:
    """When the item is planned."""
    start, due = Precision(item.start_precision), Precision(item.due_precision)
    return Dates(item.start_on, start, item.due_on, due, item.category)


def headline(days: int) -> str:
    """ "Starts 24 days too early."; empty where nothing is wrong."""
    if not days:
        return ""
    return ngettext("Starts %(days)d day too early.", "Starts %(days)d days too early.", days) % {
        "days": days
    }


def sentence(one: Waiting, *, today: date) -> str:
    """What waits for what, and when that is over."""
    words = {"waiting": one.waiting.title, "blocker": one.blocker.title}
    end = one.blocker.dates
    if end.due is None:
        return _("%(waiting)s waits for %(blocker)s, which has no end yet.") % words
    words["day"] = label(end.due, end.due_precision, today)
    return _("%(waiting)s waits for %(blocker)s, which ends %(day)s.") % words


def moved_text(before: Dates, after: Dates, *, today: date) -> str:
    """From when to when something is moved."""
    words = {"before": dates_text(before, today), "after": dates_text(after, today)}
    return _("%(before)s → %(after)s") % words


def _links(roadmap: Roadmap) -> "QuerySet[ItemLink]":
    rows = ItemLink.objects.filter(workspace=roadmap.workspace_id, kind=ItemLink.Kind.BLOCKS)
    living = rows.filter(source__deleted_at=None, target__deleted_at=None)
    return living.select_related("source__product", "target__product").order_by("id")


def _told(rows: Iterable[ItemLink], roadmap: Roadmap) -> list[Waiting]:
    links = list(rows)
    items = {pk for link in links for pk in (link.source_id, link.target_id)}
    here = Entry.objects.filter(roadmap=roadmap, item__in=items).values_list("item_id", "id", "public_title")
    known = {item: (pk, title) for item, pk, title in here}

    def side(item: Item) -> Side:
        pk, title = known.get(item.pk, (None, ""))
        return Side(item, pk, title or item.title)

    return [Waiting(link, side(link.source), side(link.target)) for link in links]
