"""A scenario laid over its roadmap's plan: the plan as it would be, what is other in it, and where the plan has moved on since.

Fields and the form of their values are those of `models.scenarios.Overlay`.
"""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.shortcuts import get_object_or_404

from activity.actors import Actor
from backlog.models import Item
from core.periods import Precision
from roadmap.comparing import Change, changes_between
from roadmap.document import document_of, ref_of
from roadmap.lanes_from import Row, nothing
from roadmap.models import Milestone, Overlay, Roadmap, Scenario
from roadmap.queries import Plan, Planned, plan_of

Values = Mapping[str, Any]
FIELDS = tuple(Overlay.Field.values)


@dataclass(frozen=True)
class Laid:
    """A scenario over its plan. `values` holds by item or milestone and field what it has otherwise, `was` what the plan said when
    that was laid over; `items` are those that it adds, `gone` the milestones that have been removed from the plan.
    """

    scenario: Scenario
    plan: Plan
    values: Mapping[UUID, Values]
    was: Mapping[UUID, Values]
    items: dict[UUID, Item]
    gone: dict[UUID, Milestone]

    def planned(self, item: UUID) -> dict[str, Any]:
        """What the plan says of an item or a milestone now, by field."""
        if self.is_mark(item):
            return {"day": self.milestones[item].on.isoformat() if item in self.milestones else ""}
        entry = self.entries.get(item)
        return values_of(entry) if entry else values_off(self.plan, self.items[item])

    @cached_property
    def entries(self) -> dict[UUID, Planned]:
        """The plan's entries by item."""
        return {entry.item_id: entry for entry in self.plan.entries}

    @cached_property
    def milestones(self) -> dict[UUID, Milestone]:
        """The plan's milestones by id."""
        return {mark.pk: mark for mark in self.plan.milestones}

    def knows(self, pk: UUID) -> bool:
        """Whether it is an item or a milestone of the plan, or one that the scenario has beyond it."""
        return pk in self.entries or pk in self.items or self.is_mark(pk)

    def is_mark(self, pk: UUID) -> bool:
        """Whether it is a milestone, removed or not."""
        return pk in self.milestones or pk in self.gone

    def reach(self, ids: Iterable[UUID]) -> None:
        """Know those of these items and milestones, too, that are not on the plan. Two statements at most."""
        self.items.update(items_beyond(self.plan, [pk for pk in ids if not self.knows(pk)]))
        self.gone.update(marks_beyond(self.plan, [pk for pk in ids if not self.knows(pk)]))


@dataclass(frozen=True, slots=True)
class Meant:
    """What a scenario has otherwise of one item, or of a milestone, which has no key. `moved_on` are the fields that the plan has changed since, otherwise than the
    scenario would, by field: what it says now.
    """

    item: UUID
    key: str
    title: str
    values: Values
    changes: Sequence[Change]
    moved_on: Values


def scenarios_of(roadmap: Roadmap, actor: Actor) -> list[Scenario]:
    """The actor's own scenarios of a roadmap, the newest first. One statement."""
    return list(Scenario.objects.visible_to(actor).filter(roadmap=roadmap))


def scenario_of(actor: Actor, pk: UUID) -> Scenario:
    """The scenario with its roadmap, or 404 for all but its owner. One statement."""
    rows = Scenario.objects.visible_to(actor).select_related("roadmap__workspace", "roadmap__owner")
    return get_object_or_404(rows, pk=pk)


def laid_over(scenario: Scenario) -> Laid:
    """The scenario, whose roadmap is loaded, over the plan as it is now. Three statements at most beside `plan_of`."""
    plan = plan_of(scenario.roadmap)
    values: dict[UUID, dict[str, Any]] = defaultdict(dict)
    was: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in scenario.overlays.filter(Q(item=None) | Q(item__deleted_at=None)).order_by("id"):
        of: Any = row.item_id or row.milestone_id
        values[of][row.field], was[of][row.field] = row.value, row.was
    laid = Laid(scenario, plan, values, was, {}, {})
    laid.reach(values)
    return laid


def items_beyond(plan: Plan, items: Collection[UUID]) -> dict[UUID, Item]:
    """Of these items those that are not on the plan. One statement, none without such."""
    missing = set(items) - {entry.item_id for entry in plan.entries}
    if not missing:
        return {}
    rows = Item.objects.filter(workspace_id=plan.roadmap.workspace_id, pk__in=missing)
    return {item.pk: item for item in rows.select_related("product", "status", "assignee")}


def marks_beyond(plan: Plan, marks: Collection[UUID]) -> dict[UUID, Milestone]:
    """Of these milestones those that were removed from the plan. One statement, none without such."""
    rows = Milestone.all_objects.filter(roadmap=plan.roadmap, pk__in=marks) if marks else ()
    return {mark.pk: mark for mark in rows}


def values_of(entry: Planned) -> dict[str, Any]:
    """What a plan says of an entry, by field."""
    return {
        "on": True,
        "lane": entry.row,
        "horizon": entry.horizon,
        "start": [_iso(entry.start), str(entry.start_precision)],
        "due": [_iso(entry.due), str(entry.due_precision)],
        "confidence": entry.confidence,
        "public_title": entry.title if entry.is_titled else "",
        "public_note": entry.note,
    }


def values_off(plan: Plan, item: Item) -> dict[str, Any]:
    """What a plan says of an item that is not on it."""
    return {
        "on": False,
        "lane": "",
        "horizon": list(plan.roadmap.horizon_names())[-1],
        "start": [_iso(item.start_on), str(item.start_precision)],
        "due": [_iso(item.due_on), str(item.due_precision)],
        "confidence": "",
        "public_title": "",
        "public_note": "",
    }


def plan_in(laid: Laid) -> Plan:
    """The plan as it would be. Entries have the ids of their items, since what is added has no entry yet. No statements."""
    kept = [
        _as_meant(entry, laid.values.get(entry.item_id, {}))
        for entry in laid.plan.entries
        if laid.values.get(entry.item_id, {}).get("on", True)
    ]
    added = [
        _as_meant(_planned(item, laid.plan), laid.values.get(pk, {}))
        for pk, item in laid.items.items()
        if laid.values.get(pk, {}).get("on")
    ]
    entries = [*kept, *added]
    known = {row.id for row in laid.plan.rows}
    homeless = any(entry.row not in known for entry in entries)
    rows = [*laid.plan.rows, Row("", nothing(laid.plan.roadmap.lanes_from))] if homeless else laid.plan.rows
    entries = [entry if entry.row in known else replace(entry, row="") for entry in entries]
    marks = sorted(
        (_on_its_day(mark, laid.values.get(mark.pk, {})) for mark in laid.plan.milestones),
        key=lambda mark: mark.on,
    )
    relaned = frozenset(pk for pk, values in laid.values.items() if "lane" in values)
    return replace(
        laid.plan, rows=rows, entries=entries, milestones=marks, added=frozenset(laid.items), relaned=relaned
    )


def meant_by(laid: Laid) -> list[Meant]:
    """What the scenario would change, item by item, milestones last, compared as editions are. No statements."""
    plan = plan_in(laid)
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes_between(document_of(laid.plan), document_of(plan), small=True):
        found[change.ref].append(change)
    named = {pk: (item.key, item.title) for pk, item in laid.items.items()}
    named |= {entry.item_id: (entry.key, entry.title) for entry in (*plan.entries, *laid.plan.entries)}
    named |= {pk: ("", mark.name) for pk, mark in (*laid.gone.items(), *laid.milestones.items())}
    return [
        Meant(
            pk, *named.get(pk, ("", "")), values,
            found[ref_of(laid.plan.roadmap, pk)], moved_on(laid, pk),
        )
        for pk, values in sorted(laid.values.items(), key=lambda pair: laid.is_mark(pair[0])) if pk in named
    ]  # fmt: skip


def moved_on(laid: Laid, item: UUID) -> dict[str, Any]:
    """By field what the plan says now, where it has changed since the scenario was laid over it and says something else; that it is not
    `on` the plan any more says all.
    """
    now, was = laid.planned(item), laid.was[item]
    if item in laid.gone:
        return {"on": False}
    if not now.get("on", True) and "on" not in was:
        return {"on": False}
    return {
        name: now[name]
        for name, value in laid.values[item].items()
        if was[name] is not None and now[name] != was[name] and now[name] != value
    }


def _on_its_day(mark: Milestone, values: Values) -> Milestone:
    if "day" not in values:
        return mark
    moved = copy.copy(mark)
    moved.on = date.fromisoformat(values["day"])
    return moved


def _as_meant(entry: Planned, values: Values) -> Planned:
    fields: dict[str, Any] = {"id": entry.item_id, "comments": 0}
    for end in ("start", "due"):
        if end in values:
            day, precision = values[end]
            fields |= {
                end: date.fromisoformat(day) if day else None,
                f"{end}_precision": Precision(precision),
            }
    fields |= {name: values[name] for name in ("horizon", "confidence") if name in values}
    if "public_title" in values:
        title = values["public_title"]
        fields |= {"title": title or entry.own_title, "is_titled": bool(title)}
    if "public_note" in values:
        fields["note"] = values["public_note"]
    return replace(entry, **fields, row=values.get("lane", entry.row))


def _planned(item: Item, plan: Plan) -> Planned:
    """An item as an entry that nobody has described yet."""
    horizon = values_off(plan, item)["horizon"]
    return Planned(
        id=item.pk, version=1, lane_id=None, horizon=horizon, title=item.title, note="", item_id=item.pk, key=item.key,
        kind=item.kind, status=item.status.name, category=item.category, start=item.start_on,
        start_precision=Precision(item.start_precision), due=item.due_on, due_precision=Precision(item.due_precision),
        assignee_id=item.assignee_id, assignee=item.assignee.name if item.assignee else "", created_by_id=item.created_by_id,
        progress=1.0 if item.category == "done" else 0.0, children_span=None, confidence="", comments=0, row="",
        own_title=item.title, is_titled=False,
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
