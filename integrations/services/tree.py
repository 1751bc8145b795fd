"""Parents of imported items: no cycle, at most MAX_DEPTH levels, whatever the file says."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy

from activity.actors import Actor
from activity.services import Record, record_many
from backlog.models import Item
from backlog.models.items import MAX_DEPTH
from integrations.importers.rows import ParentRef, RowProblem, SourceRow
from integrations.models import ImportedRow, ImportJob

EDITED = gettext_lazy(
    "Changed in the source, but edited here since the last import; what stands here is kept."
)
UNKNOWN = gettext_lazy("The parent is in no file imported so far; it is set as soon as it comes.")
REFUSED = gettext_lazy("This parent would make a ring, or a tree of more than eight levels.")

_FIND = """
    SELECT r.external_id, r.external_key, r.item_id::text
      FROM integrations_importedrow r JOIN backlog_item i ON i.id = r.item_id AND i.deleted_at IS NULL
     WHERE r.workspace_id = %s AND r.source = %s AND r.site = ANY(%s)
       AND (r.external_id = ANY(%s) OR r.external_key = ANY(%s))
"""
_DEPTHS = """
    WITH RECURSIVE up (leaf, id, depth) AS (
        SELECT i.id::text, i.parent_id, 1 FROM backlog_item i WHERE i.id = ANY(%s::uuid[])
        UNION ALL
        SELECT up.leaf, i.parent_id, up.depth + 1 FROM backlog_item i JOIN up ON i.id = up.id WHERE up.depth < 50
    ) SELECT leaf, max(depth) FROM up GROUP BY leaf
"""
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


def lock_tree(workspace_id: UUID) -> None:
    """Hold the workspace's tree of items until commit, as every change of a parent does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tree:{workspace_id}"])


class Lookup:
    """Items' ids, as text, by the source's id or key: those that came in before."""

    def __init__(self, job: ImportJob, refs: Iterable[ParentRef]) -> None:
        ids: set[str] = set()
        keys: set[str] = set()
        for ref in refs:
            ids |= {ref.external_id, ref.key} - {""}
            keys |= {ref.key} - {""}
        self.by_id: dict[str, str] = {}
        self.by_key: dict[str, str] = {}
        if ids:
            with connection.cursor() as cursor:
                sites = list({job.site, ""})
                cursor.execute(_FIND, [job.workspace_id, job.format, sites, list(ids), list(keys)])
                found = cursor.fetchall()
            for external_id, key, item_id in found:
                self.add(external_id, key, item_id)

    def add(self, external_id: str, key: str, item_id: str) -> None:
        self.by_id[external_id] = item_id
        if key:
            self.by_key[key] = item_id

    def find(self, ref: ParentRef) -> str | None:
        """The id of the parent's item, by the source's id first."""
        return self.by_id.get(ref.external_id) or self.by_key.get(ref.key) or self.by_id.get(ref.key)


def parents_of_new(
    job: ImportJob, rows: Sequence[SourceRow], ids: Mapping[int, str]
) -> tuple[dict[int, str], set[int]]:
    """(line → parent, lines refused) for rows that become the items `ids`, as far as the parents are there already.

    New items have no children but each other, so depths of what is there and the batch's own chains settle it.
    Those that are neither wait for `settle`. Takes the tree lock. Cost: two statements.
    """
    asking = [row for row in rows if row.parent]
    if not asking:
        return {}, set()
    lock_tree(job.workspace_id)
    lookup = Lookup(job, (row.parent for row in asking if row.parent))
    for row in rows:
        lookup.add(row.external_id, row.key, ids[row.line])
    wanted = {
        ids[row.line]: found
        for row in asking
        if row.parent and (found := lookup.find(row.parent)) is not None
    }
    depths = _depths(set(wanted.values()) - set(ids.values()))
    granted, refused = _grow(wanted, depths)
    by_item = {pk: line for line, pk in ids.items()}
    return {by_item[pk]: parent for pk, parent in granted.items()}, {by_item[pk] for pk in refused}


def _depths(ids: set[str]) -> dict[str, int]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_DEPTHS, [list(ids)])
        return dict(cursor.fetchall())


def _grow(wanted: Mapping[str, str], depths: dict[str, int]) -> tuple[dict[str, str], set[str]]:
    """Which of the wanted edges stand: the last of a ring and what lies deeper than MAX_DEPTH do not."""
    granted: dict[str, str] = {}
    refused: set[str] = set()
    for start in wanted:
        chain: list[str] = []
        node: str | None = start
        while node is not None and node not in depths and node not in chain:
            chain.append(node)
            node = wanted.get(node)
        if node in chain:  # a ring: its last link falls
            refused.add(chain[-1])
        depth = depths.get(node, 0) if node is not None and node not in chain else 0
        for link in reversed(chain):
            parent = wanted.get(link)
            if parent is None or link in refused:
                depth = 1
            elif depth + 1 > MAX_DEPTH:
                refused.add(link)
                depth = 1
            else:
                granted[link] = parent
                depth += 1
            depths[link] = depth
    return granted, refused


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
    lookup = Lookup(job, (one.ref for one in waiting))
    free = [one for one in waiting if not one.edited_here]
    for one in free:
        found = lookup.find(one.ref)
        one.parent = UUID(found) if found else None
    granted = _judge([(one.item.pk, one.parent) for one in free if one.parent is not None])
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
    _write([one for one in settled if one.parent != one.item.parent_id], by=by)
    _note(settled, done)
    return problems


def _waiting(job: ImportJob) -> list[Waiting]:
    rows = ImportedRow.objects.filter(
        workspace_id=job.workspace_id, source=job.format, site__in={job.site, ""}, values__has_key="waits",
        item__deleted_at=None,
    ).select_related("item__product")  # fmt: skip
    return [
        Waiting(row, row.item, ParentRef(*(row.values["source"].get("parent") or ("", ""))))
        for row in rows.defer("item__description")
        .select_for_update(of=("self", "item"), no_key=True)
        .order_by("item_id")
    ]


def _judge(pairs: Sequence[tuple[UUID, UUID]]) -> set[UUID]:
    """The children that may have the parent they are to have, judged one after the other."""
    with connection.cursor() as cursor:
        parents, children = [parent for _child, parent in pairs], [child for child, _parent in pairs]
        cursor.execute(_SURROUNDINGS, {"parents": parents, "children": children})
        above: dict[UUID, UUID | None] = dict(cursor.fetchall())
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
