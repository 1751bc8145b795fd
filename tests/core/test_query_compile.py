"""Queries against a real table of PostgreSQL: Django's sessions stand in for the apps' rows."""

import datetime
import zoneinfo
from collections.abc import Iterable

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Q

from core.query import QueryError, parse
from core.query.compile import Compiler, apply, date_q, moment_q, number_q, ordering

TODAY = datetime.date(2026, 11, 22)
ZONE = zoneinfo.ZoneInfo("America/New_York")
COMPILERS: dict[str, Compiler] = {
    "key": lambda term: Q(pk__in=[value.text for value in term.values]),
    "expires": lambda term: moment_q("expire_date", term, today=TODAY, zone=ZONE),
    "day": lambda term: date_q("expire_date__date", term, today=TODAY),
}


@pytest.fixture
def sessions(db: None) -> None:
    for key, day in {"a": 20, "b": 22, "c": 24}.items():
        moment = datetime.datetime(2026, 11, day, 12, tzinfo=ZONE)
        Session.objects.create(session_key=key, session_data=f"data of {key}", expire_date=moment)


def found(text: str) -> str:
    rows: Iterable[Session] = apply(
        Session.objects.order_by("pk"),
        parse(text),
        COMPILERS,
        words=lambda word: Q(session_data__contains=word.text),
    )
    return "".join(row.pk for row in rows)


@pytest.mark.usefixtures("sessions")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "abc"),
        ("key:a,b", "ab"),
        ("-key:a", "bc"),
        ("data key:c", "c"),
        ('"of a"', "a"),
        ("-data", ""),
        ("expires<today", "a"),
        ("expires<=today", "ab"),
        ("expires>today", "c"),
        ("expires>=today", "bc"),
        ("expires:today", "b"),
        ("expires:-2d..tomorrow", "ab"),
        ("expires:2026-11", "abc"),
        ("-expires:today,2d", "a"),
        ("expires:none", ""),
        ("expires:none,today", "b"),
        ("expires<0001-01-01", ""),
        ("expires:0001-01-01..9999-12-31", "abc"),
        ("-expires>9999-12-31", "abc"),
        ("day>-2d day<2026-11-24", "b"),
    ],
)
def test_finds(text: str, expected: str) -> None:
    assert found(text) == expected


@pytest.mark.usefixtures("sessions")
def test_sorts_with_missing_values_last() -> None:
    orders = ordering(parse("sort:-expires,key"), {"expires": "expire_date", "key": "session_key"})
    assert "".join(Session.objects.order_by(*orders).values_list("pk", flat=True)) == "cba"
    assert all(order.nulls_last for order in orders)


def test_a_period_is_all_its_days() -> None:
    (before, within, after) = parse("due<2027-Q1 due:2027-Q1 due>2027-Q1").terms
    assert date_q("due_on", before, today=TODAY) == Q(due_on__lt=datetime.date(2027, 1, 1))
    first, last = datetime.date(2027, 1, 1), datetime.date(2027, 3, 31)
    assert date_q("due_on", within, today=TODAY) == Q(due_on__gte=first, due_on__lte=last)
    assert date_q("due_on", after, today=TODAY) == Q(due_on__gt=last)


def test_numbers_compare() -> None:
    (one_of, between) = parse("score:1,2 score:1..2").terms
    assert number_q("score", one_of) == Q(score=1) | Q(score=2)
    assert number_q("score", between) == Q(score__gte=1, score__lte=2)


@pytest.mark.parametrize(("text", "start"), [("x nix:1", 2), ("x expires<soon", 2)])
def test_an_unchecked_mistake_is_a_query_error(text: str, start: int) -> None:
    with pytest.raises(QueryError) as caught:
        found(text)
    assert caught.value.start == start


def test_an_unknown_sort_key_is_a_query_error() -> None:
    with pytest.raises(QueryError, match="cannot sort by “nix”"):
        ordering(parse("sort:nix"), {})


def test_free_words_without_a_search_are_refused() -> None:
    with pytest.raises(QueryError, match="Free words"):
        apply(Session.objects.all(), parse("x"), COMPILERS)
