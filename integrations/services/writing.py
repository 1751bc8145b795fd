"""The set-based writes of an import: each of these is a few statements for a thousand rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
import uuid_utils
from django.db import connection
from django.utils import timezone

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Comment, Item, ItemLabel, Label, Product, Watcher
from core.db import copy_lines, copy_rows, json_cell, text_cell
from integrations.importers.rows import RowProblem, SourceComment, SourceRow
from integrations.models import ImportedRow, ImportJob, ImportProblem
from integrations.services.fields import comment_keys, source_values
from integrations.services.known import Update, Wanted, closed_at
from integrations.services.meanings import NOTHING, People

ITEM_COLUMNS = (
    "id", "workspace_id", "version", "created_at", "updated_at", "product_id", "number", "kind", "title",
    "description", "parent_id", "status_id", "category", "rank", "assignee_id", "team_id", "estimate", "start_on",
    "start_precision", "due_on", "due_precision", "created_by_id", "closed_at",
)  # fmt: skip
ROW_COLUMNS = (
    "id", "workspace_id", "source", "site", "external_id", "external_key", "item_id", "values", "imported_at",
)  # fmt: skip
COMMENT_COLUMNS = (
    "id", "workspace_id", "version", "created_at", "updated_at", "item_id", "author_id", "author_name", "text",
)  # fmt: skip


@dataclass(slots=True)
class New:
    """A row that becomes an item, with everything its item needs."""

    row: SourceRow
    wanted: Wanted
    id: str
    number: int
    rank: str
    parent_refused: bool


def take_numbers(product: Product, count: int) -> int:
    """The first of `count` numbers; holds the product's row until commit, so no gap and no double can arise."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE backlog_product SET next_number = next_number + %s WHERE id = %s RETURNING next_number",
            [count, product.pk],
        )
        (following,) = cursor.fetchone()
    return int(following) - count


def write_new(job: ImportJob, product: Product, new: Sequence[New], people: People, *, by: Actor) -> None:
    """Write items with their labels, watchers and comments, what they were made from, and an event each."""
    now = timezone.now()
    workspace = str(job.workspace_id)
    head, here = f"{workspace}\t1", str(product.pk)
    copy_lines(Item, ITEM_COLUMNS, (_item(one, head, here, people, now) for one in new))
    head = f"{workspace}\t{text_cell(job.format)}\t{text_cell(job.site)}"
    copy_lines(ImportedRow, ROW_COLUMNS, (_imported(one, head, str(job.pk), now) for one in new))
    write_labels(job.workspace_id, ((one.id, one.wanted.labels) for one in new))
    comments = ((one.id, one.row, comment) for one in new for comment in one.row.comments)
    write_comments(job.workspace_id, comments, people)
    watching = {(one.id, people.cell(who)) for one in new for who in one.row.watchers}
    copy_lines(
        Watcher,
        ("id", "workspace_id", "item_id", "member_id"),
        (
            f"{uuid_utils.uuid7()}\t{workspace}\t{item}\t{member}"
            for item, member in watching
            if member != NOTHING
        ),
    )
    record_many(_events(job, product, new), by=by)


_text_of = lru_cache(1024)(str)
"""An id as text, quick for the few that come again and again."""


def _item(one: New, head: str, product: str, people: People, now: datetime) -> str:
    row, wanted = one.row, one.wanted
    status, created = wanted.status, row.created_at or row.updated_at or now
    start, due = row.start_on, row.due_on
    estimate = NOTHING if row.estimate is None else row.estimate
    return (
        f"{one.id}\t{head}\t{created}\t{max(row.updated_at or created, created)}\t{product}\t{one.number}"
        f"\t{text_cell(row.kind)}\t{text_cell(row.title)}\t{text_cell(row.description)}\t{wanted.parent or NOTHING}\t{_text_of(status.id)}"
        f"\t{status.category}\t{one.rank}\t{people.cell(row.assignee)}\t{NOTHING}\t{estimate}"
        f"\t{start.day if start else NOTHING}\t{start.precision if start else 'day'}"
        f"\t{due.day if due else NOTHING}\t{due.precision if due else 'day'}"
        f"\t{people.cell(row.reporter)}\t{closed_at(row, status.category) or NOTHING}"
    )


def _imported(one: New, head: str, job: str, now: datetime) -> str:
    row, wanted = one.row, one.wanted
    values: dict[str, Any] = {
        "source": source_values(row),
        "wrote": {
            "kind": row.kind,
            "status": _text_of(wanted.status.id),
            "assignee": _text_of(wanted.assignee_id) if wanted.assignee_id else None,
            "parent": wanted.parent,
        },
    }
    if row.parent and wanted.parent is None and not one.parent_refused:
        values["waits"] = {"job": job, "line": row.line, "moved": False}
    if row.comments:
        values["comments"] = [key for key, _comment in comment_keys(row)]
    if row.watchers:
        values["watchers"] = [who.identity for who in row.watchers]
    if row.extra:
        values["extra"] = row.extra
    return (
        f"{uuid_utils.uuid7()}\t{head}\t{text_cell(row.external_id)}\t{text_cell(row.key)}\t{one.id}"
        f"\t{json_cell(values)}\t{now}"
    )


def _events(job: ImportJob, product: Product, new: Iterable[New]) -> Iterator[Record]:
    whole, prefix = {"product": str(product.pk), "source": job.format, "job": str(job.pk)}, product.key
    for one in new:
        key, title = f"{prefix}-{one.number}", one.row.title
        data = {**whole, "key": key, "title": title, "source_key": one.row.key or one.row.external_id}
        yield Record("item.imported", "item", one.id, key, {"title": [None, title]}, data)


def write_labels(workspace_id: UUID, labelled: Iterable[tuple[str | UUID, Mapping[str, Label]]]) -> None:
    """Put labels, by their ids as text, on items that have none yet."""
    workspace = str(workspace_id)
    copy_lines(
        ItemLabel,
        ("id", "workspace_id", "item_id", "label_id"),
        (
            f"{uuid_utils.uuid7()}\t{workspace}\t{item}\t{label}"
            for item, labels in labelled
            for label in labels
        ),
    )


def write_comments(
    workspace_id: UUID, comments: Iterable[tuple[str | UUID, SourceRow, SourceComment]], people: People
) -> None:
    """Write comments with the author's name and the day they were made."""
    now, head = timezone.now(), f"{workspace_id}\t1"

    def lines() -> Iterator[str]:
        for item, row, comment in comments:
            at, author = comment.at or row.created_at or now, comment.author
            name = text_cell(author.name[:120]) if author else ""
            yield (
                f"{uuid_utils.uuid7()}\t{head}\t{at}\t{at}\t{item}\t{people.cell(author)}\t{name}"
                f"\t{text_cell(comment.text)}"
            )

    copy_lines(Comment, COMMENT_COLUMNS, lines())


_UPDATE_ITEMS = """
    UPDATE backlog_item SET title = f.title, description = f.description, kind = f.kind, status_id = f.status_id,
           category = f.category, closed_at = f.closed_at, assignee_id = f.assignee_id, estimate = f.estimate,
           start_on = f.start_on, start_precision = f.start_precision, due_on = f.due_on,
           due_precision = f.due_precision, version = backlog_item.version + 1, updated_at = %s
      FROM jsonb_to_recordset(%s::jsonb) AS f (
           id uuid, title text, description text, kind text, status_id uuid, category text, closed_at timestamptz,
           assignee_id uuid, estimate numeric, start_on date, start_precision text, due_on date, due_precision text)
     WHERE backlog_item.id = f.id
"""
_ITEM_FIELDS = (
    "id", "title", "description", "kind", "status_id", "category", "closed_at", "assignee_id", "estimate",
    "start_on", "start_precision", "due_on", "due_precision",
)  # fmt: skip


def write_changes(updates: Sequence[Update], *, by: Actor) -> None:
    """Write the items that changed, their labels, and an event each. Cost: five statements."""
    changed = [update for update in updates if update.changes]
    if not changed:
        return
    items = [{name: getattr(u.known.item, name) for name in _ITEM_FIELDS} for u in changed]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE_ITEMS, [timezone.now(), orjson.dumps(items, default=str).decode()])
    relabelled = {u.known.item.pk: u.labels for u in changed if u.labels is not None}
    if relabelled:
        ItemLabel.objects.filter(item__in=list(relabelled)).delete()
        write_labels(by.workspace_id, relabelled.items())
    record_many((_changed(update) for update in changed), by=by)


def _changed(update: Update) -> Record:
    item = update.known.item
    data = {"product": str(item.product_id), "key": item.key, "title": item.title, "names": update.names}
    return Record("item.updated", "item", item.pk, item.key, update.changes, data)


def write_seen(job: ImportJob, updates: Sequence[Update]) -> None:
    """Keep what the source says now, for the next comparison. Cost: one statement."""
    rows = [
        {
            "id": update.known.imported.pk,
            "site": job.site,
            "external_id": update.row.external_id,
            "external_key": update.row.key,
            "values": update.values,
        }
        for update in updates
        if update.values != update.known.imported.values
        or update.row.key != update.known.imported.external_key
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE integrations_importedrow SET site = f.site, external_id = f.external_id, "
                'external_key = f.external_key, "values" = f."values", imported_at = now() '
                "FROM jsonb_to_recordset(%s::jsonb) AS f "
                '(id uuid, site text, external_id text, external_key text, "values" jsonb) '
                "WHERE integrations_importedrow.id = f.id",
                [orjson.dumps(rows, default=str).decode()],
            )


def write_problems(job: ImportJob, problems: Iterable[RowProblem]) -> None:
    """Keep what could not be taken over, with line and reason."""
    copy_rows(
        ImportProblem,
        ("id", "workspace_id", "job_id", "line", "field", "value", "reason", "kept"),
        (
            (
                str(uuid_utils.uuid7()), job.workspace_id, job.pk, problem.line, problem.field[:80],
                problem.value[:200], problem.reason[:500], not problem.skipped,
            )
            for problem in problems
        ),
    )  # fmt: skip
