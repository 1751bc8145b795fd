"""Free words: full text by the expression that its index holds."""

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import Q

from backlog.models.items import SEARCH


def matches(query: SearchQuery) -> Q:
    """The items whose title and description fit."""
    return Q(SearchVectorExact(SEARCH, query))


def whole(text: str, *, phrase: bool = False) -> SearchQuery:
    """Whole words; a phrase's in this order."""
    return SearchQuery(text, config="simple", search_type="phrase" if phrase else "plain")


def begins(text: str) -> SearchQuery:
    """Words that begin like this: what one sees while still typing."""
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return SearchQuery(f"'{quoted}':*", config="simple", search_type="raw")
