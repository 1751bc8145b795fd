"""Where the embedded services keep their files and sockets, and which user runs PostgreSQL.

Everything here is worked out from the data folder alone, so that `manage.py up` and any other command agree.
"""

import hashlib
import os
import pwd
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM_HOME = Path("/var/lib/throughline")
ROLE = DATABASE = "throughline"
LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")


class NotPossible(Exception):
    """The embedded services cannot run here; the message says why and what helps."""


@dataclass(frozen=True)
class Places:
    """Absolute paths of one embedded installation. `uid` is None unless we are root, who may not run PostgreSQL."""

    data: Path
    home: Path
    sockets: Path
    valkey_socket: Path
    uid: int | None

    @property
    def postgres(self) -> Path:
        return self.home / "pg"

    @property
    def logs(self) -> Path:
        return self.data / "log"

    @property
    def database_url(self) -> str:
        return f"postgres://{ROLE}@/{self.sockets}/{DATABASE}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.valkey_socket}?db=0"


def data_folder() -> Path:
    """The folder that holds all data of this installation: THROUGHLINE_DATA, else `.data` in the repository."""
    return Path(os.environ.get("THROUGHLINE_DATA") or ROOT / ".data").absolute()


def places(data: Path) -> Places:
    """Work out the places for a data folder. Creates nothing. Raises NotPossible."""
    uid = service_user(data)
    home = _home(data, uid)
    base = home
    if len(str(home / "s" / ".s.PGSQL.5432")) > LONGEST_SOCKET_PATH or not PLAIN.fullmatch(f"{home}"):
        base = Path("/tmp") / f"throughline-{os.geteuid()}-{_short_name(data)}"
    valkey = data / "valkey.sock"
    if base != home or len(str(valkey)) > LONGEST_SOCKET_PATH or not PLAIN.fullmatch(f"{valkey}"):
        valkey = Path("/tmp") / f"throughline-{os.geteuid()}-{_short_name(data)}" / "valkey.sock"
    return Places(data=data, home=home, sockets=base / "s", valkey_socket=valkey, uid=uid)


def service_user(data: Path) -> int | None:
    """Who runs PostgreSQL when we are root: the owner of the data so far, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    for folder in (data / "pg", data):
        if folder.exists() and folder.stat().st_uid != 0:
            return folder.stat().st_uid
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NotPossible(
        "PostgreSQL does not run as root, and there is no user `postgres` or `nobody` to run it as."
    )


def _home(data: Path, uid: int | None) -> Path:
    """The data folder itself, or a folder of the system when PostgreSQL's user cannot get there (below /root, say)."""
    elsewhere = SYSTEM_HOME / _short_name(data)
    if uid is None:
        return data
    reachable = can_enter(data.parent, uid)
    if (data / "pg" / "PG_VERSION").exists():
        if not reachable:
            user = pwd.getpwuid(uid).pw_name
            raise NotPossible(
                f"PostgreSQL runs as the user {user}, who cannot enter {data.parent}."
                " Move this folder to a place that everyone may enter, or set THROUGHLINE_DATA to one."
            )
        return data
    if (elsewhere / "pg" / "PG_VERSION").exists():
        return elsewhere
    return data if reachable else elsewhere


def _short_name(data: Path) -> str:
    return hashlib.sha256(str(data).encode()).hexdigest()[:10]


def can_enter(path: Path, uid: int) -> bool:
    """Whether the user may pass through every folder down to `path` (or its nearest parent that exists)."""
    gid = pwd.getpwuid(uid).pw_gid
    return all(_may_pass(folder, uid, gid) for folder in (path, *path.parents) if folder.exists())


def _may_pass(folder: Path, uid: int, gid: int) -> bool:
    stat = folder.stat()
    if stat.st_uid == uid:
        return bool(stat.st_mode & 0o100)
    if stat.st_gid == gid:
        return bool(stat.st_mode & 0o010)
    return bool(stat.st_mode & 0o001)


def secret_key(data: Path) -> str:
    """The key this installation signs with: made once, kept in `secret_key`, readable by its owner alone."""
    file = data / "secret_key"
    data.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return file.read_text().strip()


def fill_environment() -> None:
    """Name the embedded services in DATABASE_URL and REDIS_URL where these are unset. Costs no connection."""
    os.environ.setdefault("THROUGHLINE_DATA", str(data_folder()))
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    here = places(data_folder())
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or here.database_url
    os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or here.redis_url
