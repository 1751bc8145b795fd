"""The fields that every item can be searched by."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import tzinfo
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backlog.containers import containers
from backlog.models import (
    AcceptanceCriterion,
    Attachment,
    Category,
    Comment,
    Item,
    ItemLabel,
    ItemLink,
    Kind,
    Score,
    Watcher,
)
from backlog.models.products import OPEN_CATEGORIES
from backlog.searchable.keys import offered_keys, with_key
from backlog.searchable.names import Names
from backlog.searchable.registry import QueryField, Scope
from backlog.searchable.words import begins, matches
from core.query import Field, Term, number
from core.query.compile import date_q, moment_q, number_q

OPEN, ALL, ME, NONE, YES, NO = "open", "all", "me", "none", "yes", "no"
COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _exists(rows: "QuerySet[Any]", column: str = "item") -> Q:
    return Q(Exists(rows.filter(**{column: OuterRef("pk")})))


LINKED = _exists(ItemLink.objects.all(), "source") | _exists(ItemLink.objects.all(), "target")
COMMENTS = Comment.objects.filter(deleted_at=None, item__isnull=False)
BLOCKERS = ItemLink.objects.filter(
    kind=ItemLink.Kind.BLOCKS, source__deleted_at=None, source__category__in=OPEN_CATEGORIES
)
HAS: Mapping[str, Q] = {
    "estimate": Q(estimate__isnull=False),
    "assignee": Q(assignee__isnull=False),
    "team": Q(team__isnull=False),
    "start": Q(start_on__isnull=False),
    "due": Q(due_on__isnull=False),
    "parent": Q(parent__isnull=False),
    "children": _exists(Item.objects.all(), "parent"),
    "description": ~Q(description=""),
    "criteria": _exists(AcceptanceCriterion.objects.all()),
    "labels": _exists(ItemLabel.objects.all()),
    "comments": _exists(COMMENTS),
    "links": LINKED,
    "attachments": _exists(Attachment.objects.filter(deleted_at=None)),
    "score": _exists(Score.objects.filter(model__is_active=True, value__isnull=False)),
}


def own_fields(scope: Scope) -> dict[str, QueryField]:
    """By name, in the order in which completion offers them. Runs no SQL."""
    names = Names(scope.workspace_id)
    return {**_named(scope, names), **_measured(scope), **_related(scope, names), "title": _title()}


def _named(scope: Scope, names: Names) -> dict[str, QueryField]:
    people = Field(
        "person", values=lambda: names.people, words=(ME, NONE), offers=names.offered_people,
        description=_("Who is to do it"),
    )  # fmt: skip
    return {
        "status": QueryField(
            Field(
                "choice", values=lambda: names.statuses, words=(OPEN, ALL, *Category.values),
                description=_("A step of the workflow, or its category"),
            ),
            lambda term: _status(names, term),
        ),
        "assignee": QueryField(people, lambda term: _person("assignee", names, scope, term)),
        "label": QueryField(
            Field("choice", values=lambda: names.labels, words=(NONE,), description=_("Any of these labels")),
            lambda term: _label(names, term),
        ),
        "kind": QueryField(
            Field("choice", values=lambda: Kind.values, description=_("Epic, story, bug …")),
            lambda term: Q(kind__in=_texts(term)),
        ),
        "team": QueryField(
            Field("choice", values=lambda: names.teams, words=(NONE,), description=_("Whose team it is")),
            lambda term: _refers("team", names.teams, term),
        ),
    }  # fmt: skip


def _measured(scope: Scope) -> dict[str, QueryField]:
    zone: tzinfo = timezone.get_current_timezone()
    today = scope.today

    def day(column: str, description: str) -> QueryField:
        field = Field("date", words=(NONE,), sortable=True, description=description)
        return QueryField(field, lambda term: date_q(column, term, today=today))

    def moment(column: str, description: str) -> QueryField:
        field = Field("date", sortable=True, description=description)
        return QueryField(field, lambda term: moment_q(column, term, today=today, zone=zone))

    return {
        "score": QueryField(
            Field("number", words=(NONE,), sortable=True, description=_("By the active scoring model")),
            _score,
        ),
        "estimate": QueryField(
            Field("number", words=(NONE,), sortable=True, description=_("How large it is")),
            lambda term: number_q("estimate", term),
        ),
        "due": day("due_on", _("When it is to be done")),
        "start": day("start_on", _("When it is to begin")),
        "updated": moment("updated_at", _("When it last changed")),
        "created": moment("created_at", _("When it was written down")),
        "comments": QueryField(Field("number", description=_("How many comments it has")), _comments),
        "rank": QueryField(
            Field("text", operators=(), sortable=True, description=_("The product's order")),
            lambda _term: Q(),
        ),
    }


def _related(scope: Scope, names: Names) -> dict[str, QueryField]:
    def key(description: str) -> Field:
        return Field(
            "key", words=(NONE,), offers=lambda typed: offered_keys(scope, typed), description=description
        )

    def person(description: str) -> Field:
        return Field(
            "person", values=lambda: names.people, words=(ME, NONE), offers=names.offered_people,
            description=description,
        )  # fmt: skip

    return {
        "parent": QueryField(key(_("What it is part of")), lambda term: _parent(scope, term)),
        "has": QueryField(
            Field("has", values=lambda: (*HAS, *containers()), description=_("What is filled in")),
            lambda term: reduce(or_, (_has(text) for text in _texts(term))),
        ),
        "blocked": QueryField(
            Field("choice", values=lambda: (YES, NO), description=_("Whether an open item blocks it")),
            lambda term: yes_or_no(_exists(BLOCKERS, "target"), term),
        ),
        "linked": QueryField(
            key(_("Blocks, is blocked by, relates to or duplicates")), lambda term: _linked(scope, term)
        ),
        "watching": QueryField(person(_("Who follows it")), lambda term: _watching(names, scope, term)),
        "created_by": QueryField(
            person(_("Who wrote it down")), lambda term: _person("created_by", names, scope, term)
        ),
    }


def _has(what: str) -> Q:
    return HAS[what] if what in HAS else containers()[what].held()


def _title() -> QueryField:
    """Words of the title; the full-text index finds the few rows whose title is then looked at."""

    def compiled(term: Term) -> Q:
        return reduce(or_, (matches(begins(text)) & Q(title__icontains=text) for text in _texts(term)))

    return QueryField(Field("text", sortable=True, description=_("Words of the title alone")), compiled)


def yes_or_no(condition: Q, term: Term) -> Q:
    """The condition of a term with `yes`, `no`, or both."""
    chosen = set(_texts(term))
    if chosen >= {YES, NO}:
        return Q()
    return condition if YES in chosen else ~condition


def _status(names: Names, term: Term) -> Q:
    condition = Q(pk__in=[])
    for text in _texts(term):
        if text == ALL:
            return Q()
        if text == OPEN:
            condition |= Q(category__in=OPEN_CATEGORIES)
            continue
        if text in Category.values:
            condition |= Q(category=text)
        if ids := names.statuses.get(text):
            condition |= Q(status__in=ids)
    return condition


def _label(names: Names, term: Term) -> Q:
    condition = Q(pk__in=[])
    if NONE in _texts(term):
        condition |= ~HAS["labels"]
    ids = [label for text in _texts(term) for label in names.labels.get(text, ())]
    if ids:
        condition |= Q(pk__in=ItemLabel.objects.filter(label__in=ids).values("item"))
    return condition


def _person(column: str, names: Names, scope: Scope, term: Term) -> Q:
    condition = _refers(column, names.people, term)
    if ME in _texts(term) and scope.actor.member_id:
        condition |= Q(**{column: scope.actor.member_id})
    return condition


def _watching(names: Names, scope: Scope, term: Term) -> Q:
    ids = [pk for text in _texts(term) for pk in names.people.get(text, ())]
    if ME in _texts(term) and scope.actor.member_id:
        ids.append(scope.actor.member_id)
    condition = Q(pk__in=Watcher.objects.filter(member__in=ids).values("item"))
    return condition | ~_exists(Watcher.objects.all()) if NONE in _texts(term) else condition


def _parent(scope: Scope, term: Term) -> Q:
    condition = Q(parent__isnull=True) if NONE in _texts(term) else Q(pk__in=[])
    for text in _texts(term):
        if text != NONE:
            condition |= Q(parent__in=with_key(scope, text))
    return condition


def _linked(scope: Scope, term: Term) -> Q:
    condition = ~LINKED if NONE in _texts(term) else Q(pk__in=[])
    for text in _texts(term):
        if text != NONE:
            of = with_key(scope, text)
            condition |= Q(pk__in=ItemLink.objects.filter(source__in=of).values("target"))
            condition |= Q(pk__in=ItemLink.objects.filter(target__in=of).values("source"))
    return condition


def _score(term: Term) -> Q:
    numbers = tuple(value for value in term.values if value.text.lower() != NONE)
    condition = Q(pk__in=[]) if len(numbers) == len(term.values) else ~HAS["score"]
    if numbers:
        condition |= Q(Exists(_scores().filter(number_q("value", replace(term, values=numbers)))))
    return condition


def _comments(term: Term) -> Q:
    """Items are counted by their comments; those that have none are found by having none."""
    counted = COMMENTS.order_by().values("item").annotate(many=Count("pk"))
    condition = Q(pk__in=counted.filter(number_q("many", term)).values("item"))
    return condition | ~HAS["comments"] if _fits_zero(term) else condition


def _fits_zero(term: Term) -> bool:
    numbers = [number(value.text) for value in term.values]
    if term.operator == "..":
        return numbers[0] <= 0 <= numbers[1]
    if term.operator == ":":
        return Decimal(0) in numbers
    return COMPARE[term.operator](0, numbers[0])


def _texts(term: Term) -> list[str]:
    return [value.text.lower() for value in term.values]


def _refers(column: str, known: Mapping[str, list[UUID]], term: Term) -> Q:
    ids = [pk for text in _texts(term) for pk in known.get(text, ())]
    condition = Q(**{f"{column}__in": ids})
    return condition | Q(**{f"{column}__isnull": True}) if NONE in _texts(term) else condition


def _scores() -> QuerySet[Score]:
    return Score.objects.filter(item=OuterRef("pk"), model__is_active=True)
