"""The real URLconf × the cast: an address without a verdict fails, and every verdict is tried."""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from rest_framework.test import APIClient

from accounts.models import Member
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_member, make_workspace
from tests.verdicts import CAST, REFUSED, ROLES, Arguments, Table, Verdict, World

APPS = ("accounts", "backlog", "api", "sprints", "roadmap", "notifications", "integrations")
MODULES: list[ModuleType] = [
    import_module(f"tests.{app}.access") for app in APPS if find_spec(f"tests.{app}.access")
]
TABLE: Table = {key: row for module in MODULES for key, row in module.ACCESS.items()}
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the project with its full name."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one


ADDRESSES = list(patterns())


def split(key: str) -> tuple[str, str]:
    """ "POST app:name" → ("post", "app:name"); without a method GET."""
    method, _space, name = key.rpartition(" ")
    return (method or "GET").lower(), name


def methods_of(address: URLPattern) -> list[str]:
    """The methods that an API class answers; of a page they are not known."""
    callback: Any = address.callback
    if hasattr(callback, "actions"):
        return [method for method in callback.actions if method != "head"]
    return [method for method in METHODS if hasattr(getattr(callback, "cls", None), method)]


@pytest.fixture
def world(db: None) -> World:
    here = make_workspace("Acme Zebra", slug="acme")
    members = {role: make_member(here, role, name=f"Zebra {role}") for role in ROLES}
    return World(here, members, make_member(make_workspace("Other", slug="other"), "owner", name="Sly"))


@pytest.fixture
def arguments(world: World) -> Arguments:
    made: Arguments = {}
    for module in MODULES:
        made |= module.make(world)
    return made


def person(world: World, role: str) -> Member | None:
    return {**world.members, "stranger": world.stranger, "nobody": None}[role]


def url_of(name: str, arguments: Arguments) -> str:
    [address] = [one for known, one in ADDRESSES if known == name][:1]
    slug = {"slug": "acme"} if "slug" in address.pattern.converters or _has_slug(name) else {}
    return reverse(name, kwargs={**slug, **arguments.get(name, {})})


def _has_slug(name: str) -> bool:
    return any(
        "slug" in params for _form, (possibilities, *_rest) in _forms(name) for _text, params in possibilities
    )


def _forms(name: str) -> Iterator[tuple[str, Any]]:
    *spaces, last = name.split(":")
    resolver: Any = get_resolver()
    for space in spaces:
        _prefix, resolver = resolver.namespace_dict[space]
    yield from ((last, form) for form in resolver.reverse_dict.getlist(last))


def ask(client: Client | APIClient, method: str, url: str) -> Any:
    """One request whose effects are undone."""
    with transaction.atomic():
        if url.startswith("/api/"):
            body: dict[str, Any] = {"data": {}, "format": "json"} if method != "get" else {}
        else:
            body = {"data": {}} if method == "post" else {}
        answer: Any = getattr(client, method)(url, **body)
        transaction.set_rollback(True)
    return answer


def fits(answer: Any, verdict: Verdict) -> bool:
    to_sign_in: bool = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    if verdict == "sign in":
        return to_sign_in
    if verdict in ("in", "own"):
        inside = answer.status_code not in REFUSED and answer.status_code < 500 and not to_sign_in
        return inside and not (verdict == "own" and b"Zebra" in answer.content)
    return bool(answer.status_code == verdict)


def test_every_address_has_a_verdict() -> None:
    listed = {split(key) for key in TABLE}
    names = {name for _method, name in listed}
    missing = [
        f"{method.upper()} {name}"
        for name, address in ADDRESSES
        for method in methods_of(address) or [""]
        if ((method, name) not in listed if method else name not in names)
    ]
    assert missing == []


def test_every_verdict_has_an_address() -> None:
    assert [key for key in TABLE if split(key)[1] not in dict(ADDRESSES)] == []


def test_every_row_speaks_of_the_whole_cast() -> None:
    assert [key for key, row in TABLE.items() if set(row) != set(CAST)] == []


@pytest.mark.parametrize("role", CAST)
def test_verdicts(role: str, world: World, arguments: Arguments, client_of: ClientOf, api_of: ApiOf) -> None:
    who = person(world, role)
    browser = client_of(who)
    machine = browser if role == "stakeholder" else api_of(who)  # stakeholders hold no tokens
    wrong, unlit = [], []
    for key, row in TABLE.items():
        method, name = split(key)
        client, headers = (
            (machine, {"HTTP_X_WORKSPACE": "acme"}) if name.startswith("api:") else (browser, {})
        )
        client.defaults.update(headers)
        answer = ask(client, method, url_of(name, arguments))
        if not fits(answer, row[role]):
            wrong.append(f"{key}: {answer.status_code}, not {row[role]}")
        if key == name and role == "owner" and lit_links(answer) not in (None, 1):
            unlit.append(key)
    assert wrong == []
    assert unlit == []


def lit_links(answer: Any) -> int | None:
    """How many of the rail's links say that the page is in their room; None: there is no rail."""
    page = getattr(answer, "content", b"").decode(errors="replace")
    _before, rail, after = page.partition('id="rail"')
    return (
        len(re.findall(r'class="rail-link"[^>]*aria-current', after.partition("</nav>")[0])) if rail else None
    )


def test_a_stranger_by_session_finds_nothing_in_the_api(
    world: World, arguments: Arguments, client_of: ClientOf
) -> None:
    client = client_of(world.stranger)
    client.defaults["HTTP_X_WORKSPACE"] = "acme"
    open_to_all = {name for key, row in TABLE.items() for name in [split(key)[1]] if row["nobody"] == 200}
    for key in TABLE:
        method, name = split(key)
        if name.startswith("api:") and name not in open_to_all:
            assert ask(client, method, url_of(name, arguments)).status_code == 404, key


def test_what_another_workspace_holds_is_404(
    world: World, arguments: Arguments, client_of: ClientOf, api_of: ApiOf
) -> None:
    """The stranger's own doors with the other workspace's ids and keys: isolation holds behind the door too."""
    browser, machine, found = client_of(world.stranger), api_of(world.stranger), []
    for key in TABLE:
        method, name = split(key)
        url = url_of(name, arguments)
        if name not in arguments or not url.startswith(("/w/acme/", "/api/")):
            continue
        url = url.replace("/w/acme/", "/w/other/")
        answer = ask(machine if name.startswith("api:") else browser, method, url)
        if answer.status_code != 404:
            found.append(f"{key}: {answer.status_code}")
    assert found == []
