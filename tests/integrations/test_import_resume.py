"""Killed, cancelled, started twice: nothing twice, nothing half, nothing lost."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Member, Workspace
from activity.models import Event
from backlog.models import Item, Product
from integrations import services
from integrations.models import ImportedRow, ImportJob, ImportProblem
from tests.factories import make_member, make_product, make_workspace
from tests.integrations.bringing import started
from tests.integrations.jira_files import Shape, jira_csv

AT_ONCE = settings.IMPORT_BATCH
ROWS = AT_ONCE * 7 // 4


class Killed(BaseException):
    """What no handler catches."""


@pytest.fixture
def content() -> bytes:
    return jira_csv(Shape(issues=ROWS, bad_rows=False))


def is_whole(product: Product, rows: int) -> bool:
    items = Item.objects.filter(product=product)
    numbers = sorted(items.values_list("number", flat=True))
    events = Event.objects.filter(verb="item.imported", data__product=str(product.pk)).count()
    return (
        numbers == list(range(1, rows + 1))
        and events == rows == ImportedRow.objects.filter(item__in=items).count()
    )


def test_a_run_that_dies_between_batches_goes_on_there(
    product: Product, product_owner: Member, content: bytes
) -> None:
    job = started(content, product, product_owner)

    def die(job: ImportJob) -> None:
        if job.done_rows == AT_ONCE:
            raise Killed

    with pytest.raises(Killed):
        services.run_import(job, progress=die)
    assert Item.objects.filter(product=product).count() == AT_ONCE
    done = services.run_import(ImportJob.objects.get(pk=job.pk))
    assert (done.state, done.done_rows) == ("done", done.total_rows)
    assert is_whole(product, done.total_rows)


def test_cancelled_in_the_middle_stops_and_the_same_file_goes_on(
    product: Product, product_owner: Member, content: bytes
) -> None:
    job = started(content, product, product_owner)

    def cancel(job: ImportJob) -> None:
        if job.done_rows == AT_ONCE:
            services.cancel_import(job, by=product_owner.actor())

    stopped = services.run_import(job, progress=cancel)
    assert (stopped.state, Item.objects.filter(product=product).count()) == ("cancelled", AT_ONCE)
    again = services.run_import(started(content, product, product_owner))
    assert again.counts["unchanged"] == AT_ONCE
    assert is_whole(product, again.total_rows)


def test_a_job_nobody_hears_of_is_queued_again_and_fails_in_the_end(
    product: Product, product_owner: Member, content: bytes
) -> None:
    job = started(content, product, product_owner)
    assert services.resume_imports() == 0
    long_ago = timezone.now() - timedelta(minutes=5)
    ImportJob.objects.update(beat_at=long_ago)
    assert services.resume_imports() == 1
    ImportJob.objects.update(state="running", counts={"resumed": 3, "line": 41})
    services.resume_imports()
    job.refresh_from_db()
    assert (job.state, "line 42" in job.error) == ("failed", True)


def test_files_are_forgotten_after_a_month(product: Product, product_owner: Member, media: Path) -> None:
    job = started(jira_csv(Shape(issues=5)), product, product_owner)
    services.run_import(job)
    ImportJob.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert services.forget_files() == 1
    assert list(media.rglob("*.csv")) == []


@pytest.fixture
def alone(transactional_db: None) -> tuple[Workspace, Product, Member]:
    workspace = make_workspace("Acme", slug="acme")
    return (
        workspace,
        make_product(workspace, "WEB"),
        make_member(workspace, "owner", email="olive@example.com"),
    )


def test_two_runs_at_the_same_moment_bring_each_row_once(
    alone: tuple[Workspace, Product, Member], content: bytes
) -> None:
    _workspace, product, member = alone
    jobs = [started(content, product, member) for _ in range(2)]

    def run(job: ImportJob) -> None:
        services.run_import(job)
        connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {job.state for job in ImportJob.objects.all()} == {"done"}
    assert not ImportProblem.objects.exists()
    assert is_whole(product, jobs[0].total_rows)


def test_killed_for_real_it_goes_on(
    alone: tuple[Workspace, Product, Member], tmp_path: Path, media: Path
) -> None:
    _workspace, product, member = alone
    rows = AT_ONCE * 9
    file = tmp_path / "export.csv"
    file.write_bytes(jira_csv(Shape(issues=rows, bad_rows=False)))
    assert member.user is not None
    process = command(file, member.user.email, media)
    while process.poll() is None and ImportedRow.objects.count() < AT_ONCE:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    job = ImportJob.objects.get()
    assert job.state == "running"
    assert Item.objects.count() == ImportedRow.objects.count() == job.counts["created"] < rows
    done = services.run_import(job)
    assert is_whole(product, done.total_rows)


def command(file: Path, email: str, media: Path) -> "subprocess.Popen[bytes]":
    """`import_items` in a process of its own, on the test's database."""
    base = connection.settings_dict
    url = f"postgres://{base['USER']}@/{base['HOST']}/{base['NAME']}"
    arguments = [
        "manage.py",
        "import_items",
        str(file),
        "--workspace",
        "acme",
        "--product",
        "WEB",
        "--by",
        email,
    ]
    environment = {**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(media)}
    return subprocess.Popen(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL
    )
