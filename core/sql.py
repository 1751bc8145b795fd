"""Statements written by hand for the roads that are walked most: planned once, read as models."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from weakref import WeakKeyDictionary

import orjson
from django.conf import settings
from django.db import connection, models

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # connection: names of its statements


def run(
    statement: str, params: Mapping[str, Any], *, ahead: str = "", keep: bool = True
) -> list[tuple[Any, ...]]:
    """Run a statement that each connection plans once; returns the rows it gives.

    For statements that touch few rows, where planning costs more than running. They name their `params` as `%(name)s`
    (more may be given), and are few texts, since each stays with the connection; not `keep` is for one of many texts.
    `ahead` is one that goes before it in the same message, a lock say: the statement sees what others committed until then.
    """
    texts = [text for text in (ahead, statement) if text]
    with connection.cursor() as cursor:
        if not (keep and settings.PREPARED_STATEMENTS):
            cursor.execute("; ".join(texts), params)
        else:
            plans = [_plan(text, tuple(params)) for text in texts]
            for plan in plans:
                _prepare(plan, cursor)
            cursor.execute("; ".join([plan.execute for plan in plans]), params)
        return cursor.fetchall() if cursor.description else []


def _prepare(plan: "_Plan", cursor: Any) -> None:
    known = _prepared.setdefault(connection.connection, set())
    if plan.name not in known:
        with connection.wrap_database_errors:
            cursor.cursor.execute(plan.prepare)
        known.add(plan.name)


@dataclass(frozen=True, slots=True)
class Write:
    """A statement that changes rows, to be sent as a part (WITH …) of another; its `params` are named as no other's.

    `keep` as for `run`.
    """

    text: str
    params: Mapping[str, Any]
    keep: bool = True


def insertion(obj: models.Model) -> Write:
    """What writes a new object as `save(force_insert=True)` would, without its signals."""
    name, fields = obj._meta.model_name, obj._meta.concrete_fields
    values = [field.get_db_prep_save(field.pre_save(obj, True), connection) for field in fields]
    obj._state.adding, obj._state.db = False, connection.alias
    return Write(
        _insert(type(obj)),
        {f"{name}_{field.column}": value for field, value in zip(fields, values, strict=True)},
    )


@lru_cache(maxsize=64)
def _insert(model: type[models.Model]) -> str:
    names = [str(field.column) for field in model._meta.concrete_fields]
    values = ", ".join(f"%({model._meta.model_name}_{name})s" for name in names)
    return f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({values})"


def alteration(obj: models.Model, names: Collection[str], *, keep: bool = True) -> Write:
    """What writes these fields of an object as `save(update_fields=names)` would, without its signals."""
    model, key = obj._meta.model_name, obj._meta.pk.attname
    fields = [field for field in obj._meta.concrete_fields if field.name in names]
    values = {f"{model}_{f.column}": f.get_db_prep_save(f.pre_save(obj, False), connection) for f in fields}
    sets = ", ".join(f'"{field.column}" = %({model}_{field.column})s' for field in fields)
    text = f"UPDATE {obj._meta.db_table} SET {sets} WHERE {key} = %({model}_{key})s"
    return Write(text, {**values, f"{model}_{key}": obj.pk}, keep)


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


@dataclass(frozen=True, slots=True)
class Some:
    """A model of which only these columns are read; any other would be loaded when it is asked for."""

    model: type[models.Model]
    names: tuple[str, ...]


Kind = type[models.Model] | Some


def columns(kind: Kind, alias: str) -> str:
    """The columns of a model's table, for a SELECT whose rows `taken` reads."""
    return ", ".join(f'{alias}."{field.column}"' for field in _fields(kind))


def taken(kinds: Sequence[Kind], cells: Sequence[Any], start: int = 0) -> list[Any]:
    """The objects whose `columns` follow each other in a row from `start` on; None where an outer join found none."""
    found: list[Any] = []
    for kind in kinds:
        model, names, json = _reading(kind)
        end = start + len(names)
        if cells[start] is None:  # the primary key comes first
            found.append(None)
        else:
            values = list(cells[start:end])
            for place in json:  # Django leaves JSON as text where it does not know the column's field
                if isinstance(values[place], str):
                    values[place] = orjson.loads(values[place])
            found.append(model.from_db("default", names, values))
        start = end
    return found


def _fields(kind: Kind) -> list[Any]:
    if isinstance(kind, Some):
        return [field for field in kind.model._meta.concrete_fields if field.attname in kind.names]
    return list(kind._meta.concrete_fields)


@lru_cache(maxsize=64)
def _reading(kind: Kind) -> tuple[type[models.Model], frozenset[str], list[int]]:
    """The model, the attributes that are read, in the order of its columns, and the places of those that are JSON."""
    fields = _fields(kind)
    json = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    model = kind.model if isinstance(kind, Some) else kind
    return model, frozenset(field.attname for field in fields), json
