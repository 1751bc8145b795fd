"""What bars, cards and rows are coloured by: a hue and a letter for each value, so that no colour speaks alone. And what else of
an item they can say.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from backlog.models import Kind
from roadmap.lanes_from import in_order, nothing, placed, said_by
from roadmap.looks import STATUS, Mark
from roadmap.models import Entry, LaneSource, Theme
from roadmap.queries import Plan, Planned, items_of

HUES = (7, 4, 9, 3, 6, 10, 5, 8, 2)  # far apart at first; red and amber say something else
_FOUND: Mapping[str, tuple[Any, Any]] = {
    "team": (F("team_id"), F("team__name")),
    "product": (F("product_id"), F("product__name")),
    **placed("pk"),
    "estimate": (F("estimate"), F("estimate")),
}


Values = Mapping[UUID, Mapping[str, tuple[str, str]]]


def values_of(plan: Plan, names: Collection[str]) -> Values:
    """By item those of team, product, theme, objective and estimate that are named: (id, name), empty for none. What a scenario puts
    into another row has what stands there. One statement, none where none is named.
    """
    wanted = [name for name in _FOUND if name in names]
    if not wanted:
        return {}
    columns = {
        f"{name}_{part}": _FOUND[name][at] for name in wanted for at, part in enumerate(("pk", "name"))
    }
    found = {
        row["id"]: {name: (_text(row[f"{name}_pk"]), _text(row[f"{name}_name"])) for name in wanted}
        for row in items_of(plan).order_by().annotate(**columns).values("id", *columns)
    }
    rows = {row.id: said_by(plan.roadmap, row) for row in plan.rows} if plan.relaned else {}
    for entry in plan.entries if rows else ():
        if entry.item_id in plan.relaned:
            found[entry.item_id] |= {name: said for name, said in rows[entry.row].items() if name in wanted}
    return found


def hues_of(plan: Plan, colour: str) -> Mapping[str, int]:
    """The hues that values have by themselves, by id: those of themes. One statement for a colour of themes, else none."""
    if (plan.roadmap.lanes_from if colour == "lane" else colour) != LaneSource.THEME:
        return {}
    rows = Theme.objects.filter(workspace=plan.roadmap.workspace_id).values_list("pk", "hue")
    return {str(pk): hue for pk, hue in rows}


def marks_of(
    plan: Plan, colour: str, values: Values, own_hues: Mapping[str, int]
) -> tuple[dict[UUID, Mark], list[Mark]]:
    """The mark of each entry, and all of them in the order that lanes of them have, what is nothing last. None where the colour is
    that of the status, which bars have by themselves. One statement at most.
    """
    if colour == STATUS:
        return {}, []
    rows = {row.id: row.name for row in plan.rows}
    own = {entry.id: _value(entry, colour, values, rows) for entry in plan.entries}
    named = dict(own.values())
    counts: dict[str, int] = {}
    for pk, _name in own.values():
        counts[pk] = counts.get(pk, 0) + 1
    order = _order(plan, colour, named)
    marks = {
        pk: Mark(named[pk], _letter(at) if pk else "–", own_hues.get(pk, HUES[at % len(HUES)]), counts[pk])
        for at, pk in enumerate(order)
    }
    return {pk: marks[value] for pk, (value, _name) in own.items()}, [marks[pk] for pk in order]


def _value(entry: Planned, colour: str, values: Values, rows: Mapping[str, str]) -> tuple[str, str]:
    """Id and name of what the entry has there, the id empty for nothing."""
    match colour:
        case "kind":
            return entry.kind, str(Kind(entry.kind).label)
        case "confidence":
            return entry.confidence, _sure(entry.confidence)
        case "lane":
            return entry.row, rows.get(entry.row) or nothing("")
        case _:
            pk, name = values.get(entry.item_id, {}).get(colour, ("", ""))
            return pk, name or nothing(colour)


def _sure(confidence: str) -> str:
    return str(Entry.Confidence(confidence).label) if confidence else _("Not said")


def _order(plan: Plan, colour: str, named: Mapping[str, str]) -> Sequence[str]:
    """Kinds from large to small, confidence from high to low, lanes from top to bottom; the rest as lanes of them stand."""
    known: Mapping[str, Sequence[str]] = {
        "kind": Kind.values,
        "confidence": Entry.Confidence.values,
        "lane": [row.id for row in plan.rows],
    }
    if colour not in known:
        return list(in_order(plan.roadmap, colour, named))
    return sorted(named, key=lambda pk: (not pk, known[colour].index(pk) if pk in known[colour] else 0))


def _letter(at: int) -> str:
    """A, B … Z, AA, AB …"""
    return chr(65 + at) if at < 26 else chr(64 + at // 26) + chr(65 + at % 26)


def _text(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
