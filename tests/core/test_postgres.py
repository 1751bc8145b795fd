"""Kept connections and prepared statements."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.sql import run

COUNT = "SELECT count(*) FROM generate_series(1, %(most)s) AS n WHERE n %% 2 = %(rest)s"


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_ended_is_not_usable() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    kept = connection.connection
    other: Any = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.info.backend_pid])
    other.close()
    usable = connection.is_usable()
    connection.close()
    assert not usable


@pytest.mark.django_db
@pytest.mark.parametrize("prepared", [True, False])
def test_a_statement_gives_the_same_prepared_and_not(settings: Any, prepared: bool) -> None:
    settings.PREPARED_STATEMENTS = prepared
    assert [run(COUNT, {"most": most, "rest": 1}) for most in (4, 9)] == [[(2,)], [(5,)]]


@pytest.mark.django_db
def test_a_statement_is_prepared_once_a_connection() -> None:
    run(COUNT, {"most": 4, "rest": 0})
    with CaptureQueriesContext(connection) as queries:
        run(COUNT, {"most": 5, "rest": 0})
    assert [query["sql"].split()[0] for query in queries] == ["EXECUTE"]


@pytest.mark.django_db
def test_what_the_statement_does_not_name_is_not_sent() -> None:
    assert run("SELECT 1 WHERE %(a)s = 'x'", {"a": "x", "b": object}) == [(1,)]
