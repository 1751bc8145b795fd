"""Who gets into the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Member, Token
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_member

pytestmark = pytest.mark.urls("tests.core.api_probe")
BARE, TEAMS = "/api/v1/bare/", "/api/v1/teams/"


def test_a_token_sets_the_tenant(api_of: ApiOf, owner: Member) -> None:
    assert api_of(owner).get(BARE).json() == {"tenant": str(owner.workspace_id)}


def test_one_statement_finds_out_who_calls(api_of: ApiOf, owner: Member) -> None:
    api = api_of(owner)
    api.get(BARE)  # notes the use
    with CaptureQueriesContext(connection) as queries:
        api.get(BARE)
    assert [q["sql"].split()[0] for q in queries if "SAVEPOINT" not in q["sql"]] == ["EXECUTE", "SELECT"]


def test_the_use_is_noted_once_a_minute(api_of: ApiOf, owner: Member) -> None:
    api = api_of(owner)
    api.get(BARE)
    token = owner.tokens.get()
    assert token.last_used_at is not None
    api.get(BARE)
    assert owner.tokens.get().last_used_at == token.last_used_at
    Token.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    api.get(BARE)
    assert owner.tokens.get().last_used_at != token.last_used_at


@pytest.mark.parametrize("change", [{"revoked_at": "now"}, {"expires_at": "now"}, {"secret_hash": "other"}])
def test_a_token_that_is_not_valid(api_of: ApiOf, owner: Member, change: dict[str, str]) -> None:
    api = api_of(owner)
    value = {"now": timezone.now() - timedelta(seconds=1)}
    Token.objects.update(**{name: value.get(word, word) for name, word in change.items()})
    answer = api.get(BARE)
    assert answer.status_code == 401
    assert answer.json()["detail"] == "This token is unknown, expired or revoked."


def test_a_deactivated_member_and_user(api_of: ApiOf, owner: Member, contributor: Member) -> None:
    api = api_of(contributor)
    contributor.deactivated_at = timezone.now()
    contributor.save()
    assert api.get(BARE).status_code == 401
    other = api_of(owner)
    assert owner.user is not None
    owner.user.is_active = False
    owner.user.save()
    assert other.get(BARE).status_code == 401


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer \xff", "Bearer x"])
def test_a_header_of_the_wrong_form(header: str, db: None) -> None:
    assert APIClient().get(BARE, HTTP_AUTHORIZATION=header).status_code == 401


def test_a_reading_token_may_only_read(api_of: ApiOf, owner: Member) -> None:
    api = api_of(owner, "read")
    assert api.get(TEAMS).status_code == 200
    answer = api.post(TEAMS, {"name": "X"})
    assert (answer.status_code, "only read" in answer.json()["detail"]) == (403, True)


def test_a_session_names_its_workspace(client_of: ClientOf, owner: Member, stranger: Member) -> None:
    client = client_of(owner)
    assert client.get(BARE, HTTP_X_WORKSPACE="acme").json() == {"tenant": str(owner.workspace_id)}
    refused = client.get(BARE)
    assert (refused.status_code, refused.json()["errors"][0]["header"]) == (422, "X-Workspace")
    assert "X-Workspace: acme" in refused.json()["detail"]
    for slug in ("other", "nowhere"):
        assert client.get(BARE, HTTP_X_WORKSPACE=slug).status_code == 404


def test_a_session_needs_the_csrf_secret(owner: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    assert owner.user is not None
    client.force_login(owner.user)
    body = {"name": "X"}
    answer = client.post(TEAMS, body, content_type="application/json", HTTP_X_WORKSPACE="acme")
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    client.cookies["csrftoken"] = secret = "a" * 32
    answer = client.post(
        TEAMS, body, content_type="application/json", HTTP_X_WORKSPACE="acme", HTTP_X_CSRFTOKEN=secret
    )
    assert answer.status_code == 201


def test_a_token_reaches_only_its_own_workspace(api_of: ApiOf, owner: Member, stranger: Member) -> None:
    make_member(stranger.workspace, user=owner.user)
    answer = api_of(owner).get(BARE, HTTP_X_WORKSPACE="other")
    assert answer.json() == {"tenant": str(owner.workspace_id)}
