"""The small picture of a roadmap on its card: its bars over the next months, without words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from activity.actors import Actor
from roadmap.comparing import NOTHING
from roadmap.models import Edition, Entry, Roadmap

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
    """A roadmap as the list shows it: its bars, its lanes by name, how many entries it has."""

    roadmap: Any
    bars: tuple[MiniBar, ...]
    lanes: Sequence[str]
    count: int
    today_x: float = round(BEFORE.days / DAYS * WIDTH, 1)


def draw_previews(roadmaps: Sequence[Any], *, by: Actor, today: date) -> list[RoadmapCard]:
    """A card for each roadmap (`queries.roadmaps_of`), of its last edition where the reader sees no more than that.

    One statement for all of them, another where there are such.
    """
    shown = [roadmap for roadmap in roadmaps if roadmap.shows_now_to(by)]
    rows = (
        Entry.objects.filter(roadmap__in=shown, item__deleted_at=None)
        .order_by("roadmap", "lane__rank", "rank")
        .values_list("roadmap_id", "item__start_on", "item__due_on", "item__category")[:MOST_BARS]
    )
    by_roadmap: dict[UUID, list[Any]] = defaultdict(list)
    for roadmap_id, start, due, category in rows:
        if start or due:
            by_roadmap[roadmap_id].append((start or due, due or start, category))
    published = _published([roadmap for roadmap in roadmaps if roadmap not in shown])
    return [
        RoadmapCard(each, tuple(_bars(by_roadmap[each.pk], today)), each.lane_names, each.entry_count or 0)
        if each in shown
        else _of_edition(each, published.get(each.pk, NOTHING), today)
        for each in roadmaps
    ]


def _published(roadmaps: Sequence[Roadmap]) -> dict[UUID, Mapping[str, Any]]:
    """The documents of their last published editions. One statement where there are roadmaps."""
    if not roadmaps:
        return {}
    rows = Edition.objects.filter(roadmap__in=roadmaps, is_automatic=False)
    last = rows.order_by("roadmap", "-number").distinct("roadmap")
    return dict(last.values_list("roadmap_id", "document"))


def _of_edition(roadmap: Any, document: Mapping[str, Any], today: date) -> RoadmapCard:
    days = ((_day(row["start"]), _day(row["due"]), row["category"]) for row in document["entries"])
    dated = [(start or due, due or start, category) for start, due, category in days if start or due]
    lanes = [lane["name"] for lane in document["lanes"]]
    return RoadmapCard(roadmap, tuple(_bars(dated, today)), lanes, len(document["entries"]))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _bars(dated: Iterable[Any], today: date) -> Iterable[MiniBar]:
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
