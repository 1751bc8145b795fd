"""The set-based writes of an import: each of these is a few statements for some thousand rows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone
from uuid_utils import uuid7

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Comment, Item, ItemLabel, Product, Status, Watcher
from backlog.models.products import OPEN_CATEGORIES
from core.db import copy_lines, copy_rows, text_cell
from integrations.importers.rows import Person, RowProblem
from integrations.models import ImportedRow, ImportJob, ImportProblem
from integrations.services.known import Update
from integrations.services.meanings import NOTHING, People
from integrations.services.ready import Ready

ITEM_COLUMNS = (
    "id", "workspace_id", "version", "product_id", "number", "status_id", "category", "rank", "parent_id", "assignee_id",
    "created_by_id", "closed_at",
    "created_at", "updated_at", "kind", "title", "description", "estimate", "start_on", "start_precision", "due_on",
    "due_precision",
)  # fmt: skip
"""From `created_at` on they are `Ready.item`."""
ROW_COLUMNS = (
    "id", "workspace_id", "source", "site", "imported_at", "item_id", "values", "external_id", "external_key",
)  # fmt: skip
"""The last two are `Ready.names`."""
COMMENT_COLUMNS = (
    "id", "workspace_id", "version", "item_id", "author_id", "created_at", "updated_at", "author_name", "text",
)  # fmt: skip
"""From `created_at` on they are `ready.comment_cells`."""


@dataclass(slots=True)
class New:
    """A row that becomes an item, with what this transaction has found out for it; ids are text."""

    ready: Ready
    id: str
    number: int
    rank: str
    status: Status
    labels: Collection[str]
    parent: str | None
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


def write_new(job: ImportJob, product: Product, coming: Iterable[New], people: People, *, by: Actor) -> None:
    """Write items with their labels, watchers and comments, what they were made from, and an event each.

    `coming` and the events are made while PostgreSQL writes the first items, so `coming` may not query.
    """
    workspace, job_id, new, events = str(job.workspace_id), str(job.pk), list[New](), list[Record]()
    head = f"{workspace}\t1\t{product.pk}"
    whole = {"product": str(product.pk), "source": job.format, "job": job_id}

    def items() -> Iterator[str]:
        for one in coming:
            new.append(one)
            events.append(_event(one, product.key, whole))
            yield _item(one, head, people)

    copy_lines(Item, ITEM_COLUMNS, items())
    origin = f"{workspace}\t{text_cell(job.format)}\t{text_cell(job.site)}\t{timezone.now()}"
    copy_lines(ImportedRow, ROW_COLUMNS, (_imported(one, origin, job_id, people) for one in new))
    write_labels(job.workspace_id, ((one.id, one.labels) for one in new))
    comments = ((one.id, author, cells) for one in new for author, cells in one.ready.comments)
    write_comments(job.workspace_id, comments, people)
    watching = {(one.id, people.cell(who)) for one in new for who in one.ready.row.watchers}
    copy_lines(
        Watcher,
        ("id", "workspace_id", "item_id", "member_id"),
        (f"{uuid7()}\t{workspace}\t{item}\t{member}" for item, member in watching if member != NOTHING),
    )
    record_many(events, by=by)


_text_of = lru_cache(1024)(str)
"""An id as text, quick for the few that come again and again."""


def _item(one: New, head: str, people: People) -> str:
    ready, status = one.ready, one.status
    closed = ready.closed_at if status.category not in OPEN_CATEGORIES else NOTHING
    return (
        f"{one.id}\t{head}\t{one.number}\t{_text_of(status.pk)}\t{status.category}\t{one.rank}\t{one.parent or NOTHING}"
        f"\t{people.cell(ready.row.assignee)}\t{people.cell(ready.row.reporter)}\t{closed}\t{ready.item}"
    )


def _imported(one: New, head: str, job: str, people: People) -> str:
    ready = one.ready
    parent = f'"{one.parent}"' if one.parent else "null"
    member = people.cell(ready.row.assignee)
    assignee = "null" if member == NOTHING else f'"{member}"'
    waits = ""
    if ready.row.parent and one.parent is None and not one.parent_refused:
        waits = f'"waits":{{"job":"{job}","line":{ready.row.line},"moved":false}},'
    return (
        f'{uuid7()}\t{head}\t{one.id}\t{{"wrote":{{"kind":{ready.kind},"status":"{_text_of(one.status.pk)}",'
        f'"assignee":{assignee},"parent":{parent}}},'
        f"{waits}{ready.values}}}\t{ready.names}"
    )


def _event(one: New, prefix: str, whole: Mapping[str, str]) -> Record:
    row = one.ready.row
    key, title = f"{prefix}-{one.number}", row.title
    data = {**whole, "key": key, "title": title, "source_key": row.key or row.external_id}
    return Record("item.imported", "item", one.id, key, {"title": [None, title]}, data)


def write_labels(workspace_id: UUID, labelled: Iterable[tuple[str | UUID, Iterable[str]]]) -> None:
    """Put labels, by their ids as text, on items that have none yet."""
    workspace = str(workspace_id)
    copy_lines(
        ItemLabel,
        ("id", "workspace_id", "item_id", "label_id"),
        (f"{uuid7()}\t{workspace}\t{item}\t{label}" for item, labels in labelled for label in labels),
    )


def write_comments(
    workspace_id: UUID, comments: Iterable[tuple[str | UUID, Person | None, str]], people: People
) -> None:
    """Write comments, each with its item, its author and its `comment_cells`."""
    head = f"{workspace_id}\t1"
    copy_lines(
        Comment,
        COMMENT_COLUMNS,
        (f"{uuid7()}\t{head}\t{item}\t{people.cell(author)}\t{cells}" for item, author, cells in comments),
    )


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
                str(uuid7()), job.workspace_id, job.pk, problem.line, problem.field[:80],
                problem.value[:200], problem.reason[:500], not problem.skipped,
            )
            for problem in problems
        ),
    )  # fmt: skip
