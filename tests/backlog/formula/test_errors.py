"""A wrong formula is told what is wrong, where, and the nearest right word."""

import pytest

from backlog.formula import FormulaError, check, parse

NAMES = {"reach", "impact", "effort", "days_to_due"}


def fault(text: str) -> FormulaError:
    with pytest.raises(FormulaError) as caught:
        check(parse(text), NAMES)
    return caught.value


@pytest.mark.parametrize(
    ("text", "wrong", "suggestion"),
    [
        ("reach * impct", "impct", "impact"),
        ("reach / Effort", "Effort", "effort"),
        ("reach + bananas", "bananas", None),
        ("reach ^ 2", "^", "*"),
        ("reach ** 2", "**", "*"),
        ("if(reach == 1, 2, 3)", "==", "="),
        ("if(reach && impact, 2, 3)", "&&", "and"),
        ("rund(reach)", "rund", "round"),
        ("max + reach", "max", "max("),
        ("max(reach; effort)", ";", ","),
        ("(reach + impact", "(", ")"),
        ("reach impact", "impact", None),
        ("reach + impact)", ")", None),
        ("1.2.3 + reach", "1.2.3", None),
        ("3x + reach", "3x", None),
        ("if(1 < reach < 3, 1, 2)", "<", "and"),
        ("$reach", "$", None),
        ("reach'; drop table item", "'", None),
    ],
)
def test_the_wrong_part_is_named_with_its_place(text: str, wrong: str, suggestion: str | None) -> None:
    error = fault(text)
    assert text[error.start - 1 : error.end - 1] == wrong
    assert error.suggestion == suggestion
    assert error.message


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("reach > 3", "reach > 3"),
        ("1 + (reach > 3)", "reach > 3"),
        ("if(reach, 1, 2)", "reach"),
        ("if(reach > 1, 2, impact > 3)", "impact > 3"),
        ("not reach > 1", "not reach > 1"),
        ("if(not reach, 1, 2)", "reach"),
        ("if(reach and impact > 1, 1, 2)", "reach"),
        ("coalesce(reach > 1, 2)", "reach > 1"),
        ("min(reach)", "min(reach)"),
        ("if(reach > 1, 2)", "if(reach > 1, 2)"),
        ("abs(reach, impact)", "impact)"),
        ("round(reach, impact)", "impact"),
        ("round(reach, 7)", "7"),
        ("round(reach, 0.5)", "0.5"),
        ("reach + 0.00000000001", "0.00000000001"),
    ],
)
def test_kinds_and_numbers_of_arguments_are_checked(text: str, wrong: str) -> None:
    error = fault(text)
    assert text[error.start - 1 : error.end - 1] == wrong


@pytest.mark.parametrize("text", ["", "   ", "reach +", "max(", "reach *  "])
def test_an_unfinished_formula_points_past_its_end(text: str) -> None:
    error = fault(text)
    assert error.start == error.end == len(text) + 1


@pytest.mark.parametrize(
    "text",
    [
        "reach" + " " * 2000,
        " + ".join(["reach"] * 151),
        "(" * 21 + "reach" + ")" * 21,
        "-" * 21 + "reach",
        "abs(" * 21 + "reach" + ")" * 21,
        "not " * 21 + "reach > 1",
        " * ".join(["reach"] * 16),
        "reach" + " / (reach - impact)" * 11,
        "reach" + " / reach" * 15,
    ],
)
def test_a_formula_has_limits(text: str) -> None:
    error = fault(text)
    assert 1 <= error.start <= error.end <= len(text) + 1
    assert any(word in error.message for word in ("too long", "too large", "too deeply", "Too much"))


def test_the_largest_formulas_still_work() -> None:
    check(parse(" + ".join(["reach"] * 150)), NAMES)
    check(parse("(" * 20 + "reach" + ")" * 20), NAMES)
    check(parse(" * ".join(["reach"] * 15)), NAMES)


def test_a_missing_name_among_none_is_still_an_error() -> None:
    with pytest.raises(FormulaError, match="There is no “reach”"):
        check(parse("reach"), set())
