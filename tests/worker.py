"""A real Celery worker on the test's own database and broker, which a test may kill."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from tests.valkey import Valkey

StartWorker = Callable[[], "subprocess.Popen[bytes]"]


@contextmanager
def workers(broker: Valkey, settings: str, queues: str = "interactive", **env: str) -> Iterator[StartWorker]:
    """Yields what starts one with the `settings` module, which takes its database's name from TEST_DATABASE; ends them all."""
    running: list[subprocess.Popen[bytes]] = []
    command = [
        sys.executable, "-m", "celery", "-A", "config", "worker", "-P", "solo", "-l", "WARNING", "-Q", queues,
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    # Its database of the broker is the one that is named, not one for this process of many.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTEST_XDIST_WORKER"}
    env = {
        **inherited, "DJANGO_SETTINGS_MODULE": settings, "REDIS_URL": broker.url,
        "TEST_DATABASE": connection.settings_dict["NAME"], "CELERY_SKIP_CHECKS": "1", **env,
    }  # fmt: skip

    def start() -> "subprocess.Popen[bytes]":
        running.append(subprocess.Popen(command, env=env))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Look again and again until it holds; fails when it takes longer."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
