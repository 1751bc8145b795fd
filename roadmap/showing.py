"""Which roadmaps show an item."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# An item shows on the roadmaps it is on, and as progress and span on those of what is above it.
_ROADMAPS = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id FROM backlog_item WHERE id = ANY(%s::uuid[])
        UNION
        SELECT i.id, i.parent_id FROM backlog_item i JOIN up ON up.parent_id = i.id
    )
    SELECT DISTINCT r.id
      FROM up JOIN roadmap_entry e ON e.item_id = up.id JOIN roadmap_roadmap r ON r.id = e.roadmap_id
     WHERE r.deleted_at IS NULL AND e.deleted_at IS NULL
"""


def roadmaps_showing(items: Iterable[UUID]) -> list[UUID]:
    """The living roadmaps on which any of the items can be seen, whoever may read them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ROADMAPS, [list(items)])
        return sorted(row[0] for row in cursor.fetchall())
