"""One PostgreSQL expression for a formula, and one for the reason why it gives no number.

Numbers are double precision, not numeric: SQL, Python and a browser then compute the same bits, every result
takes eight bytes, and no chain of products grows digits row by row. What a double gets wrong in its last
digits is rounded away: a score is stored to SCORE_DIGITS decimals.

Every expression made here is total: it gives NULL where there is no number and never an error, whatever order
PostgreSQL evaluates it in. So it needs no order. Each part of the formula appears once in the value (nothing
grows with depth): a part that is out of a function's domain is turned into NULL around itself, not beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

from backlog.formula.ast import (
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
from backlog.formula.check import check

SCORE_DIGITS = 6
SCORE_LIMIT = 1e15  # beyond it a double has no six decimals, and a score no reader
_DIVISOR = "/"  # where names stand, the key for all that is divided by


@dataclass(frozen=True)
class SqlExpression:
    """SQL text with one %s per parameter."""

    sql: str
    params: tuple[Any, ...] = ()


def compile_sql(formula: Formula, columns: Mapping[str, str]) -> SqlExpression:
    """The score as one expression of double precision: rounded to SCORE_DIGITS, or NULL.

    `columns` maps each name to a safe SQL fragment (quoted by the caller, a literal % doubled) of an integer
    type or numeric(28, 9) or smaller: those types hold the bounds the formula was checked for. Raises
    FormulaError if the formula is not sound over these names.
    """
    check(formula, columns.keys())
    template = (
        f"(round({{}} * 1e{SCORE_DIGITS}::float8) / 1e{SCORE_DIGITS}::float8 + 0)"  # + 0: no minus zero
    )
    return _sql(template, _score(formula, columns))


def compile_reason_sql(formula: Formula, columns: Mapping[str, str]) -> SqlExpression:
    """A text expression: NULL where `compile_sql` gives a number, else the code of the reason.

    In this order: `missing:<names, comma separated, in formula order>`, `division_by_zero`, `out_of_range`
    (a root or logarithm that does not exist, or a score of 1e15 or more). What an `if` does not choose, and
    what `coalesce`, `and` or `or` can do without, is never a reason. Arguments as for `compile_sql`.
    """
    check(formula, columns.keys())
    failures = _failures(formula.root, columns)
    zero = failures.pop(_DIVISOR, SqlExpression("FALSE"))
    flags = (_sql(f"CASE WHEN {{}} THEN '{name}' END", failures[name]) for name in formula.names)
    return _sql(
        "(CASE WHEN {} IS NULL THEN COALESCE('missing:' || NULLIF(concat_ws({}), ''),"
        " CASE WHEN {} THEN 'division_by_zero' END, 'out_of_range') END)",
        _score(formula, columns),
        _join(", ", [SqlExpression("',', NULL"), *flags]),
        zero,
    )


def _score(formula: Formula, columns: Mapping[str, str]) -> SqlExpression:
    value = _value(formula.root, columns)
    limit = f"{SCORE_LIMIT!r}::float8"
    bounded = _sql(f"float8smaller(float8larger({{}}, -{limit}), {limit})", value)
    return _sql(f"NULLIF(NULLIF({{}}, {limit}), -{limit})", bounded)


def _value(node: Node, columns: Mapping[str, str]) -> SqlExpression:
    match node:
        case Number(value=value):
            return SqlExpression("%s::float8", (value,))
        case Name(name=name):
            return SqlExpression(f"({columns[name]})::float8")
        case Unary(operator=operator):
            template = f"({operator.upper()} {{}})"
        case Binary(operator="/"):
            template = "({} / NULLIF({}, 0))"
        case Binary(operator=operator):
            template = f"({{}} {operator} {{}})"
        case Logic(operator=operator, operands=operands):
            template = "(" + f" {operator.upper()} ".join(["{}"] * len(operands)) + ")"
        case Call():
            return _call(node, columns)
        case _:
            assert_never(node)
    return _sql(template, *(_value(child, columns) for child in children(node)))


def _call(node: Call, columns: Mapping[str, str]) -> SqlExpression:
    values = [_value(argument, columns) for argument in node.arguments]
    match node.function:
        case "if":
            return _sql("(CASE {} WHEN TRUE THEN {} WHEN FALSE THEN {} END)", *values)
        case "min" | "max":  # unlike LEAST and GREATEST these give NULL if one value is NULL
            function = "float8smaller" if node.function == "min" else "float8larger"
            result = values[0]
            for value in values[1:]:
                result = _sql(f"{function}({{}}, {{}})", result, value)
            return result
        case "round":  # by way of numeric: half away from zero, as people round
            digits = node.arguments[1] if len(node.arguments) == 2 else None
            places = int(digits.value) if isinstance(digits, Number) else 0
            return _sql(f"round(({{}})::numeric, {places})::float8", values[0])
        case "log":
            return _sql("log(NULLIF(GREATEST({}, 0), 0))", *values)
        case "sqrt":  # no checked value is as small as 1e-300, so this catches exactly the negative ones
            return _sql("sqrt(NULLIF(GREATEST({}, -1e-300::float8), -1e-300::float8))", *values)
        case _:
            return _sql(f"{node.function}({{}})", _join(", ", values))


def _failures(node: Node, columns: Mapping[str, str]) -> dict[str, SqlExpression]:
    """For each input of the node, and for its divisors together, the condition under which it keeps the node
    from having a value. So wherever a condition is true, the node is NULL."""
    found: dict[str, list[SqlExpression]] = {}
    parts = children(node)
    for index, child in enumerate(parts):
        guard = _guard(node, index, columns)
        for key, condition in _failures(child, columns).items():
            found.setdefault(key, []).append(_sql("({} AND {})", guard, condition) if guard else condition)
    if isinstance(node, Name):
        return {node.name: SqlExpression(f"(({columns[node.name]}) IS NULL)")}
    if isinstance(node, Binary) and node.operator == "/":
        found.setdefault(_DIVISOR, []).append(_sql("({} = 0)", _value(node.right, columns)))
    return {
        key: _sql("({})", _join(" OR ", some)) if len(some) > 1 else some[0] for key, some in found.items()
    }


def _guard(node: Node, index: int, columns: Mapping[str, str]) -> SqlExpression | None:
    """When the part at `index` matters to the node: None for always."""
    match node:
        case Call(function="if", arguments=(condition, _, _)) if index:
            return _sql(
                "{} IS TRUE" if index == 1 else "{} IS FALSE",
                _value(condition, columns),
            )
        case Call(function="coalesce", arguments=parts):
            test = "{} IS NULL"
        case Logic(operator=operator, operands=parts):
            test = "{} IS NOT FALSE" if operator == "and" else "{} IS NOT TRUE"
        case _:
            return None
    others = (part for place, part in enumerate(parts) if place != index)
    return _join(" AND ", (_sql(test, _value(other, columns)) for other in others))


def _sql(template: str, *parts: SqlExpression) -> SqlExpression:
    """The parts put into the {} of the template, with their parameters in the same order."""
    return SqlExpression(
        template.format(*(part.sql for part in parts)),
        tuple(value for part in parts for value in part.params),
    )


def _join(separator: str, parts: Iterable[SqlExpression]) -> SqlExpression:
    found = list(parts)
    return _sql(separator.join(["{}"] * len(found)), *found)
