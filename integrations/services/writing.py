"""The set-based writes of an import: each of these is a few statements for a thousand rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import uuid_utils
from django.db import connection
from django.utils import timezone

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Comment, Item, ItemLabel, Label, Product, Watcher
from core.db import copy_rows
from integrations.importers.rows import RowProblem, SourceComment, SourceRow
from integrations.models import ImportedRow, ImportJob, ImportProblem
from integrations.services.fields import comment_keys, source_values
from integrations.services.known import Update, Wanted, closed_at
from integrations.services.meanings import People

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
    pk: UUID
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
    copy_rows(Item, ITEM_COLUMNS, (_item(product, one, people, now) for one in new))
    copy_rows(ImportedRow, ROW_COLUMNS, (_imported(job, one, now) for one in new))
    write_labels((one.pk, one.wanted.labels) for one in new if one.wanted.labels)
    comments = ((one.pk, one.row, comment) for one in new for comment in one.row.comments)
    write_comments(job.workspace_id, comments, people)
    watching = {(one.pk, people.member(who)) for one in new for who in one.row.watchers}
    copy_rows(
        Watcher,
        ("id", "workspace_id", "item_id", "member_id"),
        ((str(uuid_utils.uuid7()), job.workspace_id, item, member) for item, member in watching if member),
    )
    record_many((_event(job, product, one) for one in new), by=by)


def _item(product: Product, one: New, people: People, now: datetime) -> tuple[Any, ...]:
    row, wanted = one.row, one.wanted
    created = row.created_at or row.updated_at or now
    start, due = row.start_on, row.due_on
    return (
        one.pk, product.workspace_id, 1, created, max(row.updated_at or created, created), product.pk, one.number,
        row.kind, row.title, row.description, wanted.parent, wanted.status.pk, wanted.status.category, one.rank,
        wanted.assignee_id, None, row.estimate,
        start.day if start else None, start.precision if start else "day",
        due.day if due else None, due.precision if due else "day",
        people.member(row.reporter), closed_at(row, wanted.status.category),
    )  # fmt: skip


def _imported(job: ImportJob, one: New, now: datetime) -> tuple[Any, ...]:
    row, wanted = one.row, one.wanted
    values: dict[str, Any] = {
        "source": source_values(row),
        "wrote": {
            "kind": row.kind,
            "status": str(wanted.status.pk),
            "assignee": str(wanted.assignee_id) if wanted.assignee_id else None,
            "parent": str(wanted.parent) if wanted.parent else None,
        },
    }
    if row.parent and wanted.parent is None and not one.parent_refused:
        values["waits"] = {"job": str(job.pk), "line": row.line, "moved": False}
    if row.comments:
        values["comments"] = [key for key, _comment in comment_keys(row)]
    if row.watchers:
        values["watchers"] = [who.identity for who in row.watchers]
    if row.extra:
        values["extra"] = row.extra
    return (
        str(uuid_utils.uuid7()), job.workspace_id, job.format, job.site, row.external_id, row.key, one.pk,
        values, now,
    )  # fmt: skip


def _event(job: ImportJob, product: Product, one: New) -> Record:
    key = f"{product.key}-{one.number}"
    data = {"product": str(product.pk), "key": key, "title": one.row.title}
    data |= {"source": job.format, "source_key": one.row.key or one.row.external_id, "job": str(job.pk)}
    return Record("item.imported", "item", one.pk, key, {"title": [None, one.row.title]}, data)


def write_labels(labelled: Iterable[tuple[UUID, Mapping[UUID, Label]]]) -> None:
    """Put labels on items that have none yet."""
    copy_rows(
        ItemLabel,
        ("id", "workspace_id", "item_id", "label_id"),
        (
            (str(uuid_utils.uuid7()), label.workspace_id, item, pk)
            for item, labels in labelled
            for pk, label in labels.items()
        ),
    )


def write_comments(
    workspace_id: UUID, comments: Iterable[tuple[UUID, SourceRow, SourceComment]], people: People
) -> None:
    """Write comments with the author's name and the day they were made."""
    now = timezone.now()

    def cells() -> Iterator[tuple[Any, ...]]:
        for item, row, comment in comments:
            at = comment.at or row.created_at or now
            name = comment.author.name[:120] if comment.author else ""
            yield (
                str(uuid_utils.uuid7()), workspace_id, 1, at, at, item, people.member(comment.author), name,
                comment.text,
            )  # fmt: skip

    copy_rows(Comment, COMMENT_COLUMNS, cells())


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
        write_labels(relabelled.items())
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
