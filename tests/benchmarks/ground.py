"""The two sizes that everything is measured at, and the servers that are measured."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from accounts.models import Member, User, Workspace
from accounts.permissions import Role
from accounts.services import create_token
from backlog.models import Item, Product
from config.demo.scale import grow
from config.running import answers, next_free_port

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Size:
    """One workspace with one product of `items` items; its owner's token; a sample of keys and ids."""

    items: int
    workspace: Workspace
    product: Product
    owner: Member
    token: str
    keys: list[str]
    ids: list[str]

    @property
    def headers(self) -> str:
        return f"Authorization: Bearer {self.token}\r\n"


def build(items: int) -> Size:
    """Make it by COPY, with labels, ratings, scores and events."""
    workspace = Workspace.objects.create(name=f"Bench {items}", slug=f"bench-{items}")
    user = User.objects.create_user(f"bench-{items}@example.com", "bench-bench", name="Bench Owner")
    owner = Member.objects.create(
        workspace=workspace, user=user, name=user.name, email=user.email, role=Role.OWNER
    )
    product = grow(workspace, items, key=f"B{items // 1000}", name=f"Bench {items}")
    _token, secret = create_token(owner, name="bench", scope="write", by=owner.actor())
    sample = list(Item.objects.filter(product=product).order_by("?").values_list("number", "pk")[:500])
    keys = [f"{product.key}-{number}" for number, _pk in sample]
    return Size(items, workspace, product, owner, secret, keys, [str(pk) for _number, pk in sample])


@contextmanager
def serving(module: str, *options: str, **variables: str) -> Iterator[int]:
    """gunicorn with two workers on a free port; yields the port."""
    port = next_free_port(8400)
    command = [
        sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--no-control-socket", "--log-level", "warning", *options,
    ]  # fmt: skip
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **variables}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 30
            while not answers(port):
                if time.monotonic() > until or server.poll() is not None:
                    raise SystemExit(f"{module} did not start")
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


def ours() -> AbstractContextManager[int]:
    """The product, served the production way."""
    return serving("config.asgi:application", "-k", "asgi", "--graceful-timeout", "1")


@contextmanager
def floor(statements: dict[str, str]) -> Iterator[int]:
    """The bare app of floor.py, with the statements of its reading paths."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        Path(file.name).write_bytes(orjson.dumps(statements))
        threads = ("-k", "gthread", "--threads", "8")
        with serving("tests.benchmarks.floor:application", *threads, FLOOR_STATEMENTS=file.name) as port:
            yield port


def peak_mb(pid: int) -> int:
    """The most memory the process has held so far; 0 when it is gone. (A child's `ru_maxrss` counts its parent's.)"""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)
