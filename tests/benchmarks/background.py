"""Recompute beside hand-written SQL, import, and the first start."""

import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from django.db import connection, transaction

from backlog.models import ScoringModel
from backlog.services.products import create_product
from backlog.services.recompute import Batch, compute
from config.running import next_free_port
from tests.benchmarks.ground import ROOT, Size
from tests.benchmarks.table import Row
from tests.integrations.jira_files import TWENTY, Shape, jira_csv

# The same rows by hand: RICE from its four criteria, scores and history with the same indexes, only what differs.
_BY_HAND = """
    WITH fresh AS (
        SELECT i.id, round((max(r.value) FILTER (WHERE c.key = 'reach') * max(r.value) FILTER (WHERE c.key = 'impact')
               * max(r.value) FILTER (WHERE c.key = 'confidence') / max(r.value) FILTER (WHERE c.key = 'effort')), 6)::float8 AS value
          FROM backlog_item i LEFT JOIN backlog_rating r ON r.item_id = i.id LEFT JOIN backlog_criterion c ON c.id = r.criterion_id
         WHERE i.product_id = %(product)s AND i.deleted_at IS NULL AND i.category IN ('backlog', 'ready', 'active')
           AND i.number BETWEEN %(first)s AND %(last)s
         GROUP BY i.id
    ), moved AS (
        SELECT f.id, f.value, s.value AS before FROM fresh f JOIN backlog_score s ON s.item_id = f.id AND s.model_id = %(model)s
         WHERE s.value IS DISTINCT FROM f.value
    ), written AS (
        UPDATE backlog_score s SET value = m.value, reason = CASE WHEN m.value IS NULL THEN 'missing' END, updated_at = now()
          FROM moved m WHERE s.item_id = m.id AND s.model_id = %(model)s
    )
    INSERT INTO backlog_scorehistory (workspace_id, item_id, model_id, before, after, cause, at)
    SELECT %(workspace)s, id, %(model)s, before, value, 'bench', now() FROM moved
"""


def recompute_rows(size: Size) -> list[Row]:
    """One in a hundred changed, and all changed: ours ÷ by hand, medians of three, rolled back each time."""
    return [_recompute(size, "1 % changed"), _recompute(size, "all changed")]


def _recompute(size: Size, what: str, target: float = 1.5) -> Row:
    model = ScoringModel.objects.get(product=size.product, is_active=True)
    last = size.product.next_number + 10_000
    hand: dict[str, Any] = {
        "product": size.product.pk, "first": 1, "last": last, "model": model.pk, "workspace": size.workspace.pk,
    }  # fmt: skip

    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BY_HAND, hand)

    def timed(act: Callable[[], object]) -> float:
        with transaction.atomic():
            with connection.cursor() as cursor:
                odd = "AND i.number % 100 = 77" if what.startswith("1 %") else ""
                cursor.execute(
                    f"UPDATE backlog_rating r SET value = value + 1 FROM backlog_item i, backlog_criterion c WHERE r.item_id = i.id "
                    f"AND c.id = r.criterion_id AND c.key = 'reach' AND i.product_id = %s {odd.replace('%', '%%')}",
                    [size.product.pk],
                )
            start = time.perf_counter()
            act()
            took = time.perf_counter() - start
            transaction.set_rollback(True)
        return took

    pairs = [
        (timed(lambda: compute(model, Batch(numbers=(1, last), cause="bench"))), timed(by_hand))
        for _ in range(3)
    ]
    mine, hand_written = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    ratio = mine / hand_written
    return Row(
        f"recompute {size.items:,}, {what}", f"{mine:.2f} s", f"{hand_written:.2f} s", ratio,
        target=f"≤ {target} × by hand", met=ratio <= target,
    )  # fmt: skip


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
            peak = max(peak, _peak_mb(importing.pid))
            time.sleep(0.1)
    return importing.returncode, time.perf_counter() - start, _cpu() - before, peak


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mb(pid: int) -> int:
    """The most memory the process has held so far; 0 when it is gone. (A child's `ru_maxrss` counts its parent's.)"""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


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
