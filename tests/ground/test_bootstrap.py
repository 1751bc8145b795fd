import importlib.util
import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from scripts import bootstrap


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "a path with spaces"
    root.mkdir()
    monkeypatch.setattr(bootstrap, "ROOT", root)
    monkeypatch.setattr(bootstrap, "VENV", root / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", root / ".venv" / "bin" / "python")
    return root


def test_environment_in_a_path_with_spaces_runs(tree: Path) -> None:
    bootstrap.make_venv()
    made = bootstrap.PYTHON.stat().st_ino
    bootstrap.make_venv()  # finds it good and leaves it
    assert bootstrap.PYTHON.stat().st_ino == made
    assert subprocess.run([bootstrap.PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0


def test_missing_ensurepip_names_the_package(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(SystemExit) as ended:
        bootstrap.make_venv()
    assert ended.value.code == 2
    assert "apt-get install python3-venv" in capsys.readouterr().err


def test_an_old_python_is_told_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit) as ended:
        bootstrap.main([])
    assert ended.value.code == 2
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().err


def test_what_was_compiled_is_kept_in_the_environment(tree: Path) -> None:
    env = {"PYTHONDONTWRITEBYTECODE": "1", **bootstrap.bytecode()}
    said = "import sys; print(sys.dont_write_bytecode, sys.pycache_prefix)"
    told = subprocess.run([sys.executable, "-c", said], env=env, capture_output=True, text=True).stdout
    assert told == f"False {tree / '.venv' / 'bytecode'}\n"


@pytest.mark.parametrize(
    ("dev", "before", "wanted"),
    [(False, "", "run"), (True, "run", "dev"), (False, "dev", "dev"), (False, "run", "run")],
)
def test_development_packages_are_kept(dev: bool, before: str, wanted: str) -> None:
    assert bootstrap.wanted_set(dev, before) == wanted


def test_a_current_stamp_installs_nothing(tree: Path) -> None:
    for name in bootstrap.SETS["dev"]:
        (tree / name).write_text(name)
    (tree / ".venv").mkdir()
    locks = bootstrap.digest([tree / name for name in bootstrap.SETS["dev"]])
    (tree / ".venv" / "throughline-packages.json").write_text(json.dumps({"set": "dev", "hash": locks}))
    bootstrap.install_python_packages(dev=False)  # would fail: there is no Python in this environment


def test_a_changed_lock_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one")
    before = bootstrap.digest([tmp_path / "a"])
    (tmp_path / "a").write_text("two")
    assert bootstrap.digest([tmp_path / "a"]) != before


def test_an_environment_filled_by_hand_keeps_its_development_packages(tree: Path) -> None:
    (tree / ".venv/lib/python3.11/site-packages/pytest").mkdir(parents=True)
    assert bootstrap.installed(tree / ".venv" / "no-stamp")[0] == "dev"


def complete(root: Path) -> Path:
    """A tree of its own, with everything installed as far as its stamps say. Returns its bootstrap script."""
    (root / "scripts").mkdir()
    script = Path(shutil.copy(Path(__file__).parents[2] / "scripts" / "bootstrap.py", root / "scripts"))
    venv.create(root / ".venv", symlinks=True)
    for name in (*bootstrap.RUN, "package.json", "package-lock.json"):
        (root / name).write_text(name)
    stamp = {"set": "run", "hash": bootstrap.digest([root / name for name in bootstrap.RUN])}
    (root / ".venv" / "throughline-packages.json").write_text(json.dumps(stamp))
    (root / "node_modules").mkdir()
    front_end = bootstrap.digest([root / "package.json", root / "package-lock.json"])
    (root / "node_modules" / ".throughline-lock").write_text(front_end)
    return script


def test_bootstrap_becomes_the_command_and_its_exit_code(tree: Path) -> None:
    command = "import sys; print(sys.prefix); sys.exit(7)"
    done = subprocess.run(
        [sys.executable, complete(tree), "--", "-c", command], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (7, f"{tree / '.venv'}\n")
