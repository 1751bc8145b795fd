"""A formula in words and numbers a person can follow."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from backlog.formula.ast import COMPARISONS, Binary, Call, Formula, Logic, Name, Node, Number, Unary
from backlog.formula.evaluate import Inputs, evaluate

_SIGNS = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠"}
_STRENGTH = {"or": 1, "and": 2, "not": 3, **dict.fromkeys(COMPARISONS, 4), "+": 5, "-": 5, "*": 6, "/": 6}
_NEGATION = 7


def explain(formula: Formula, inputs: Inputs) -> str:
    """The arithmetic with the numbers in place: "(800 × 2 × 0.8) ÷ 4 = 320".

    A missing input keeps its name, and where there is no score the reason stands at the end. Numbers are
    written as in formulas, with a point. Arguments and errors as for `evaluate`.
    """
    outcome = evaluate(formula, inputs)
    shown = {name: number_text(value) for name in formula.names if (value := inputs[name]) is not None}
    arithmetic = show(formula, shown)
    if outcome.value is None:
        return _("%(arithmetic)s: no score, %(reason)s") % {
            "arithmetic": arithmetic,
            "reason": reason_text(outcome.reason or ""),
        }
    return f"{arithmetic} = {number_text(_worth_reading(outcome.value))}"


def show(formula: Formula, words: Mapping[str, str]) -> str:
    """The formula with `words` in place of its names (labels, or numbers), × and ÷ as signs.

    Parentheses are those it needs, and those that keep × and ÷ apart.
    """
    return _show(formula.root, words)


def reason_text(reason: str, labels: Mapping[str, str] | None = None) -> str:
    """A sentence part for the code of a reason, with `labels` in place of the names of criteria."""
    code, _colon, names = reason.partition(":")
    if code == "missing":
        words = [(labels or {}).get(name, name) for name in names.split(",")]
        return _("missing: %(names)s") % {"names": ", ".join(words)}
    if code == "unknown":
        return _("the formula names what is not there: %(names)s") % {"names": ", ".join(names.split(","))}
    if code == "broken":
        return _("the formula cannot be computed")
    if code == "division_by_zero":
        return _("it divides by zero")
    return _("a value is out of range")


def number_text(value: float | Decimal) -> str:
    """A number with at most six decimals and no trailing zeros: 320, 0.8, −2.5."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text != "-0" else "0"


def _worth_reading(value: float) -> float:
    """A result without the decimals that nobody compares: two from 1 on, six below."""
    return round(value, 2) if abs(value) >= 1 else value


def _show(node: Node, words: Mapping[str, str]) -> str:
    match node:
        case Number(value=value):
            return number_text(value)
        case Name(name=name):
            return words.get(name, name)
        case Unary(operator=operator, operand=operand):
            inner = _show(operand, words)
            inner = f"({inner})" if _strength(operand) < _strength(node) or inner.startswith("−") else inner
            return f"−{inner}" if operator == "-" else f"not {inner}"
        case Logic(operator=operator, operands=operands):
            return f" {operator} ".join(_operand(part, node, words, loose=False) for part in operands)
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(_show(part, words) for part in arguments)})"
        case Binary(operator=operator, left=left, right=right):
            before = _operand(left, node, words, loose=True)
            return f"{before} {_SIGNS.get(operator, operator)} {_operand(right, node, words, loose=False)}"


def _operand(part: Node, of: Binary | Logic, words: Mapping[str, str], *, loose: bool) -> str:
    """A part of an operation. On the left (`loose`) equal strength needs no parentheses, unless × meets ÷."""
    text = _show(part, words)
    needed, given = _strength(of), _strength(part)
    apart = isinstance(part, Binary) and part.operator + of.operator in ("*/", "/*", "//")
    if given < needed or (given == needed and (apart or not loose)) or text.startswith("−"):
        return f"({text})"
    return text


def _strength(node: Node) -> int:
    match node:
        case Unary(operator="-"):
            return _NEGATION
        case Unary(operator=operator) | Binary(operator=operator) | Logic(operator=operator):
            return _STRENGTH[operator]
        case _:
            return _NEGATION + 1
