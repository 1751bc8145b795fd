"""Custom fields in the query language: `tier:gold value>3 launch<2w owner:me sort:-tier`, by the key of each field.

A key means one form in all products of a workspace (`backlog.services.custom_fields` sees to it); what a choice may be is
the union of theirs, and a formula is each product's own.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    DecimalField,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import StrIndex
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IsNull,
    LessThan,
    LessThanOrEqual,
)

from accounts.models import Member
from activity.actors import Actor
from backlog.custom import ESTIMATE
from backlog.formula import compile_sql, parse
from backlog.models import CustomField
from backlog.searchable import QueryField, Scope
from core.query import Field, Term
from core.query.values import date_span, number

ME, NONE = "me", "none"
Form = CustomField.Form
_COMPARED = (Form.TEXT, Form.NUMBER, Form.DATE, Form.FORMULA)
_LOOKUPS: Mapping[str, Any] = {
    "<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual,
}  # fmt: skip


class _OfKey(Func):
    """What an item holds under a key. The key is a checked one: letters, digits, _."""

    def __init__(self, key: str, **extra: Any) -> None:
        super().__init__(F("custom"), key=key, **extra)


class NumberOf(_OfKey):
    """The number under a key; NULL for anything else."""

    output_field = DecimalField(max_digits=28, decimal_places=9)
    template = (
        "(CASE jsonb_typeof(%(expressions)s -> '%(key)s') WHEN 'number'"
        " THEN (%(expressions)s ->> '%(key)s')::numeric(28, 9) END)"
    )


class DateOf(_OfKey):
    """The day under a key, as text: days written YYYY-MM-DD sort as they follow each other."""

    output_field = DateField()
    template = "to_date(%(expressions)s ->> '%(key)s', 'YYYY-MM-DD')"


class TextOf(_OfKey):
    """The text under a key in small letters."""

    output_field = TextField()
    template = "lower(%(expressions)s ->> '%(key)s')"


class PlaceOf(_OfKey):
    """The place of the choice under a key among these choices."""

    output_field = IntegerField()

    def __init__(self, key: str, choices: Sequence[str], **extra: Any) -> None:
        super().__init__(key, **extra)
        self.choices = list(choices)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The choices are words of people: they go as one parameter."""
        column = compiler.compile(self.source_expressions[0])[0]
        return f"array_position(%s::text[], {column} ->> '{self.extra['key']}')", [self.choices]


class NameOf(_OfKey):
    """The name of the first of the people under a key in small letters; NULL for nobody."""

    output_field = TextField()
    template = (
        "(SELECT lower(held.name) FROM accounts_member held"
        " WHERE held.id = (%(expressions)s -> '%(key)s' ->> 0)::uuid)"
    )


class FormulaOf(Func):
    """What a formula over number fields and the estimate gives for an item; NULL where it gives nothing."""

    output_field = FloatField()

    def __init__(self, formula: str, **extra: Any) -> None:
        self.formula = parse(formula)
        names = self.formula.names
        inputs = [F(ESTIMATE) if name == ESTIMATE else NumberOf(name) for name in names]
        super().__init__(*inputs, **extra)

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The formula's own SQL over the columns of its inputs, which take no parameters."""
        columns = [compiler.compile(source)[0] for source in self.source_expressions]
        compiled = compile_sql(self.formula, dict(zip(self.formula.names, columns, strict=True)))
        return compiled.sql, list(compiled.params)


def query_fields(scope: Scope) -> Mapping[str, QueryField]:
    """Each custom field of the workspace by its key. One statement, and one for people where a query names them."""
    return {key: _entry(rows, scope) for key, rows in _by_key(scope.workspace_id).items()}


def sort_expressions(workspace_id: UUID) -> dict[str, Any]:
    """What items are put in order by for each custom field of the workspace, by its key. One statement."""
    return {key: _sorted_by(rows) for key, rows in _by_key(workspace_id).items()}


def _by_key(workspace_id: UUID) -> Mapping[str, Sequence[CustomField]]:
    by_key: dict[str, list[CustomField]] = defaultdict(list)
    for field in CustomField.objects.filter(workspace_id=workspace_id, archived_at=None):
        by_key[field.key].append(field)
    return by_key


def _sorted_by(rows: Sequence[CustomField]) -> Any:
    """Numbers and days by size, choices in the order of their list, texts and people by the alphabet."""
    key, form = rows[0].key, rows[0].form
    match form:
        case Form.NUMBER:
            return NumberOf(key)
        case Form.DATE:
            return DateOf(key)
        case Form.CHOICE:
            return PlaceOf(key, list(dict.fromkeys(choice for row in rows for choice in row.choices)))
        case Form.PEOPLE:
            return NameOf(key)
        case Form.FORMULA:
            return Case(*(When(product=row.product_id, then=FormulaOf(row.formula)) for row in rows))
        case _:
            return TextOf(key)


def _entry(rows: Sequence[CustomField], scope: Scope) -> QueryField:
    key, form, name = rows[0].key, rows[0].form, rows[0].name
    match form:
        case Form.NUMBER:
            described, compiled = (
                Field("number", words=(NONE,), description=name),
                partial(_numbers, NumberOf(key)),
            )
        case Form.DATE:
            described = Field("date", words=(NONE,), description=name)
            compiled = partial(_dates, DateOf(key), scope.today)
        case Form.CHOICE:
            choices = {choice.casefold(): choice for row in rows for choice in row.choices}
            described = Field("choice", values=lambda: choices, words=(NONE,), description=name)
            compiled = partial(_choices, key, choices)
        case Form.PEOPLE:
            people = partial(_people_names, scope.workspace_id)
            described = Field("person", values=people, words=(ME, NONE), description=name)
            compiled = partial(_people, key, scope.actor)
        case Form.FORMULA:
            described, compiled = Field("number", words=(NONE,), description=name), partial(_formulas, rows)
        case _:
            described, compiled = Field("text", words=(NONE,), description=name), partial(_texts, key)
    return QueryField(
        replace(described, sortable=True),
        lambda term: _sure(compiled(term)) if form in _COMPARED else compiled(term),
        _sorted_by(rows),
    )


def _sure(condition: Q) -> Q:
    """The condition, false where it is unknown: so that the rows without a value fit its negation."""
    return Q(Case(When(condition, then=Value(True)), default=Value(False)))


def _compared(expression: Any, term: Term, ends: Callable[[str], tuple[Any, Any]]) -> Q:
    """An expression against values that have a first and a last point each, as `core.query.compile` has columns."""
    if term.operator == ":":
        return reduce(or_, (_is(expression, value.text, ends) for value in term.values))
    first, last = ends(term.value)
    if term.operator == "..":
        return _between(expression, first, ends(term.values[1].text)[1])
    bound = first if term.operator in ("<", ">=") else last
    return Q(_LOOKUPS[term.operator](expression, _value(bound)))


def _is(expression: Any, text: str, ends: Callable[[str], tuple[Any, Any]]) -> Q:
    if text.casefold() == NONE:
        return Q(IsNull(expression, True))
    return _between(expression, *ends(text))


def _between(expression: Any, low: Any, high: Any) -> Q:
    if low == high:
        return Q(Exact(expression, _value(low)))
    return Q(GreaterThanOrEqual(expression, _value(low))) & Q(LessThanOrEqual(expression, _value(high)))


def _value(bound: Any) -> Value:
    kinds: Mapping[type, Any] = {Decimal: DecimalField(max_digits=28, decimal_places=9), date: DateField()}
    return Value(bound, output_field=kinds.get(type(bound), FloatField()))


def _number_ends(text: str) -> tuple[Decimal, Decimal]:
    return number(text), number(text)


def _float_ends(text: str) -> tuple[float, float]:
    return float(number(text)), float(number(text))


def _numbers(expression: Any, term: Term) -> Q:
    return _compared(expression, term, _number_ends)


def _dates(expression: Any, today: date, term: Term) -> Q:
    def ends(text: str) -> tuple[date, date]:
        span = date_span(text, today)
        return span.first, span.last

    return _compared(expression, term, ends)


def _formulas(rows: Sequence[CustomField], term: Term) -> Q:
    """Of each product by its own formula; items of products without one hold nothing to compare."""
    return reduce(
        or_,
        (Q(product=row.product_id) & _compared(FormulaOf(row.formula), term, _float_ends) for row in rows),
    )


def _choices(key: str, choices: Mapping[str, str], term: Term) -> Q:
    """By the index of custom values, which holds the items that have any."""
    condition = Q(pk__in=[])
    for text in (value.text.casefold() for value in term.values):
        if text == NONE:
            condition |= _without(key)
        elif text in choices:
            condition |= _holds({key: choices[text]})
    return condition


def _people(key: str, actor: Actor, term: Term) -> Q:
    condition = Q(pk__in=[])
    names = _people_names(actor.workspace_id) if any(_is_name(value.text) for value in term.values) else {}
    for text in (value.text.casefold() for value in term.values):
        if text == NONE:
            condition |= _without(key)
        ids = [str(actor.member_id)] if text == ME and actor.member_id else names.get(text, [])
        condition |= reduce(or_, (_holds({key: [pk]}) for pk in ids), Q(pk__in=[]))
    return condition


def _texts(key: str, term: Term) -> Q:
    """Items whose text holds one of the values, in any case."""
    condition = Q(pk__in=[])
    for value in term.values:
        if value.text.casefold() == NONE:
            condition |= _without(key)
        else:
            condition |= Q(GreaterThan(StrIndex(TextOf(key), Value(value.text.lower())), 0))
    return condition


def _without(key: str) -> Q:
    return ~Q(custom__has_key=key)


def _holds(part: Mapping[str, Any]) -> Q:
    return Q(custom__contains=part) & ~Q(custom={})


def _is_name(text: str) -> bool:
    return text.casefold() not in (ME, NONE)


def _people_names(workspace_id: UUID) -> dict[str, list[str]]:
    """Members' ids by name, by e-mail address, and by first name where only one has it."""
    rows = list(Member.objects.filter(workspace=workspace_id).values_list("name", "email", "pk"))
    found: dict[str, list[str]] = defaultdict(list)
    firsts: dict[str, list[str]] = defaultdict(list)
    for name, email, pk in rows:
        for word in {name.casefold(), email.casefold()} - {""}:
            found[word].append(str(pk))
        firsts[name.casefold().partition(" ")[0]].append(str(pk))
    return {first: ids for first, ids in firsts.items() if first and len(ids) == 1} | dict(found)
