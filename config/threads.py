"""Django's pages in a fixed pool of threads, below an asynchronous root.

a2wsgi's own bridge waits for the event loop three times an answer, and Python's threads pay dearly for each such wait: it
cost more than Django itself. Here an answer that is ready leaves its thread once; only streams go back and forth.
"""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, cast

from a2wsgi.wsgi import build_environ

from config.bodies import Message, Send

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PageThreads:
    """A WSGI application as `app(scope, body, send)`. The threads of `executor` live on, and with them their connections."""

    def __init__(self, app: Wsgi, *, threads: int) -> None:
        self.app = app
        self.executor = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Message, body: BinaryIO, send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ = build_environ(cast(Any, scope), cast(Any, body))

        def send_from_thread(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(cast(Any, send(message)), loop).result()

        run = contextvars.copy_context().run
        answer = loop.run_in_executor(self.executor, run, self._answer, environ, send_from_thread)
        for message in await answer:
            await send(message)

    def _answer(self, environ: Any, send_now: Callable[[Message], None]) -> list[Message]:
        """The whole answer; of a stream what is left to send once its pieces are out."""
        start: Message = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            # Django writes a cookie with a space before it.
            pairs = [
                (name.encode("latin1").lower(), value.strip().encode("latin1")) for name, value in headers
            ]
            start.update(type="http.response.start", status=int(status[:3]), headers=pairs)

        response: Any = self.app(environ, start_response)
        try:
            if not getattr(response, "streaming", True):
                return [start, {"type": "http.response.body", "body": b"".join(response)}]
            send_now(start)
            for piece in response:
                send_now({"type": "http.response.body", "body": piece, "more_body": True})
            return [{"type": "http.response.body", "body": b""}]
        finally:
            if hasattr(response, "close"):
                response.close()
