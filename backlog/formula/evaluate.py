"""The same formula computed in Python, for one set of inputs: live examples, "why" pages, and the check of
the SQL. It shares nothing with the SQL but the tree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from math import log10, sqrt
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import assert_never

from backlog.formula.ast import Binary, Call, Formula, Logic, Name, Node, Number, Unary
from backlog.formula.check import check
from backlog.formula.ranges import INPUT_HIGH, INPUT_LOW
from backlog.formula.sql import SCORE_DIGITS, SCORE_LIMIT

Inputs = Mapping[str, float | Decimal | None]
_OPERATORS = {
    "+": add, "-": sub, "*": mul, "/": truediv,
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_WIDE = Context(prec=400)


@dataclass(frozen=True)
class Outcome:
    """A number, rounded as it is stored, or None with the code of the reason (see `compile_reason_sql`)."""

    value: float | None
    reason: str | None


@dataclass(frozen=True)
class _Gap:
    """No value, and why: nothing named means out of range."""

    missing: frozenset[str] = frozenset()
    zero: bool = False


_Value = float | bool | _Gap


def evaluate(formula: Formula, inputs: Inputs) -> Outcome:
    """What the formula gives for these inputs, exactly as the SQL does.

    `inputs` has every name of the formula; None is a missing one, and one outside 1e-9 to 1e19 in size counts
    as out of range. Raises FormulaError if the formula is not sound over these names.
    """
    check(formula, inputs.keys())
    value = _value(formula.root, inputs)
    if not isinstance(value, _Gap) and abs(value) < SCORE_LIMIT:
        scale = 10.0**SCORE_DIGITS
        return Outcome(round(value * scale) / scale + 0.0, None)
    gap = value if isinstance(value, _Gap) else _Gap()
    if gap.missing:
        return Outcome(
            None,
            "missing:" + ",".join(name for name in formula.names if name in gap.missing),
        )
    return Outcome(None, "division_by_zero" if gap.zero else "out_of_range")


def _value(node: Node, inputs: Inputs) -> _Value:
    match node:
        case Number(value=value):
            return value
        case Name(name=name):
            return _input(name, inputs[name])
        case Unary(operator=operator, operand=operand):
            found = _value(operand, inputs)
            if isinstance(found, _Gap):
                return found
            return -found if operator == "-" else not found
        case Binary(operator=operator, left=left, right=right):
            return _binary(operator, _value(left, inputs), _value(right, inputs))
        case Logic(operator=operator, operands=operands):
            decisive = operator == "or"
            values = [_value(operand, inputs) for operand in operands]
            return decisive if decisive in values else _merge(values) or not decisive
        case Call():
            return _call(node, inputs)
        case _:
            assert_never(node)


def _input(name: str, value: float | Decimal | None) -> _Value:
    if value is None:
        return _Gap(frozenset({name}))
    number = float(value)
    size = abs(number)
    return number if not size or INPUT_LOW <= size <= INPUT_HIGH else _Gap()  # so NaN is a gap, too


def _merge(values: Iterable[_Value]) -> _Gap | None:
    """One gap for all the gaps among the values, or None if each has a value."""
    gaps = [value for value in values if isinstance(value, _Gap)]
    if not gaps:
        return None
    return _Gap(frozenset().union(*(gap.missing for gap in gaps)), any(gap.zero for gap in gaps))


def _binary(operator: str, left: _Value, right: _Value) -> _Value:
    by_zero = _Gap(zero=True) if operator == "/" and right == 0 else right
    gap = _merge([left, by_zero])
    return gap if gap else _OPERATORS[operator](left, right)


def _call(node: Call, inputs: Inputs) -> _Value:
    if node.function == "if":
        condition, then, otherwise = node.arguments
        chosen = _value(condition, inputs)
        return chosen if isinstance(chosen, _Gap) else _value(then if chosen else otherwise, inputs)
    values = [_value(argument, inputs) for argument in node.arguments]
    numbers = [value for value in values if not isinstance(value, _Gap)]
    gap = _merge(values)
    if node.function == "coalesce" and numbers:
        return numbers[0]
    return gap if gap else _function(node.function, numbers)


def _function(function: str, numbers: list[float]) -> _Value:
    first = numbers[0]
    match function:
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)
        case "abs":
            return abs(first)
        case "log":
            return log10(first) if first > 0 else _Gap()
        case "sqrt":
            return sqrt(first) if first >= 0 else _Gap()
        case _:
            return _round(first, int(numbers[1]) if len(numbers) == 2 else 0)


def _round(number: float, digits: int) -> float:
    """Half away from zero, of the fifteen digits a double surely has: what PostgreSQL's numeric does."""
    exact = Decimal(f"{number:.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _WIDE))
