"""Every page of the URLconf before axe, with the demo company's data: as a desk and as a phone shows it, in light and dark.

The list is the access matrix, which no address can be missing from. Where the demo has a row of the table that an address
names, that row's page is looked at, else the one of the row that the matrix made.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from accounts.models import Member, Workspace
from accounts.permissions import Role
from activity.models import Event
from backlog.models import Item, Product
from core.models import WorkspaceModel
from roadmap.models import ShareLink
from roadmap.services.sharing import token_of
from tests.factories import make_member, make_workspace
from tests.test_access_matrix import MODULES, TABLE, split, url_of
from tests.verdicts import Arguments, World

SIZES: dict[str, Any] = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
COLOURS = ("color-contrast",)
# Only colours depend on the theme. What others than the owner see is the same page with less on it: they look once.
DESK, PHONE = ("desk", "light", ()), ("phone", "dark", ())
RUNS = (DESK, PHONE, ("desk", "dark", COLOURS))
CAST = {"owner": RUNS, "contributor": (PHONE,), "stakeholder": (DESK,), "nobody": RUNS}
# Rows of one make: the first dozen speak for all.
EXCLUDED = [f"{one}:nth-child(n+13)" for one in ("tbody > tr", "li", ".card", ".plan-row", ".stream-entry")]
NewContext = Callable[..., BrowserContext]
Runs = tuple[tuple[str, str, tuple[str, ...]], ...]


@pytest.fixture
def world(transactional_db: None) -> World:
    """The demo company, and beside it a workspace for the rows of the matrix; the same people are in both."""
    call_command("seed_demo", verbosity=0, stdout=io.StringIO())
    people = {role: Member.objects.active().filter(role=role).earliest("id") for role in Role.values}
    here = make_workspace("Acme Zebra", slug="acme")
    members = {role: make_member(here, role, user=one.user) for role, one in people.items()}
    return World(here, members, make_member(make_workspace("Other", slug="other"), "owner", name="Sly"))


@pytest.fixture
def arguments(world: World) -> Arguments:
    made = {name: row for module in MODULES for name, row in module.make(world).items()}
    Product.objects.filter(workspace=world.workspace).update(
        name=F("key")
    )  # the matrix calls all of them Zebra
    return made


def of_demo(arguments: dict[str, Any]) -> dict[str, Any] | None:
    """The demo's own row in the place of each that the matrix made; None where it has none."""
    demo = Workspace.objects.exclude(slug__in=["acme", "other"]).get()
    busy = Item.objects.filter(workspace=demo, product__key="WEB", comments__isnull=False).earliest("rank")
    found: dict[str, Any] = {"product_key": "WEB", "key": busy.key}
    for name, value in arguments.items():
        if isinstance(value, UUID) and (row := row_like(value, demo)):
            found[name] = row.pk
        elif name == "token" and (link := ShareLink.objects.filter(workspace=demo, revoked_at=None).first()):
            found[name] = token_of(link)
        elif name not in found:
            return None
    return {"slug": demo.slug, **{name: found[name] for name in arguments}}


def row_like(pk: UUID, demo: Workspace) -> Any:
    """A row of the demo in the same table as the row with this id."""
    for model in apps.get_models():
        rows = model._default_manager
        if issubclass(model, WorkspaceModel | Event) and rows.filter(pk=pk).exists():
            return rows.filter(workspace=demo).order_by("pk").first()
    return None


def addresses(role: str, arguments: Arguments, client: Client) -> dict[str, str]:
    """The pages that this one of the cast may open, by address; of what answers scripts or with a file none."""
    found = {}
    for key, row in TABLE.items():
        method, name = split(key)
        # The API's only page is drawn by Swagger.
        if method != "get" or row[role] not in ("in", 200) or name.startswith("api:"):
            continue
        made = url_of(name, arguments)
        kwargs = of_demo(arguments.get(name, {})) if made.startswith("/w/acme/") else None
        for url in (reverse(name, kwargs=kwargs), made) if kwargs else (made,):
            if is_page(client.get(url)):
                found[url] = name
                break
    return found


def is_page(answer: Any) -> bool:
    assert answer.status_code < 500
    html = (
        answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming
    )
    return html and bool(answer.content.lstrip()[:15].lower() == b"<!doctype html>")


def complaints(page: Page) -> list[str]:
    """What the browser says of its pages, from now on."""
    met: list[str] = []
    page.on("console", lambda said: met.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: met.append(str(error)))
    return met


def check(page: Page, url: str, met: list[str], runs: Runs) -> Iterator[str]:
    """What axe finds on the page in each of `runs`, and what the browser complains about."""
    page.set_viewport_size(SIZES["desk"])
    page.emulate_media(color_scheme="light")
    page.goto(url)
    yield from (f"{url} console: {text}" for text in met)
    page.evaluate(AXE_SCRIPT)
    for size, theme, rules in runs:
        page.set_viewport_size(SIZES[size])
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
        if rules:
            options["runOnly"] = list(rules)
        context = {"include": ["html"], "exclude": [[one] for one in EXCLUDED]}
        found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])[
            "violations"
        ]
        for each in found:
            where = "; ".join(str(node["target"]) for node in each["nodes"][:3])
            yield f"{url} {size} {theme}: {each['id']} {where}"
    met.clear()  # axe tries inline styles, which our Content-Security-Policy refuses


@pytest.fixture
def window(new_context: NewContext, server: str, world: World) -> Callable[[str], tuple[Client, Page]]:
    """Someone of the cast, signed in twice: quickly in this process, and in a browser."""

    def opened(role: str) -> tuple[Client, Page]:
        client, context = Client(), new_context()
        if user := world.members[role].user if role in world.members else None:
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])
        return client, context.new_page()

    return opened


def test_no_page_has_barriers(arguments: Arguments, window: Callable[[str], tuple[Client, Page]]) -> None:
    wrong, looked_at = list[str](), 0
    for role, runs in CAST.items():
        client, page = window(role)
        met = complaints(page)
        for url in addresses(role, arguments, client):
            wrong += [f"{role} {line}" for line in check(page, url, met, runs)]
            looked_at += 1
    assert "\n".join(wrong) == ""
    assert looked_at > 60
