"""The bridge from the event loop to the threads of pages."""

import asyncio
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from config.threads import PageThreads

SCOPE = {
    "type": "http", "method": "POST", "path": "/é", "query_string": b"a=1", "http_version": "1.1",
    "headers": [(b"x-one", b"1"), (b"content-length", b"3")], "server": ("here", 80), "client": ("1.2.3.4", 5),
}  # fmt: skip


def answer(app: Callable[..., Any], body: bytes = b"abc") -> list[dict[str, Any]]:
    """What the application sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    pages = PageThreads(app, threads=1)
    asyncio.run(pages(dict(SCOPE), io.BytesIO(body), send))
    pages.executor.shutdown()
    return sent


def says(response: HttpResponse | StreamingHttpResponse) -> Callable[..., Any]:
    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response(f"{response.status_code} Some", [("X-Two", " 2")])
        return response

    return app


def test_an_answer_leaves_in_two_messages() -> None:
    start, body = answer(says(HttpResponse(b"hello", status=201)))
    assert (start["status"], start["headers"]) == (201, [(b"x-two", b"2")])
    assert body == {"type": "http.response.body", "body": b"hello"}


def test_a_stream_leaves_piece_by_piece() -> None:
    sent = answer(says(StreamingHttpResponse(iter([b"a", b"b"]))))
    assert [message.get("body") for message in sent] == [None, b"a", b"b", b""]
    assert [message.get("more_body", False) for message in sent] == [False, True, True, False]


def test_the_request_arrives_whole() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        seen.update(environ, body=environ["wsgi.input"].read(), thread=threading.current_thread().name)
        return says(HttpResponse())(environ, start_response)

    answer(app)
    assert (seen["REQUEST_METHOD"], seen["PATH_INFO"].encode("latin1").decode(), seen["QUERY_STRING"]) == (
        "POST",
        "/é",
        "a=1",
    )
    assert (seen["HTTP_X_ONE"], seen["CONTENT_LENGTH"], seen["REMOTE_ADDR"], seen["body"]) == (
        "1",
        "3",
        "1.2.3.4",
        b"abc",
    )
    assert seen["thread"].startswith("page")


def test_a_response_is_closed_whatever_happens() -> None:
    closed: list[bool] = []

    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise OSError("gone")

    response = StreamingHttpResponse(pieces())
    response.close = lambda: closed.append(True)  # type: ignore[method-assign]
    with pytest.raises(OSError, match="gone"):
        answer(says(response))
    assert closed == [True]


def test_django_itself_goes_through() -> None:
    from config.wsgi import application

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        return application({**environ, "REQUEST_METHOD": "GET", "PATH_INFO": "/healthz"}, start_response)

    assert answer(app)[0]["status"] == 200
