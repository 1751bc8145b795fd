"""A real Chromium before the real server: pages in threads, live streams asynchronous, on a port of their own.

Run by itself (`pytest tests/browser`): Playwright keeps an event loop in the main thread, which Django's guard against
asynchronous code must be told about.
"""

import gc
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from typing import Any

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

settings.WHITENOISE_AUTOREFRESH, settings.WHITENOISE_MAX_AGE = False, 3600  # as when they are served for real

from accounts.models import Member, Workspace
from activity.tasks import drain
from backlog.models import Item, Product, ScoreRequest
from backlog.tasks import recompute
from config.asgi import application, pool
from scripts import chromium
from tests.browser.planning import by, plan, roadmap
from tests.factories import make_item, make_product

__all__ = ["by", "plan", "roadmap"]

# A refused value is an answer, though Chromium reports it as a resource that failed to load.
EXPECTED = re.compile(r"status of (409|412|422)")
TITLES = (
    "Pay by bank transfer",
    "Guest checkout",
    "Eircodes fail",
    "Delivery day",
    "Retry a card",
    "Apple Pay",
)
expect.set_options(timeout=15_000)  # two browsers and two servers may share two slow cores
SignIn = Callable[[Member], Page]
Windows = dict[str, list[tuple[BrowserContext, Page]]]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium.need()
    return {**browser_type_launch_args, "executable_path": chromium.program(), "args": chromium.FLAGS}


@pytest.fixture(scope="session")
def kept_connections(django_db_setup: None) -> Iterator[None]:
    """The server's threads keep their connections; they end before the database does."""
    kept = connections["default"].settings_dict
    kept["CONN_MAX_AGE"] = None
    yield
    kept["CONN_MAX_AGE"] = 0
    pool.executor.shutdown()
    gc.collect()  # a connection is part of a cycle


@pytest.fixture(scope="session")
def server(kept_connections: None) -> Iterator[str]:
    """The address of the whole application, served by this process."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        config = uvicorn.Config(
            application, log_level="error", ws="none", lifespan="off", timeout_graceful_shutdown=1
        )
        running = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: running.run(sockets=[listener]), daemon=True)
        thread.start()
        while not running.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        thread.join(5)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], server: str) -> dict[str, Any]:
    return {**browser_context_args, "base_url": server, "viewport": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def windows() -> Windows:
    """Browser windows that no test uses now, by their options: they have fetched styles and modules already.

    Beside each stays a page of the server's that needs none, and with it the process that has compiled them.
    """
    return {}


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], server: str, windows: Windows
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a window that knows nothing of the tests before: no cookie, nothing stored, nothing permitted."""
    taken: list[tuple[str, BrowserContext, Page]] = []

    def make(**kwargs: Any) -> BrowserContext:
        args = {**browser_context_args, **kwargs}
        idle = windows.setdefault(repr(args), [])
        context, blank = idle.pop() if idle else opened(browser.new_context(**args))
        taken.append((repr(args), context, blank))
        return context

    yield make
    for args, context, blank in taken:
        forget(context, blank, server)
        windows[args].append((context, blank))


def opened(context: BrowserContext) -> tuple[BrowserContext, Page]:
    blank = context.new_page()
    blank.goto("/healthz")
    return context, blank


def forget(context: BrowserContext, blank: Page, server: str) -> None:
    """Empty a window of everything but the files it has fetched."""
    for page in context.pages:
        if page is not blank:
            page.close()
    origin = {"origin": server, "storageTypes": "local_storage,indexeddb,cache_storage,service_workers"}
    context.new_cdp_session(blank).send("Storage.clearDataForOrigin", origin)
    context.clear_cookies()
    context.clear_permissions()


@pytest.fixture(scope="session")
def at_work() -> set[Future[Any]]:
    """What the server's threads are doing: pages, and the live streams' questions to the database."""
    doing: set[Future[Any]] = set()
    submit = pool.executor.submit

    def counted(*args: Any, **kwargs: Any) -> Future[Any]:
        future = submit(*args, **kwargs)
        doing.add(future)
        future.add_done_callback(doing.discard)
        return future

    pool.executor.submit = counted  # type: ignore[method-assign]
    return doing


@pytest.fixture(autouse=True)
def _committed(transactional_db: None, at_work: set[Future[Any]]) -> Iterator[None]:
    """The server's threads see only what is committed, and are done before the tables are emptied."""
    yield
    until = time.monotonic() + 10
    while time.monotonic() < until:
        time.sleep(0.05)  # a request that has just come is not with a thread yet
        if not doing_something(at_work):
            return


def doing_something(at_work: set[Future[Any]]) -> bool:
    """Whether any of them is still running, after waiting a little for those that are."""
    return bool(wait(list(at_work), timeout=2).not_done)


@pytest.fixture
def errors() -> Iterator[list[str]]:
    """What the browser complained about; at the end of the test that must be nothing."""
    met: list[str] = []
    yield met
    assert [text for text in met if not EXPECTED.search(text)] == []


@pytest.fixture
def signed_in(new_context: Callable[..., BrowserContext], server: str, errors: list[str]) -> SignIn:
    """Opens a browser window of its own for a member."""

    def open_page(member: Member) -> Page:
        client = Client()
        assert member.user is not None
        client.force_login(member.user)
        context = new_context()
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    return open_page


@pytest.fixture
def page(signed_in: SignIn, owner: Member) -> Page:
    """A window in which the owner of the workspace is signed in."""
    return signed_in(owner)


@pytest.fixture
def web(workspace: Workspace) -> Product:
    """The product WEB with six items, WEB-1 on top."""
    return make_product(workspace, "WEB", name="Web checkout")


@pytest.fixture
def items(web: Product) -> list[Item]:
    return [make_item(web, title) for title in TITLES]


@pytest.fixture
def check_axe(errors: list[str]) -> Callable[[Page], None]:
    """Fails where axe finds a violation on the page as it stands."""

    def check(page: Page) -> None:
        before = len(errors)
        found = Axe().run(page, options={"preload": False})
        del errors[before:]  # axe tries inline styles, which our Content-Security-Policy refuses
        assert found.violations_count == 0, found.generate_report()

    return check


@pytest.fixture
def worker(workspace: Workspace) -> Iterator[None]:
    """What Celery's worker does with news and scores, in a thread, until the test ends."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            drain(str(workspace.pk))
            for product in set(ScoreRequest.objects.values_list("product", flat=True)):
                recompute(str(product))
        connection.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    over.set()
    thread.join(5)
