"""What was probably meant, where a search by words finds nothing."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.models.words import TitleWord
from backlog.search import ItemSearch
from core.query import Query, Word, to_text
from core.query.likeness import letters_apart

LEAST = 4  # letters of a word that can be mistyped
NEAR = 8  # neighbours that are weighed for one word
SHOWN = 8
WEIGHED = 2 * SHOWN


@dataclass(frozen=True, slots=True)
class Similar:
    """`query` is the search with its words put right, `items` the first of what it finds."""

    query: str
    items: list[Item]


def similar(product: Product, *, actor: Actor, query: str, today: date) -> Similar | None:
    """The same search with each mistyped word replaced by the nearest word of a title; None where that finds nothing.

    Raises QueryError. Cost: a statement for each of its first three words, by the index of words and not of items, and
    one for the items.
    """
    search = ItemSearch(query, actor=actor, today=today)
    words = [
        word
        for word in search.query.words
        if not word.negated and not word.phrase and len(word.text) >= LEAST
    ]
    near = {word: found for word in words[:3] if (found := _near(actor, word.text)) != word.text.lower()}
    if not any(near.values()):
        return None
    parts = tuple(Word(near[part] or part.text) if part in near else part for part in search.query.parts)
    mended = to_text(Query(parts, search.query.sort))
    again = ItemSearch(mended, actor=actor, today=today)
    items = Item.objects.filter(product=product)
    # Any of them, in the order of rank: to find the first of all, all would have to be looked at.
    some = again.filter(items if again.names_status else items.open()).order_by().values("pk")[:WEIGHED]
    rows = Item.objects.filter(pk__in=some).select_related("product", "status")
    shown = list(rows.order_by("rank")[:SHOWN])
    return Similar(mended, shown) if shown else None


def _near(actor: Actor, text: str) -> str:
    """The word of a title that is most like this one; "" where none is."""
    text = text.lower()
    known = TitleWord.objects.filter(workspace=actor.workspace_id)
    alike = known.filter(Q(word__trigram_similar=text)).annotate(likeness=TrigramSimilarity("word", text))
    found = list(alike.order_by("-likeness", "word").values_list("word", flat=True)[:NEAR])
    best = min(found, key=lambda word: letters_apart(text, word), default="")
    return best if best and letters_apart(text, best) <= max(2, len(text) // 3) else ""
