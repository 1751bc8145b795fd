"""A POST with an Idempotency-Key happens once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from accounts.models import IdempotencyKey, Member, Team
from core.api.idempotency import _lock, forget_old
from tests.conftest import ApiOf

TEAMS = "/api/v1/teams/"
pytestmark = pytest.mark.urls("tests.core.api_probe")


@pytest.fixture
def api(api_of: ApiOf, owner: Member) -> APIClient:
    return api_of(owner)


def post(api: APIClient, name: str, key: str = "k1") -> Any:
    return api.post(TEAMS, {"name": name}, HTTP_IDEMPOTENCY_KEY=key)


def test_a_retry_gets_the_first_answer(api: APIClient) -> None:
    first, second = post(api, "Core"), post(api, "Core")
    assert Team.objects.count() == 1
    assert (second.status_code, second.content) == (201, first.content)
    assert all(second[name] == first[name] for name in ("ETag", "Location", "Content-Type"))
    assert second["Idempotent-Replayed"] == "true"


def test_what_is_kept_cannot_be_read_in_the_database(api: APIClient) -> None:
    """Answers hold addresses of share links, requests passwords."""
    first = post(api, "Core")
    row = IdempotencyKey.objects.get()
    plain = hashlib.sha256(f"POST\n{TEAMS}\n".encode() + b'{"name":"Core"}').hexdigest()
    assert (b"Core" in first.content, b"Core" in bytes(row.body or b"")) == (True, False)
    assert row.request_hash != plain
    IdempotencyKey.objects.update(body=b"sealed with another key")
    assert (post(api, "Core").status_code, Team.objects.count()) == (409, 1)


def test_another_key_is_another_change(api: APIClient) -> None:
    post(api, "Core")
    assert post(api, "Core", "k2").status_code == 422
    assert post(api, "Web", "k3").status_code == 201


def test_another_body_with_the_same_key(api: APIClient) -> None:
    post(api, "Core")
    answer = post(api, "Web")
    assert (answer.status_code, Team.objects.count()) == (422, 1)
    said = "This Idempotency-Key came before with another request."
    assert answer.json()["errors"] == [{"header": "Idempotency-Key", "detail": said}]


def test_a_refusal_is_kept_and_its_writes_are_not(api: APIClient) -> None:
    assert post(api, "Unlucky").status_code == 409
    assert not Team.objects.exists()
    answer = post(api, "Unlucky")
    assert (answer.status_code, answer["Idempotent-Replayed"]) == (409, "true")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_crash_is_not_kept(api: APIClient) -> None:
    api.raise_request_exception = False
    assert post(api, "Crash").status_code == 500
    assert not IdempotencyKey.objects.exists()
    assert not Team.objects.exists()


def test_a_key_belongs_to_its_token(api: APIClient, api_of: ApiOf, owner: Member) -> None:
    post(api, "Core")
    assert post(api_of(owner), "Web").status_code == 201


def test_a_key_is_forgotten_after_a_day(api: APIClient) -> None:
    post(api, "Core")
    row = IdempotencyKey.objects.get()
    IdempotencyKey.objects.update(created_at=row.created_at - timedelta(hours=25))
    assert post(api, "Web").status_code == 201
    IdempotencyKey.objects.update(created_at=row.created_at - timedelta(hours=25))
    assert forget_old() == 1


def test_a_key_that_is_too_long(api: APIClient) -> None:
    assert post(api, "Core", "x" * 256).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_the_first_call_is_still_running(api: APIClient, api_of: ApiOf, owner: Member) -> None:
    holder = owner.tokens.get().pk
    held, done = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                _lock(holder, "k1")
                held.set()
                done.wait(5)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(hold)
        held.wait(5)
        try:
            assert post(api, "Core").status_code == 409
        finally:
            done.set()
        running.result()
    assert post(api, "Core").status_code == 201
