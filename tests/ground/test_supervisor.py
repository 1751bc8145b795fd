import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from config.supervisor import Service, StartFailed, StopRequested, Supervisor, _Child

# Says that it is there, then on TERM writes its name and ends.
POLITE = "trap 'echo {name} >> {out}; exit 0' TERM; echo there > {out}.{name}; while :; do sleep 0.02; done"
STUBBORN = "trap '' TERM; echo there > {out}.{name}; while :; do sleep 0.02; done"


def until(true: Callable[[], bool], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def look_after(supervisor: Supervisor, child: _Child, done: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not done() and time.monotonic() < end:
        supervisor._look_after(child)
    assert done()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def child(out: Path, name: str, stage: int = 0, script: str = POLITE, patience: float = 5) -> Service:
    there = out.with_name(f"{out.name}.{name}")
    return Service(
        name=name,
        args=["/bin/sh", "-c", script.format(name=name, out=out)],
        stage=stage,
        log=out.with_name(f"{name}.log"),
        ready=there.exists,
        patience=patience,
    )


def test_children_stop_from_the_highest_stage_down(tmp_path: Path) -> None:
    out = tmp_path / "order"
    with Supervisor() as supervisor:
        supervisor.start(child(out, "database"))
        supervisor.start(child(out, "broker", stage=1), child(out, "web", stage=2))
    assert out.read_text().split() == ["web", "broker", "database"]


def test_a_stubborn_child_is_killed_after_its_patience(tmp_path: Path) -> None:
    began = time.monotonic()
    with Supervisor() as supervisor:
        supervisor.start(child(tmp_path / "o", "rock", script=STUBBORN, patience=0.2))
        pid = supervisor._children["rock"].process.pid
    assert not alive(pid)
    assert time.monotonic() - began < 4


def test_a_failed_start_ends_in_the_last_words(tmp_path: Path) -> None:
    service = child(tmp_path / "o", "web", script="echo no such module; exit 3")
    with (
        Supervisor() as supervisor,
        pytest.raises(StartFailed, match=r"web ended while starting \(3\).\nno such"),
    ):
        supervisor.start(service)


def test_a_dead_child_is_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    with Supervisor(said.append, pause=0.01) as supervisor:
        supervisor.start(child(tmp_path / "o", "worker"))
        entry = supervisor._children["worker"]
        first = entry.process.pid
        os.kill(first, signal.SIGKILL)
        look_after(supervisor, entry, lambda: entry.process.pid != first)
    assert "worker stopped (SIGKILL); starting it again" in said[0]


def test_pauses_grow_with_each_death(tmp_path: Path) -> None:
    said: list[str] = []
    with Supervisor(said.append, pause=0.01) as supervisor:
        supervisor.start(Service("web", ["/bin/false"], 0, tmp_path / "log"))
        entry = supervisor._children["web"]
        look_after(supervisor, entry, lambda: len(said) == 3)
    assert [line.split(" in ")[1].split(" s.")[0] for line in said] == ["0.01", "0.02", "0.04"]


def test_a_signal_stops_everything(tmp_path: Path) -> None:
    with Supervisor() as supervisor:
        supervisor.start(child(tmp_path / "o", "web"))
        pid = supervisor._children["web"].process.pid
        with pytest.raises(StopRequested):
            signal.raise_signal(signal.SIGTERM)
    assert not alive(pid)


@pytest.mark.parametrize("then", ["s.start(service)", "s.run(service)", "s.watch()"])
def test_a_signal_that_a_finalizer_swallows_is_heeded(then: str, tmp_path: Path) -> None:
    program = (
        "import signal, sys; from pathlib import Path; from config.supervisor import *\n"
        "class Dropped:\n"
        "    def __del__(self): signal.raise_signal(signal.SIGTERM)\n"
        "service = Service('x', ['/bin/sleep', '1'], 0, Path(sys.argv[1]) / 'log')\n"
        "with Supervisor() as s:\n"
        "    Dropped()\n"
        "    try:\n"
        f"        {then}\n"
        "    except StopRequested:\n"
        "        print('stopping')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, timeout=10
    )
    assert "Exception ignored in" in ended.stderr
    assert ended.stdout == "stopping\n"


def test_killed_outright_it_leaves_no_child(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from config.supervisor import *\n"
        "with Supervisor() as s:\n"
        "    s.start(Service('x', ['/bin/sleep', '60'], 0, Path(sys.argv[1]) / 'log'))\n"
        "    print(s._children['x'].process.pid, flush=True); time.sleep(60)\n"
    )
    runner = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert runner.stdout is not None
    pid = int(runner.stdout.readline())
    assert alive(pid)
    runner.kill()
    runner.communicate()
    assert until(lambda: not alive(pid))
