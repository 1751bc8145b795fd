"""Weights for a formula that has none: written where they can change the order."""

import pytest

from backlog.formula import parse
from backlog.formula.presets import PRESETS
from backlog.formula.weighted import is_product, with_weights

KEYS = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("a + b", "weight_a * a + weight_b * b"),
        ("a - b", "weight_a * a - weight_b * b"),
        ("(a + b) / c", "(weight_a * a + weight_b * b) / c"),
        ("(a + b) / (c + d)", "(weight_a * a + weight_b * b) / (c + d)"),
        ("a / (c + d)", "a / (weight_c * c + weight_d * d)"),
        ("2 * a + b / 3 + -c", "2 * weight_a * a + weight_b * b / 3 + -weight_c * c"),
        ("a * b + 2 / c + d", "a * b + 2 / c + weight_d * d"),
        ("max(a + b, c)", "max(weight_a * a + weight_b * b, c)"),
        ("a + age_days", "weight_a * a + age_days"),
        ("a + a", "weight_a * a + weight_a * a"),
        ("a * b / c", ""),
        ("if(a > 1, b, c)", ""),
    ],
)
def test_each_criterion_of_a_sum_gets_its_weight(formula: str, written: str) -> None:
    assert with_weights(parse(formula), KEYS) == written


@pytest.mark.parametrize(
    ("formula", "said"),
    [("a", True), ("2 * a / b", True), ("a + b", False), ("max(a, b)", False), ("-a", False)],
)
def test_a_product_is_told(formula: str, said: bool) -> None:
    assert is_product(parse(formula)) is said


def test_presets_are_weighed_or_products() -> None:
    for preset in PRESETS.values():
        formula = parse(preset.formula)
        keys = [criterion.key for criterion in preset.criteria]
        assert preset.key == "weighted" or bool(with_weights(formula, keys)) != is_product(formula)
