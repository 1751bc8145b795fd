"""Items named by their keys in a query."""

from uuid import UUID

from django.db.models import Q, QuerySet

from backlog.models import Item
from backlog.searchable.registry import Scope
from core.query import Choice
from core.query.schema import KEY

OFFERED = 8


def with_key(scope: Scope, key: str) -> QuerySet[Item, UUID]:
    """The ids of the workspace's item of this key, for a condition. Runs no query."""
    product, _dash, number = key.upper().rpartition("-")
    items = Item.objects.filter(workspace=scope.workspace_id, product__key=product, number=int(number))
    found: QuerySet[Item, UUID] = items.values_list("pk", flat=True)
    return found


def offered_keys(scope: Scope, typed: str) -> list[Choice]:
    """Items whose key begins like what is typed; without anything typed those that changed last. One statement."""
    items = Item.objects.filter(workspace=scope.workspace_id)
    product, _dash, number = typed.upper().rpartition("-")
    if KEY.fullmatch(typed):
        begins = Q(number=number)
        for power in (10, 100, 1000):
            begins |= Q(number__range=(int(number) * power, int(number) * power + power - 1))
        items = items.filter(begins, product__key=product).order_by("number")
    else:
        items = items.filter(product__key__startswith=(product or number)).order_by("-updated_at", "-id")
    rows = items.values_list("product__key", "number", "title")[:OFFERED]
    return [Choice(f"{key}-{number}", title) for key, number, title in rows]
