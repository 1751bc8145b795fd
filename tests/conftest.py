"""The cast: one member of each role in one workspace, a stranger who owns another, and nobody."""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from redis import Redis
from redis.exceptions import RedisError
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from accounts.permissions import Role
from accounts.services import create_token
from activity.actors import system_actor
from core.api import throttling
from tests import emptying, factories

emptying.quicken()

# One round trip: a test's Valkey holds a handful of keys.
FORGET = "for _, key in ipairs(redis.call('KEYS', 'throttle:*')) do redis.call('DEL', key) end"

ClientOf = Callable[[Member | None], Client]
ApiOf = Callable[..., APIClient]


@pytest.fixture
def workspace(db: None) -> Workspace:
    return factories.make_workspace("Acme", slug="acme")


@pytest.fixture
def owner(workspace: Workspace) -> Member:
    return factories.make_member(workspace, Role.OWNER, name="Olive Owner")


@pytest.fixture
def product_manager(workspace: Workspace) -> Member:
    return factories.make_member(workspace, Role.PRODUCT_MANAGER, name="Mia Manager")


@pytest.fixture
def product_owner(workspace: Workspace) -> Member:
    return factories.make_member(workspace, Role.PRODUCT_OWNER, name="Paul Owner")


@pytest.fixture
def contributor(workspace: Workspace) -> Member:
    return factories.make_member(workspace, Role.CONTRIBUTOR, name="Cora Contributor")


@pytest.fixture
def stakeholder(workspace: Workspace) -> Member:
    return factories.make_member(workspace, Role.STAKEHOLDER, name="Stan Stakeholder")


@pytest.fixture
def stranger(db: None) -> Member:
    """The owner of another workspace."""
    return factories.make_member(
        factories.make_workspace("Other", slug="other"), Role.OWNER, name="Sly Stranger"
    )


@pytest.fixture
def nobody() -> None:
    """Who is not signed in."""


@pytest.fixture
def client_of() -> ClientOf:
    """A browser that `member` is signed in with; None: nobody is."""

    def make(member: Member | None) -> Client:
        client = Client()
        if member is not None:
            assert member.user is not None
            client.force_login(member.user)
        return client

    return make


@pytest.fixture
def api_of() -> ApiOf:
    """An API client with a token of `member`; None: without one."""

    def make(member: Member | None, scope: str = "write") -> APIClient:
        client = APIClient()
        if member is not None:
            _token, secret = create_token(
                member, name="Test", scope=scope, by=system_actor(member.workspace_id)
            )
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        return client

    return make


@pytest.fixture(autouse=True)
def _throttles_open() -> None:
    """No test inherits another one's calls, nor the pause after its outage of Valkey."""
    throttling._state["closed_until"] = 0.0
    with suppress(RedisError):  # where no Valkey runs, nothing is counted
        _valkey(settings.REDIS_URL).eval(FORGET, 0)


@lru_cache
def _valkey(url: str) -> Any:
    return Redis.from_url(url)
