"""The query language: `status:active,ready score>50 -label:later "card payment" sort:-score`.

Parsing and checking know no domain words and touch no database; `core.query.compile` is the part that knows
the ORM.
"""

from core.query.ast import (
    MAX_LENGTH,
    MAX_PARTS,
    MAX_VALUES,
    Operator,
    Query,
    QueryError,
    SortKey,
    Term,
    Value,
    Word,
)
from core.query.completion import Completion, Offer, complete
from core.query.parser import parse
from core.query.schema import Choice, Field, QuerySchema, check, read
from core.query.text import to_text
from core.query.values import DateSpan, date_span, number, relative_date

__all__ = [
    "MAX_LENGTH",
    "MAX_PARTS",
    "MAX_VALUES",
    "Choice",
    "Completion",
    "DateSpan",
    "Field",
    "Offer",
    "Operator",
    "Query",
    "QueryError",
    "QuerySchema",
    "SortKey",
    "Term",
    "Value",
    "Word",
    "check",
    "complete",
    "date_span",
    "number",
    "parse",
    "read",
    "relative_date",
    "to_text",
]
