"""What `manage.py up` runs beside the services: web, workers, beat. And whether the port is free for it."""

import hashlib
import http.client
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from signal import SIGKILL

from config.supervisor import Service

HOST = "127.0.0.1"


def port_is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def next_free_port(port: int) -> int:
    """The first free port after this one, to suggest instead of it."""
    return next(candidate for candidate in range(port + 1, 65536) if port_is_free(candidate))


def answers(port: int) -> bool:
    """Whether the web server answers anything at all."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def application(port: int, *, root: Path, data: Path, env: Mapping[str, str]) -> list[Service]:
    """The application's processes. Work in bulk has a worker of its own, so that an import never delays a score."""
    worker = [
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "--pool",
        "prefork",
        "--without-gossip",
        "--without-mingle",
    ]
    programs = {
        "web": [
            "-m", "gunicorn", "config.asgi:application", "-k", "asgi", "--bind", f"{HOST}:{port}",
            "--workers", os.environ.get("WEB_WORKERS", "2"), "--graceful-timeout", "3", "--no-control-socket", "--preload",
        ],
        "worker": [*worker, "-n", "worker@%h", "-Q", "interactive,default", "--concurrency", "2"],
        "bulk worker": [*worker, "-n", "bulk@%h", "-Q", "bulk", "--concurrency", "1"],
        "beat": ["-m", "celery", "-A", "config", "beat", "--schedule", str(data / "beat"), "--pidfile="],
    }  # fmt: skip
    return [
        Service(
            name=name,
            args=[sys.executable, *args],
            stage=2,
            log=data / "log" / f"{name.replace(' ', '-')}.log",
            env=env,
            cwd=str(root),
            ready=(lambda: answers(port)) if name == "web" else None,
            # Left alone, nothing may wait for a broker that has gone as well; a worker that still starts ignores
            # politer signals. What it was doing is done again: tasks are safe to run twice.
            orphan_signal=SIGKILL,
        )
        for name, args in programs.items()
    ]


def fingerprint(root: Path) -> str:
    """Changes when collected static files may be out of date: a lock file, or any name, size or time in `static/`."""
    total = hashlib.sha256()
    for name in (
        "requirements.txt",
        "package-lock.json",
        "config/settings.py",
        "config/staticfiles.py",
        "config/minified.py",
    ):
        total.update((root / name).read_bytes())
    for file in sorted((root / "static").rglob("*")):
        if file.is_file():
            info = file.stat()
            total.update(f"{file.relative_to(root)} {info.st_size} {info.st_mtime_ns}\n".encode())
    return total.hexdigest()
