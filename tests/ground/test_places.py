import os
import pwd
import stat
from pathlib import Path

import pytest

from config.places import can_enter, fill_environment, places, secret_key

NOBODY = pwd.getpwnam("nobody").pw_uid


def test_sockets_stay_in_a_plain_data_folder() -> None:
    here = places(Path("/srv/throughline/.data"))
    assert here.database_url == "postgres://throughline@//srv/throughline/.data/s/throughline"
    assert here.redis_url == "unix:///srv/throughline/.data/valkey.sock?db=0"


@pytest.mark.parametrize(
    "folder", ["/srv/my plans/.data", "/srv/" + "long/" * 20 + ".data", "/srv/größe/.data"]
)
def test_sockets_move_where_the_path_would_not_do(folder: str) -> None:
    here = places(Path(folder))
    assert str(here.sockets).startswith("/tmp/throughline-")
    assert here.valkey_socket.parent == here.sockets.parent
    assert here == places(Path(folder))


def test_two_data_folders_never_share_sockets() -> None:
    assert places(Path("/srv/a b/.data")).sockets != places(Path("/srv/a  b/.data")).sockets


@pytest.mark.parametrize(("mode", "passes"), [(0o755, True), (0o711, True), (0o700, False)])
def test_another_user_enters_only_open_folders(mode: int, passes: bool) -> None:
    folder = Path("/tmp") / f"throughline-enter-{os.getpid()}"
    folder.mkdir(mode=mode)
    try:
        assert can_enter(folder / "deeper", NOBODY if os.geteuid() != NOBODY else 0) is passes
    finally:
        folder.rmdir()


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "data")
    assert len(first) >= 50
    assert secret_key(tmp_path / "data") == first
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_given_urls_are_left_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THROUGHLINE_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://their/own")
    monkeypatch.delenv("REDIS_URL", raising=False)
    fill_environment()
    assert os.environ["DATABASE_URL"] == "postgres://their/own"
    assert os.environ["REDIS_URL"] == places(tmp_path).redis_url
