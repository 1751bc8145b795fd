"""Kept connections and prepared statements."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import SetUpCode, User
from core.db import copy_rows
from core.sql import alteration, insertion, run
from tests.factories import make_user

LOCK = "SELECT 1 FROM accounts_user WHERE id = %(id)s FOR NO KEY UPDATE"
NAME = "SELECT name FROM accounts_user WHERE id = %(id)s"
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


def in_thread(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()


def sent() -> list[str]:
    """What this connection's server was sent last, as the server tells."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_query()")
        return [part.split()[0] for part in str(cursor.fetchone()[0]).split("; ")]


@pytest.mark.django_db(transaction=True)
def test_savepoints_go_with_the_next_statement() -> None:
    with transaction.atomic():
        with transaction.atomic():
            assert sent() == ["SAVEPOINT", "SELECT"]
            assert sent() == ["SELECT"]
        with transaction.atomic():
            pass
        assert sent() == ["RELEASE", "SELECT"]


def fail(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("bad", ["SELECT 1 / 0", "SELECT %(nothing)s"])
def test_what_fails_behind_a_savepoint_is_all_that_is_undone(bad: str) -> None:
    with transaction.atomic():
        make_user("kept@example.com")
        with pytest.raises((DatabaseError, KeyError)), transaction.atomic():
            fail(bad)
    assert [user.email for user in User.objects.all()] == ["kept@example.com"]


@pytest.mark.django_db(transaction=True)
def test_copy_keeps_its_savepoint() -> None:
    with transaction.atomic():
        make_user("kept@example.com")
        with suppress(ZeroDivisionError), transaction.atomic():
            copy_rows("accounts_setupcode", ["id", "code"], [[1, "gone"]])
            raise ZeroDivisionError
    assert (User.objects.count(), SetUpCode.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_a_captured_statement_hides_what_went_ahead() -> None:
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        run("SELECT 1 WHERE %(a)s = 1", {"a": 1}, keep=False)
    assert [query["sql"] for query in queries] == ["SELECT 1 WHERE 1 = 1"]


@pytest.mark.django_db(transaction=True)
def test_a_statement_behind_a_lock_sees_what_the_other_committed() -> None:
    user = make_user("a@example.com")
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        run(LOCK, {"id": user.pk})
        waiting = pool.submit(in_thread, lambda: run(NAME, {"id": user.pk}, ahead=LOCK))
        run("SELECT pg_sleep(0.3)", {})
        User.objects.filter(pk=user.pk).update(name="Late")
    assert waiting.result() == [("Late",)]


@pytest.mark.django_db
def test_a_kept_statement_is_planned_once_whatever_it_is_called_with() -> None:
    """PostgreSQL would plan one with a list anew each time: it takes any list to be longer than a short one is."""
    named = "SELECT name FROM accounts_user WHERE id = ANY(%(ids)s::uuid[])"
    for _call in range(8):
        run(named, {"ids": [make_user(f"{_call}@example.com").pk]})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%name FROM accounts_user%ANY%'"
        )
        assert cursor.fetchall() == [(8, 0)]


@pytest.mark.django_db
def test_an_insertion_writes_what_saving_would() -> None:
    code = SetUpCode(id=1, code="new")
    write = insertion(code)
    run(write.text, write.params)
    assert SetUpCode.objects.get() == code
    assert not code._state.adding


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [True, False])
def test_an_alteration_writes_the_named_fields_alone(keep: bool) -> None:
    user = make_user("a@example.com")
    user.name, user.timezone = "50 % new", "Asia/Tokyo"
    write = alteration(user, ["name"], keep=keep)
    run(write.text, write.params, keep=write.keep)
    now = User.objects.get()
    assert (now.name, now.timezone) == ("50 % new", make_user("b@example.com").timezone)
