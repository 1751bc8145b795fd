"""An item in a list of what holds it: a sprint, a release, an objective."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from backlog.models.products import OPEN_CATEGORIES
from backlog.queries.rows import Person
from core.periods import Precision

BRIEF = (
    "item_id", "item__product__key", "item__number", "item__kind", "item__title", "item__category",
    "item__status__name", "item__assignee_id", "item__assignee__name", "item__estimate", "item__due_on",
    "item__due_precision",
)  # fmt: skip
"""What `brief` reads of a row that points at its `item`."""
IN_ORDER = ("item__product__key", "item__rank")


@dataclass(frozen=True, slots=True)
class Brief:
    id: UUID
    key: str
    kind: str
    title: str
    category: str
    status: str
    assignee: Person | None
    estimate: Decimal | None
    due_on: date | None
    due_precision: Precision

    @property
    def is_open(self) -> bool:
        return self.category in OPEN_CATEGORIES


def brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a Brief, from the columns BRIEF."""
    who = row["item__assignee_id"]
    return {
        "id": row["item_id"],
        "key": f"{row['item__product__key']}-{row['item__number']}",
        "kind": row["item__kind"],
        "title": row["item__title"],
        "category": row["item__category"],
        "status": row["item__status__name"],
        "assignee": Person(who, row["item__assignee__name"]) if who else None,
        "estimate": row["item__estimate"],
        "due_on": row["item__due_on"],
        "due_precision": Precision(row["item__due_precision"]),
    }
