"""What was probably meant, where a search by words finds nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.search import ItemSearch
from core.query import Query, QueryError, Word, parse, to_text
from core.query.likeness import letters_apart

LEAST = 4  # letters of a word that can be mistyped
NEAR = 8  # neighbours that are weighed for one word
SHOWN = 8
WEIGHED = 2 * SHOWN
WORDS = 3  # of a search are put right
_ALIKE = """
    SELECT typed, near.word
      FROM unnest(%(typed)s::text[]) AS typed,
           LATERAL (SELECT word
                      FROM backlog_titleword
                     WHERE workspace_id = %(workspace)s AND word %% typed
                     ORDER BY similarity(word, typed) DESC, word
                     LIMIT %(near)s) AS near
"""


@dataclass(frozen=True, slots=True)
class Similar:
    """`query` is the search with its words put right, `items` the first of what it finds."""

    query: str
    items: list[Item]


def similar(product: Product, *, actor: Actor, query: str, today: date) -> Similar | None:
    """The same search with each mistyped word replaced by the nearest word of a title; None where that finds nothing.

    Raises QueryError. Cost: two statements, the first by the index of words and not of items, and those of names in the query.
    """
    search = ItemSearch(query, actor=actor, today=today)
    mended = put_right(search.query, actor=actor)
    if not mended:
        return None
    again = ItemSearch(mended, actor=actor, today=today)
    items = Item.objects.filter(product=product)
    # Any of them, in the order of rank: to find the first of all, all would have to be looked at.
    some = again.filter(items if again.names_status else items.open()).order_by().values("pk")[:WEIGHED]
    rows = Item.objects.filter(pk__in=some).select_related("product", "status")
    shown = list(rows.order_by("rank")[:SHOWN])
    return Similar(mended, shown) if shown else None


def instead(text: str, mistake: QueryError | None = None, *, actor: Actor) -> str:
    """What to ask instead of a query that finds nothing: the nearest valid word in the place of its mistake, without one its
    words put right; "" where nothing is near. One statement at most.
    """
    return mistake.mended(text) if mistake else put_right(parse(text), actor=actor)


def put_right(query: Query, *, actor: Actor) -> str:
    """The query with each mistyped word replaced by the nearest word of a title; "" where none is near another.

    One statement, none where no word can be mistyped.
    """
    words = [
        word for word in query.words if not word.negated and not word.phrase and len(word.text) >= LEAST
    ][:WORDS]
    nearest = _nearest({word.text.lower() for word in words}, actor)
    near = {
        word: found for word in words if (found := nearest.get(word.text.lower(), "")) != word.text.lower()
    }
    if not any(near.values()):
        return ""
    parts = tuple(Word(near[part] or part.text) if part in near else part for part in query.parts)
    return to_text(Query(parts, query.sort))


def _nearest(typed: Collection[str], actor: Actor) -> Mapping[str, str]:
    """Of each word the one of a title that is most like it, where one is."""
    if not typed:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, {"typed": sorted(typed), "workspace": actor.workspace_id, "near": NEAR})
        found = cursor.fetchall()
    best: dict[str, str] = {}
    for text, word in found:
        apart = letters_apart(text, word)
        if apart <= max(2, len(text) // 3) and (text not in best or apart < letters_apart(text, best[text])):
            best[text] = word
    return best
