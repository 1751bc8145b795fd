"""Cumulative flow: how many items were in each category at the end of each day.

Counted back from what is so now by the events of these days alone, so its last day is always the truth, and the age of
a product costs nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate

from activity.models import Event
from backlog.models import Category, Item
from sprints.reporting.days import beginning, days
from sprints.reporting.reading import BORN, category_of

SHOWN = (Category.DONE, Category.ACTIVE, Category.READY, Category.BACKLOG)


@dataclass(frozen=True, slots=True)
class FlowDay:
    """How a day ended (or how it stands): category → number of items."""

    on: date
    counts: Mapping[str, int]


def cumulative_flow(
    items: QuerySet[Item], *, workspace_id: UUID, first: date, last: date, zone: ZoneInfo
) -> list[FlowDay]:
    """The items (a queryset that deleted ones are part of) at the end of each day from `first` to `last`, today.

    What was purged is not known any more. Cost: 3 statements, whose answers grow with days, not with items; the second
    reads the workspace's events since `first`.
    """
    living = items.filter(deleted_at=None).order_by()
    now = Counter(dict(living.values_list("category").annotate(count=Count("pk"))))
    moves = _moves(items, workspace_id, beginning(first, zone), zone)
    return walk_back(now, moves, first=first, last=last)


def walk_back(
    now: Mapping[str, int], moves: Iterable[tuple[date, str, str, int]], *, first: date, last: date
) -> list[FlowDay]:
    """The counts of each day from those of the last and the moves (day, from, to, how many; "": nowhere). Pure."""
    by_day: dict[date, list[tuple[str, str, int]]] = {}
    for day, was, became, count in moves:
        by_day.setdefault(min(day, last), []).append((was, became, count))
    counts, found = Counter(now), []
    for day in reversed(list(days(first, last))):
        found.append(FlowDay(day, {category: counts[category] for category in SHOWN}))
        for was, became, count in by_day.get(day, ()):
            counts[was] += count
            counts[became] -= count
    return found[::-1]


def _moves(
    items: QuerySet[Item], workspace_id: UUID, since: datetime, zone: ZoneInfo
) -> list[tuple[date, str, str, int]]:
    rows = (
        Event.objects.filter(workspace=workspace_id, at__gte=since, object_type="item")
        .filter(Q(verb__in=(*BORN, "item.deleted", "item.restored")) | Q(changes__has_key="status"))
        .filter(object_id__in=items.order_by().values("pk"))
        .annotate(day=TruncDate("at", tzinfo=zone), was=_was(), became=_became())
        .order_by()
        .values("day", "was", "became")
        .annotate(count=Count("pk"))
    )
    told = list(rows)
    categories = category_of(
        workspace_id, [{"changes": {"status": [row["was"], row["became"]]}} for row in told]
    )
    known = {"": "", **categories}
    return [
        (row["day"], _category(known, row["was"]), _category(known, row["became"]), row["count"])
        for row in told
    ]


def _category(known: Mapping[str, str], status: str) -> str:
    return known.get(status, Category.ACTIVE.value)


def _was() -> Any:
    """The status that an event took an item out of, "" where it was not there."""
    absent = Q(verb__in=(*BORN, "item.restored"))
    return Case(
        When(absent, then=_nowhere()),
        When(verb="item.deleted", then=_then()),
        default=KT("changes__status__0"),
    )


def _became() -> Any:
    """The status that an event left an item in, "" where it is not there any more."""
    told = Coalesce(KT("changes__status__1"), _then())
    return Case(When(verb="item.deleted", then=_nowhere()), default=told)


def _nowhere() -> Any:
    return Value("", output_field=TextField())


def _then() -> Any:
    """The status at the time of an event that does not tell it: what the next change of it was from, else today's."""
    # Asked as a sum, or the planner reads the whole time after each event by the index of `at`: ten times as dear.
    moment = ExpressionWrapper(F("at") + Value(timedelta()), output_field=DateTimeField())
    changed = Event.objects.filter(object_id=OuterRef("object_id"), changes__has_key="status")
    later = changed.annotate(moment=moment).filter(moment__gt=OuterRef("at"))
    today = Item.all_objects.filter(pk=OuterRef("object_id")).annotate(text=Cast("status_id", TextField()))
    return Coalesce(
        Subquery(later.order_by("at").annotate(text=KT("changes__status__0")).values("text")[:1]),
        Subquery(today.values("text")[:1]),
    )
