"""From a plan to what the three views draw: bars, cards, rows."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item
from backlog.permissions import is_own
from roadmap.axis import Zoom
from roadmap.chart import BarSpec, Confidence, LaneSpec, MarkSpec
from roadmap.dependencies import LinkSpec
from roadmap.horizons import HorizonsView, present_horizons
from roadmap.lanes_from import JOINT, Row
from roadmap.layout import lay_out
from roadmap.models import Roadmap
from roadmap.packing import Kept
from roadmap.presentation import TimelineView, present_timeline
from roadmap.queries import Plan, Planned
from roadmap.viewing import Seen

Movable = Callable[[Planned], bool]
_SURE: dict[str, Confidence] = {"high": "high", "medium": "medium", "low": "low"}


def draw_timeline(
    seen: Seen,
    *,
    by: Actor,
    slug: str,
    zoom: Zoom,
    today: date,
    links: Sequence[tuple[UUID, UUID, UUID]] = (),
    kept: Mapping[str, Kept] | None = None,
) -> TimelineView:
    """The timeline of a plan as somebody sees it, with its dependencies (`waiting.links_on`), bars in the rows that are `kept`.

    No queries; costs O(n log n) for n entries.
    """
    plan = seen.plan
    bars = bars_of_plan(seen, slug, may_drag(by))
    marks = _marks(seen, slug, can_plan=may(by, Right.MANAGE_PLANS))
    rows = rows_of_plan(plan, seen.folded)
    shown = {row.id for row in rows}
    layout = lay_out(
        rows, [bar for bar in bars if bar.lane_id in shown or not (bar.start or bar.due)], zoom=zoom, today=today,
        marks=marks, kept=kept,
    )  # fmt: skip
    home, is_plan = home_of(seen, slug), not seen.base
    can_edit = any(bar.move_url for bar in bars) or any(mark.move_url for mark in marks)
    arrows = [
        LinkSpec(str(pk), str(blocker), str(waiting), f"{home}dependencies/{pk}/" if is_plan else "")
        for pk, blocker, waiting in links
    ]
    can_plan = may(by, Right.MANAGE_PLANS) and is_plan
    can_order = can_plan and not plan.roadmap.lanes_from and not plan.roadmap.grouped_by
    return present_timeline(
        layout, today=today, url=f"{home}timeline/", can_edit=can_edit, links=arrows, can_order=can_order, can_link=is_plan,
        legend=seen.legend, query=seen.look.query, find_url=f"{home}tray/" if can_plan else "",
    )  # fmt: skip


def draw_horizons(seen: Seen, *, by: Actor, slug: str, today: date) -> HorizonsView:
    """The horizons of a plan as somebody sees it. No queries."""
    plan, can_plan = seen.plan, may(by, Right.MANAGE_PLANS)
    bars = bars_of_plan(seen, slug, lambda _entry: can_plan)
    pairs = [(bar, entry.horizon) for bar, entry in zip(bars, plan.entries, strict=True)]
    url = f"{home_of(seen, slug)}horizons/"
    columns = [*plan.roadmap.horizon_names().items()]
    return present_horizons(
        columns, _lanes(plan), pairs, today=today, url=url, can_edit=can_plan, fields=seen.look.fields, legend=seen.legend,
        query=seen.look.query,
    )  # fmt: skip


def may_drag(by: Actor) -> Movable:
    """Which entries' dates the actor may change: all for who grooms, their own items for a contributor."""
    if may(by, Right.GROOM):
        return lambda _entry: True
    if not may(by, Right.CONTRIBUTE):
        return lambda _entry: False
    return lambda entry: is_own(Item(assignee_id=entry.assignee_id, created_by_id=entry.created_by_id), by)


def home_of(seen: Seen, slug: str) -> str:
    """The address of the roadmap, or of the scenario that is laid over it; what belongs to either stands below."""
    return seen.base or reverse("roadmap:roadmap", args=[slug, seen.plan.roadmap.pk])


def entries_of(seen: Seen, slug: str) -> str:
    """The address of its entries, of a scenario that of items, to which an id and a slash are added."""
    return home_of(seen, slug) + ("items/" if seen.base else "entries/")


def entry_url(roadmap: Roadmap, slug: str) -> str:
    """The address of the roadmap's entries, to which an id and a slash are added."""
    return reverse("roadmap:roadmap", args=[slug, roadmap.pk]) + "entries/"


def sure_of(confidence: str) -> Confidence | None:
    """An entry's confidence as a bar shows it."""
    return _SURE.get(confidence)


def initials(name: str) -> str:
    """First letters of the first and last word."""
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""


def _lanes(plan: Plan) -> list[LaneSpec]:
    """The rows without their groups' heads."""
    return [LaneSpec(row.id, _with_group(row), row.note) for row in plan.rows]


def _with_group(row: Row) -> str:
    return f"{row.group_name} · {row.name}" if row.group_name else row.name


def rows_of_plan(plan: Plan, folded: Collection[str]) -> list[LaneSpec]:
    """The rows with a head above each group; those of a folded group are left out."""
    found: list[LaneSpec] = []
    for row in plan.rows:
        head = f"{row.group}{JOINT}*"
        if row.group_name and not any(spec.id == head for spec in found):
            found.append(LaneSpec(head, row.group_name, is_head=True, is_folded=head in folded))
        if not row.group_name or head not in folded:
            found.append(LaneSpec(row.id, row.name, row.note, is_folded=row.id in folded))
    return found


def _marks(seen: Seen, slug: str, *, can_plan: bool) -> list[MarkSpec]:
    url = f"{home_of(seen, slug)}milestones/"
    return [
        MarkSpec(
            id=str(mark.pk), name=mark.name, on=mark.on, url=url if can_plan else "",
            move_url=f"{url}{mark.pk}/move/" if can_plan else "", version=mark.version,
            former=seen.former.get(mark.pk, (None,))[0],
        )
        for mark in seen.plan.milestones
    ]  # fmt: skip


def bars_of_plan(seen: Seen, slug: str, movable: Movable) -> list[BarSpec]:
    """The entries as bars, in their order; those that are `movable` say where a move is sent."""
    base = entries_of(seen, slug)
    return [_bar(entry, f"{base}{entry.id}/", movable(entry), seen) for entry in seen.plan.entries]


def _bar(entry: Planned, url: str, is_movable: bool, seen: Seen) -> BarSpec:
    shows, mark = seen.look.shows, seen.marks.get(entry.id)
    return BarSpec(
        id=str(entry.id),
        key=entry.key,
        title=entry.title,
        lane_id=entry.row,
        start=entry.start,
        start_precision=entry.start_precision,
        due=entry.due,
        due_precision=entry.due_precision,
        progress=entry.progress if shows("progress") else 0.0,
        status=entry.status,
        status_category=entry.category,
        owner=initials(entry.assignee) if shows("owner") else "",
        owner_name=entry.assignee,
        children_span=entry.children_span,
        former=seen.former.get(entry.id),
        confidence=_SURE.get(entry.confidence) if shows("confidence") else None,
        url=url,
        move_url=f"{url}move/" if is_movable else "",
        version=entry.version,
        comments=entry.comments if shows("comments") else 0,
        words=seen.words(entry),
        mark=mark.letter if mark else "",
        mark_name=mark.name if mark else "",
        hue=mark.hue if mark else None,
    )
