"""What PostgreSQL computes is what the evaluator computes, for any formula and row."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from backlog.formula import FormulaError, Outcome, compile_reason_sql, compile_sql, evaluate, parse, show
from tests.backlog.formula.strategies import NAMES, formulas, rows

Row = Mapping[str, Decimal | None]
COLUMNS = {name: f'"row"."{name}"' for name in NAMES}


def computed(text: str, some: list[Row]) -> list[Outcome]:
    """What PostgreSQL gives for the formula over the rows."""
    formula = parse(text)
    value, reason = compile_sql(formula, COLUMNS), compile_reason_sql(formula, COLUMNS)
    listed = ", ".join(["(%s, " + ", ".join(["%s::numeric(28, 9)"] * len(NAMES)) + ")"] * len(some))
    source = f'(VALUES {listed}) AS "row" ("at", {", ".join(NAMES)})'
    params = [cell for at, row in enumerate(some) for cell in (at, *(row[name] for name in NAMES))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {value.sql}, {reason.sql} FROM {source} ORDER BY "at"',
            [*value.params, *reason.params, *params],
        )
        return [Outcome(*row) for row in cursor.fetchall()]


@pytest.mark.django_db
@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=formulas(), some=st.lists(rows, min_size=1, max_size=5))
@example("(a / (b - b))", [{"a": Decimal(1), "b": Decimal(1), "c": None, "d": None}])
@example("if(a > 0, sqrt(a), log(-a))", [dict.fromkeys(NAMES, Decimal(n)) for n in (-2, 0, 2)])
def test_sql_and_evaluator_agree(text: str, some: list[Row]) -> None:
    try:
        expected = [evaluate(parse(text), row) for row in some]
    except FormulaError:
        assume(False)
    assert str(computed(text, some)) == str(expected)  # as text, -0.0 is not 0.0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "a * b / c + d",
        "if(a > 0, b, c)",
        "if(a > 0, 1 / b, 1 / c)",
        "if(a > 0 and b > 0 and c > 0, 1, 2)",
        "if(a > 0 or b > 0 or c > 0, 1, 2)",
        "if(not (1 / a > 0 and b > 0), c, d)",
        "coalesce(a / b, c, sqrt(d))",
        "coalesce(if(a > 0, b, c), -d)",
        "max(a, b) + min(c, d)",
        "log(a) + sqrt(b)",
    ],
)
def test_every_mix_of_missing_zero_and_signs_agrees(text: str) -> None:
    formula = parse(text)
    numbers = [None, Decimal(-2), Decimal(0), Decimal(2)]
    some: list[Row] = [dict(zip(NAMES, mix, strict=True)) for mix in product(numbers, repeat=len(NAMES))]
    assert str(computed(text, some)) == str([evaluate(formula, row) for row in some])


@settings(max_examples=200, deadline=None)
@given(text=formulas(), row=rows)
def test_what_is_shown_means_the_same(text: str, row: Row) -> None:
    try:
        expected = evaluate(parse(text), row)
    except FormulaError:
        assume(False)
    written = show(parse(text), {name: name for name in NAMES})
    assume("1000000000000000000" not in text and "0.000000001" not in text)
    assert evaluate(parse(written), row) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        " + ".join(["1 / (a - b)"] * 27),
        "if(a > b, 1 / a, " * 15 + "c" + ")" * 15,
        "coalesce(a / b, " * 19 + "c" + ")" * 19,
        "sqrt(" * 19 + "a" + ")" * 19,
        " * ".join(["a"] * 15),
        "1" + " / (a - b)" * 5,
        "if(" + " and ".join(["a / b > c"] * 25) + ", 1, 2)",
    ],
)
def test_the_worst_formulas_stay_small_and_raise_nothing(text: str) -> None:
    texts = ["0", "1", "-1", "0.000000001", "9999999999999999999.999999999"]
    numbers = [None, *map(Decimal, texts)]
    some: list[Row] = [{"a": a, "b": b, "c": Decimal(1), "d": None} for a in numbers for b in numbers]
    assert computed(text, some) == [evaluate(parse(text), row) for row in some]
    assert len(compile_reason_sql(parse(text), COLUMNS).sql) < 300_000


def test_numbers_are_parameters() -> None:
    expression = compile_sql(parse("a * 3 + 0.5"), COLUMNS)
    assert expression.params == (3.0, 0.5)
    assert expression.sql.count("%s") == 2


def test_sql_is_made_only_of_known_names() -> None:
    with pytest.raises(FormulaError, match="There is no “e”"):
        compile_sql(parse("a + e"), COLUMNS)
