"""Mistakes against a schema name the word, its place, and the nearest valid one."""

import pytest

from core.query import Field, QueryError, QuerySchema, check, parse, read
from core.query.schema import nearest

SCHEMA = QuerySchema(
    {
        "status": Field("choice", values=lambda: ["backlog", "ready", "active", "done"]),
        "label": Field("choice", values=lambda: ["payments", "needs design"]),
        "score": Field("number", words=("none",), sortable=True),
        "due": Field("date", words=("none",), sortable=True),
        "title": Field("text"),
        "assignee": Field("person", values=lambda: ["Ana Lima", "ben@example.com"], words=("me", "none")),
        "parent": Field("key", words=("none",)),
        "sprint": Field("choice", words=("current",)),
        "has": Field("has", values=lambda: ["estimate", "parent"]),
        "rank": Field("number", operators=(), sortable=True),
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "login status:Active,ready -label:payments assignee:me,none sprint:current score>50 due<2w",
        'parent:web-7 updated sort:-score,rank label:"Needs Design" assignee:"ana lima" title:anything',
        'salt or pepper and or (beta) beta!=gamma status:done -or status:done "and" or',
        "due:2027-Q1 due:2027-01-01..2027-02-28 score:-1.5..3 score:none parent:none due:TODAY has:estimate",
    ],
)
def test_accepts(text: str) -> None:
    assert check(read(text, SCHEMA), SCHEMA) == []


WRONG = {
    "x statsu:active": (2, 8, "status", "There is no field “statsu”. Did you mean “status”?"),
    "status:ready,activ": (13, 18, "active", "“status” has no value “activ”. Did you mean “active”?"),
    "label:needs": (6, 11, '"needs design"', "“label” has no value “needs”. Did you mean “needs design”?"),
    "status:zzz": (7, 10, None, "“status” has no value “zzz”. It can be: backlog, ready, active, done."),
    "has:estimat": (4, 11, "estimate", "“has” has no value “estimat”. Did you mean “estimate”?"),
    "assignee:mee": (9, 12, "me", "“assignee” has no value “mee”. Did you mean “me”?"),
    "score>abc": (
        6,
        9,
        None,
        "“abc” is not a number, which “score” needs, such as 50 or 2.5.",
    ),
    "score:1..x": (
        9,
        10,
        None,
        "“x” is not a number, which “score” needs, such as 50 or 2.5.",
    ),
    "score>none": (6, 10, None, "“none” is not a number, which “score” needs, such as 50 or 2.5."),
    "score:nine": (6, 10, "none", None),
    "parent:7": (7, 8, None, "“7” is not a key, such as WEB-7. It can also be: none."),
    "-status>ready": (0, 13, "-status:ready", "“status” cannot be used with “>”, only with: :."),
    "rank:5": (0, 4, None, None),
    "sort:-scor": (6, 10, "score", "One cannot sort by “scor”. Did you mean “score”?"),
    "score > 50": (0, 10, "score>50", "A comparison is written without spaces, such as score>50."),
    "x -label!=payments": (2, 18, "label:payments", "“Not” is a minus before the field, such as -kind:bug."),
    "Label!:payments": (0, 15, "-Label:payments", None),
    "status!=": (0, 8, None, "“Not” is a minus before the field, such as -kind:bug."),
    "(-label:payments x)": (
        0,
        16,
        None,
        "There are no brackets: everything must fit, and a comma means or, such as kind:bug,story.",
    ),
    "x or status:done": (
        2,
        4,
        None,
        "“Or” is a comma between the values of one field, such as kind:bug,story.",
    ),
    "x OR y": (2, 4, None, None),
    "status:done and x": (12, 16, "", "Everything must fit, without an “and”."),
}


@pytest.mark.parametrize("text", WRONG)
def test_names_the_mistake(text: str) -> None:
    (error,) = check(parse(text), SCHEMA)
    start, end, suggestion, message = WRONG[text]
    assert (error.start, error.end, error.suggestion) == (start, end, suggestion)
    assert message in (None, error.message)


@pytest.mark.parametrize(
    "value", ["32.13.2027", "2027-02-30", "9999y", "-9999y", "2w3", "0000", "٣d", "2027-Q5"]
)
def test_refuses_what_is_no_date(value: str) -> None:
    (error,) = check(parse(f"due<{value}"), SCHEMA)
    assert "is not a date" in error.message


@pytest.mark.parametrize("value", ["nan", "Infinity", "1e9", "٣", "1_000", "9" * 13])
def test_refuses_what_is_no_number(value: str) -> None:
    (error,) = check(parse(f"score>{value}"), SCHEMA)
    assert "is not a number" in error.message


def test_reports_every_mistake_in_order() -> None:
    errors = check(parse("sort:nix statu:x status:x"), SCHEMA)
    assert [error.start for error in errors] == [5, 9, 24]


def test_read_raises_the_first() -> None:
    with pytest.raises(QueryError) as caught:
        read("statu:x", SCHEMA)
    mistake = caught.value
    assert mistake.message == "There is no field “statu”. Did you mean “status”?"
    assert (mistake.start, mistake.end, mistake.suggestion) == (0, 5, "status")


@pytest.mark.parametrize(
    ("word", "near"), [("later", None), ("lpanner", "planner"), ("plan", "planner"), ("xyz", None)]
)
def test_the_nearest_is_mended_not_guessed(word: str, near: str | None) -> None:
    assert nearest(word, ["planner", "payments"]) == near
