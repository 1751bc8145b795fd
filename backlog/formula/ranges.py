"""Refuse a formula whose numbers could leave what a double can hold, so that none ever does.

PostgreSQL raises an error where a product or quotient of doubles overflows or vanishes. Instead of guarding
each operation of each row, we bound every part of the formula once, from the bounds of its inputs. In these
bounds some fifteen inputs can be multiplied; a formula beyond them is refused with its place.
"""

from dataclasses import dataclass
from math import log10

from django.utils.translation import gettext as _

from backlog.formula.ast import (
    COMPARISONS,
    Binary,
    Call,
    Logic,
    Name,
    Node,
    Number,
    Unary,
)
from backlog.formula.errors import FormulaError

INPUT_HIGH = 1e19  # holds every bigint and numeric(28, 9)
INPUT_LOW = 1e-9
_LIMIT = 290.0  # doubles reach 1e±307; the rest is room for rounding
_PRECISION = 16.0  # a double is a multiple of its own size / 2**53


@dataclass(frozen=True)
class _Range:
    """Decades. A value is 0 or between 10**low and 10**high in size, and a multiple of 10**grain or coarser.

    The grain is what a difference of two such values can shrink to: kept apart from `low`, so that adding up
    many values does not lose sixteen decades each time.
    """

    low: float
    grain: float
    high: float


def _range(low: float, high: float) -> _Range:
    return _Range(low, low - _PRECISION, high)


_INPUT = _range(log10(INPUT_LOW), log10(INPUT_HIGH))


def check_range(node: Node) -> None:
    """Raise FormulaError if a value of the (otherwise checked) tree could leave the range of a double."""
    _measure(node)


def _measure(node: Node) -> _Range:
    found = _bounds(node)
    if found.high > _LIMIT or found.low < -_LIMIT:
        message = _(
            "Too much is multiplied or divided here: the result could be too large or too small to compute."
        )
        raise FormulaError(message, node.start, node.end)
    return found


def _bounds(node: Node) -> _Range:
    match node:
        case Number(value=value):
            return _number(node, value)
        case Name():
            return _INPUT
        case Unary(operand=operand):
            return _measure(operand)
        case Logic(operands=operands):
            return _union([_measure(operand) for operand in operands])
        case Call():
            return _call(node)
        case Binary(operator=operator, left=left, right=right):
            return _binary(operator, _measure(left), _measure(right))


def _number(node: Node, value: float) -> _Range:
    if value and not INPUT_LOW <= value < INPUT_HIGH:
        message = _("This number is too large or too small: at most 19 digits before and 9 after the point.")
        raise FormulaError(message, node.start, node.end)
    decade = log10(value) if value else 0.0
    return _range(decade, decade)


def _binary(operator: str, left: _Range, right: _Range) -> _Range:
    if operator in COMPARISONS:
        return _union([left, right])
    if operator == "*":
        low = left.low + right.low
        grain = max(low - _PRECISION, left.grain + right.grain)
        return _Range(low, grain, left.high + right.high)
    if operator == "/":
        return _range(left.low - right.high, left.high - right.low)
    grain = min(left.grain, right.grain)
    small, large = sorted((left.high, right.high))
    return _Range(grain, grain, large + log10(1 + 10 ** (small - large)))


def _call(node: Call) -> _Range:
    parts = [_measure(argument) for argument in node.arguments]
    first = parts[0]
    match node.function:
        case "sqrt":
            return _range(first.low / 2, first.high / 2)
        case "log":
            return _range(-_PRECISION - 1, 3)  # of 1 ± 2**-53, and of 10**±300
        case "round":
            return _range(-7, max(first.high, 0) + 1)
        case "if":
            return _union(parts[1:])
        case _:
            return _union(parts)


def _union(parts: list[_Range]) -> _Range:
    return _Range(
        min(part.low for part in parts),
        min(part.grain for part in parts),
        max(part.high for part in parts),
    )
