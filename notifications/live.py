"""`/w/<slug>/live/`: a workspace's news as server-sent events, filtered for the member who listens.

A small ASGI application of its own: thousands of open streams cost no thread. Whatever asks the database runs on one
of the page threads, which keep their connections. What a message may say to whom, and its form, is in `audience`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, MutableMapping
from concurrent.futures import Executor
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any, TypeVar
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import close_old_connections
from django.utils.crypto import constant_time_compare

from accounts.models import Member
from notifications.audience import Listener, News
from notifications.hub import Hub, Queue
from notifications.missed import missed_since, owners_of, unread_frame

PING = 15.0  # seconds between comments that keep proxies from closing, and between looks at the membership
RETRY = b"retry: 2000\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
T = TypeVar("T")
_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


async def stream(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one browser until it goes, its member may no longer come in, or the server stops.

    401 without a valid session, 404 unless an active member, 405 for anything but GET, 429 where the member or this
    process has too many streams already (hub.MOST_OF_A_MEMBER, hub.MOST_STREAMS). `Last-Event-ID` or `?since=`
    names the last `seq` that the browser knows: what came since is told first.
    """
    threads: Executor = scope["state"]["threads"]
    cookie, slug = _header(scope, b"cookie"), scope["path"].split("/")[2]
    if scope["method"] != "GET":
        return await _refuse(send, 405)
    listener = await _ask(threads, who, cookie, slug)
    if isinstance(listener, int):
        return await _refuse(send, listener)
    with _hub(threads).seat(listener.member_id) as seated:
        if not seated:
            return await _refuse(send, 429, (b"retry-after", b"30"))
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _until_gone(_talk(threads, listener, (cookie, slug), _since(scope), send), receive)
    return None


async def _until_gone(talking: Coroutine[Any, Any, None], receive: Receive) -> None:
    """Talk until the browser goes or there is nothing more to say."""
    talk, gone = asyncio.create_task(talking), asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait({talk, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (talk, gone):
            task.cancel()
        await asyncio.gather(gone, return_exceptions=True)
    with suppress(asyncio.CancelledError, OSError):
        await talk  # what went wrong in it is raised, a connection that closed under it is not


def who(cookie: str, slug: str) -> Listener | int:
    """Whose session the cookie names, as a member of the workspace; else the status to refuse with.

    Cost: one look into the session's cache and one SQL statement.
    """
    session = _session(cookie)
    user_id, secret = session.get(SESSION_KEY), session.get(HASH_SESSION_KEY, "")
    if user_id is None:
        return 401
    members = Member.objects.active().filter(user_id=user_id, user__is_active=True, workspace__slug=slug)
    member = members.select_related("user").first()
    if member is None or member.user is None:
        return 404
    if not constant_time_compare(secret, member.user.get_session_auth_hash()):
        return 401
    return Listener(member.workspace_id, member.pk, member.role)


async def _talk(
    threads: Executor, listener: Listener, door: tuple[str, str], since: int | None, send: Send
) -> None:
    hub = _hub(threads)
    with hub.queue(listener.workspace_id) as queue:
        # Subscribed before looking back, so that nothing falls between; without Valkey the stream waits for it.
        with suppress(TimeoutError):
            await asyncio.wait_for(hub.listening.wait(), 2)
        past = await _ask(threads, missed_since, listener.workspace_id, since)
        await _send(send, RETRY + _heard(listener, past))
        await _send(send, await _ask(threads, unread_frame, listener))
        await _forward(threads, listener, door, queue, send)


async def _forward(
    threads: Executor, listener: Listener, door: tuple[str, str], queue: Queue, send: Send
) -> None:
    """Hand on what comes; every PING seconds, and when a membership changes, look whether one may still listen."""
    clock = asyncio.get_running_loop().time
    due = clock() + PING
    while True:
        try:
            news: News | None = await asyncio.wait_for(queue.get(), max(0.0, due - clock()))
        except TimeoutError:
            news = None
        if news is None or str(listener.member_id) in news.members:
            still = await _ask(threads, who, *door)
            if isinstance(still, int):
                return await send({"type": "http.response.body", "body": b""})
            listener = still
        if news is None:
            await _send(send, b": ping\n\n")
            due = clock() + PING
        elif listener.may_hear(news):
            await _send(send, news.frame)


def _heard(listener: Listener, past: list[News]) -> bytes:
    return b"".join(news.frame for news in past if listener.may_hear(news))


def _hub(threads: Executor) -> Hub:
    """This event loop's hub."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(lambda roadmaps: _ask(threads, owners_of, roadmaps))
    return _hubs[loop]


async def _ask(threads: Executor, question: Callable[..., T], *values: Any) -> T:
    """Ask the database on a page thread, on a connection that is alive and kept no longer than a page's."""

    def ask() -> T:
        close_old_connections()
        try:
            return question(*values)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(threads, ask)


def _session(cookie: str) -> Any:
    try:
        found = SimpleCookie(cookie).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        found = None
    return import_module(settings.SESSION_ENGINE).SessionStore(found.value if found else None)


def _since(scope: Mapping[str, Any]) -> int | None:
    """The last `seq` that the browser knows. A reconnect's header is newer than the address it began with."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("since", [""])[0]
    text = _header(scope, b"last-event-id") or query
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _header(scope: Mapping[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send(send: Send, data: bytes) -> None:
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _refuse(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    headers = ((b"content-length", b"0"), *headers)
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": b""})
