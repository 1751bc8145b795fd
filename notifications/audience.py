"""Whom the news on a workspace's channel concern. Pure, and closed by default: a kind that is not named here stays in.

The frames that leave are server-sent events:

- `data: {"kind", "verb", "ids" | null, "action", …}`: rows of this kind changed; null: too many to name, fetch again;
- `event: unread` `data: {"count": n}`: the member's number of unread notifications;
- `event: resync`: something was missed, fetch again what is on screen;
- `id: <seq>` `event: place` `data: <seq>`: everything up to this place in the order of commits has been told; a
  client that comes back names it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from accounts.permissions import ROLE_RIGHTS, Right

# Kinds are the `object_type` of events, and `score` and `recompute`, which have no row of their own in the log.
ROADMAP_KINDS = frozenset({"roadmap", "lane", "milestone", "entry", "edition", "sharelink"})
# What is told also of a roadmap of which the listener sees editions only.
OF_EDITIONS = frozenset({"roadmap", "edition"})

# Who hears of a roadmap: everybody, one member (their id), or who has a right.
Readers = str | Right | None
KINDS: Mapping[str, Right] = {
    **dict.fromkeys(ROADMAP_KINDS, Right.READ_ROADMAPS),
    "workspace": Right.READ_ROADMAPS,
    **dict.fromkeys(
        ("item", "comment", "product", "status", "label", "criterion", "scoringmodel", "score", "recompute", "member", "team", "importjob"),
        Right.READ_BACKLOG,
    ),
    "sprint": Right.READ_BACKLOG,
    **dict.fromkeys(("release", "changelog", "objective", "keyresult", "theme", "productpage", "principle"), Right.READ_ROADMAPS),
    **dict.fromkeys(("estimationround", "ratinground"), Right.READ_BACKLOG),  # who has voted, never what
    "sharelink": Right.MANAGE_PLANS,
    "invitation": Right.MANAGE_WORKSPACE,
    "token": Right.MANAGE_WORKSPACE,
}  # fmt: skip
# What a message says of where its rows are; a stakeholder's messages name no product and no item.
_PLACES = {True: ("roadmap", "objective"), False: ("product", "item")}

# How far a recompute of a large product has come.
_PROGRESS = ("done", "of")

# What stands on a roadmap has changed: for those who hear nothing of items. They learn of the roadmap's id alone.
SHOWN = "roadmap.shown"

RESYNC = b"event: resync\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class Listener:
    """Who listens: an active member of the stream's workspace, with their role as it was last looked up."""

    workspace_id: UUID
    member_id: UUID
    role: str

    def may_hear(self, news: "News") -> bool:
        """True where the member may learn of it."""
        if news.only is not None and news.only != str(self.member_id):
            return False
        rights = ROLE_RIGHTS.get(self.role, frozenset())
        return (news.right is None or news.right in rights) and news.without not in rights


@dataclass(frozen=True, slots=True)
class News:
    """One frame, and who may hear it: holders of `right` (None: any member), or `only` one member.

    Holders of `without` hear the same in more detail.
    """

    frame: bytes
    right: Right | None = None
    only: str | None = None
    without: Right | None = None
    members: tuple[str, ...] = ()  # whose membership it changed


def place(seq: int) -> News:
    """Where the order of commits has come to."""
    return News(b"id: %d\nevent: place\ndata: %d\n\n" % (seq, seq))


def is_of_roadmaps(message: Mapping[str, Any]) -> bool:
    """Whether roadmaps decide who hears it: one of ROADMAP_KINDS, or a comment that stands on a roadmap."""
    kind = message.get("kind")
    return kind in ROADMAP_KINDS or (kind == "comment" and bool(message.get("roadmap")))


def roadmaps_in(message: Mapping[str, Any]) -> set[str]:
    """The roadmaps a message is about; who may read them decides who hears it."""
    if message.get("kind") == "roadmap":
        return set(message.get("ids") or ())
    return {message["roadmap"]} if is_of_roadmaps(message) and message.get("roadmap") else set()


def news_of(message: Mapping[str, Any], owners: Mapping[str, Readers]) -> list[News]:
    """What leaves of one message of the channel. `owners` maps a roadmap to the one member who may read it, to the right that
    it takes to see more of it than editions, or None for everybody; one that it does not hold is gone or unknown and is told to nobody.
    """
    if "seq" in message:
        return [place(message["seq"])]
    kind = message.get("kind", "")
    if kind == "notification":
        frame = b"event: unread\ndata: %s\n\n" % orjson.dumps({"count": message["unread"]})
        return [News(frame, only=message["member"])]
    if kind == "roadmapfile":
        told = orjson.dumps({name: message[name] for name in ("kind", "verb", "ids")})
        return [News(b"data: %s\n\n" % told, only=message["member"])]
    if kind not in KINDS or (kind == "scoringmodel" and message.get("verb") == "item.score_changed"):
        return []  # scores that moved are told as `score`, with the items' ids
    if is_of_roadmaps(message):
        return _of_roadmaps(message, owners)
    members = tuple(message.get("ids") or ()) if kind == "member" else ()
    return [News(_frame(message), _right_for(message), members=members)]


def _right_for(message: Mapping[str, Any]) -> Right:
    """What it takes to hear of it; what is said about an objective is for whoever may read goals."""
    if message["kind"] == "comment" and message.get("objective"):
        return Right.READ_ROADMAPS
    return KINDS[message["kind"]]


def _of_roadmaps(message: Mapping[str, Any], owners: Mapping[str, Readers]) -> list[News]:
    """One frame for each group of roadmaps that the same people may read."""
    readers: dict[Readers, list[str]] = {}
    for pk in sorted(roadmaps_in(message) & owners.keys()):
        readers.setdefault(owners[pk], []).append(pk)
    return [_to(who, ids, message) for who, ids in readers.items()]


def _to(who: Readers, ids: list[str], message: Mapping[str, Any]) -> News:
    kind, is_shown = message["kind"], message.get("verb") == SHOWN
    right = KINDS[kind] if kind in ROADMAP_KINDS else Right.READ_ROADMAPS
    if isinstance(who, Right) and right == Right.READ_ROADMAPS and (is_shown or kind not in OF_EDITIONS):
        right = who
    frame = _frame({**message, "ids": ids} if kind == "roadmap" else message)
    only = None if isinstance(who, Right) else who
    return News(frame, right, only, without=Right.READ_BACKLOG if is_shown else None)


def _frame(message: Mapping[str, Any]) -> bytes:
    is_for_readers = _right_for(message) == Right.READ_ROADMAPS
    names = ("kind", "verb", "ids", "action", *_PROGRESS, *_PLACES[is_for_readers or is_of_roadmaps(message)])
    return b"data: %s\n\n" % orjson.dumps({name: message[name] for name in names if name in message})
