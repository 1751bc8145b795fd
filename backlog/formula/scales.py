"""What a preset of a scoring model is made of, and the scales that several of them share."""

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


STANDARD = {
    Scale.FIBONACCI: tuple(map(Decimal, (1, 2, 3, 5, 8, 13, 20, 40, 100))),
    Scale.POWERS_OF_TWO: tuple(map(Decimal, (1, 2, 4, 8, 16, 32, 64, 128, 256))),
}
"""What the scales that grow allow; the first as it stands on planning cards."""


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


def values(*pairs: tuple[str, "StrOrPromise"]) -> tuple[PresetValue, ...]:
    return tuple(PresetValue(Decimal(value), meaning) for value, meaning in pairs)


def listed(
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


def to_ten(
    key: str, name: "StrOrPromise", description: "StrOrPromise", least: "StrOrPromise", most: "StrOrPromise"
) -> PresetCriterion:
    """A criterion from 1 (`least`) to 10 (`most`)."""
    return listed(key, name, description, Scale.LINEAR, values(("1", least), *_TEN, ("10", most)))


_RELATIVE = values(
    ("1", _("The smallest of all compared here: the yardstick")),
    ("2", _("About twice the smallest")),
    ("3", _("A little more than twice the smallest")),
    ("5", _("About five times the smallest")),
    ("8", _("About eight times the smallest")),
    ("13", _("Far above most others")),
    ("20", _("The largest one would still compare with the smallest")),
)


def relative(key: str, name: "StrOrPromise", description: "StrOrPromise") -> PresetCriterion:
    return listed(key, name, description, Scale.FIBONACCI, _RELATIVE)


def to_five(key: str, name: "StrOrPromise", description: "StrOrPromise", weight: int = 1) -> PresetCriterion:
    steps = values(
        ("1", _("Very low")), ("2", _("Low")), ("3", _("Medium")), ("4", _("High")), ("5", _("Very high"))
    )
    return listed(key, name, description, Scale.LINEAR, steps, weight=weight)
