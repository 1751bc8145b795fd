"""Sessions: signing in and out while Valkey is away, and cookies that are none."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from accounts.models import Member
from core import cache
from tests.conftest import ClientOf
from tests.factories import PASSWORD
from tests.valkey import Valkey, own_valkey

__all__ = ["own_valkey"]
PAGE = "/w/acme/settings/profile/"


@pytest.fixture
def cached(own_valkey: Valkey, settings: Settings) -> Iterator[Valkey]:
    """The cache is a Valkey of the test's own."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": own_valkey.url}}
    cache._Client.closed_until = 0.0
    cache._Client.owed.clear()
    yield own_valkey
    cache._Client.closed_until = 0.0
    cache._Client.owed.clear()


def sign_in(client: Client, member: Member, password: str = PASSWORD) -> str:
    return client.post("/accounts/login/", {"login": member.email, "password": password}).headers.get(
        "Location", ""
    )


def test_one_signs_in_and_out_without_valkey(cached: Valkey, client: Client, owner: Member) -> None:
    cached.stop()
    assert sign_in(client, owner, "wrong") == ""
    assert sign_in(client, owner) == "/"
    assert client.get(PAGE).status_code == 200
    assert client.post("/accounts/logout/").status_code == 302
    assert not Session.objects.exists()
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_a_session_that_ended_meanwhile_does_not_come_back(cached: Valkey, owner: Member) -> None:
    client, thief = Client(), Client()
    sign_in(client, owner)
    assert client.get(PAGE).status_code == 200
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    cache._Client.closed_until = float("inf")  # away, but not forgetful
    client.post("/accounts/logout/")
    cache._Client.closed_until = 0.0
    assert thief.get(PAGE).status_code == 302


def test_the_cache_forgets_a_session_soon_and_the_database_keeps_it(cached: Valkey, owner: Member) -> None:
    client = Client()
    sign_in(client, owner)
    client.get(PAGE)
    store: Any = client.session
    remaining = store._cache._cache.get_client(None).ttl(f"tl:1:{store.cache_key}")
    assert 0 < remaining <= 300
    store._cache.clear()
    assert client.get(PAGE).status_code == 200


@pytest.mark.parametrize("value", [r'"ab\000cdefghij"', "a" * 33, "-" * 32, "ü" * 32, "'; DROP"])
def test_what_is_no_key_is_no_session(value: str, owner: Member) -> None:
    answer = Client(headers={"cookie": f"sessionid={value}"}).get(PAGE)
    assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


def test_a_session_of_ours_is_one(client_of: ClientOf, owner: Member) -> None:
    assert client_of(owner).get(PAGE).status_code == 200
