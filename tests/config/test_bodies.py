"""Bodies are taken in before a page thread is, up to a size and with some patience."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any, BinaryIO

import pytest
from django.urls import reverse

from config import bodies

CHUNK = 1 << 16
LOGIN, UPLOAD = "/accounts/login/", "/w/acme/settings/import/upload/"


def post(
    path: str, parts: Iterable[bytes], length: int | None = None, *, ends: bool = True
) -> tuple[int, bytes]:
    """Status and body of a POST whose `parts` come one by one; without `ends` the last never does."""
    sent: list[Any] = []
    waiting = list(parts)

    async def receive() -> bodies.Message:
        if not waiting:
            await asyncio.sleep(60)
        part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(waiting) or not ends}

    async def send(message: bodies.Message) -> None:
        sent.append(message)

    headers = [
        (b"content-length", str(length).encode())
        if length is not None
        else (b"transfer-encoding", b"chunked")
    ]
    asyncio.run(bodies.with_body(echo, {"path": path, "headers": headers}, receive, send))
    return sent[0]["status"], sent[-1]["body"]


async def echo(scope: Any, body: BinaryIO, send: bodies.Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.read()})


def test_a_body_arrives_as_it_was_sent() -> None:
    parts = [bytes([n]) * 40_000 for n in range(50)]
    assert post(LOGIN, parts, 2_000_000) == (200, b"".join(parts))
    assert post(LOGIN, [b""], 0) == (200, b"")
    assert post(LOGIN, [b"x" * CHUNK]) == (200, b"x" * CHUNK)


def test_a_slow_sender_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    status, body = post(LOGIN, [b"a="], 1000, ends=False)
    assert (status, json.loads(body)["status"]) == (408, 408)


@pytest.mark.parametrize("length", [bodies.MOST + 1, None])
def test_a_large_body_is_for_imports_only(length: int | None) -> None:
    parts = [b"x" * CHUNK] * (bodies.MOST // CHUNK) + [b"x"]
    status, body = post(LOGIN, parts, length)
    assert (status, json.loads(body)["status"]) == (413, 413)
    assert post(UPLOAD, parts, length)[0] == 200
    assert post(UPLOAD, parts, bodies.MOST_OF_UPLOAD + 1)[0] == 413


def test_the_upload_of_imports_is_where_this_says() -> None:
    assert bodies.UPLOAD.match(reverse("integrations:upload", args=["acme"]))


def test_attachments_are_where_this_says() -> None:
    assert bodies.ATTACHMENT.match(reverse("backlog:attach", args=["acme", "WEB-1"]))
    assert bodies.ATTACHMENT.match(reverse("api:attachments-list"))
