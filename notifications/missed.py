"""What a stream reads from the database: what a browser missed, who may read a roadmap, how much is unread."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

import orjson

from accounts.models import Member
from accounts.permissions import Right
from activity.dispatch import bundles
from activity.models import Event, Outbox, Position
from notifications.audience import RESYNC, Listener, News, Readers, news_of, place, roadmaps_in
from notifications.queries import unread_count
from notifications.shown import shown_on
from roadmap.models import ReadersSee, Roadmap

MOST = 500


def missed_since(workspace_id: UUID, since: int | None) -> list[News]:
    """The news after place `since` in the workspace's order of commits, and the place where it is now.

    Events that are committed and still wait for their place are told too: they may be newer than the page that asks,
    and went out before it listened. Nothing but the place now where `since` is None. More than MOST events, or a place
    that is not known here (a restored database), are one resync. Cost: up to five statements.
    """
    # Looked at before the place, so that what is drained in between is met in one of the two, or in both.
    waiting = [] if since is None else _waiting(workspace_id)
    last = _last(workspace_id)
    now = place(last)
    if since is None or (since == last and not waiting):
        return [now]
    rows = Position.objects.filter(workspace_id=workspace_id, seq__gt=since, seq__lte=last).order_by("seq")
    ids = list(dict.fromkeys([*rows.values_list("event_id", flat=True)[: MOST + 1], *waiting]))
    if since > last or len(ids) > MOST:
        return [News(RESYNC), now]
    messages = list(_messages(ids))
    owners = owners_of({pk for message in messages for pk in roadmaps_in(message)})
    return [news for message in messages for news in news_of(message, owners)] + [now]


def owners_of(roadmaps: Iterable[str]) -> Mapping[str, Readers]:
    """Of each roadmap the one member who may read it, the right that it takes where the others see editions only, None where
    the workspace shares it as it is now. One statement.
    """
    rows = Roadmap.objects.filter(pk__in=list(roadmaps)).only("visibility", "owner", "readers_see")
    return {str(row.pk): _readers_of(row) for row in rows}


def _readers_of(roadmap: Roadmap) -> Readers:
    if roadmap.visibility == Roadmap.Visibility.PRIVATE:
        return str(roadmap.owner_id)
    return None if roadmap.readers_see == ReadersSee.LIVE else Right.READ_BACKLOG


def unread_frame(listener: Listener) -> bytes:
    """The member's number of unread notifications, as a page that comes back must learn it."""
    count = unread_count(Member(pk=listener.member_id, role=listener.role))
    return b"event: unread\ndata: %s\n\n" % orjson.dumps({"count": count})


def _last(workspace_id: UUID) -> int:
    rows = Position.objects.filter(workspace_id=workspace_id).order_by("-seq")
    return rows.values_list("seq", flat=True).first() or 0


def _waiting(workspace_id: UUID) -> list[UUID]:
    rows = Outbox.objects.filter(workspace_id=workspace_id, waiting=None).order_by("bulk", "event_id")
    return list(rows.values_list("event_id", flat=True)[: MOST + 1])


def _messages(ids: list[UUID]) -> Iterable[dict[str, Any]]:
    """The messages that went out when these events were committed, act by act."""
    events = Event.objects.in_bulk(ids)
    ordered = [events[pk] for pk in ids if pk in events]
    for action, rows in groupby(ordered, key=lambda event: event.action):
        for message in bundles(list(rows), action):
            yield _scores(message) if message["verb"] == "item.score_changed" else message
    yield from shown_on(ordered)


def _scores(message: dict[str, Any]) -> dict[str, Any]:
    """Scores are many rows behind one event, which does not name them: fetch the product's again."""
    return {**message, "kind": "score", "ids": None}
