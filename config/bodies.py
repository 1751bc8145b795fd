"""Bodies of requests, taken in before a page thread is.

Page threads are few. One that had to wait for a slow sender's next byte would be lost to everybody else; waiting here
costs a connection and no thread.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, BinaryIO, Send], Awaitable[None]]

IN_MEMORY = 1 << 20  # bytes; what is longer waits in a temporary file
PATIENCE = 30.0  # seconds without a byte
UPLOAD = re.compile(r"^/w/[-\w]+/settings/import/upload/$")
MOST_OF_UPLOAD = 210 << 20  # an import's file and the form around it
ATTACHMENT = re.compile(r"^/(w/[-\w]+/items/[-\w]+|api/v1)/attachments/$")
FORM_AROUND = 20 << 20  # what else a form with one of the largest size may hold
DETAILS = {
    408: "Nothing more came for 30 seconds, so the request was given up. Nothing was changed.",
    413: "The request is larger than this address takes. Nothing was changed.",
}
MOST = 10 << 20  # all else; Django itself stops reading fields at half of it, with better words


class _Refused(Exception):
    """The status to answer with; 0: nobody is there any more."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def with_body(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """Call `app(scope, body, send)` once the whole body has come, `body` a file of it.

    Answers 413 to one that is too large, 408 to one that stops coming.
    """
    headers = dict(scope["headers"])
    if b"content-length" not in headers and b"transfer-encoding" not in headers:
        return await app(scope, BytesIO(), send)
    with SpooledTemporaryFile(IN_MEMORY) as body:
        try:
            await _take(body, headers.get(b"content-length", b"0"), _most(scope["path"]), receive)
        except _Refused as refused:
            return await _refuse(refused.status, send)
        await app(scope, cast(BinaryIO, body), send)
    return None


def _most(path: str) -> int:
    if ATTACHMENT.match(path):
        return int(settings.ATTACHMENT_MOST_BYTES) + FORM_AROUND
    return MOST_OF_UPLOAD if UPLOAD.match(path) else MOST


async def _take(body: Any, announced: bytes, most: int, receive: Receive) -> None:
    size, more = 0, True
    if announced.isdigit() and int(announced) > most:
        raise _Refused(413)
    while more:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise _Refused(408) from None
        if message["type"] == "http.disconnect":
            raise _Refused(0)
        size += len(message.get("body", b""))
        if size > most:
            raise _Refused(413)
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)


async def _refuse(status: int, send: Send) -> None:
    if not status:
        return
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": DETAILS[status],
    }
    body = json.dumps(problem).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
