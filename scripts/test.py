"""`make test`: Chromium, throw-away services unless DATABASE_URL and REDIS_URL are set, then the whole suite.

Browser tests run as a process of their own, after the rest: Playwright keeps an event loop in the main thread, and
Django's guard against database calls there must stay on for every other test.
"""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from config.embedded import throw_away
from config.supervisor import StartFailed, StopRequested, Supervisor
from scripts import chromium

ROOT = Path(__file__).resolve().parent.parent
SUITES = [
    ["-n", "2", "tests", "--ignore", "tests/browser", "--ignore", "tests/benchmarks"],
    ["-n", "2", "--dist", "worksteal", "tests/browser"],
]


def environment(stack: ExitStack, *, fast: bool = True) -> dict[str, str]:
    """The tests' environment; starts both services for them unless both are given. `fast` leaves durability out."""
    given = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    settings = {"DJANGO_SETTINGS_MODULE": "config.test_settings"}
    if len(given) < 2:
        here = stack.enter_context(throw_away(stack.enter_context(Supervisor()), fast=fast))
        settings |= {"DATABASE_URL": here.database_url, "REDIS_URL": here.redis_url, **given}
    return {**os.environ, **settings}


def main() -> int:
    """Run the suites, stopping after one that fails, so that the last line tells the outcome. Returns pytest's code."""
    chromium.need()
    with ExitStack() as stack:
        env = environment(stack)
        for suite in SUITES:
            code = subprocess.run(
                [sys.executable, "-m", "pytest", *suite, *sys.argv[1:]], cwd=ROOT, env=env
            ).returncode
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
