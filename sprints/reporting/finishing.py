"""Which items were finished when, and how long they took from their first day of work. Read from events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Max, OuterRef, QuerySet, Subquery

from activity.models import Event
from backlog.models import Category, Item
from sprints.reporting.reading import category_of

MOST_DOTS = 1000
PERCENTILES = (50, 85, 95)


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished item: its last step to done, and its first into work (None: it was never begun)."""

    key: str
    title: str
    began_on: date | None
    done_on: date

    @property
    def took(self) -> int | None:
        """Days from the first day of work to the day it was done, both counted: never 0. None where it was never begun."""
        return (self.done_on - self.began_on).days + 1 if self.began_on else None


@dataclass(frozen=True, slots=True)
class CycleTimes:
    """Finished items with a cycle time, oldest first; its percentiles in days; how many were never begun.

    `more`: these are the last MOST_DOTS only.
    """

    items: Sequence[Finished]
    percentiles: Sequence[tuple[int, int]]
    never_begun: int
    more: bool


def cycle_times(items: QuerySet[Item], *, workspace_id: UUID, since: datetime, zone: ZoneInfo) -> CycleTimes:
    """The cycle times of those of the items that were finished since then and still are. Three statements.

    From the first event that took an item into work to the last that took it to done: going back and forth counts as
    time it took. The percentile p is the shortest time within which at least p of 100 were finished (nearest rank).
    """
    categories = category_of(workspace_id)
    active = [status for status, category in categories.items() if category == Category.ACTIVE]
    begun = Event.objects.filter(object_id=OuterRef("object_id"), changes__status__1__in=active).order_by(
        "at"
    )
    rows = list(
        _finishing(items, workspace_id, since, categories)
        .annotate(began=Subquery(begun.values("at")[:1]))
        .order_by("-done")
        .values("object_id", "done", "began")[: MOST_DOTS + 1]
    )
    more, rows = len(rows) > MOST_DOTS, rows[:MOST_DOTS][::-1]
    named = _names([row["object_id"] for row in rows])
    found = [Finished(*named[row["object_id"]], _day(row["began"], zone), row["done"].astimezone(zone).date())
             for row in rows if row["object_id"] in named]  # fmt: skip
    begun_ones = [one for one in found if one.took is not None]
    times = [one.took for one in begun_ones if one.took is not None]
    return CycleTimes(begun_ones, percentiles(times), len(found) - len(begun_ones), more)


def finish_days(items: QuerySet[Item], *, workspace_id: UUID, since: datetime, zone: ZoneInfo) -> list[date]:
    """The day on which each of these items that is done was finished, of those since then. Two statements."""
    rows = _finishing(items, workspace_id, since, category_of(workspace_id))
    return [moment.astimezone(zone).date() for moment in rows.values_list("done", flat=True)]


def percentiles(values: Iterable[int]) -> list[tuple[int, int]]:
    """Each of PERCENTILES with the smallest value that so many of 100 do not exceed; nothing of nothing."""
    order = sorted(values)
    return (
        [(percent, order[ceil(len(order) * percent / 100) - 1]) for percent in PERCENTILES] if order else []
    )


def _finishing(items: QuerySet[Item], workspace_id: UUID, since: datetime, categories: dict[str, str]) -> Any:
    """The last step to done of each item that is done now, by item: `object_id`, `done`."""
    done = [status for status, category in categories.items() if category == Category.DONE]
    finished = items.filter(category=Category.DONE, deleted_at=None).order_by()
    return (
        Event.objects.filter(workspace=workspace_id, at__gte=since, object_type="item")
        .filter(changes__status__1__in=done, object_id__in=finished.values("pk"))
        .order_by()
        .values("object_id")
        .annotate(done=Max("at"))
    )


def _names(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    rows = Item.objects.filter(pk__in=ids).values_list("pk", "product__key", "number", "title")
    return {pk: (f"{product}-{number}", title) for pk, product, number, title in rows}


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None
