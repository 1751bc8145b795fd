import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import hold
from config.management.commands.up import usable_port
from config.places import ROOT
from config.running import next_free_port, port_is_free

UNSET = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "BASE_URL", "PORT", "DJANGO_SETTINGS_MODULE")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path("/tmp") / f"throughline-test-up-{os.getpid()}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def up(data: Path, port: int) -> subprocess.Popen[str]:
    env = {name: value for name, value in os.environ.items() if name not in UNSET}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "up", "--port", str(port)],
        env={**env, "THROUGHLINE_DATA": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_taken_port_is_one_sentence_with_a_way_out(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        usable_port(str(taken), "make demo")
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith(f"Port {taken} is in use by another program. Try: PORT=")
    assert said.endswith(" make demo\n")
    assert said.count("\n") == 1


def test_the_port_suggested_is_free(taken: int) -> None:
    assert not port_is_free(taken)
    assert port_is_free(next_free_port(taken))


@pytest.mark.parametrize("text", ["", "eighty", "0", "65536", "-1", "8000 "])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        usable_port(text, "make demo")


def test_a_second_start_on_the_same_data_is_refused(data: Path) -> None:
    with hold(data):
        second = up(data, next_free_port(20000))
        said, _ = second.communicate(timeout=30)
    assert second.returncode == 2
    assert said == f"Throughline is already running on {data}.\n"


def test_from_nothing_to_a_page_to_nothing(data: Path) -> None:
    port = next_free_port(21000)
    running = up(data, port)
    patience = threading.Timer(90, running.kill)  # so that a start that says nothing fails, not hangs
    patience.start()
    try:
        assert running.stdout is not None
        said = ""
        while "type this code:" not in said and (line := running.stdout.readline()):
            said += line
        assert f"Throughline runs at http://127.0.0.1:{port}/" in said, said + running.stdout.read()
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).status == 200
        children = children_of(running.pid)
        running.send_signal(signal.SIGTERM)
        rest, _ = running.communicate(timeout=30)
    finally:
        patience.cancel()
        running.kill()
    assert (running.returncode, rest) == (0, "Stopping …\n")
    assert len(children) == 6
    assert not any(Path(f"/proc/{child}").exists() for child in children)
