"""Formulas made to break it: whatever is typed is understood or refused with its place, and never more than that."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog.formula import FormulaError, check, compile_reason_sql, compile_sql, parse
from tests.backlog.formula.strategies import formulas
from tests.backlog.formula.test_sql import COLUMNS

NAMES = frozenset(COLUMNS)
_signs = st.sampled_from(
    [*"()+-*/,<>=!&|^%;:'\"\\{}[]$@#.?~`", "--", "/*", "*/", "%s", "%(a)s", "{a}", "::", "\x00"]
)
_words = st.sampled_from(
    ["a", "b", "if", "and", "not", "coalesce", "round", "NaN", "infinity", "1e400", "0x1F", "9" * 400]
)
_blanks = st.sampled_from([" ", "\n", "\t", "\u00a0", "\u200b", "\ufeff", "\u2028", "\u3000"])
_lookalikes = st.sampled_from(["а", "ａ", "１", "٣", "²", "½", "–", "＋", "ﬁ", "é", "𝑎", "\u202e"])
_rubbish = st.lists(_signs | _words | _blanks | _lookalikes | st.characters(), max_size=40).map("".join)


def refused(text: str) -> FormulaError | None:
    """Why the formula is refused; None where it is sound. Anything else that it raises fails the test."""
    try:
        check(parse(text), NAMES)
    except FormulaError as error:
        return error
    return None


@settings(max_examples=1500, deadline=None)
@given(text=_rubbish)
def test_any_text_is_understood_or_refused_with_its_place(text: str) -> None:
    error = refused(text)
    assert error is None or (1 <= error.start <= error.end <= len(text) + 1 and error.message)


@settings(max_examples=500, deadline=None)
@given(text=formulas(levels=3), rubbish=_signs | _words | _lookalikes, share=st.floats(0, 1))
def test_a_sound_formula_with_something_thrown_in(text: str, rubbish: str, share: float) -> None:
    place = round(share * len(text))
    broken = text[:place] + rubbish + text[place:]
    error = refused(broken)
    assert error is None or 1 <= error.start <= error.end <= len(broken) + 1


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\u2009", "\n"])
def test_blanks_of_any_kind_are_blanks(blank: str) -> None:
    assert refused(f"{blank}a{blank}*{blank}2{blank}") is None


@pytest.mark.parametrize(
    ("text", "wrong", "suggestion"),
    [
        ("b + а", "а", None),  # a Cyrillic one
        ("b + ａ", "ａ", "a"),
        ("b + １", "１", None),
        ("b + é", "é", None),
        ("b\u200b + a", "\u200b", None),
        ("a – b", "–", "-"),
        ("a < b < c", "<", "and"),
        ("NaN", "NaN", None),
        ("infinity * a", "infinity", None),
        ("1e5 * a", "1e5", None),
        ("9" * 400 + " * a", "9" * 400, None),
        ("a -- b", None, None),
        ("a; DROP TABLE backlog_item", ";", ","),
        ("a /* b */", "*", None),
        ("a || b", "||", "or"),
        ("a::text", ":", "/"),
        ("pg_sleep(10)", "pg_sleep", None),
        ("a(b)", "a", None),
        ("a.b", ".b", None),
    ],
)
def test_what_looks_right_and_is_not(text: str, wrong: str | None, suggestion: str | None) -> None:
    error = refused(text)
    assert (error and text[error.start - 1 : error.end - 1]) == wrong
    assert (error.suggestion if error else None) == suggestion


def test_what_cannot_be_seen_is_called_by_its_number() -> None:
    error = refused("a\u200b + b")
    assert error is not None
    assert "U+200B" in error.message


@pytest.mark.parametrize(
    "text",
    [
        " + ".join(["1 / (a - b)"] * 27),
        "if(a > b, 1 / a, " * 15 + "c" + ")" * 15,
        "coalesce(a / b, " * 19 + "c" + ")" * 19,
        "coalesce(" + ", ".join(["a / b"] * 70) + ")",
        "if(" + " and ".join(["a / b > c"] * 25) + ", 1, 2)",
        "if(" + " and ".join(["(a / b > c or b / a > c or c / a > b)"] * 9) + ", 1, 2)",
        "min(" + ", ".join(["a"] * 140) + ")",
        "-" * 20 + "a" + " - a" * 130,
    ],
)
@pytest.mark.django_db
def test_the_largest_statements_are_planned_at_once(text: str) -> None:
    """Bounded by the nodes of the plan, so by no clock: a formula of 300 parts becomes about a megabyte at most."""
    formula = parse(text)
    parts = [compile_sql(formula, COLUMNS), compile_reason_sql(formula, COLUMNS)]
    assert sum(len(part.sql) for part in parts) < 1_200_000
    columns = ", ".join(f'1::numeric AS "{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        for part in parts:
            cursor.execute(
                f'EXPLAIN SELECT {part.sql} FROM (SELECT {columns} OFFSET 0) AS "row"', part.params
            )
            assert cursor.fetchall()
