"""Each preset against examples worked by hand."""

from decimal import Decimal

import pytest

from backlog.formula import RESERVED, check, evaluate, explain, parse
from backlog.formula.presets import PRESETS, RICE
from backlog.formula.scales import Preset, Scale


@pytest.mark.parametrize(
    ("key", "ratings", "score"),
    [
        ("rice", {"reach": 800, "impact": 2, "confidence": 0.8, "effort": 4}, 320),
        ("rice", {"reach": 1000, "impact": 0.25, "confidence": 0.5, "effort": 0.5}, 250),
        ("rice", {"reach": 150, "impact": 3, "confidence": 1, "effort": 2}, 225),
        ("ice_ease", {"impact": 8, "confidence": 6, "ease": 9}, 432),
        ("ice_effort", {"impact": 8, "confidence": 6, "effort": 4}, 12),
        ("wsjf", {"business_value": 8, "time_criticality": 5, "risk_reduction": 3, "job_size": 5}, 3.2),
        (
            "wsjf",
            {"business_value": 20, "time_criticality": 13, "risk_reduction": 1, "job_size": 3},
            11.333333,
        ),
        ("value_effort", {"value": 9, "effort": 4}, 2.25),
        ("moscow", {"moscow": 4}, 4),
        ("kano", {"attractive": 10, "one_dimensional": 30, "must_be": 50, "indifferent": 10}, 1.2),
        ("kano", {"attractive": 60, "one_dimensional": 20, "must_be": 0, "indifferent": 20}, 1.0),
        ("weighted", {"customer_value": 5, "strategic_fit": 3, "feasibility": 2}, 3.833333),
    ],
)
def test_a_preset_gives_the_score_worked_by_hand(key: str, ratings: dict[str, float], score: float) -> None:
    preset = PRESETS[key]
    weights = {f"weight_{criterion.key}": criterion.weight for criterion in preset.criteria}
    assert evaluate(parse(preset.formula), {**weights, **ratings}).value == score


def test_rice_is_explained_as_on_paper() -> None:
    ratings = {
        "reach": Decimal(800),
        "impact": Decimal(2),
        "confidence": Decimal("0.8"),
        "effort": Decimal(4),
    }
    assert explain(parse(RICE.formula), ratings) == "(800 × 2 × 0.8) ÷ 4 = 320"


@pytest.mark.parametrize(
    ("key", "ratings", "score"),
    [
        # awesome-time-tracking, “RICE Prioritization”: feature A.
        ("rice", {"reach": 2000, "impact": 2, "confidence": 0.8, "effort": 4}, 800),
        # idaete.com, “ICE Scoring Model”: option A of a utility website.
        ("ice_ease", {"impact": 8, "confidence": 6, "ease": 3}, 144),
        # extrapinchofsalt.com, “WSJF”: an advertising bug before a discovery feed.
        ("wsjf", {"business_value": 7, "time_criticality": 9, "risk_reduction": 5, "job_size": 2}, 10.5),
        ("wsjf", {"business_value": 8, "time_criticality": 3, "risk_reduction": 4, "job_size": 8}, 1.875),
    ],
)
def test_a_preset_gives_the_score_of_a_published_example(
    key: str, ratings: dict[str, float], score: float
) -> None:
    assert evaluate(parse(PRESETS[key].formula), ratings).value == score


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_is_sound(preset: Preset) -> None:
    keys = {criterion.key for criterion in preset.criteria}
    formula = parse(preset.formula)
    check(formula, keys | {f"weight_{key}" for key in keys})
    assert {name.removeprefix("weight_") for name in formula.names} == keys
    assert not keys & RESERVED
    assert preset.description
    assert preset.source


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_the_values_of_a_preset_are_in_order_and_mean_something(preset: Preset) -> None:
    for criterion in preset.criteria:
        numbers = [value.value for value in criterion.values]
        assert numbers == sorted(set(numbers))
        assert all(value.meaning for value in criterion.values)
        assert not numbers or (criterion.minimum, criterion.maximum) == (numbers[0], numbers[-1])
        assert numbers or criterion.scale is Scale.OWN
