"""From a plan to what the three views draw: bars, cards, rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item
from backlog.permissions import is_own
from roadmap.axis import Zoom
from roadmap.horizons import HorizonsView, present_horizons
from roadmap.layout import BarSpec, LaneSpec, lay_out
from roadmap.models import Horizon, Roadmap
from roadmap.presentation import TimelineView, dates_text, present_timeline
from roadmap.queries import Plan, Planned

Movable = Callable[[Planned], bool]


@dataclass(frozen=True, slots=True)
class ListRow:
    """An entry in the list: `percent` is its progress, `dates` empty when it has none."""

    entry: Planned
    url: str
    dates: str
    percent: int
    horizon: str


@dataclass(frozen=True, slots=True)
class ListLane:
    """A lane of the list with its entries."""

    name: str
    note: str
    rows: tuple[ListRow, ...]


def draw_timeline(plan: Plan, *, by: Actor, slug: str, zoom: Zoom, today: date) -> TimelineView:
    """The timeline of a plan for one who reads it. No queries; costs O(n log n) for n entries."""
    bars = _bars(plan, slug, may_drag(by))
    layout = lay_out(_lanes(plan), bars, zoom=zoom, today=today)
    url = reverse("roadmap:timeline", args=[slug, plan.roadmap.pk])
    return present_timeline(layout, today=today, url=url, can_edit=any(bar.move_url for bar in bars))


def draw_horizons(plan: Plan, *, by: Actor, slug: str, today: date) -> HorizonsView:
    """Now, Next, Later of a plan. No queries."""
    can_plan = may(by, Right.MANAGE_PLANS)
    bars = _bars(plan, slug, lambda _entry: can_plan)
    pairs = [(bar, entry.horizon) for bar, entry in zip(bars, plan.entries, strict=True)]
    url = reverse("roadmap:horizons", args=[slug, plan.roadmap.pk])
    return present_horizons(horizon_names(), _lanes(plan), pairs, today=today, url=url, can_edit=can_plan)


def draw_list(plan: Plan, *, slug: str, today: date) -> list[ListLane]:
    """The entries as rows by lane, those of no lane last; empty lanes too. No queries."""
    names = dict(horizon_names())
    bars = _bars(plan, slug, lambda _entry: False)
    rows = [
        ListRow(
            entry, bar.url, dates_text(bar, today) if entry.start or entry.due else "", round(entry.progress * 100),
            names[entry.horizon],
        )
        for bar, entry in zip(bars, plan.entries, strict=True)
    ]  # fmt: skip
    lanes = [
        ListLane(lane.name, lane.note, tuple(row for row in rows if row.entry.lane_id == lane.pk))
        for lane in plan.lanes
    ]
    homeless = tuple(row for row in rows if row.entry.lane_id not in plan.lane_names)
    return [*lanes, ListLane("", "", homeless)] if homeless else lanes


def may_drag(by: Actor) -> Movable:
    """Which entries' dates the actor may change: all for who grooms, their own items for a contributor."""
    if may(by, Right.GROOM):
        return lambda _entry: True
    if not may(by, Right.CONTRIBUTE):
        return lambda _entry: False
    return lambda entry: is_own(Item(assignee_id=entry.assignee_id, created_by_id=entry.created_by_id), by)


def horizon_names() -> list[tuple[str, str]]:
    """Ids and names of the horizons in the active language."""
    return [(value, str(label)) for value, label in Horizon.choices]


def entry_url(roadmap: Roadmap, slug: str) -> str:
    """The address of the roadmap's entries, to which an id and a slash are added."""
    return reverse("roadmap:roadmap", args=[slug, roadmap.pk]) + "entries/"


def initials(name: str) -> str:
    """First letters of the first and last word."""
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


def _lanes(plan: Plan) -> list[LaneSpec]:
    return [LaneSpec(str(lane.pk), lane.name, lane.note) for lane in plan.lanes]


def _bars(plan: Plan, slug: str, movable: Movable) -> list[BarSpec]:
    base = entry_url(plan.roadmap, slug)
    return [_bar(entry, f"{base}{entry.id}/", movable(entry)) for entry in plan.entries]


def _bar(entry: Planned, url: str, is_movable: bool) -> BarSpec:
    return BarSpec(
        id=str(entry.id),
        key=entry.key,
        title=entry.title,
        lane_id=str(entry.lane_id or ""),
        start=entry.start,
        start_precision=entry.start_precision,
        due=entry.due,
        due_precision=entry.due_precision,
        progress=entry.progress,
        status=entry.status,
        status_category=entry.category,
        owner=initials(entry.assignee),
        owner_name=entry.assignee,
        children_span=entry.children_span,
        url=url,
        move_url=f"{url}move/" if is_movable else "",
        version=entry.version,
        comments=entry.comments,
    )
