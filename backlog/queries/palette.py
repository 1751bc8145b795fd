"""What a person reaches by a few letters: items by key or words."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import Case, Q, QuerySet, When

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.models.items import SEARCH
from backlog.queries.keys import KEY

MOST_ITEMS = 8
MOST_PRODUCTS = 4
MOST_WEIGHED = 50
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """What fits, best first."""

    products: list[Product]
    items: list[Item]


def find(actor: Actor, text: str) -> Found:
    """Products and items of the actor's workspace that fit; nothing of the backlog for who may not read it.

    An exact key comes first, then titles with the words, then descriptions. Three statements, each by an index.
    """
    text = text.replace("\x00", "").strip()[:100]
    if not text or not may(actor, Right.READ_BACKLOG):
        return Found([], [])
    products = Product.objects.filter(workspace=actor.workspace_id, archived_at=None)
    named = products.filter(Q(name__icontains=text) | Q(key__istartswith=text)).order_by("name")
    return Found(list(named[:MOST_PRODUCTS]), best(actor.workspace_id, text)[:MOST_ITEMS])


def best(workspace_id: UUID, text: str) -> list[Item]:
    """Of the items that changed last among `matching`, those with the words in their title before the others.

    As many as are weighed, with product and status. Two statements.
    """
    found = list(matching(workspace_id, text).select_related("product", "status")[:MOST_WEIGHED])
    words = [word.lower() for word in WORD.findall(text)]
    names = text.strip().upper()

    def is_behind(item: Item) -> bool:
        return names not in (item.key, str(item.number)) and any(w not in item.title.lower() for w in words)

    return sorted(found, key=is_behind)


def matching(workspace_id: UUID, text: str) -> QuerySet[Item]:
    """Items with this key, or this number, or with all the words, the last of which may be unfinished.

    Those named by key or number first, then what changed last. One statement now, to find the named ones by their
    index: joined with the words by "or", neither index would serve.
    """
    named = _named(workspace_id, text.strip())
    condition = Q(pk__in=named)
    words = WORD.findall(text)[:8]
    if words:
        # Only letters, digits and _ come into the query, each word in quotes: nothing in it can be an operator.
        raw = " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])
        condition |= Q(SearchVectorExact(SEARCH, SearchQuery(raw, config="simple", search_type="raw")))
    found: QuerySet[Item] = Item.objects.filter(condition, workspace=workspace_id)
    if not named:  # a case without branches would be the constant 1, which SQL takes for the first column
        return found.order_by("-updated_at", "-id")
    return found.order_by(Case(When(pk__in=named, then=0), default=1), "-updated_at", "-id")


def _named(workspace_id: UUID, text: str) -> list[UUID]:
    items = Item.objects.filter(product__in=Product.objects.filter(workspace=workspace_id))
    if match := KEY.fullmatch(text):
        return list(
            items.filter(product__key=match[1].upper(), number=int(match[2])).values_list("pk", flat=True)
        )
    if text.isascii() and text.isdigit() and len(text) < 10:
        return list(items.filter(number=int(text)).values_list("pk", flat=True))
    return []
