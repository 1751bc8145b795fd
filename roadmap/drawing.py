"""From a plan to what the three views draw: bars, cards, rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item
from backlog.permissions import is_own
from roadmap.axis import Zoom
from roadmap.dependencies import LinkSpec
from roadmap.horizons import HorizonsView, present_horizons
from roadmap.lanes_from import JOINT, Row
from roadmap.layout import BarSpec, Confidence, LaneSpec, MarkSpec, lay_out
from roadmap.models import Horizon, Roadmap
from roadmap.presentation import TimelineView, dates_text, present_timeline
from roadmap.queries import Plan, Planned

Movable = Callable[[Planned], bool]
_SURE: dict[str, Confidence] = {"high": "high", "medium": "medium", "low": "low"}


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
    group: str = ""


def draw_timeline(
    plan: Plan,
    *,
    by: Actor,
    slug: str,
    zoom: Zoom,
    today: date,
    links: Sequence[tuple[UUID, UUID, UUID]] = (),
    folded: Collection[str] = (),
) -> TimelineView:
    """The timeline of a plan for one who reads it, with its dependencies (`waiting.links_on`) and what they have folded.

    No queries; costs O(n log n) for n entries.
    """
    bars = _bars(plan, slug, may_drag(by))
    marks = _marks(plan, slug, can_plan=may(by, Right.MANAGE_PLANS))
    rows = _rows(plan, folded)
    shown = {row.id for row in rows}
    layout = lay_out(
        rows, [bar for bar in bars if bar.lane_id in shown or not (bar.start or bar.due)], zoom=zoom, today=today,
        marks=marks,
    )  # fmt: skip
    url = reverse("roadmap:timeline", args=[slug, plan.roadmap.pk])
    can_edit = any(bar.move_url for bar in bars) or any(mark.move_url for mark in marks)
    base = reverse("roadmap:roadmap", args=[slug, plan.roadmap.pk]) + "dependencies/"
    arrows = [LinkSpec(str(pk), str(blocker), str(waiting), f"{base}{pk}/") for pk, blocker, waiting in links]
    can_order = may(by, Right.MANAGE_PLANS) and not plan.roadmap.lanes_from and not plan.roadmap.grouped_by
    return present_timeline(
        layout, today=today, url=url, can_edit=can_edit, links=arrows, can_order=can_order
    )


def draw_horizons(plan: Plan, *, by: Actor, slug: str, today: date) -> HorizonsView:
    """Now, Next, Later of a plan. No queries."""
    can_plan = may(by, Right.MANAGE_PLANS)
    bars = _bars(plan, slug, lambda _entry: can_plan)
    pairs = [(bar, entry.horizon) for bar, entry in zip(bars, plan.entries, strict=True)]
    url = reverse("roadmap:horizons", args=[slug, plan.roadmap.pk])
    return present_horizons(horizon_names(), _lanes(plan), pairs, today=today, url=url, can_edit=can_plan)


def draw_list(plan: Plan, *, slug: str, today: date) -> list[ListLane]:
    """The entries as rows by lane, those of none last; empty lanes of its own too. No queries."""
    names = dict(horizon_names())
    bars = _bars(plan, slug, lambda _entry: False)
    rows = [
        ListRow(
            entry, bar.url, dates_text(bar, today) if entry.start or entry.due else "", round(entry.progress * 100),
            names[entry.horizon],
        )
        for bar, entry in zip(bars, plan.entries, strict=True)
    ]  # fmt: skip
    by_row: dict[str, list[ListRow]] = defaultdict(list)
    for row in rows:
        by_row[row.entry.row].append(row)
    return [
        ListLane(
            row.name, row.note, tuple(by_row[row.id]), row.group_name if row.id and JOINT in row.id else ""
        )
        for row in plan.rows
    ]


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
    """The rows without their groups' heads."""
    return [LaneSpec(row.id, _with_group(row), row.note) for row in plan.rows]


def _with_group(row: Row) -> str:
    return f"{row.group_name} · {row.name}" if row.group_name else row.name


def _rows(plan: Plan, folded: Collection[str]) -> list[LaneSpec]:
    """The rows with a head above each group; those of a folded group are left out."""
    found: list[LaneSpec] = []
    for row in plan.rows:
        head = f"{row.group}{JOINT}*"
        if row.group_name and not any(spec.id == head for spec in found):
            found.append(LaneSpec(head, row.group_name, is_head=True, is_folded=head in folded))
        if not row.group_name or head not in folded:
            found.append(LaneSpec(row.id, row.name, row.note, is_folded=row.id in folded))
    return found


def _marks(plan: Plan, slug: str, *, can_plan: bool) -> list[MarkSpec]:
    url = reverse("roadmap:milestones", args=[slug, plan.roadmap.pk])
    return [
        MarkSpec(
            id=str(mark.pk), name=mark.name, on=mark.on, url=url if can_plan else "",
            move_url=f"{url}{mark.pk}/move/" if can_plan else "", version=mark.version,
        )
        for mark in plan.milestones
    ]  # fmt: skip


def _bars(plan: Plan, slug: str, movable: Movable) -> list[BarSpec]:
    base = entry_url(plan.roadmap, slug)
    return [_bar(entry, f"{base}{entry.id}/", movable(entry)) for entry in plan.entries]


def _bar(entry: Planned, url: str, is_movable: bool) -> BarSpec:
    return BarSpec(
        id=str(entry.id),
        key=entry.key,
        title=entry.title,
        lane_id=entry.row,
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
        confidence=_SURE.get(entry.confidence),
        url=url,
        move_url=f"{url}move/" if is_movable else "",
        version=entry.version,
        comments=entry.comments,
    )
