"""The vocabulary of titles, for words that were mistyped."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

# As the index of words splits them, so that what is proposed is found.
_LEARN = """
    INSERT INTO backlog_titleword (workspace_id, word)
    SELECT DISTINCT workspace_id, word
      FROM backlog_item, unnest(tsvector_to_array(to_tsvector('simple', title))) AS word
     WHERE workspace_id = %(workspace)s AND (%(all)s OR id = ANY(%(items)s)) AND length(word) BETWEEN 4 AND 40
    ON CONFLICT DO NOTHING
"""


def learn_words(workspace_id: UUID, items: Iterable[UUID] | None = None) -> None:
    """Take up the words of these items' titles; None: of all the workspace's. One statement."""
    ids = list(items or ())
    with connection.cursor() as cursor:
        cursor.execute(_LEARN, {"workspace": workspace_id, "items": ids, "all": items is None})
