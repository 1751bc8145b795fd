"""A scenario as the three views show it: the plan as it would be, and where something stands in the plan as a ghost behind it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.urls import reverse

from accounts.models import Member
from activity.actors import Actor
from roadmap.queries import Plan, Planned
from roadmap.scenarios import Laid, plan_in
from roadmap.viewing import Seen, see


def seen_in(
    laid: Laid, member: Member, view: str, *, by: Actor, slug: str, today: date, query: str | None = None
) -> Seen:
    """The scenario for its owner, to be drawn like a roadmap (`drawing.py`, `listing.py`), with the look and the filter that they have
    there. Costs as `viewing.see`.

    Everything can be moved, and has the address and the id of its item. Dependencies are drawn as the scenario's dates have them; they
    are mended in the plan. The filter goes by the items as they are, so that nothing is gone by being tried out.
    """
    plan = plan_in(laid)
    base = reverse("roadmap:scenario", args=[slug, laid.scenario.roadmap_id, laid.scenario.pk])
    seen = see(plan, member, view, by=by, today=today, query=query)
    return replace(seen, base=base, former=_former(laid, plan))


def _former(laid: Laid, plan: Plan) -> dict[UUID, tuple[date, date]]:
    """Where entries and milestones stand in the plan, of those that stand elsewhere here."""
    former: dict[UUID, tuple[date, date]] = {}
    for entry in plan.entries:
        planned = laid.entries.get(entry.item_id)
        if planned and (planned.start, planned.due) != (entry.start, entry.due) and (days := _days(planned)):
            former[entry.id] = days
    for mark in plan.milestones:
        day = laid.milestones[mark.pk].on
        if day != mark.on:
            former[mark.pk] = (day, day)
    return former


def _days(entry: Planned) -> tuple[date, date] | None:
    first, last = entry.start or entry.due, entry.due or entry.start
    return (first, last) if first and last and first <= last else None
