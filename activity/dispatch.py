"""News after commit: at once to open pages, and a nudge to the worker that drains the outbox.

Both are best effort and may be lost (the sweep and the catch-up by `seq` make up for it), so neither may fail or
slow down the request: short time-outs, and after a failure nothing is tried again for `BREAK_SECONDS`.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

import orjson
import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError
from redis import Redis
from redis.exceptions import RedisError, TimeoutError

from activity.actors import Actor

log = structlog.get_logger(__name__)

BREAK_SECONDS = 5.0
MOST_IDS = 200
MANY = 200  # events of one call: more of them are dealt with in bulk
QUEUES = ("interactive", "default", "bulk")
PLACES = (
    "product",
    "roadmap",
    "item",
    "objective",
)  # ids of what surrounds an object, as events hold them in `data`
_state: dict[str, Any] = {"closed_until": 0.0, "redis": None}


def channel(workspace_id: UUID | str) -> str:
    """The Valkey channel of a workspace's live stream."""
    return f"live:{workspace_id}"


def client() -> Redis:
    """This process's connection to Valkey, with time-outs short enough for a request."""
    if _state["redis"] is None:
        _state["redis"] = Redis.from_url(settings.REDIS_URL, socket_timeout=0.1, socket_connect_timeout=0.05)
    redis: Redis = _state["redis"]
    return redis


def queue_of(by: Actor, count: int) -> str:
    """Where `count` events recorded at once are dealt with, so that many never delay what a person waits for: an
    import's on `bulk`, where the import itself runs; those of an edit of very many on `default`.
    """
    if by.kind == "import":
        return "bulk"
    return "default" if count > MANY else "interactive"


def after_commit(by: Actor, rows: Iterable[Any], queue: str) -> None:
    """Have the rows' news sent when the transaction commits; a message for each kind and verb, and one nudge."""
    transaction.on_commit(lambda: _send(by, list(rows), queue), robust=True)


# Publishes the messages and takes the mark of a queued task, in one round trip; nil where the mark is there already.
_NEWS = """
for _, message in ipairs(ARGV) do redis.call('PUBLISH', KEYS[1], message) end
return redis.call('SET', KEYS[2], 1, 'NX', 'EX', 5)
"""


def _send(by: Actor, rows: list[Any], queue: str) -> None:
    task, workspace = _drain_of(queue), str(by.workspace_id)
    keys = (channel(workspace), _mark(queue, task, workspace))

    def send(again: bool) -> None:
        taken = client().eval(_NEWS, len(keys), *keys, *map(orjson.dumps, bundles(rows, by.action)))
        if taken or again:
            current_app.send_task(task, [workspace], queue=queue, retry=False)

    _guarded(send)


def bundles(rows: Iterable[Any], action: UUID) -> list[dict[str, Any]]:
    """One act's events or records as messages: ids and kinds only, bundled by kind, verb and PLACES.

    What is too long to list is `{"ids": null}`: fetch again.
    """
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        places = [str(place) if place else "" for place in map(row.data.get, PLACES)]
        ids = found[row.object_type, row.verb, *places]
        if len(ids) <= MOST_IDS:  # of very many none is named, so most of an import's are not looked at
            ids.add(str(row.object_id))
    return [
        {
            "kind": kind,
            "verb": verb,
            "ids": sorted(ids) if len(ids) <= MOST_IDS else None,
            "action": str(action),
            **{name: place for name, place in zip(PLACES, places, strict=True) if place},
        }
        for (kind, verb, *places), ids in found.items()
    ]


def publish(workspace_id: UUID | str, messages: list[dict[str, Any]]) -> None:
    """Send messages to the workspace's open pages; lost where Valkey is away."""
    _guarded(
        lambda _: [client().publish(channel(workspace_id), orjson.dumps(message)) for message in messages]
    )


def nudge(workspace_id: UUID | str, *, queue: str = "interactive") -> None:
    """Queue a drain of the workspace's outbox unless one is waiting there already; on `interactive` one that leaves
    what is bulk alone.
    """
    queue_once(_drain_of(queue), str(workspace_id), queue=queue)


def _drain_of(queue: str) -> str:
    return "activity.tasks.drain" if queue == "interactive" else "activity.tasks.drain_bulk"


def queue_once(task: str, argument: str, *, queue: str = "interactive") -> None:
    """Queue `task(argument)` unless it is waiting there already; lost where the broker is away (a sweep makes up for it)."""

    def send(again: bool) -> None:
        if client().set(_mark(queue, task, argument), 1, nx=True, ex=5) or again:
            current_app.send_task(task, [argument], queue=queue, retry=False)

    _guarded(send)


def begun(task: str, argument: str) -> None:
    """A task of `queue_once` begins to read: what is queued from now on needs another run."""
    _guarded(lambda _: client().delete(*(_mark(queue, task, argument) for queue in QUEUES)))


def _mark(queue: str, task: str, argument: str) -> str:
    return f"queued:{queue}:{task}:{argument}"


def _guarded(act: Callable[[bool], object]) -> None:
    """Do it unless it failed a moment ago; a failure is logged and opens the breaker.

    One that was only slow to answer, as on a machine that is busy, is asked once more: `act(True)`, which then cannot
    know whether the first time was heard. Pages would miss what is not sent, so it is rather said twice.
    """
    if time.monotonic() < _state["closed_until"]:
        return
    try:
        try:
            act(False)
        except TimeoutError:
            act(True)
    except (RedisError, OperationalError, OSError) as error:
        _state["closed_until"] = time.monotonic() + BREAK_SECONDS
        log.warning("news_not_sent", error=str(error))
