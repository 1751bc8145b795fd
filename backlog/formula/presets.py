"""The scoring models one can start from. Sources: see each preset, and docs/formulas.md."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Scale(StrEnum):
    """How the allowed values are spaced. `OWN` is a list of its own, or any number in the range."""

    LINEAR = "linear"
    FIBONACCI = "fibonacci"
    POWERS_OF_TWO = "powers_of_two"
    OWN = "own"


@dataclass(frozen=True)
class PresetValue:
    value: Decimal
    meaning: "StrOrPromise"


UNBOUNDED = Decimal(1_000_000_000)
"""A greatest number that nobody means as one: scales are told without it."""


@dataclass(frozen=True)
class PresetCriterion:
    """`values` are the allowed ones with what each means; empty: every number from `minimum` to `maximum`."""

    key: str
    name: "StrOrPromise"
    description: "StrOrPromise"
    unit: "StrOrPromise"
    minimum: Decimal
    maximum: Decimal
    scale: Scale
    values: tuple[PresetValue, ...] = ()
    weight: Decimal = Decimal(1)


@dataclass(frozen=True)
class Preset:
    """In the formula of a weighted preset, `weight_<key>` is the weight of the criterion `<key>`."""

    key: str
    name: "StrOrPromise"
    description: "StrOrPromise"
    formula: str
    source: str
    criteria: tuple[PresetCriterion, ...]


def _values(*pairs: tuple[str, "StrOrPromise"]) -> tuple[PresetValue, ...]:
    return tuple(PresetValue(Decimal(value), meaning) for value, meaning in pairs)


def _listed(
    key: str,
    name: "StrOrPromise",
    description: "StrOrPromise",
    scale: Scale,
    values: tuple[PresetValue, ...],
    *,
    unit: "StrOrPromise" = "",
    weight: int = 1,
) -> PresetCriterion:
    numbers = [value.value for value in values]
    return PresetCriterion(
        key, name, description, unit, min(numbers), max(numbers), scale, values, Decimal(weight)
    )


_TEN = (
    ("2", _("Low")),
    ("3", _("Below the middle")),
    ("4", _("Just below the middle")),
    ("5", _("In the middle")),
    ("6", _("Just above the middle")),
    ("7", _("Above the middle")),
    ("8", _("High")),
    ("9", _("Very high")),
)


def _to_ten(
    key: str, name: "StrOrPromise", description: "StrOrPromise", least: "StrOrPromise", most: "StrOrPromise"
) -> PresetCriterion:
    """A criterion from 1 (`least`) to 10 (`most`)."""
    return _listed(key, name, description, Scale.LINEAR, _values(("1", least), *_TEN, ("10", most)))


_RELATIVE = _values(
    ("1", _("The smallest of all compared here: the yardstick")),
    ("2", _("About twice the smallest")),
    ("3", _("A little more than twice the smallest")),
    ("5", _("About five times the smallest")),
    ("8", _("About eight times the smallest")),
    ("13", _("Far above most others")),
    ("20", _("The largest one would still compare with the smallest")),
)


def _relative(key: str, name: "StrOrPromise", description: "StrOrPromise") -> PresetCriterion:
    return _listed(key, name, description, Scale.FIBONACCI, _RELATIVE)


def _to_five(key: str, name: "StrOrPromise", description: "StrOrPromise", weight: int = 1) -> PresetCriterion:
    values = _values(
        ("1", _("Very low")), ("2", _("Low")), ("3", _("Medium")), ("4", _("High")), ("5", _("Very high"))
    )
    return _listed(key, name, description, Scale.LINEAR, values, weight=weight)


_IMPACT = _to_ten(
    "impact",
    _("Impact"),
    _("How far it would move the goal, if it works."),
    _("Hardly noticeable"),
    _("Changes the goal decisively"),
)
_CONFIDENCE = _to_ten(
    "confidence",
    _("Confidence"),
    _("How sure we are of the impact."),
    _("A guess"),
    _("Proven by launch data or a test"),
)

RICE = Preset(
    "rice",
    "RICE",
    _("Many ideas for one goal, and numbers of users to judge them by: how much impact per month of work."),
    "(reach * impact * confidence) / effort",
    "Sean McBride, “RICE: Simple prioritization for product managers”, Intercom, 2018",
    (
        PresetCriterion(
            "reach",
            _("Reach"),
            _("How many people it touches in a period of fixed length, for example a quarter."),
            _("people per period"),
            Decimal(0),
            UNBOUNDED,
            Scale.OWN,
        ),
        _listed(
            "impact",
            _("Impact"),
            _("How much it moves the goal for each person reached."),
            Scale.OWN,
            _values(
                ("0.25", _("Minimal: hardly noticed")),
                ("0.5", _("Low: noticed by some")),
                ("1", _("Medium: noticed by most")),
                ("2", _("High: clearly changes what people do")),
                ("3", _("Massive: the reason people come or stay")),
            ),
        ),
        _listed(
            "confidence",
            _("Confidence"),
            _("How well reach, impact and effort are supported. Below one half, find out more first."),
            Scale.OWN,
            _values(
                ("0.5", _("Low, 50%: little more than a hunch")),
                ("0.8", _("Medium, 80%: some numbers are estimates")),
                ("1", _("High, 100%: measured or researched")),
            ),
        ),
        PresetCriterion(
            "effort",
            _("Effort"),
            _("The work of everyone together. Anything well under a month counts as one half."),
            _("person-months"),
            Decimal("0.5"),
            Decimal(1000),
            Scale.OWN,
        ),
    ),
)

ICE_EASE = Preset(
    "ice_ease",
    _("ICE (impact × confidence × ease)"),
    _("Experiments and small ideas that are judged quickly, without counting users. More ease is better."),
    "impact * confidence * ease",
    "Sean Ellis and Morgan Brown, “Hacking Growth”, 2017",
    (
        _IMPACT,
        _CONFIDENCE,
        _to_ten("ease", _("Ease"), _("How easy it is to do."), _("A year of work"), _("Done within a day")),
    ),
)

ICE_EFFORT = Preset(
    "ice_effort",
    _("ICE (impact × confidence ÷ effort)"),
    _("Like ICE, for teams that estimate effort: less effort is better. Do not compare it with ICE by ease."),
    "impact * confidence / effort",
    "A variant of ICE in common use, with effort in place of ease",
    (
        _IMPACT,
        _CONFIDENCE,
        _to_ten(
            "effort", _("Effort"), _("How much work it is."), _("Done within a day"), _("A year of work")
        ),
    ),
)

WSJF = Preset(
    "wsjf",
    _("WSJF (weighted shortest job first)"),
    _("A steady flow of jobs where waiting costs: what loses most by waiting, for its size, goes first."),
    "(business_value + time_criticality + risk_reduction) / job_size",
    "Donald Reinertsen, “The Principles of Product Development Flow”, 2009; in this form SAFe",
    (
        _relative("business_value", _("Business value"), _("What it is worth to users and the business.")),
        _relative("time_criticality", _("Time criticality"), _("How much of its value is lost by waiting.")),
        _relative("risk_reduction", _("Risk reduction"), _("Which risks it removes, which doors it opens.")),
        _relative("job_size", _("Job size"), _("How long it takes, compared with the others.")),
    ),
)

VALUE_EFFORT = Preset(
    "value_effort",
    _("Value ÷ effort"),
    _("The simplest one: a first sorting, and the picture of quick wins and large bets."),
    "value / effort",
    "Common practice; return on investment as a ratio",
    (
        _to_ten(
            "value",
            _("Value"),
            _("What it is worth to users and the business."),
            _("Little"),
            _("Most of all"),
        ),
        _to_ten(
            "effort", _("Effort"), _("How much work it is."), _("Done within a day"), _("A year of work")
        ),
    ),
)

WEIGHTED = Preset(
    "weighted",
    _("Weighted"),
    _("Several aims of different importance: the average rating, in which important aims count more."),
    "(weight_customer_value * customer_value + weight_strategic_fit * strategic_fit"
    " + weight_feasibility * feasibility)"
    " / (weight_customer_value + weight_strategic_fit + weight_feasibility)",
    "The weighted sum model of decision analysis: Peter Fishburn, “Additive Utilities”, 1967",
    (
        _to_five("customer_value", _("Customer value"), _("What it is worth to customers."), 3),
        _to_five("strategic_fit", _("Strategic fit"), _("How well it serves this year's objectives."), 2),
        _to_five("feasibility", _("Feasibility"), _("How surely we can build it. 5 is no doubt at all.")),
    ),
)

PRESETS = {preset.key: preset for preset in (RICE, ICE_EASE, ICE_EFFORT, WSJF, VALUE_EFFORT, WEIGHTED)}
