"""A scenario and a plan that has moved on, said side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.periods import Precision, label
from roadmap.models import Entry
from roadmap.scenarios import Laid, Meant


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One field on which the plan and the scenario go separate ways: its name, and what each says."""

    name: str
    plan: str
    scenario: str


def conflict_lines(laid: Laid, meant: Meant, *, today: date) -> list[ConflictLine]:
    """What the plan says now of one item where it has moved on, beside what the scenario says, in the active language."""
    return [
        ConflictLine(
            str(field_names()[name]), _said(laid, name, now, today),
            _said(laid, name, meant.values.get(name, True), today),
        )
        for name, now in meant.moved_on.items()
    ]  # fmt: skip


def field_names() -> Mapping[str, str]:
    """What the fields of a scenario are called."""
    return {
        "on": _("On the roadmap"),
        "lane": _("Lane"),
        "horizon": _("Horizon"),
        "start": _("Start"),
        "due": _("Due"),
        "confidence": _("Confidence"),
        "public_title": _("Public title"),
        "public_note": _("Public note"),
        "day": _("Day"),
    }


def _said(laid: Laid, name: str, value: Any, today: date) -> str:
    match name:
        case "start" | "due":
            day, precision = value
            return label(date.fromisoformat(day), Precision(precision), today) if day else _("not scheduled")
        case "day":
            return label(date.fromisoformat(value), Precision.DAY, today)
        case "lane":
            names = {row.id: row.name for row in laid.plan.rows}
            return names.get(value) or _("no lane")
        case "horizon":
            return str(laid.plan.roadmap.horizon_names().get(value, value))
        case "confidence":
            return str(dict(Entry.Confidence.choices).get(value, _("not said")))
        case "public_title":
            return value or _("the item’s own")
        case "public_note":
            return value or _("none")
        case _:
            return _("yes") if value else _("no")
