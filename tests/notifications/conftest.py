"""A real server with the live stream, and browsers that listen to it."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
import uvicorn
from django.conf import settings
from django.test import Client

from accounts.models import Member
from config.asgi import application
from tests.valkey import own_valkey

__all__ = ["own_valkey"]


@pytest.fixture
def server(transactional_db: None) -> Iterator[str]:
    """The address of a real ASGI server in a thread of its own."""
    config = uvicorn.Config(
        application, port=0, log_level="warning", lifespan="off", timeout_graceful_shutdown=1
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.01)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    running.should_exit = True
    thread.join(5)


@dataclass
class Listening:
    """One open stream: everything heard so far, as (event, data)."""

    response: http.client.HTTPResponse
    heard: list[tuple[str, Any]] = field(default_factory=list)

    def until(self, wanted: Callable[[tuple[str, Any]], bool]) -> tuple[str, Any]:
        """Read on to a frame of this kind; the client's time-out ends a wait in vain."""
        event, end = "message", time.monotonic() + 8
        while line := self.response.readline():
            assert time.monotonic() < end, "nothing of this kind came"
            name, _, value = line.decode().strip().partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                frame = (event, orjson.loads(value))
                self.heard.append(frame)
                event = "message"
                if wanted(frame):
                    return frame
        raise AssertionError("the stream has ended")

    def verb(self, verb: str) -> dict[str, Any]:
        """Read on to a message with this verb."""
        data: dict[str, Any] = self.until(lambda frame: frame[0] == "message" and frame[1]["verb"] == verb)[1]
        return data

    def event(self, name: str) -> Any:
        """Read on to an event of this name."""
        return self.until(lambda frame: frame[0] == name)[1]

    def kinds(self) -> set[str]:
        return {data["kind"] for name, data in self.heard if name == "message"}


Listen = Callable[..., Listening]


def cookie_of(member: Member) -> str:
    """The Cookie header of a browser that the member is signed in with."""
    client = Client()
    assert member.user is not None
    client.force_login(member.user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def ask(server: str, path: str, *, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """One request; its answer may still be coming in. A read waits five seconds at most."""
    connection = http.client.HTTPConnection(server, timeout=5)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    return connection.getresponse()


@pytest.fixture
def listen(server: str) -> Iterator[Listen]:
    """`listen(member)` opens a stream and waits until it is told where it stands."""
    opened: list[Listening] = []

    def start(member: Member, slug: str = "acme", **headers: str) -> Listening:
        listening = Listening(ask(server, f"/w/{slug}/live/", cookie=cookie_of(member), **headers))
        assert listening.response.status == 200
        opened.append(listening)
        listening.event("unread")
        return listening

    yield start
    for listening in opened:
        listening.response.close()


def soon(true: Callable[[], bool], seconds: float = 3.0) -> bool:
    """Whether it becomes true within some seconds."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
