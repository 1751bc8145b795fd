"""The tree of items: no cycle, at most MAX_DEPTH levels, over all products of the workspace."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from backlog.models import Item
from backlog.models.items import MAX_DEPTH

_ANCESTORS = """
    WITH RECURSIVE up (id, parent_id, depth) AS (
        SELECT id, parent_id, 1 FROM backlog_item WHERE id = %s
        UNION ALL
        SELECT i.id, i.parent_id, up.depth + 1 FROM backlog_item i JOIN up ON i.id = up.parent_id WHERE up.depth < 50
    ), down (id, depth) AS (
        SELECT %s::uuid, 1
        UNION ALL
        SELECT i.id, down.depth + 1 FROM backlog_item i JOIN down ON i.parent_id = down.id
        WHERE down.depth < 50 AND i.deleted_at IS NULL
    )
    SELECT (SELECT bool_or(id = %s) FROM up), (SELECT max(depth) FROM up), (SELECT max(depth) FROM down)
"""


def check_parent(item: Item, parent: Item) -> None:
    """Raise ValidationError where `parent` would make a cycle or too deep a tree.

    Takes the workspace's tree lock first, since two moves in two products could close a ring between them.
    Cost: two statements.
    """
    if parent.workspace_id != item.workspace_id or parent.deleted_at is not None:
        raise ValidationError({"parent": _("There is no such item.")})
    lock_tree(item.workspace_id)
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [parent.pk, item.pk, item.pk])
        cycle, above, below = cursor.fetchone()
    if cycle:
        raise ValidationError(
            {
                "parent": _("%(parent)s is %(item)s itself or one of its children.")
                % {"parent": parent.key, "item": item.key}
            }
        )
    if above + below > MAX_DEPTH:
        raise ValidationError(
            {"parent": _("A tree of items is at most %(most)d levels deep.") % {"most": MAX_DEPTH}}
        )


_TOGETHER = """
    WITH RECURSIVE fresh (id, parent_id) AS (SELECT * FROM unnest(%(ids)s::uuid[], %(parents)s::uuid[])),
    up (start, id, depth) AS (
        SELECT id, parent_id, 1 FROM fresh WHERE parent_id IS NOT NULL
        UNION ALL
        SELECT up.start, CASE WHEN f.id IS NULL THEN i.parent_id ELSE f.parent_id END, up.depth + 1
        FROM up JOIN backlog_item i ON i.id = up.id LEFT JOIN fresh f ON f.id = i.id
        WHERE up.depth <= %(most)s
    ), down (start, id, depth) AS (
        SELECT id, id, 1 FROM fresh
        UNION ALL
        SELECT down.start, child.id, down.depth + 1
        FROM down CROSS JOIN LATERAL (
            SELECT i.id FROM backlog_item i
            WHERE i.parent_id = down.id AND i.deleted_at IS NULL AND NOT i.id = ANY(%(ids)s::uuid[])
            UNION ALL SELECT f.id FROM fresh f WHERE f.parent_id = down.id
        ) child
        WHERE down.depth <= %(most)s
    ), above AS (
        SELECT start, bool_or(id = start) AS cycle, max(depth) AS levels FROM up WHERE id IS NOT NULL GROUP BY start
    ), below AS (SELECT start, max(depth) AS levels FROM down GROUP BY start)
    SELECT below.start, above.cycle
    FROM below JOIN above USING (start) WHERE above.cycle OR above.levels + below.levels > %(most)s
"""


def lock_tree(workspace_id: UUID) -> None:
    """Hold the workspace's tree until commit: two moves in two products could close a ring between them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tree:{workspace_id}"])


def wrong_parents(parents: Mapping[UUID, UUID | None]) -> dict[UUID, str]:
    """Which of the items could not have these parents, all of them changed together, and why not.

    Where some close a ring only those are named: of the others nothing can be said before these are left out. The
    caller holds `lock_tree` where it is about to write. One statement.
    """
    params: dict[str, Any] = {"ids": list(parents), "parents": list(parents.values()), "most": MAX_DEPTH}
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, params)
        found = cursor.fetchall()
    ring = _("Its parent would be itself or one of its children.")
    deep = _("A tree of items is at most %(most)d levels deep.") % {"most": MAX_DEPTH}
    rings = {pk: ring for pk, cycle in found if cycle}
    return rings or {pk: deep for pk, _cycle in found}
