"""Statements written by hand for the roads that are walked most: planned once, read as models."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from django.conf import settings
from django.db import connection, models

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # connection: names of its statements


def run(statement: str, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement that each connection plans once; returns the rows it gives.

    For statements that touch few rows, where planning costs more than running. They name their `params` as `%(name)s`
    (more may be given), and are few texts, since each stays with the connection.
    """
    if not settings.PREPARED_STATEMENTS:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall() if cursor.description else []
    plan = _plan(statement, tuple(params))
    with connection.cursor() as cursor:
        known = _prepared.setdefault(connection.connection, set())
        if plan.name not in known:
            with connection.wrap_database_errors:
                cursor.cursor.execute(plan.prepare)
            known.add(plan.name)
        cursor.execute(plan.execute, params)
        return cursor.fetchall() if cursor.description else []


class _Plan:
    """The two halves of a statement: what is sent once, and what is sent each time."""

    def __init__(self, statement: str, names: Sequence[str]) -> None:
        used = [name for name in names if f"%({name})s" in statement]
        text = statement % {name: f"${place}" for place, name in enumerate(used, 1)}
        values = f"({', '.join(f'%({name})s' for name in used)})" if used else ""
        self.name = f"tl_{blake2b(text.encode(), digest_size=8).hexdigest()}"
        self.prepare = f"PREPARE {self.name} AS {text}"
        self.execute = f"EXECUTE {self.name}{values}"


_plan = lru_cache(maxsize=256)(_Plan)


def columns(model: type[models.Model], alias: str) -> str:
    """All columns of a model's table, for a SELECT whose rows `taken` reads."""
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def taken(kinds: Sequence[type[models.Model]], cells: Sequence[Any], start: int = 0) -> list[Any]:
    """The objects whose `columns` follow each other in a row from `start` on; None where an outer join found none."""
    found: list[Any] = []
    for model in kinds:
        names = _names(model)
        end = start + len(names)
        there = cells[start] is not None  # the primary key comes first
        found.append(model.from_db("default", names, _read(model, cells[start:end])) if there else None)
        start = end
    return found


def _read(model: type[models.Model], cells: Sequence[Any]) -> list[Any]:
    """Cells as the model holds them: Django leaves JSON as text where it does not know the column's field."""
    values = list(cells)
    for place in _json(model):
        if isinstance(values[place], str):
            values[place] = orjson.loads(values[place])
    return values


@lru_cache(maxsize=64)
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@lru_cache(maxsize=64)
def _json(model: type[models.Model]) -> list[int]:
    fields = model._meta.concrete_fields
    return [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
