"""Some lines of the scoring page's sheet."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from activity.actors import Actor
from backlog.models import Product
from backlog.queries.backlog import rows_by_ids
from backlog.queries.rows import active_model
from backlog.queries.scoring import SheetRow, ratings_of, sheet_rows, weighted_criteria


def lines_of(product: Product, ids: Sequence[UUID], *, actor: Actor, today: date) -> list[SheetRow]:
    """The lines of those of the items that are there, whatever their status. Six statements."""
    rows = rows_by_ids(product, ids, actor=actor, today=today, query="status:all")
    model = active_model(product)
    weighted = weighted_criteria(model)
    return sheet_rows(rows, model, weighted, ratings_of([row.id for row in rows], weighted))
