"""`/healthz` and `/readyz`, with what they ask about away."""

import os
import signal
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import Member
from tests.valkey import Valkey


def readiness(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_ready_when_all_is_there(client: Client, own_valkey: Valkey) -> None:
    status, said = readiness(client)
    assert (status, said["ready"], said["broker"], said["database"]) == (200, True, True, True)


@pytest.mark.django_db
def test_not_ready_without_a_broker(client: Client, own_valkey: Valkey) -> None:
    own_valkey.stop()
    status, said = readiness(client)
    assert (status, said["ready"], said["broker"], said["database"]) == (503, False, False, True)


@pytest.mark.django_db
def test_a_broker_that_hangs_is_none(client: Client, own_valkey: Valkey) -> None:
    assert own_valkey.process is not None
    os.kill(own_valkey.process.pid, signal.SIGSTOP)
    try:
        status, said = readiness(client)
    finally:
        os.kill(own_valkey.process.pid, signal.SIGCONT)
    assert (status, said["broker"]) == (503, False)


def test_whoever_is_signed_in_hears_of_a_database_that_is_away(
    client: Client, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any) -> None:
        raise OperationalError("connection refused")

    assert owner.user is not None
    client.force_login(owner.user)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", refuse)
        status, said = readiness(client)
        assert client.get("/healthz").status_code == 200
    assert (status, said["database"], said["migrations"]) == (503, False, False)
