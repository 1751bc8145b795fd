import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from config.embedded import AlreadyRunning, hold, start_postgres, throw_away
from config.places import NotPossible, Places, places
from config.supervisor import Supervisor


@pytest.fixture(scope="module")
def services() -> Iterator[Places]:
    with Supervisor() as supervisor, throw_away(supervisor) as here:
        yield here


def test_the_application_is_no_superuser_and_owns_its_database(services: Places) -> None:
    connection = psycopg2.connect(host=str(services.sockets), user="throughline", dbname="throughline")
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT usesuper FROM pg_user WHERE usename = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("CREATE EXTENSION pg_trgm")
    connection.close()


def test_valkey_answers_on_its_address(services: Places) -> None:
    with redis.from_url(services.redis_url) as client:
        assert client.ping()


def test_postgres_listens_on_a_private_socket_alone(services: Places) -> None:
    assert services.sockets.stat().st_mode & 0o077 == 0
    assert (services.sockets / ".s.PGSQL.5432").is_socket()
    connection = psycopg2.connect(host=str(services.sockets), user="throughline", dbname="throughline")
    with connection, connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connection.close()


def test_a_data_folder_is_held_once(services: Places) -> None:
    with pytest.raises(AlreadyRunning, match="already running"), hold(services.data):
        pass


def test_data_of_another_major_version_is_refused_in_words() -> None:
    data = Path("/tmp") / f"throughline-test-old-{os.getpid()}"
    (data / "pg").mkdir(parents=True)
    version = data / "pg" / "PG_VERSION"
    version.write_text("15\n")
    try:
        with (
            hold(data) as held,
            Supervisor() as supervisor,
            pytest.raises(NotPossible, match="written by PostgreSQL 15; this release of Throughline runs 18"),
        ):
            start_postgres(supervisor, places(data), held)
        assert version.read_text() == "15\n"
    finally:
        shutil.rmtree(data)


def test_locks_left_by_a_crash_do_not_stop_the_next_start() -> None:
    data = Path("/tmp") / f"throughline-test-crash-{os.getpid()}"
    try:
        here = places(data)
        with hold(data) as held:
            with Supervisor() as supervisor:
                start_postgres(supervisor, here, held, fast=True)
            for file in (here.postgres / "postmaster.pid", here.sockets / ".s.PGSQL.5432.lock"):
                file.write_text(f"{os.getpid()}\n{here.postgres}\n0\n5432\n{here.sockets}\n\n\n")
            with Supervisor() as supervisor:
                start_postgres(supervisor, here, held, fast=True)
    finally:
        shutil.rmtree(data)
