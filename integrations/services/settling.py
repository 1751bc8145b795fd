"""Parents that came after their children: set when all rows are in, or waited for until a later import brings them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from backlog.models.items import MAX_DEPTH
from integrations.importers.rows import ParentRef, RowProblem
from integrations.models import ImportedRow, ImportJob
from integrations.services.rehearsal import Rehearsal, stand_in
from integrations.services.tree import REFUSED, Lookup, lock_tree

EDITED = gettext_lazy(
    "Changed in the source, but edited here since the last import; what stands here is kept."
)
UNKNOWN = gettext_lazy("The parent is in no file imported so far; it is set as soon as it comes.")

_SURROUNDINGS = """
    WITH RECURSIVE up (id, parent_id) AS (
        SELECT id, parent_id FROM backlog_item WHERE id = ANY(%(parents)s::uuid[])
        UNION
        SELECT i.id, i.parent_id FROM backlog_item i JOIN up ON i.id = up.parent_id
    ), down (id, parent_id) AS (
        SELECT id, parent_id FROM backlog_item WHERE id = ANY(%(children)s::uuid[])
        UNION
        SELECT i.id, i.parent_id FROM backlog_item i JOIN down ON i.parent_id = down.id WHERE i.deleted_at IS NULL
    ) SELECT id, parent_id FROM up UNION SELECT id, parent_id FROM down
"""


@dataclass(slots=True)
class Waiting:
    """A row whose parent could not be set when it came in, or has changed in the source since."""

    row: ImportedRow
    item: Item
    ref: ParentRef
    parent: UUID | None = None

    @property
    def note(self) -> Mapping[str, Any]:
        """`job`, `line`, and `moved` for an item that was there before that import."""
        note: Mapping[str, Any] = self.row.values["waits"]
        return note

    @property
    def edited_here(self) -> bool:
        """Whether somebody has given it another parent since the last import did."""
        written: str | None = self.row.values["wrote"].get("parent")
        return (str(self.item.parent_id) if self.item.parent_id else None) != written

    @property
    def is_named(self) -> bool:
        """Whether the source names a parent at all."""
        return bool(self.ref.external_id or self.ref.key)

    def problem(self, reason: object) -> RowProblem:
        key = self.ref.key or self.ref.external_id
        return RowProblem(self.note["line"], "parent", key, str(reason), False, self.row.external_key)


def settle(job: ImportJob, *, by: Actor) -> list[RowProblem]:
    """Give the rows that wait their parents, in the caller's transaction; what cannot be is a problem.

    A parent that is in no file so far is waited for until a later import brings it. An item that was there before
    this import gets an event. Cost: seven statements; memory grows with the rows that wait.
    """
    waiting = _waiting(job)
    if not waiting:
        return []
    lock_tree(job.workspace_id)
    problems, settled, done = _decide(job, waiting, Lookup(job, (one.ref for one in waiting)), {})
    _write([one for one in settled if one.parent != one.item.parent_id], by=by)
    _note(settled, done)
    return problems


def rehearse_settling(job: ImportJob, rehearsal: Rehearsal) -> list[RowProblem]:
    """The problems that `settle` would tell of, had this dry run written its rows.

    Cost: three statements; memory grows with the rows that wait.
    """
    waiting = [one for one in _waiting(job) if one.row.pk not in rehearsal.moved]
    for update in rehearsal.moved.values():
        row = ImportedRow(external_key=update.row.key, values=update.values)
        waiting.append(_by_source(row, update.known.item))
    waiting.sort(key=lambda one: one.item.pk)
    waiting += [_would_wait(job, line, *rehearsal.waiting[line]) for line in sorted(rehearsal.waiting)]
    if not waiting:
        return []
    lookup = Lookup(job, (one.ref for one in waiting), rehearsal)
    return _decide(job, waiting, lookup, rehearsal.above)[0]


def _by_source(row: ImportedRow, item: Item) -> Waiting:
    """A row that waits for what it keeps of its source."""
    return Waiting(row, item, ParentRef(*(row.values["source"].get("parent") or ("", ""))))


def _would_wait(job: ImportJob, line: int, ref: ParentRef, key: str) -> Waiting:
    values = {"waits": {"job": str(job.pk), "line": line, "moved": False}, "wrote": {"parent": None}}
    row = ImportedRow(external_key=key, values=values)
    return Waiting(row, Item(pk=UUID(stand_in(line))), ref)


def _decide(
    job: ImportJob, waiting: Sequence[Waiting], lookup: Lookup, above: Mapping[UUID, UUID]
) -> tuple[list[RowProblem], list[Waiting], list[Waiting]]:
    """(problems, rows whose parent is settled, rows that wait no longer without it); sets each one's `parent`.

    `above`: parents that a rehearsal would have set.
    """
    free = [one for one in waiting if not one.edited_here]
    for one in free:
        found = lookup.find(one.ref)
        one.parent = UUID(found) if found else None
    granted = _judge([(one.item.pk, one.parent) for one in free if one.parent is not None], above)
    problems = [one.problem(EDITED) for one in waiting if one.edited_here]
    done, settled = [one for one in waiting if one.edited_here], []
    for one in free:
        if one.item.pk in granted or (one.parent is None and not one.is_named):
            settled.append(one)
        elif one.parent is not None:
            problems.append(one.problem(REFUSED))
            done.append(one)
        elif one.note["job"] == str(job.pk):
            problems.append(one.problem(UNKNOWN))
    return problems, settled, done


def _waiting(job: ImportJob) -> list[Waiting]:
    rows = ImportedRow.objects.filter(
        workspace_id=job.workspace_id, source=job.format, site__in={job.site, ""}, values__has_key="waits",
        item__deleted_at=None,
    ).select_related("item__product")  # fmt: skip
    return [
        _by_source(row, row.item)
        for row in rows.defer("item__description")
        .select_for_update(of=("self", "item"), no_key=True)
        .order_by("item_id")
    ]


def _judge(pairs: Sequence[tuple[UUID, UUID]], rehearsed: Mapping[UUID, UUID]) -> set[UUID]:
    """The children that may have the parent they are to have, judged one after the other."""
    with connection.cursor() as cursor:
        parents, children = [parent for _child, parent in pairs], [child for child, _parent in pairs]
        cursor.execute(_SURROUNDINGS, {"parents": parents, "children": children})
        above: dict[UUID, UUID | None] = {**dict(cursor.fetchall()), **rehearsed}
    below: dict[UUID, set[UUID]] = defaultdict(set)
    for node, parent in above.items():
        if parent is not None:
            below[parent].add(node)
    granted = set()
    for child, parent in pairs:
        line = _line(parent, above)
        if child in line or len(line) + _height(child, below) > MAX_DEPTH:
            continue
        former = above.get(child)
        if former is not None:
            below[former].discard(child)
        above[child] = parent
        below[parent].add(child)
        granted.add(child)
    return granted


def _line(node: UUID | None, above: Mapping[UUID, UUID | None]) -> list[UUID]:
    """A node and its ancestors."""
    found: list[UUID] = []
    while node is not None and len(found) <= MAX_DEPTH:
        found.append(node)
        node = above.get(node)
    return found


def _height(node: UUID, below: Mapping[UUID, set[UUID]]) -> int:
    """Levels from a node down, itself included."""
    levels, layer = 0, {node}
    while layer and levels <= MAX_DEPTH:
        levels += 1
        layer = set().union(*(below.get(one, set()) for one in layer))
    return levels


def _write(settled: Sequence[Waiting], *, by: Actor) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE backlog_item SET parent_id = f.parent, version = version + f.moved, "
            "updated_at = CASE WHEN f.moved > 0 THEN now() ELSE updated_at END "
            "FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS f (id, parent, moved) WHERE backlog_item.id = f.id",
            [
                [one.item.pk for one in settled],
                [one.parent for one in settled],
                [int(one.note["moved"]) for one in settled],
            ],
        )
    moved = [one for one in settled if one.note["moved"]]
    ids = {pk for one in moved for pk in (one.item.parent_id, one.parent) if pk}
    keys = {str(item.pk): item.key for item in Item.all_objects.filter(pk__in=ids).select_related("product")}
    record_many((_moved(one, keys) for one in moved), by=by)


def _moved(one: Waiting, keys: Mapping[str, str]) -> Record:
    item = one.item
    before, after = (str(pk) if pk else None for pk in (item.parent_id, one.parent))
    names = {pk: keys[pk] for pk in (before, after) if pk}
    data = {"product": str(item.product_id), "key": item.key, "title": item.title, "names": names}
    return Record("item.updated", "item", item.pk, item.key, {"parent": [before, after]}, data)


def _note(settled: Sequence[Waiting], others: Sequence[Waiting]) -> None:
    """They wait no longer; what was written is what the next import compares with."""
    parents = [str(one.parent) if one.parent else None for one in settled]
    parents += [one.row.values["wrote"].get("parent") for one in others]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE integrations_importedrow SET \"values\" = jsonb_set(\"values\" - 'waits', '{wrote,parent}', "
            "coalesce(to_jsonb(f.parent), 'null')) FROM unnest(%s::uuid[], %s::text[]) AS f (id, parent) "
            "WHERE integrations_importedrow.id = f.id",
            [[one.row.pk for one in (*settled, *others)], parents],
        )
