"""`make test`: Chromium, throw-away services unless DATABASE_URL and REDIS_URL are set, then the whole suite.

Browser tests run as a process of their own, after the rest: Playwright keeps an event loop in the main thread, and
Django's guard against database calls there must stay on for every other test.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from config.embedded import throw_away
from config.supervisor import StartFailed, StopRequested, Supervisor

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
SUITES = [
    ["-n", "2", "tests", "--ignore", "tests/browser", "--ignore", "tests/benchmarks"],
    ["-n", "2", "--dist", "worksteal", "tests/browser"],
]


def need_chromium() -> None:
    """Install Chromium where we may; else say which command does, and stop with exit code 2."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], INSTALL):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if not any(shutil.which(name) for name in BROWSERS):
        print(f"The browser tests need Chromium: apt-get update && {' '.join(INSTALL)}", file=sys.stderr)
        raise SystemExit(2)


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
    need_chromium()
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
