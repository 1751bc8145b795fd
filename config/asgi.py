"""The one door for browsers and machines: pages in a pool of threads, live streams asynchronous.

Django's own ASGI handler opens a fresh thread, and with it a fresh database connection, for every request. The pool's
threads live on and keep theirs.
"""

import os
import re
from collections.abc import MutableMapping
from functools import cache
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

from config.bodies import Receive, Send, with_body
from config.threads import PageThreads

LIVE = re.compile(r"^/w/[-\w]+/live/$")

pool = PageThreads(get_wsgi_application(), threads=int(os.environ.get("WEB_THREADS", "8")))


@cache
def live_stream() -> Any:
    """The app that LIVE_STREAM names, imported when the first browser asks for it."""
    return import_string(settings.LIVE_STREAM)


async def application(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one connection. Live streams find the page threads in `scope["state"]["threads"]`: a stream that must ask
    the database does so there (`loop.run_in_executor`), on a kept connection.
    """
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and LIVE.match(scope["path"]):
        scope["state"] = {**scope.get("state", {}), "threads": pool.executor}
        await live_stream()(scope, receive, send)
    else:
        await with_body(pool, scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            pool.executor.shutdown(wait=False, cancel_futures=True)
            await send({"type": "lifespan.shutdown.complete"})
            return
