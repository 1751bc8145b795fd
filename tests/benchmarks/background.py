"""Import, and the first start."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from backlog.services.products import create_product
from config.running import next_free_port
from tests.benchmarks.ground import ROOT, Size, peak_mb
from tests.benchmarks.table import Row
from tests.integrations.jira_files import TWENTY, Shape, jira_csv


def import_rows(sizes: list[Size], rows: int = 100_000) -> list[Row]:
    """The import command on files of so many rows: twenty chosen columns, and "all fields" with up to twelve comments.

    Each into another workspace, which knows none of its rows.
    """
    return [
        _import_row(sizes[0], f"import {rows:,} rows of 20 columns", Shape(issues=rows, columns=TWENTY), 15),
        _import_row(sizes[-1], f"import {rows:,} rows of 72 columns", Shape(issues=rows), 40),
    ]


def _import_row(size: Size, case: str, shape: Shape, most: int) -> Row:
    """In a process of its own, as it starts any time but the first, into a product of its own."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (Path(folder) / name for name in ("few.csv", "many.csv"))
        few.write_bytes(jira_csv(replace(shape, issues=50)))
        many.write_bytes(jira_csv(shape))
        env = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        product = create_product(size.workspace, by=size.owner.actor(), key=f"IMP{most}", name=case)
        command = [
            sys.executable, "manage.py", "import_items", "--workspace", size.workspace.slug,
            "--product", product.key, "--by", size.owner.email,
        ]  # fmt: skip
        _import([*command, str(few), "--dry-run"], env)  # only compiles the modules
        code, took, used, peak = _import([*command, str(many)], env)
    ours = f"{took:.1f} s (CPU {used:.1f} s without the database's), {peak} MB"
    met = code == 0 and took <= most and peak <= 200
    if code != 0:
        ours = f"failed with {code}"
    return Row(case, ours, target=f"≤ {most} s, ≤ 200 MB", met=met)


def _import(command: list[str], env: dict[str, str]) -> tuple[int, float, float, int]:
    """(exit code, seconds, seconds of CPU, most MB) of one run."""
    start, before, peak = time.perf_counter(), _cpu(), 0
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet) as importing:
        while importing.poll() is None:
            peak = max(peak, peak_mb(importing.pid))
            time.sleep(0.1)
    return importing.returncode, time.perf_counter() - start, _cpu() - before, peak


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def demo_rows() -> list[Row]:
    """`make demo` from a fresh copy of the tracked files to the first ready answer, then once more."""
    folder = Path(tempfile.mkdtemp(prefix="throughline-bench-", dir="/tmp"))
    try:
        files = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout.split(b"\0")
        for name in filter(None, map(os.fsdecode, files)):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        return [_demo(folder, "make demo, from nothing", 60), _demo(folder, "make demo, again", 8)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _demo(folder: Path, case: str, target: int) -> Row:
    port = next_free_port(8500)
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    }
    start = time.perf_counter()
    with subprocess.Popen(
        ["make", "demo", f"PORT={port}"], cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as demo:  # fmt: skip
        took = _until_ready(port, start, demo)
        os.killpg(demo.pid, signal.SIGTERM)
    return Row(
        case, f"{took:.1f} s" if took else "did not start", target=f"≤ {target} s", met=0 < took <= target
    )


def _until_ready(port: int, start: float, demo: "subprocess.Popen[bytes]") -> float:
    while time.perf_counter() - start < 300 and demo.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return time.perf_counter() - start
        except (URLError, OSError):
            time.sleep(0.2)
    return 0.0
