"""What binds stronger, and what each function gives."""

import pytest

from backlog.formula import evaluate, explain, parse, show
from backlog.formula.ast import walk

INPUTS = {"a": 6.0, "b": 3.0, "none": None, "zero": 0.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 - 3 - 2", 3),
        ("a / b / 2", 1),
        ("a × b ÷ 2 − 1", 8),
        ("-a + 10", 4),
        ("--a", 6),
        ("2 * -b", -6),
        (".5 + 1.", 1.5),
        ("if(a > b and not b > a or 1 > 2, 1, 2)", 1),
        ("if(1 > 2 and 1 > 2 or 2 > 1, 1, 2)", 1),
        ("if(a ≥ 6 and a ≤ 6 and a ≠ 5 and a != 4 and a = 6, 1, 2)", 1),
        ("if(if(a > 1, b > 5, b < 5), 1, 2)", 2),
        ("min(a, b, 2) + max(a, b, 2)", 8),
        ("round(2.5) * 100 + round(-2.5) * 10 + round(2.675, 2)", 272.68),
        ("log(1000) + sqrt(49) + abs(-3)", 13),
        ("coalesce(none, a / zero, b)", 3),
        ("0.1 + 0.2", 0.3),
        ("-zero", 0),
    ],
)
def test_a_formula_gives_its_value(text: str, value: float) -> None:
    outcome = evaluate(parse(text), INPUTS)
    assert (outcome.value, outcome.reason) == (value, None)
    assert str(outcome.value) != "-0.0"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("none + other + none", "missing:none,other"),
        ("other * 2 + none", "missing:other,none"),
        ("a / zero", "division_by_zero"),
        ("none / zero", "missing:none"),
        ("sqrt(0 - a)", "out_of_range"),
        ("log(zero)", "out_of_range"),
        ("1000000000 * 1000000000", "out_of_range"),
        ("if(none > 1, other, 2)", "missing:none"),
        ("if(a > 1, none, other)", "missing:none"),
        ("if(a > 1 and none > 1, 1, 2)", "missing:none"),
        ("coalesce(none, a / zero)", "missing:none"),
        ("max(a, none)", "missing:none"),
    ],
)
def test_no_value_has_a_reason(text: str, reason: str) -> None:
    outcome = evaluate(parse(text), {**INPUTS, "other": None})
    assert (outcome.value, outcome.reason) == (None, reason)


@pytest.mark.parametrize(
    "text",
    [
        "if(a > 1, 2, none)",
        "if(a < 1 and none > 1, 1, 2)",
        "if(a > 1 or none > 1, 2, 3)",
        "coalesce(none, 2)",
    ],
)
def test_what_is_not_needed_is_not_missing(text: str) -> None:
    assert evaluate(parse(text), INPUTS).value == 2


def test_every_node_knows_its_place() -> None:
    text = "max(a,  b) * -3"
    written = [text[node.start - 1 : node.end - 1] for node in walk(parse(text).root)]
    assert written == [text, "max(a,  b)", "a", "b", "-3", "3"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b/2", "(6 × 3) ÷ 2 = 9"),
        ("a/b*2", "(6 ÷ 3) × 2 = 4"),
        ("a-(b-1)", "6 − (3 − 1) = 4"),
        ("(a+b)*2", "(6 + 3) × 2 = 18"),
        ("-(a+b)", "−(6 + 3) = −9"),
        ("a - -b", "6 − (−3) = 9"),
        ("if(not (a>b and b>=3), 1, max(a, 2))", "if(not (6 > 3 and 3 ≥ 3), 1, max(6, 2)) = 6"),
        ("a / zero", "6 ÷ 0: no score, it divides by zero"),
        ("a * none", "6 × none: no score, missing: none"),
    ],
)
def test_the_arithmetic_is_shown_with_its_numbers(text: str, shown: str) -> None:
    assert explain(parse(text), INPUTS) == shown


def test_a_formula_is_shown_in_the_words_of_its_criteria() -> None:
    assert show(parse("reach*impact/2"), {"reach": "Reach", "impact": "Impact"}) == "(Reach × Impact) ÷ 2"
