"""A scenario on the timeline: the plan as it would be, and where a bar stands in the plan as a ghost behind it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from roadmap.axis import Zoom
from roadmap.chart import BarSpec, MarkSpec
from roadmap.dependencies import LinkSpec
from roadmap.drawing import initials, rows_of_plan, sure_of
from roadmap.layout import lay_out
from roadmap.packing import Kept
from roadmap.presentation import TimelineView, present_timeline
from roadmap.queries import Planned
from roadmap.scenarios import Laid, plan_in


def draw_scenario(
    laid: Laid,
    *,
    slug: str,
    zoom: Zoom,
    today: date,
    folded: Collection[str] = (),
    links: Sequence[tuple[UUID, UUID, UUID]] = (),
    kept: Mapping[str, Kept] | None = None,
) -> TimelineView:
    """The timeline of a scenario for its owner: every bar can be moved, and its address and id are the item's.

    Dependencies (`waiting.links_on`) are drawn as the scenario's dates have them; they are mended in the plan. No queries.
    """
    plan = plan_in(laid)
    base = reverse("roadmap:scenario", args=[slug, laid.scenario.roadmap_id, laid.scenario.pk])
    bars = [
        _bar(entry, laid.entries.get(entry.item_id), f"{base}items/{entry.item_id}/")
        for entry in plan.entries
    ]
    rows = rows_of_plan(plan, folded)
    shown = {row.id for row in rows}
    marks = [MarkSpec(id=str(mark.pk), name=mark.name, on=mark.on) for mark in plan.milestones]
    layout = lay_out(
        rows, [bar for bar in bars if bar.lane_id in shown or not (bar.start or bar.due)], zoom=zoom, today=today,
        marks=marks, kept=kept,
    )  # fmt: skip
    items = {entry.id: str(entry.item_id) for entry in laid.plan.entries}
    arrows = [
        LinkSpec(str(pk), items[blocker], items[waiting], "")
        for pk, blocker, waiting in links if blocker in items and waiting in items
    ]  # fmt: skip
    url = f"{base}timeline/"
    return present_timeline(layout, today=today, url=url, can_edit=True, can_link=False, links=arrows)


def _bar(entry: Planned, former: Planned | None, url: str) -> BarSpec:
    return BarSpec(
        id=str(entry.item_id),
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
        confidence=sure_of(entry.confidence),
        former=_former(entry, former),
        url=url,
        move_url=f"{url}move/",
    )


def _former(entry: Planned, former: Planned | None) -> tuple[date, date] | None:
    """The days of the bar in the plan, where they are others."""
    if former is None or (former.start, former.due) == (entry.start, entry.due):
        return None
    first, last = former.start or former.due, former.due or former.start
    return (first, last) if first and last and first <= last else None
