"""Parents of imported items: no cycle, at most MAX_DEPTH levels, whatever the file says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy

from backlog.models.items import MAX_DEPTH
from integrations.importers.rows import ParentRef, SourceRow
from integrations.models import ImportJob
from integrations.services.fields import as_json
from integrations.services.rehearsal import Rehearsal

REFUSED = gettext_lazy("This parent would make a ring, or a tree of more than eight levels.")

# One probe of one index for each name, as in `known._FIND`.
_FIND = """
    SELECT r.external_id, r.external_key, r.item_id::text FROM (
        SELECT r.external_id, r.external_key, r.item_id
          FROM json_array_elements_text(%(ids)s) AS wanted (name), unnest(%(sites)s::text[]) AS of (site), LATERAL (
            SELECT external_id, external_key, item_id FROM integrations_importedrow
             WHERE workspace_id = %(workspace)s AND source = %(source)s AND site = of.site
               AND external_id BETWEEN wanted.name AND wanted.name ORDER BY external_id OFFSET 0) AS r
        UNION
        SELECT r.external_id, r.external_key, r.item_id FROM json_array_elements_text(%(keys)s) AS wanted (name), LATERAL (
            SELECT source, site, external_id, external_key, item_id FROM integrations_importedrow
             WHERE workspace_id = %(workspace)s AND external_key BETWEEN wanted.name AND wanted.name
             ORDER BY external_key OFFSET 0) AS r
         WHERE r.source = %(source)s AND r.site = ANY(%(sites)s)
    ) AS r, LATERAL (
        SELECT deleted_at FROM backlog_item WHERE id BETWEEN r.item_id AND r.item_id ORDER BY id OFFSET 0) AS item
     WHERE item.deleted_at IS NULL
"""
_DEPTHS = """
    WITH RECURSIVE up (leaf, id, depth) AS (
        SELECT i.id::text, i.parent_id, 1 FROM backlog_item i WHERE i.id = ANY(%s::uuid[])
        UNION ALL
        SELECT up.leaf, i.parent_id, up.depth + 1 FROM backlog_item i JOIN up ON i.id = up.id WHERE up.depth < 50
    ) SELECT leaf, max(depth) FROM up GROUP BY leaf
"""


def lock_tree(workspace_id: UUID) -> None:
    """Hold the workspace's tree of items until commit, as every change of a parent does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tree:{workspace_id}"])


class Lookup:
    """Items' ids, as text, by the source's id or key: those that came in before, or would have in a rehearsal."""

    def __init__(self, job: ImportJob, refs: Iterable[ParentRef], rehearsal: Rehearsal | None = None) -> None:
        ids: set[str] = set()
        keys: set[str] = set()
        refs = dict.fromkeys(refs)
        for ref in refs:
            ids |= {ref.external_id, ref.key} - {""}
            keys |= {ref.key} - {""}
        self.by_id: dict[str, str] = {}
        self.by_key: dict[str, str] = {}
        if rehearsal:
            for external_id, key, item_id in (found for ref in refs for found in rehearsal.find(ref)):
                self.add(external_id, key, item_id)
        if ids:
            wanted: dict[str, Any] = {
                "workspace": job.workspace_id, "source": job.format, "sites": list({job.site, ""}),
                "ids": as_json(ids), "keys": as_json(keys),
            }  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute(_FIND, wanted)
                found = cursor.fetchall()
            for external_id, key, item_id in found:
                self.add(external_id, key, item_id)

    def add(self, external_id: str, key: str, item_id: str) -> None:
        if external_id:
            self.by_id[external_id] = item_id
        if key:
            self.by_key[key] = item_id

    def find(self, ref: ParentRef) -> str | None:
        """The id of the parent's item, by the source's id first."""
        return self.by_id.get(ref.external_id) or self.by_key.get(ref.key) or self.by_id.get(ref.key)


@dataclass(frozen=True, slots=True)
class Parents:
    """`granted`: line → the parent's item, `refused`: lines whose parent may not be, `depths`: item → its level."""

    granted: dict[int, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    depths: dict[str, int] = field(default_factory=dict)


def parents_of_new(
    job: ImportJob, rows: Sequence[SourceRow], ids: Mapping[int, str], rehearsal: Rehearsal | None = None
) -> Parents:
    """The parents of rows that become the items `ids`, as far as they are there already (or would be, in a rehearsal).

    New items have no children but each other, so depths of what is there and the batch's own chains settle it.
    Those that are neither granted nor refused wait for `settle`. Takes the tree lock. Cost: two statements.
    """
    asking = [row for row in rows if row.parent]
    if not asking:
        return Parents()
    lock_tree(job.workspace_id)
    lookup = Lookup(job, (row.parent for row in asking if row.parent), rehearsal)
    for row in rows:
        lookup.add(row.external_id, row.key, ids[row.line])
    wanted = {
        ids[row.line]: found
        for row in asking
        if row.parent and (found := lookup.find(row.parent)) is not None
    }
    above = set(wanted.values()) - set(ids.values())
    depths = _depths(above)
    if rehearsal:
        depths |= {pk: rehearsal.depths.get(pk, 1) for pk in above - depths.keys()}
    granted, refused = _grow(wanted, depths)
    by_item = {pk: line for line, pk in ids.items()}
    return Parents(
        {by_item[pk]: parent for pk, parent in granted.items()}, {by_item[pk] for pk in refused}, depths
    )


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
