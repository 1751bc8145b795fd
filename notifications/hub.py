"""One subscription to Valkey for each process, fanned out to the streams of its open pages."""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import orjson
import redis.asyncio
import structlog
from django.conf import settings
from django.db import DatabaseError
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from activity.dispatch import channel
from notifications.audience import RESYNC, News, Readers, news_of, roadmaps_in

log = structlog.get_logger(__name__)

MOST_STREAMS = 5000  # open in this process
MOST_OF_A_MEMBER = 20  # of these; a browser holds one, whatever the number of its tabs
WAITING = 256  # frames a slow browser may be behind before it is told to fetch everything again
PAUSE = 1.0
SILENCE = 15.0  # seconds after which the connection is asked whether it is still there
Owners = Callable[[set[str]], Awaitable[Mapping[str, Readers]]]
Queue = asyncio.Queue[News]


class Hub:
    """Lives in one event loop. The subscription begins with the first stream and ends with the last."""

    def __init__(self, owners: Owners) -> None:
        self.owners = owners
        self.queues: defaultdict[str, set[Queue]] = defaultdict(set)
        self.listening = asyncio.Event()
        self.seats: Counter[Any] = Counter()
        self._task: asyncio.Task[None] | None = None

    @contextlib.contextmanager
    def seat(self, member_id: Any) -> Iterator[bool]:
        """Room for one more stream while the context lasts; False where the member, or the process, has too many."""
        if self.seats[member_id] >= MOST_OF_A_MEMBER or self.seats.total() >= MOST_STREAMS:
            yield False
            return
        self.seats[member_id] += 1
        try:
            yield True
        finally:
            self.seats[member_id] -= 1
            if not self.seats[member_id]:
                del self.seats[member_id]

    @contextlib.contextmanager
    def queue(self, workspace_id: Any) -> Iterator[Queue]:
        """A queue that gets the workspace's news while the context lasts."""
        name, queue = channel(workspace_id), Queue(WAITING)
        self.queues[name].add(queue)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen())
        try:
            yield queue
        finally:
            self.queues[name].discard(queue)
            if not self.queues[name]:
                del self.queues[name]
            if not self.queues and self._task is not None:
                self._task.cancel()
                self._task = None
                self.listening.clear()

    async def _listen(self) -> None:
        """Subscribe, and again whenever the connection is lost; what was missed meanwhile is a resync."""
        missed = False
        while True:
            try:
                await self._subscription(missed)
            except (RedisError, OSError, DatabaseError) as error:
                log.warning("live_channel_lost", error=str(error))
            self.listening.clear()
            missed = True
            await asyncio.sleep(PAUSE)

    async def _subscription(self, missed: bool) -> None:
        # No retries inside: redis-py would subscribe again in silence, and nobody would know that news was missed.
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, retry=Retry(NoBackoff(), 0), socket_connect_timeout=2
        )
        async with client, client.pubsub() as subscription:
            await subscription.psubscribe(channel("*"))
            asked = False
            while True:
                message = await subscription.get_message(timeout=SILENCE)
                if message is None:
                    if asked:
                        raise ConnectionError("Valkey does not answer.")
                    await subscription.ping()
                    asked = True
                    continue
                asked = False
                if message["type"] == "psubscribe":
                    self.listening.set()
                    self._tell_all(missed)
                elif message["type"] == "pmessage":
                    await self._fan_out(message["channel"].decode(), orjson.loads(message["data"]))

    def _tell_all(self, missed: bool) -> None:
        if missed:
            for queues in self.queues.values():
                for queue in queues:
                    put(queue, News(RESYNC))

    async def _fan_out(self, name: str, message: Mapping[str, Any]) -> None:
        """Give a message to the workspace's streams; who may read a roadmap is asked once for all of them."""
        if name not in self.queues:
            return
        roadmaps = roadmaps_in(message)
        owners = await self.owners(roadmaps) if roadmaps else {}
        for news in news_of(message, owners):
            for queue in self.queues.get(name, ()):
                put(queue, news)


def put(queue: Queue, news: News) -> None:
    """Hand over a frame; where the browser is too far behind, what waits gives way to one resync."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        news = News(RESYNC)
    queue.put_nowait(news)
