"""The small picture of a roadmap on its card: its bars over the next months, without words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from roadmap.models import Entry, Roadmap

WIDTH, HEIGHT, ROW, MOST_ROWS = 300.0, 76.0, 11.0, 7
BEFORE, DAYS = timedelta(days=75), 300.0
MOST_BARS = 5000


@dataclass(frozen=True, slots=True)
class MiniBar:
    """A rectangle; `category` is the status category of its item. Pixels."""

    x: float
    y: float
    width: float
    category: str


@dataclass(frozen=True, slots=True)
class RoadmapCard:
    """A roadmap as the list shows it."""

    roadmap: Any
    bars: tuple[MiniBar, ...]
    today_x: float = round(BEFORE.days / DAYS * WIDTH, 1)


def draw_previews(roadmaps: Sequence[Roadmap], *, today: date) -> list[RoadmapCard]:
    """A card for each roadmap. One statement for all of them."""
    rows = (
        Entry.objects.filter(roadmap__in=roadmaps, item__deleted_at=None)
        .order_by("roadmap", "lane__rank", "rank")
        .values_list("roadmap_id", "item__start_on", "item__due_on", "item__category")[:MOST_BARS]
    )
    by_roadmap: dict[UUID, list[Any]] = defaultdict(list)
    for roadmap_id, start, due, category in rows:
        if start or due:
            by_roadmap[roadmap_id].append((start or due, due or start, category))
    return [RoadmapCard(each, tuple(_bars(by_roadmap[each.pk], today))) for each in roadmaps]


def _bars(dated: Iterable[tuple[date, date, str]], today: date) -> Iterable[MiniBar]:
    """Rows filled from the top; what finds no room there is left out."""
    ends = [-9.0] * MOST_ROWS
    for start, due, category in dated:
        x, end = (max(0.0, min(WIDTH, _x(day, today))) for day in (start, due + timedelta(days=1)))
        row = next((row for row, taken in enumerate(ends) if taken + 3 <= x), None)
        if end - x >= 1 and row is not None:
            ends[row] = end
            yield MiniBar(round(x, 1), row * ROW + 1, round(end - x, 1), category)


def _x(day: date, today: date) -> float:
    return (day - today + BEFORE).days / DAYS * WIDTH
