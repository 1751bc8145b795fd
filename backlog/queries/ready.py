"""The definition of ready as the page of an item lists it."""

from dataclasses import dataclass
from uuid import UUID

from backlog.models import Item, ReadyRule
from backlog.readiness import MET, SOURCES
from core.sql import run

Demand = ReadyRule.Demand
_COLUMNS = {name: f"i.{name}" for name in SOURCES}
_LINES = f"""
    SELECT rule.id, rule.demands, coalesce(demanded.name, rule.text), {MET.format(**_COLUMNS)}
      FROM backlog_item i JOIN backlog_readyrule rule ON rule.product_id = i.product_id
      LEFT JOIN backlog_customfield demanded ON demanded.id = rule.field_id
     WHERE i.id = %(item)s AND demanded.archived_at IS NULL ORDER BY rule.position, rule.id
"""


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """One rule and whether the item meets it. `question`: the rule's id where it is ticked by hand."""

    text: str
    is_met: bool
    question: UUID | None


def ready_lines(item: Item) -> list[ReadyLine]:
    """Each rule of the item's product, in order; none where it has no definition of ready. One statement."""
    return [
        ReadyLine(
            text=words if words else str(Demand(demands).label),
            is_met=is_met,
            question=pk if demands == Demand.QUESTION else None,
        )
        for pk, demands, words, is_met in run(_LINES, {"item": item.pk})
    ]
