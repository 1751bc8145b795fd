"""The few things we say to PostgreSQL beside the ORM."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, models, transaction

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def set_tenant(workspace_id: UUID) -> None:
    """Tell the running transaction whose rows it works on (read by row-level security, dropped at its end)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('throughline.workspace', %s, true)", [str(workspace_id)])


class TenantSet(models.Func):
    """`set_tenant` as an annotation: the query that finds out who comes in also tells the transaction.

    Use `.annotate(tenant=TenantSet("workspace_id"))` on a query that returns one row.
    """

    function = "set_config"
    template = "%(function)s('throughline.workspace', %(expressions)s::text, true)"
    output_field = models.TextField()


@contextmanager
def tenant(workspace_id: UUID) -> Iterator[None]:
    """One transaction for one workspace: what every task runs in, as a request does."""
    with transaction.atomic():
        set_tenant(workspace_id)
        yield


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return orjson.dumps(value, default=str).decode().translate(_ESCAPES)
    return str(value).replace("\x00", "").translate(_ESCAPES)


def copy_rows(
    model: type[models.Model] | str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> int:
    """COPY `rows` (cells in the order of `columns`, database column names) into a table; returns how many.

    About 5 µs a row; nothing of Django's save() runs. dicts and lists become JSON. Memory: a buffer of 1 MB.
    """
    table = model if isinstance(model, str) else model._meta.db_table
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    statement = f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN"
    total = 0
    buffer = io.StringIO()
    with connection.cursor() as cursor:
        for row in rows:
            buffer.write("\t".join(map(_cell, row)) + "\n")
            total += 1
            if buffer.tell() > 1_000_000:
                buffer = _flush(cursor, statement, buffer)
        _flush(cursor, statement, buffer)
    return total


def _flush(cursor: Any, statement: str, buffer: io.StringIO) -> io.StringIO:
    buffer.seek(0)
    cursor.cursor.copy_expert(statement, buffer)
    return io.StringIO()
