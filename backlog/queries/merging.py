"""What would follow an item into the one that it is merged with."""

from dataclasses import astuple, dataclass

from django.db import connection

from backlog.custom_carried import carried
from backlog.models import Item

_COUNTS = """
    SELECT (SELECT count(*) FROM backlog_comment WHERE item_id = %(item)s AND deleted_at IS NULL),
           (SELECT count(*) FROM backlog_attachment WHERE item_id = %(item)s AND deleted_at IS NULL),
           (SELECT count(*) FROM backlog_item WHERE parent_id = %(item)s AND deleted_at IS NULL),
           (SELECT count(*) FROM backlog_acceptancecriterion c WHERE c.item_id = %(item)s AND NOT EXISTS (
               SELECT FROM backlog_acceptancecriterion o WHERE o.item_id = %(into)s AND lower(o.text) = lower(c.text))),
           (SELECT count(*) FROM backlog_watcher w WHERE w.item_id = %(item)s AND NOT EXISTS (
               SELECT FROM backlog_watcher o WHERE o.item_id = %(into)s AND o.member_id = w.member_id)),
           (SELECT count(*) FROM backlog_itemlink l WHERE (l.source_id = %(item)s AND l.target_id <> %(into)s)
               OR (l.target_id = %(item)s AND l.source_id <> %(into)s))
"""


@dataclass(frozen=True, slots=True)
class Following:
    """How much comes over."""

    comments: int
    attachments: int
    children: int
    criteria: int
    watchers: int
    links: int
    custom: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing would come over."""
        return not any(astuple(self))


def what_follows(item: Item, into: Item) -> Following:
    """Counts of what `merge_item` would bring over. One statement, two more for custom values."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"item": item.pk, "into": into.pk})
        counts: tuple[int, ...] = (*cursor.fetchone(), len(carried(item, into)))
    return Following(*counts)
