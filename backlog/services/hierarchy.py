"""The tree of items: no cycle, at most MAX_DEPTH levels, over all products of the workspace."""

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
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tree:{item.workspace_id}"])
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
