"""`make test`: Chromium, throw-away services unless DATABASE_URL and REDIS_URL are set, then the whole suite.

Each process of a suite has a copy of one migrated database, since migrating takes ten seconds of a processor.

Browser tests run as a process of their own, after the rest: Playwright keeps an event loop in the main thread, and
Django's guard against database calls there must stay on for every other test.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from config.embedded import throw_away
from config.supervisor import StartFailed, StopRequested, Supervisor
from scripts import chromium

ROOT = Path(__file__).resolve().parent.parent
# For two cores: a test that computes keeps one busy, one that drives a browser waits for it now and then.
SUITES = {
    ("tests", "--ignore", "tests/browser", "--ignore", "tests/benchmarks"): 2,
    ("tests/browser",): 3,
}


def environment(stack: ExitStack, *, fast: bool = True) -> dict[str, str]:
    """The tests' environment; starts both services for them unless both are given. `fast` leaves durability out."""
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    settings = {"DJANGO_SETTINGS_MODULE": "config.test_settings"}
    if len(given) < 2:
        here = stack.enter_context(throw_away(stack.enter_context(Supervisor()), fast=fast))
        settings |= {"DATABASE_URL": here.database_url, "REDIS_URL": here.redis_url, **given}
    return {**os.environ, **settings}


@contextmanager
def databases(env: dict[str, str]) -> Iterator[Callable[[], None]]:
    """A migrated database for as long as the block takes, and what gives each process a fresh copy of it."""
    os.environ.update(env)
    import django

    django.setup()
    from django.db import connection

    before = str(connection.settings_dict["NAME"])
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    most = max(SUITES.values())
    copies = [connection.ops.quote_name(f"{name}_gw{number}") for number in range(most)]

    def drop() -> None:
        with connection.cursor() as cursor:
            for copy in copies:
                cursor.execute(f"DROP DATABASE IF EXISTS {copy}")

    def make() -> None:
        drop()
        with connection.cursor() as cursor:
            for copy in copies:
                cursor.execute(f"CREATE DATABASE {copy} TEMPLATE {connection.ops.quote_name(name)}")
        connection.close()

    try:
        yield make
    finally:
        drop()
        connection.creation.destroy_test_db(before, verbosity=0)


def main() -> int:
    """Run the suites, stopping after one that fails, so that the last line tells the outcome. Returns pytest's code."""
    chromium.need()
    with ExitStack() as stack:
        env = environment(stack)
        make = stack.enter_context(databases(env))
        pytest = [sys.executable, "-m", "pytest", "--dist", "worksteal", "--reuse-db"]
        for suite, processes in SUITES.items():
            make()
            command = [*pytest, "-n", str(processes), *suite, *sys.argv[1:]]
            code = subprocess.run(command, cwd=ROOT, env=env).returncode
            if code != 0:
                return code
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except StopRequested:
        raise SystemExit(130) from None
    except StartFailed as error:
        raise SystemExit(str(error)) from None
