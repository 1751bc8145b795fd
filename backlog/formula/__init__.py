"""The formula language of scoring models: checked once, computed by PostgreSQL, explained in words."""

from backlog.formula.ast import Formula
from backlog.formula.check import RESERVED, check
from backlog.formula.errors import FormulaError
from backlog.formula.evaluate import Outcome, evaluate
from backlog.formula.explain import explain, number_text, reason_text, show
from backlog.formula.parser import parse
from backlog.formula.sql import SCORE_DIGITS, SqlExpression, compile_reason_sql, compile_sql

__all__ = [
    "RESERVED",
    "SCORE_DIGITS",
    "Formula",
    "FormulaError",
    "Outcome",
    "SqlExpression",
    "check",
    "compile_reason_sql",
    "compile_sql",
    "evaluate",
    "explain",
    "number_text",
    "parse",
    "reason_text",
    "show",
]
