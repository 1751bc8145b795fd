"""What of a row needs no database: worked out in the reading thread, while PostgreSQL writes the rows before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils import timezone

from core.db import json_cell, text_cell
from integrations.importers.rows import Person, RowProblem, SourceComment, SourceRow
from integrations.services.fields import comment_keys, fit, people_of, source_values
from integrations.services.meanings import NOTHING


@dataclass(slots=True)
class Ready:
    """A row that fits its fields, with its cells as COPY reads them (tabs between): see `writing` for their columns.

    `people` is everyone it names, by identity. `values` is the inside of a JSON object, without its braces. `comments`
    are (author, cells); `closed_at` is when its item was closed, should its status say that it is.
    """

    row: SourceRow
    people: dict[str, Person]
    item: str
    closed_at: str
    kind: str
    names: str
    values: str
    comments: list[tuple[Person | None, str]]


@dataclass(slots=True)
class Chunk:
    """Rows for one transaction, and the problems of theirs and of the rows between them that are left out."""

    rows: list[Ready] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    size: int = 0
    line: int = 0


def chunks(outcomes: Iterable[SourceRow | RowProblem], size: int, *, after: int = 0) -> Iterator[Chunk]:
    """The rows behind the line `after` in chunks of `size`; a row's problems are in its own chunk."""
    chunk = Chunk()
    for outcome in outcomes:
        if outcome.line <= after:
            continue
        if isinstance(outcome, SourceRow):
            fitted = fit(outcome)
            chunk.problems += fitted.problems
            if fitted.row is not None:
                chunk.rows.append(ready(fitted.row))
        else:
            chunk.problems.append(outcome)
            if not outcome.skipped:
                continue
        chunk.size, chunk.line = chunk.size + 1, outcome.line
        if chunk.size >= size:
            yield chunk
            chunk = Chunk()
    if chunk.size:
        yield chunk


_kind_cell = lru_cache(256)(json_cell)


def ready(row: SourceRow) -> Ready:
    """Work out the cells of a row that fits. Cost: about 10 µs, most of it for comments and JSON."""
    created = row.created_at or row.updated_at or timezone.now()
    updated = row.updated_at if row.updated_at and row.updated_at > created else created
    closed = row.resolved_at or row.updated_at or created
    last = updated.isoformat()
    start, due = row.start_on, row.due_on
    item = (
        f"{created.isoformat()}\t{last}\t{text_cell(row.kind)}\t{text_cell(row.title)}\t{text_cell(row.description)}"
        f"\t{NOTHING if row.estimate is None else row.estimate}"
        f"\t{start.day if start else NOTHING}\t{start.precision if start else 'day'}"
        f"\t{due.day if due else NOTHING}\t{due.precision if due else 'day'}"
    )
    values: dict[str, Any] = {"source": source_values(row)}
    if row.comments:
        values["comments"] = [key for key, _comment in comment_keys(row)]
    if row.watchers:
        values["watchers"] = [who.identity for who in row.watchers]
    if row.extra:
        values["extra"] = row.extra
    return Ready(
        row=row,
        people={person.identity: person for person in people_of(row)},
        item=item,
        closed_at=last if closed == updated else closed.isoformat(),
        kind=_kind_cell(row.kind),
        names=f"{text_cell(row.external_id)}\t{text_cell(row.key)}",
        values=json_cell(values)[1:-1],
        comments=[(comment.author, comment_cells(row, comment)) for comment in row.comments],
    )


def comment_cells(row: SourceRow, comment: SourceComment) -> str:
    """A comment's times, its author's name and its text."""
    at, author = (comment.at or row.created_at or timezone.now()).isoformat(), comment.author
    name = text_cell(author.name[:120]) if author else ""
    return f"{at}\t{at}\t{name}\t{text_cell(comment.text)}"
