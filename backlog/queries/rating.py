"""Some lines of the scoring page's sheet."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from activity.actors import Actor
from backlog.models import Product
from backlog.queries.backlog import rows_by_ids
from backlog.queries.scoring import Models, SheetRow, ratings_of, sheet_rows, weighted_criteria


def lines_of(
    product: Product, models: Models, ids: Sequence[UUID], *, actor: Actor, today: date
) -> list[SheetRow]:
    """The lines of those of the items that are there, whatever their status, as `scoring_page` draws them.

    Four statements, two more while models are compared.
    """
    rows = rows_by_ids(product, ids, actor=actor, today=today, query="status:all", model=models.seen)
    weighted = weighted_criteria(models.seen)
    return sheet_rows(rows, models, weighted, ratings_of([row.id for row in rows], weighted))
