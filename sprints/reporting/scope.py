"""Which items a report is about."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from activity.actors import Actor
from backlog.models import Item
from backlog.search import ItemSearch


@dataclass(frozen=True, slots=True)
class Scope:
    """Items of a workspace, a product or a team (`everything`), and those of them that the query finds (`found`).

    Deleted ones are among them: they have a past.
    """

    workspace_id: UUID
    everything: QuerySet[Item]
    found: QuerySet[Item]


def scope_of(
    actor: Actor, *, query: str, today: date, product: UUID | None = None, team: UUID | None = None
) -> Scope:
    """What a report narrowed to this product, this team and this query is about; `today` is the reader's.

    Items of every status are found unless the query says which. Raises QueryError. Runs no query but for names.
    """
    items = Item.all_objects.filter(workspace=actor.workspace_id)
    if product:
        items = items.filter(product=product)
    if team:
        items = items.filter(team=team)
    found = ItemSearch(query, actor=actor, today=today).filter(items) if query else items
    return Scope(actor.workspace_id, items, found)
