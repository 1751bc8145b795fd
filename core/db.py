"""The few things we say to PostgreSQL beside the ORM."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, models, transaction

BUFFER = 1 << 16


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


def text_cell(value: str) -> str:
    """A text as COPY reads it. Replacing is by far quicker than str.translate, and most texts need none."""
    if value.isprintable() and "\\" not in value:
        return value
    value = value.replace("\x00", "").replace("\\", "\\\\").replace("\n", "\\n")
    return value.replace("\t", "\\t").replace("\r", "\\r")


def json_cell(value: Any) -> str:
    """A value as JSON as COPY reads it: the JSON has no control characters, so only its backslashes count."""
    return orjson.dumps(value, default=str).decode().replace("\\", "\\\\")


def _cell(value: Any) -> str:
    """Whatever has no entry of its own in _CELLS."""
    return json_cell(value) if isinstance(value, dict | list) else text_cell(str(value))


_CELLS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _nothing: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: text_cell,
    UUID: lambda value: f"{value.int:032x}",  # what PostgreSQL reads too, at half the cost
    date: date.isoformat,
    datetime: datetime.isoformat,
}


class _Lines:
    """Lines as the file that COPY reads: made as they are asked for, so that PostgreSQL inserts meanwhile."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines, self.count = iter(lines), 0

    def read(self, size: int) -> str:
        """About `size` characters of whole lines; "" at the end."""
        lines: list[str] = []
        length = 0
        while length < size and (some := list(islice(self.lines, 16))):
            lines += some
            length += sum(map(len, some))
        self.count += len(lines)
        return "\n".join([*lines, ""]) if lines else ""


def copy_lines(model: type[models.Model] | str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """COPY ready lines into a table; returns how many.

    A line is its cells (`text_cell`, `json_cell`, "\\N" for null) joined by tabs, in the order of `columns`. For who
    writes very many rows: about 1 µs a row. `lines` are read while PostgreSQL writes, so they may not query. Memory: a
    buffer of 64 KB.
    """
    table = model if isinstance(model, str) else model._meta.db_table
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    source = _Lines(lines)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.cursor.copy_expert(
            f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN", source, size=BUFFER
        )
    return source.count


def copy_rows(
    model: type[models.Model] | str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> int:
    """COPY `rows` (cells in the order of `columns`, database column names) into a table; returns how many.

    About 5 µs a row; nothing of Django's save() runs. dicts and lists become JSON. Otherwise as `copy_lines`.
    """
    return copy_lines(
        model, columns, ("\t".join([_CELLS.get(type(value), _cell)(value) for value in row]) for row in rows)
    )
