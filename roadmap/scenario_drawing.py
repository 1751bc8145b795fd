"""A scenario as the three views show it: the plan as it would be, and where something stands in the plan as a ghost behind it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.urls import reverse

from roadmap.queries import Planned
from roadmap.scenarios import Laid, plan_in
from roadmap.viewing import Seen, plainly


def seen_in(laid: Laid, view: str, *, slug: str, folded: Collection[str] = ()) -> Seen:
    """The scenario for its owner, to be drawn like a roadmap (`drawing.py`, `listing.py`). No queries.

    Everything can be moved, and has the address and the id of its item. Dependencies are drawn as the scenario's dates have them; they
    are mended in the plan.
    """
    plan = plan_in(laid)
    former: dict[UUID, tuple[date, date]] = {}
    for entry in plan.entries:
        planned = laid.entries.get(entry.item_id)
        if planned and (planned.start, planned.due) != (entry.start, entry.due) and (days := _days(planned)):
            former[entry.id] = days
    for mark in plan.milestones:
        day = laid.milestones[mark.pk].on
        if day != mark.on:
            former[mark.pk] = (day, day)
    base = reverse("roadmap:scenario", args=[slug, laid.scenario.roadmap_id, laid.scenario.pk])
    return replace(plainly(plan, view), folded=frozenset(folded), base=base, former=former)


def _days(entry: Planned) -> tuple[date, date] | None:
    first, last = entry.start or entry.due, entry.due or entry.start
    return (first, last) if first and last and first <= last else None
