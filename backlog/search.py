"""The query language for items: `login bug status:active,ready assignee:me score>50 due<2w sort:-score`.

One schema and one set of conditions for the backlog, the board and the API. Names (labels, people, statuses, teams) are
the workspace's, read only when a query uses them, each kind with one statement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, reduce
from operator import or_
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVectorExact
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import Category, Item, ItemLabel, Kind, Label, Score, ScoringModel, Status
from backlog.models.items import SEARCH
from backlog.models.products import OPEN_CATEGORIES
from core.query import Field, Query, QuerySchema, Term, Word, read
from core.query.compile import apply, date_q, moment_q, number_q, ordering
from core.query.schema import KEY

OPEN, ALL, ME, NONE = "open", "all", "me", "none"
RARE = 1000  # items that a search by words may find and still be sorted afterwards
HAS: Mapping[str, Q] = {
    "estimate": Q(estimate__isnull=False),
    "assignee": Q(assignee__isnull=False),
    "team": Q(team__isnull=False),
    "start": Q(start_on__isnull=False),
    "due": Q(due_on__isnull=False),
    "parent": Q(parent__isnull=False),
    "description": ~Q(description=""),
    "labels": Q(Exists(ItemLabel.objects.filter(item=OuterRef("pk")))),
    "score": Q(Exists(Score.objects.filter(item=OuterRef("pk"), model__is_active=True, value__isnull=False))),
}
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
    return found.order_by(*ordering(search.query, SORTS), "pk")


def with_score(queryset: QuerySet[Item], models: Iterable[UUID]) -> QuerySet[Item]:
    """Join each item with its score by one of these models (of its own product): `score_value`, `score_reason`."""
    return queryset.annotate(
        active=FilteredRelation("scores", condition=Q(scores__model__in=list(models)))
    ).annotate(score_value=F("active__value"), score_reason=F("active__reason"))


class ItemSearch:
    """One query, read and checked; `filter` narrows a queryset by it."""

    def __init__(self, text: str, *, actor: Actor, today: date) -> None:
        self.actor = actor
        self.today = today
        self.names = Names(actor.workspace_id)
        self.query: Query = read(text, schema(self.names))

    @property
    def names_status(self) -> bool:
        """Whether the query says itself which statuses it is about."""
        return any(term.field == "status" for term in self.query.terms)

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

    def _compilers(self) -> dict[str, Callable[[Term], Q]]:
        zone = timezone.get_current_timezone()
        today = self.today
        return {
            "status": self._status,
            "kind": lambda term: Q(kind__in=_texts(term)),
            "label": self._label,
            "assignee": self._assignee,
            "team": lambda term: _refers("team", self.names.teams, term),
            "parent": self._parent,
            "has": lambda term: reduce(or_, (HAS[text] for text in _texts(term))),
            "score": lambda term: Q(Exists(_scores().filter(number_q("value", term)))),
            "estimate": lambda term: number_q("estimate", term),
            "due": lambda term: date_q("due_on", term, today=today),
            "start": lambda term: date_q("start_on", term, today=today),
            "updated": lambda term: moment_q("updated_at", term, today=today, zone=zone),
            "created": lambda term: moment_q("created_at", term, today=today, zone=zone),
            "title": self._title,
        }

    def _status(self, term: Term) -> Q:
        condition = Q(pk__in=[])
        for text in _texts(term):
            if text == ALL:
                return Q()
            if text == OPEN:
                condition |= Q(category__in=OPEN_CATEGORIES)
                continue
            if text in Category.values:
                condition |= Q(category=text)
            if ids := self.names.statuses.get(text):
                condition |= Q(status__in=ids)
        return condition

    def _label(self, term: Term) -> Q:
        condition = Q(pk__in=[])
        if NONE in _texts(term):
            condition |= ~HAS["labels"]
        ids = [label for text in _texts(term) for label in self.names.labels.get(text, ())]
        if ids:
            condition |= Q(pk__in=ItemLabel.objects.filter(label__in=ids).values("item"))
        return condition

    def _assignee(self, term: Term) -> Q:
        condition = _refers("assignee", self.names.people, term)
        if ME in _texts(term) and self.actor.member_id:
            condition |= Q(assignee=self.actor.member_id)
        return condition

    def _parent(self, term: Term) -> Q:
        condition = Q(parent__isnull=True) if NONE in _texts(term) else Q(pk__in=[])
        for text in _texts(term):
            if text != NONE:
                condition |= Q(parent__in=self._with_key(text))
        return condition

    def _title(self, term: Term) -> Q:
        """Words of the title; the full-text index finds the few rows whose title is then looked at."""
        return reduce(or_, (_matches(_prefix(text)) & Q(title__icontains=text) for text in _texts(term)))

    def _word(self, word: Word) -> Q:
        if word.phrase:
            return _matches(SearchQuery(word.text, config="simple", search_type="phrase"))
        last = self.query.words[-1] is word
        found = _matches(_prefix(word.text) if last else SearchQuery(word.text, config="simple"))
        if KEY.fullmatch(word.text):
            found |= Q(pk__in=list(self._with_key(word.text)))
        return found

    def _with_key(self, key: str) -> QuerySet[Item, UUID]:
        product, _dash, number = key.upper().rpartition("-")
        items = Item.objects.filter(
            workspace=self.actor.workspace_id, product__key=product, number=int(number)
        )
        found: QuerySet[Item, UUID] = items.values_list("pk", flat=True)
        return found


class Names:
    """What the rows of a workspace are called, in lower case, and their ids; each read when first asked for."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id

    @cached_property
    def statuses(self) -> dict[str, list[UUID]]:
        return self._ids(Status.objects.filter(workspace=self.workspace_id).values_list("name", "pk"))

    @cached_property
    def labels(self) -> dict[str, list[UUID]]:
        return self._ids(Label.objects.filter(workspace=self.workspace_id).values_list("name", "pk"))

    @cached_property
    def teams(self) -> dict[str, list[UUID]]:
        return self._ids(Team.objects.filter(workspace=self.workspace_id).values_list("name", "pk"))

    @cached_property
    def people(self) -> dict[str, list[UUID]]:
        """By name, by e-mail, and by first name where only one has it."""
        rows = list(Member.objects.filter(workspace=self.workspace_id).values_list("name", "email", "pk"))
        known = self._ids((name, pk) for name, _email, pk in rows)
        known |= self._ids((email, pk) for _name, email, pk in rows if email)
        firsts = self._ids((name.split()[0], pk) for name, _email, pk in rows if name.split())
        return {first: ids for first, ids in firsts.items() if len(ids) == 1} | known

    def _ids(self, rows: Iterable[tuple[str, UUID]]) -> dict[str, list[UUID]]:
        found: dict[str, list[UUID]] = defaultdict(list)
        for name, pk in rows:
            found[name.lower()].append(pk)
        return dict(found)


def schema(names: Names) -> QuerySchema:
    """The fields of items and what may stand in each."""
    return QuerySchema(
        {
            "status": Field("choice", values=lambda: names.statuses, words=(OPEN, ALL, *Category.values)),
            "kind": Field("choice", values=lambda: Kind.values),
            "label": Field("choice", values=lambda: names.labels, words=(NONE,)),
            "assignee": Field("person", values=lambda: names.people, words=(ME, NONE)),
            "team": Field("choice", values=lambda: names.teams, words=(NONE,)),
            "parent": Field("key", words=(NONE,)),
            "has": Field("has", values=lambda: HAS),
            "score": Field("number", sortable=True),
            "estimate": Field("number", words=(NONE,), sortable=True),
            "due": Field("date", words=(NONE,), sortable=True),
            "start": Field("date", words=(NONE,), sortable=True),
            "updated": Field("date", sortable=True),
            "created": Field("date", sortable=True),
            "title": Field("text", sortable=True),
            "rank": Field("text", operators=(), sortable=True),
        }
    )


def _texts(term: Term) -> list[str]:
    return [value.text.lower() for value in term.values]


def _refers(column: str, known: Mapping[str, list[UUID]], term: Term) -> Q:
    ids = [pk for text in _texts(term) for pk in known.get(text, ())]
    condition = Q(**{f"{column}__in": ids})
    return condition | Q(**{f"{column}__isnull": True}) if NONE in _texts(term) else condition


def _scores() -> QuerySet[Score]:
    return Score.objects.filter(item=OuterRef("pk"), model__is_active=True)


def _active_models(workspace_id: UUID) -> QuerySet[ScoringModel, UUID]:
    return ScoringModel.objects.filter(workspace=workspace_id, is_active=True).values_list("pk", flat=True)


def _matches(query: SearchQuery) -> Q:
    """Full text by the expression that the index holds."""
    return Q(SearchVectorExact(SEARCH, query))


def _prefix(text: str) -> SearchQuery:
    """Words that begin like this: what one sees while still typing."""
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return SearchQuery(f"'{quoted}':*", config="simple", search_type="raw")
