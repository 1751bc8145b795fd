"""Runs a handful of child processes in order and never leaves one behind.

Signals are caught before the first child starts. A child that dies is started again with growing pauses; when we are
killed outright the kernel tells every child (PR_SET_PDEATHSIG), so nothing survives us either way.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

PR_SET_PDEATHSIG = 1
POLL = 0.05
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds a child must have lived for its earlier deaths to be forgotten


class StopRequested(BaseException):
    """Someone asked us to stop. Not an Exception: no `except Exception` on the way may swallow it."""


class StartFailed(Exception):
    """A child ended, or was not ready in time, while it was being started. The message ends in its last words."""


@dataclass(frozen=True)
class Service:
    """One child: how it is started, seen to be ready, and stopped. Stages stop from the highest number down."""

    name: str
    args: Sequence[str]
    stage: int
    log: Path
    env: Mapping[str, str] | None = None
    cwd: str | None = None
    uid: int | None = None
    ready: Callable[[], bool] | None = None
    ready_within: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    patience: float = 20.0
    keep_open: tuple[int, ...] = ()


def die_with_parent(number: signal.Signals, parent: int) -> None:
    """Ask the kernel to send us this signal when the parent's thread that started us ends; call in the child. Ends
    at once when the parent has gone already. Linux only; elsewhere it does nothing.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(number))
    if os.getppid() != parent:
        os._exit(1)


def spawn(service: Service) -> subprocess.Popen[bytes]:
    """Start the child in its own process group, bound to our life. Call from the main thread only: the kernel sends
    the orphan signal when the *thread* that started the child ends.
    """
    parent = os.getpid()

    def bind_to_parent() -> None:
        os.setpgid(0, 0)
        die_with_parent(service.orphan_signal, parent)

    service.log.parent.mkdir(parents=True, exist_ok=True)
    with open(service.log, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as log:
        return subprocess.Popen(
            list(service.args),
            env=None if service.env is None else dict(service.env),
            cwd=service.cwd,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=service.keep_open,
            preexec_fn=bind_to_parent,
            **_identity(service.uid),
        )


def _identity(uid: int | None) -> dict[str, Any]:
    """Popen's arguments for running as another user; only root may."""
    if uid is None or os.geteuid() != 0:
        return {}
    return {"user": uid, "group": pwd.getpwuid(uid).pw_gid, "extra_groups": []}


@dataclass
class _Child:
    service: Service
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    again_at: float | None = None


@dataclass
class Supervisor:
    """`with Supervisor(say) as supervisor:` start services, then `watch()` until a signal; leaving stops them all."""

    say: Callable[[str], None] = print
    pause: float = 1.0
    _children: dict[str, _Child] = field(default_factory=dict)
    _asked: bool = False
    _stopping: bool = False
    _before: dict[int, Any] = field(default_factory=dict)

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self._stopping:  # asked twice: no more patience
            for child in self._children.values():
                _kill_group(child.process.pid)
            return
        self._asked = True
        raise StopRequested

    def _heed(self) -> None:
        """Raise StopRequested when a signal came: what its handler raised is lost where it interrupts a finalizer."""
        if self._asked:
            raise StopRequested

    def start(self, *services: Service) -> None:
        """Start all of them at once, then wait until each is ready. Raises StartFailed."""
        self._heed()
        for service in services:
            self._children[service.name] = _Child(service, spawn(service), time.monotonic())
        for service in services:
            self._wait_ready(self._children[service.name])

    def run(self, service: Service) -> None:
        """Run a child to its end. Raises StartFailed unless it ends well."""
        self._heed()
        child = self._children[service.name] = _Child(service, spawn(service), time.monotonic())
        if code := child.process.wait():
            raise StartFailed(f"{service.name} failed ({_reason(code)}).\n{tail(service.log)}")
        del self._children[service.name]

    def _wait_ready(self, child: _Child) -> None:
        service = child.service
        if service.ready is None:
            return
        until = child.started + service.ready_within
        while not service.ready():
            self._heed()
            ended = child.process.poll()
            if ended is not None:
                raise StartFailed(f"{service.name} ended while starting ({ended}).\n{tail(service.log)}")
            if time.monotonic() > until:
                raise StartFailed(
                    f"{service.name} was not ready in {service.ready_within:.0f} s.\n{tail(service.log)}"
                )
            time.sleep(POLL)

    def watch(self) -> None:
        """Keep the children alive until StopRequested arrives."""
        while True:
            self._heed()
            for child in self._children.values():
                self._look_after(child)
            time.sleep(0.2)

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.again_at is not None:
            if now >= child.again_at:
                child.process, child.started, child.again_at = (
                    spawn(child.service),
                    now,
                    None,
                )
            return
        ended = child.process.poll()
        if ended is None:
            return
        _kill_group(child.process.pid)
        child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
        pause = min(self.pause * 2 ** (child.deaths - 1), LONGEST_PAUSE)
        child.again_at = now + pause
        self.say(
            f"{child.service.name} stopped ({_reason(ended)}); starting it again in {pause:g} s. Log: {child.service.log}"
        )

    def stop(self) -> None:
        """Stop every child, the highest stage first; whoever is still there after its patience is killed."""
        self._stopping = True
        for stage in sorted({child.service.stage for child in self._children.values()}, reverse=True):
            _stop_together([child for child in self._children.values() if child.service.stage == stage])
        self._children.clear()
        self._stopping = False


def _stop_together(children: list[_Child]) -> None:
    for child in children:
        if child.process.poll() is None:
            child.process.send_signal(child.service.stop_signal)
    began = time.monotonic()
    for child in children:
        left = began + child.service.patience - time.monotonic()
        try:
            child.process.wait(timeout=max(left, 0))
        except subprocess.TimeoutExpired:
            _kill_group(child.process.pid)
            child.process.wait()
        _kill_group(child.process.pid)  # helpers a crashed child left in its group


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass  # nobody left in it


def _reason(code: int) -> str:
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for a message to a person; empty when there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
