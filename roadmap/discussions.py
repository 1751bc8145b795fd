"""What is said about an entry or an objective, as its page shows it."""

from dataclasses import dataclass

from accounts.models import Workspace
from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Comment
from backlog.permissions import may_delete_comment, may_edit_comment
from backlog.queries.keys import addresses
from backlog.queries.references import uuid_or_none
from backlog.targets import target_of
from roadmap.models import Entry, Objective

MOST_SAID = 50


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, and what its reader may do to it."""

    comment: Comment
    key: str
    may_edit: bool
    may_delete: bool


@dataclass(frozen=True, slots=True)
class Discussion:
    """MOST_SAID comments, oldest first, of `count`; `before` asks for those before them, "" where there are none."""

    said: list[Said]
    before: str
    count: int
    addresses: dict[str, str]


def discussion_of(
    on: Entry | Objective, workspace: Workspace, actor: Actor, *, before: str = ""
) -> Discussion:
    """The latest comments about it, those before the comment `before` if that is an id.

    Keys of items become links for who may read these. One statement, one more for many comments and for keys.
    """
    rows = Comment.objects.filter(deleted_at=None, **{target_of(on).field: on})
    earlier = uuid_or_none(before)
    older = rows.filter(pk__lt=earlier) if earlier else rows
    found = list(older.select_related("author").order_by("-pk")[: MOST_SAID + 1])
    said = [
        Said(row, str(row.pk), may_edit_comment(row, actor), may_delete_comment(row, actor))
        for row in reversed(found[:MOST_SAID])
    ]
    texts = [each.comment.text for each in said] if may(actor, Right.READ_BACKLOG) else []
    links = addresses(workspace, texts)
    has_more = len(found) > MOST_SAID
    count = rows.count() if has_more or earlier else len(said)
    return Discussion(said, said[0].key if has_more else "", count, links)
