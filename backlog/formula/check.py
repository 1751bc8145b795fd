"""What the grammar cannot see: unknown names, numbers against true-or-false, how many arguments, sizes."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.formula.ast import (
    COMPARISONS,
    Binary,
    Call,
    Formula,
    Logic,
    Name,
    Node,
    Number,
    Unary,
    children,
)
from backlog.formula.errors import FormulaError, nearest
from backlog.formula.parser import WORD_OPERATORS
from backlog.formula.ranges import check_range


class Kind(Enum):
    NUMBER = "number"
    TRUTH = "truth"


@dataclass(frozen=True)
class _Arity:
    least: int
    most: int | None


FUNCTIONS = {
    "if": _Arity(3, 3),
    "min": _Arity(2, None),
    "max": _Arity(2, None),
    "round": _Arity(1, 2),
    "log": _Arity(1, 1),
    "sqrt": _Arity(1, 1),
    "abs": _Arity(1, 1),
    "coalesce": _Arity(2, None),
}
RESERVED = WORD_OPERATORS | FUNCTIONS.keys()
"""Words that cannot be the key of a criterion."""
MAX_DIGITS = 6


def check(formula: Formula, names: Collection[str]) -> None:
    """Raise FormulaError unless the formula is sound and uses only `names`.

    `names` are the keys of the model's criteria together with those of the derived inputs. A sound formula
    gives a number or, said so, none; the SQL made of it cannot raise an error. Cost: linear in the tree.
    """
    _need(formula.root, Kind.NUMBER, names)
    check_range(formula.root)


def _need(node: Node, kind: Kind, names: Collection[str]) -> None:
    if _kind(node, names) is kind:
        return
    if kind is Kind.NUMBER:
        message = _(
            "A number is needed here, but this is true or false. Write if(…, 1, 0) to make it a number."
        )
    else:
        message = _("A comparison is needed here, such as “value > 3”, but this is a number.")
    raise FormulaError(message, node.start, node.end)


def _kind(node: Node, names: Collection[str]) -> Kind:
    match node:
        case Number():
            return Kind.NUMBER
        case Name():
            _check_name(node, names)
            return Kind.NUMBER
        case Unary(operator="not") | Logic():
            needed = given = Kind.TRUTH
        case Binary(operator=operator) if operator in COMPARISONS:
            needed, given = Kind.NUMBER, Kind.TRUTH
        case Unary() | Binary():
            needed = given = Kind.NUMBER
        case Call():
            return _call(node, names)
        case _:
            assert_never(node)
    for child in children(node):
        _need(child, needed, names)
    return given


def _check_name(node: Name, names: Collection[str]) -> None:
    if node.name in names:
        return
    words = {"name": node.name, "near": nearest(node.name, names)}
    if node.name in FUNCTIONS:
        message = _("“%(name)s” is a function: write %(name)s(…).") % words
        raise FormulaError(message, node.start, node.end, f"{node.name}(")
    if words["near"]:
        message = _("There is no “%(name)s”. Did you mean “%(near)s”?") % words
    else:
        message = _("There is no “%(name)s”.") % words
    raise FormulaError(message, node.start, node.end, words["near"])


def _call(node: Call, names: Collection[str]) -> Kind:
    name_end = node.start + len(node.function)
    if node.function not in FUNCTIONS:
        near = nearest(node.function, FUNCTIONS)
        message = _("There is no function “%(name)s”.") % {"name": node.function}
        if near:
            message = _("There is no function “%(name)s”. Did you mean “%(near)s”?")
            message %= {"name": node.function, "near": near}
        raise FormulaError(message, node.start, name_end, near)
    _check_arity(node, FUNCTIONS[node.function])
    if node.function == "if":
        condition, then, otherwise = node.arguments
        _need(condition, Kind.TRUTH, names)
        kind = _kind(then, names)
        _need(otherwise, kind, names)
        return kind
    for argument in node.arguments:
        _need(argument, Kind.NUMBER, names)
    if node.function == "round":
        _check_digits(node)
    return Kind.NUMBER


def _check_arity(node: Call, arity: _Arity) -> None:
    given = len(node.arguments)
    if given < arity.least:
        message = ngettext(
            "“%(name)s” needs at least %(count)d value, but has %(given)d.",
            "“%(name)s” needs at least %(count)d values, but has %(given)d.",
            arity.least,
        ) % {"name": node.function, "count": arity.least, "given": given}
        raise FormulaError(message, node.start, node.end)
    if arity.most is not None and given > arity.most:
        message = ngettext(
            "“%(name)s” takes at most %(count)d value, but has %(given)d.",
            "“%(name)s” takes at most %(count)d values, but has %(given)d.",
            arity.most,
        ) % {"name": node.function, "count": arity.most, "given": given}
        raise FormulaError(message, node.arguments[arity.most].start, node.end)


def _check_digits(node: Call) -> None:
    for digits in node.arguments[1:]:
        if not (isinstance(digits, Number) and digits.value in range(MAX_DIGITS + 1)):
            message = _("The number of digits is a whole number from 0 to %(most)d.") % {"most": MAX_DIGITS}
            raise FormulaError(message, digits.start, digits.end)
