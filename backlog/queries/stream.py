"""An item's comments and history as one stream."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from activity.actors import Actor
from activity.models import Event
from backlog.models import Comment, Item, Reaction
from backlog.permissions import may_delete_comment, may_edit_comment
from backlog.reactions import ShownReaction
from backlog.reactions import shown as shown_reactions
from backlog.wording import sentences

PAGE = 50
TOGETHER = timedelta(minutes=30)


@dataclass(slots=True)
class StreamEntry:
    """A comment, or what someone did within a short while (`texts`)."""

    at: datetime
    who: Any = None
    comment: Comment | None = None
    texts: list[SafeString] = field(default_factory=list)
    may_edit: bool = False
    may_delete: bool = False
    key: UUID | None = None
    reactions: list[ShownReaction] = field(default_factory=list)
    # Events that took a description's place, which can be looked at.
    rewritten: list[UUID] = field(default_factory=list)

    @property
    def field(self) -> str:
        """What problems with editing it are told under."""
        return f"comment-{self.key}"


@dataclass(frozen=True, slots=True)
class Stream:
    """The latest entries, oldest first; `before` asks for those before them, None where there are none."""

    entries: list[StreamEntry]
    before: datetime | None
    comment_count: int


def stream(
    item: Item,
    *,
    actor: Actor,
    criteria: Mapping[str, str],
    before: datetime | None = None,
    limit: int = PAGE,
) -> Stream:
    """The latest `limit` comments and events of an item (those before a moment). Three statements."""
    comments = Comment.objects.filter(item=item, deleted_at=None).select_related("author")
    events = Event.objects.filter(object_id=item.pk).select_related("actor")
    if before:
        comments, events = comments.filter(created_at__lt=before), events.filter(at__lt=before)
    said = list(comments.order_by("-created_at", "-id")[: limit + 1])
    done = list(events.order_by("-at", "-id")[: limit + 1])
    both: list[tuple[datetime, Comment | Event]] = [(row.created_at, row) for row in said]
    both += [(row.at, row) for row in done]
    both.sort(key=lambda pair: pair[0])
    shown = both[-limit:]
    entries = list(_entries((row for _at, row in shown), actor, criteria))
    _react([entry for entry in entries if entry.comment], actor)
    return Stream(entries, shown[0][0] if len(both) > limit else None, len(said))


def _entries(
    rows: Iterable[Comment | Event], actor: Actor, criteria: Mapping[str, str]
) -> Iterable[StreamEntry]:
    last: StreamEntry | None = None
    for row in rows:
        if isinstance(row, Comment):
            last = _comment(row, actor)
        else:
            texts = sentences(row, labels=criteria)
            if not texts:
                continue
            if last is not None and _continues(last, row):
                last.texts += [text for text in texts if text not in last.texts]
                last.at = row.at
                last.rewritten += _rewritten(row)
                continue
            last = StreamEntry(row.at, who=row.actor, texts=texts, key=row.pk, rewritten=_rewritten(row))
        yield last


def _rewritten(event: Event) -> list[UUID]:
    """The event, where it put a description in the place of another."""
    return [event.pk] if event.changes.get("description", [None])[0] else []


def _react(entries: list[StreamEntry], actor: Actor) -> None:
    """Set what people have put under the comments. One statement where there are comments."""
    given: dict[UUID, list[Reaction]] = defaultdict(list)
    if entries:
        rows = Reaction.objects.filter(comment__in=[entry.key for entry in entries])
        for row in rows.select_related("member").order_by("id"):
            given[row.comment_id].append(row)
    for entry in entries:
        assert entry.key is not None, "a comment has one"
        entry.reactions = shown_reactions(given[entry.key], actor.member_id)


def _comment(row: Comment, actor: Actor) -> StreamEntry:
    return StreamEntry(
        row.created_at, who=row.author, comment=row, key=row.pk,
        may_edit=may_edit_comment(row, actor), may_delete=may_delete_comment(row, actor),
    )  # fmt: skip


def _continues(last: StreamEntry, event: Event) -> bool:
    """Whether an event goes on with what the same person was doing, so that both read as one."""
    return last.comment is None and last.who == event.actor and event.at - last.at < TOGETHER
