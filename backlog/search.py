"""The query language for items: `login bug status:active,ready assignee:me score>50 due<2w sort:-score`.

One schema and one set of conditions for the backlog, the board, the roadmap's tray and the API. Names (labels, people,
statuses, teams) are the workspace's, read only when a query uses them, each kind with one statement.

What else items can be searched by is registered in the setting QUERY_FIELDS: dotted paths of factories

    def query_fields(scope: Scope) -> Mapping[str, QueryField]

(`from backlog.searchable import QueryField, Scope`; `scope.actor`, `scope.today`, `scope.workspace_id`). A QueryField is
the `core.query.Field` that checks and completes what is typed, and `compile(term) -> Q`, the condition on Item without
the term's negation:

    return {"sprint": QueryField(Field("choice", values=lambda: names(scope), words=("current", "none")), compile)}

Factories are called in the order of the list, and only while a query names a field that none before them knew (completion
and error messages call all). So a factory whose names are known beforehand runs no SQL (its `values` and `compile` may,
one statement at most); one that must read which fields there are, such as custom fields, stands last.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from activity.actors import Actor
from backlog.models import Item, ScoringModel
from backlog.searchable import Registry, Scope, fields_of
from backlog.searchable.keys import with_key
from backlog.searchable.own import NONE
from backlog.searchable.words import begins, matches, whole
from core.query import Query, QuerySchema, SortKey, Term, Word, read
from core.query.compile import apply, ordering
from core.query.schema import KEY

__all__ = ["NONE", "SORTED", "SORTS", "ItemSearch", "schema", "search_items", "with_score"]

RARE = 1000  # items that a search by words may find and still be sorted afterwards
SORTS: Mapping[str, str] = {
    "rank": "rank",
    "score": "score_value",
    "due": "due_on",
    "start": "start_on",
    "updated": "updated_at",
    "created": "created_at",
    "estimate": "estimate",
    "title": "title",
}
SORTED = "sorted_"  # before a field's name: the annotation that holds what `sort:` orders by where that is no column


def search_items(queryset: QuerySet[Item], text: str, *, actor: Actor, today: date) -> QuerySet[Item]:
    """Those of `queryset`'s items that the query fits, in the order of its `sort:` (then by id) where it has one.

    `today` is the member's. Raises core.query.QueryError, whose message names the word and the nearest valid one.
    Runs no query but for names that the text uses. Items of every status are found unless the text says which.
    """
    search = ItemSearch(text, actor=actor, today=today)
    found = search.filter(queryset)
    if not search.query.sort:
        return found
    if any(key.field == "score" for key in search.query.sort):
        found = with_score(found, list(_active_models(actor.workspace_id)))
    columns = {key.field: search.column_of(key) for key in search.query.sort}
    return search.with_sorts(found).order_by(*ordering(search.query, columns), "pk")


def with_score(queryset: QuerySet[Item], models: Iterable[UUID]) -> QuerySet[Item]:
    """Join each item with its score by one of these models (of its own product): `score_value`, `score_reason`."""
    return queryset.annotate(
        active=FilteredRelation("scores", condition=Q(scores__model__in=list(models)))
    ).annotate(score_value=F("active__value"), score_reason=F("active__reason"))


class ItemSearch:
    """One query, read and checked; `filter` narrows a queryset by it."""

    def __init__(self, text: str, *, actor: Actor, today: date) -> None:
        self.scope = Scope(actor, today)
        self.fields: Registry = fields_of(self.scope)
        self.query: Query = read(text, self.fields.schema())

    @property
    def names_status(self) -> bool:
        """Whether the query says itself which statuses it is about."""
        return any(term.field == "status" for term in self.query.terms)

    @staticmethod
    def column_of(key: SortKey) -> str:
        """The column that one part of `sort:` orders by, or the annotation that `with_sorts` makes."""
        return SORTS.get(key.field) or f"{SORTED}{key.field}"

    def with_sorts(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The items, or `.values()` of them, with what `sort:` orders by beside the columns of SORTS."""
        names = [key.field for key in self.query.sort if key.field not in SORTS]
        found: QuerySet[Any, Any] = rows.annotate(
            **{f"{SORTED}{name}": self.fields[name].sort for name in names}
        )
        return found

    def filter(self, queryset: QuerySet[Item]) -> QuerySet[Item]:
        """The items that every part of the query fits."""
        return apply(queryset, self.query, self._compilers(), words=self._word)

    def narrow(self, queryset: QuerySet[Item]) -> QuerySet[Item]:
        """As `filter`, but made for a list in an order of its own that is read from its beginning.

        For rare words PostgreSQL would rather read the whole list in its order and look at the text of each item than
        ask the index of words, since it expects to be done soon. So the index is asked first: up to RARE items are
        then taken by id; more are found soon in any order. One statement where the query has words, else none.
        """
        found = self.filter(queryset)
        if all(word.negated for word in self.query.words):
            return found
        ids = list(found.order_by().values_list("pk", flat=True)[: RARE + 1])
        return queryset.filter(pk__in=ids) if len(ids) <= RARE else found

    def _compilers(self) -> Mapping[str, Callable[[Term], Q]]:
        return {term.field: self.fields[term.field].compile for term in self.query.terms}

    def _word(self, word: Word) -> Q:
        unfinished = self.query.words[-1] is word and not word.phrase
        found = matches(begins(word.text) if unfinished else whole(word.text, phrase=word.phrase))
        if KEY.fullmatch(word.text) and not word.phrase:
            found |= Q(pk__in=list(with_key(self.scope, word.text)))
        return found


def schema(scope: Scope) -> QuerySchema:
    """The fields of items and what may stand in each, for checks and completion. Runs no query yet."""
    return fields_of(scope).schema()


def _active_models(workspace_id: UUID) -> QuerySet[ScoringModel, UUID]:
    return ScoringModel.objects.filter(workspace=workspace_id, is_active=True).values_list("pk", flat=True)
