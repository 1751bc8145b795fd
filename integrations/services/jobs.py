"""Import jobs: a file is looked at, the person decides, the worker takes it over."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import PurePath
from typing import Any, BinaryIO, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import orjson
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import Right, require
from activity import dispatch
from activity.actors import Actor
from activity.services import record
from backlog.models import Product
from core.csv_file import FileProblem
from core.errors import Conflict
from core.files import save_with_row
from integrations.importers.jira import reader
from integrations.importers.rows import Options, Preview
from integrations.models import ImportJob, ImportProblem
from integrations.services.meanings import NEW, NOBODY, People, suggested

RUN = "integrations.tasks.run_import"
LOOK = "integrations.tasks.look_at_file"
READERS = {"jira": reader.preview}
MOST_BYTES = 200 * 1024 * 1024
AT_ONCE = 4 * 1024 * 1024
"""Larger files are looked at by the worker, not while the person's browser waits."""
ENDINGS = (".csv", ".txt", ".tsv")
KEPT_DAYS = 30
MOST_SHOWN = 100


@transaction.atomic
def keep_file(
    file: "File[bytes]", product: Product, *, by: Actor, format: str = "jira", options: Options | None = None
) -> ImportJob:
    """A job for a file, kept under a random name; nobody has looked into it yet.

    Raises ValidationError for a file that is too large, empty or of another type, PermissionDenied.
    """
    require(by, Right.IMPORT)
    assert by.member_id is not None, "only a member imports"
    _check(file)
    job = ImportJob(
        workspace_id=product.workspace_id, product=product, started_by_id=by.member_id, format=format,
        file_name=PurePath(file.name or "").name[:255],
        options={"timezone": _zone_of(by.member_id), "action": str(by.action), "reader": _plain(asdict(options or Options()))},
    )  # fmt: skip
    save_with_row(job.file, f"{uuid4().hex}.csv", file)
    job.save()
    return job


@transaction.atomic
def start_preview(
    file: "File[bytes]", product: Product, *, by: Actor, format: str = "jira", options: Options | None = None
) -> ImportJob:
    """Keep an uploaded file and look at it; nothing is imported yet.

    A small file is looked at now, and where it cannot be read (FileProblem) nothing of it is kept; a large one is left
    to the worker: `preview` is empty until then. Raises as `keep_file` does.
    """
    job = keep_file(file, product, by=by, format=format, options=options)
    if (file.size or 0) > AT_ONCE:
        transaction.on_commit(lambda: dispatch.queue_once(LOOK, str(job.pk), queue="bulk"), robust=True)
        return job
    _show(job, _look_again(job))
    job.save()
    return job


@transaction.atomic
def look_at_file(job: ImportJob) -> ImportJob:
    """Make the preview of a job that has none yet; a file that cannot be read ends it with the reason."""
    job = _locked(job)
    if job.state != ImportJob.State.PREVIEW or job.preview:
        return job
    try:
        _show(job, _look_again(job))
    except FileProblem as problem:
        job.state, job.error = ImportJob.State.FAILED, " ".join(problem.messages)[:1000]
        job.finished_at = timezone.now()
    job.save()
    announce(job)
    return job


@transaction.atomic
def choose(
    job: ImportJob,
    *,
    by: Actor,
    reader_options: Mapping[str, Any] | None = None,
    statuses: Mapping[str, str] | None = None,
    people: Mapping[str, str] | None = None,
    site: str | None = None,
) -> ImportJob:
    """Keep what the person decided about a file, and look again where that changes what it says.

    `statuses` maps the file's status to a status id, "new" or "" (as suggested); `people` an identity to a member id,
    "new" or "" (nobody); `reader_options` are fields of Options. Raises Conflict once the import has begun.
    """
    require(by, Right.IMPORT)
    job = _locked(job)
    if job.state != ImportJob.State.PREVIEW:
        raise Conflict(_("This import has begun; what was decided stays."))
    if statuses is not None:
        if NEW in statuses.values():
            require(by, Right.MANAGE_PLANS)
        job.options["statuses"] = {name: choice for name, choice in statuses.items() if choice}
    if people is not None:
        job.options["people"] = dict(people)
    if site is not None:
        job.site = site.strip().lower()[:120]
    options = job.options["reader"] | dict(reader_options or {})
    if options != job.options["reader"]:
        job.options["reader"] = options
        _show(job, _look_again(job))
    job.preview.pop("dry_run", None)
    job.save()
    return job


@transaction.atomic
def start_import(job: ImportJob, *, by: Actor, dry_run: bool = False, queue: bool = True) -> ImportJob:
    """Give the job to the worker (without `queue`: to who calls `run_import`). Twice is once.

    With `dry_run` everything is done and taken back.

    Raises ValidationError while the order of its dates is open, Conflict when it was cancelled or has failed.
    """
    require(by, Right.IMPORT)
    job = _locked(job)
    if job.state in (ImportJob.State.WAITING, ImportJob.State.RUNNING):
        return job
    if job.state != ImportJob.State.PREVIEW:
        raise Conflict(_("This import is over. Choose the file again."))
    if job.preview.get("question"):
        raise ValidationError(_("Say first whether the day or the month comes first in its dates."))
    job.problems.all().delete()
    job.state, job.beat_at, job.done_rows, job.counts = ImportJob.State.WAITING, timezone.now(), 0, {}
    job.options |= {"dry_run": dry_run, "action": str(by.action)}
    job.save()
    if not dry_run:
        record("import.started", job, by=by, label=job.file_name, data=context_of(job))
    if queue:
        transaction.on_commit(lambda: dispatch.queue_once(RUN, str(job.pk), queue="bulk"), robust=True)
    return job


@transaction.atomic
def cancel_import(job: ImportJob, *, by: Actor) -> ImportJob:
    """Stop after the rows under way; what is in stays, and the same file goes on from there another time."""
    require(by, Right.IMPORT)
    job = _locked(job)
    if job.state in (ImportJob.State.PREVIEW, ImportJob.State.WAITING, ImportJob.State.RUNNING):
        begun = job.state != ImportJob.State.PREVIEW
        job.state, job.finished_at = ImportJob.State.CANCELLED, timezone.now()
        job.save(update_fields=["state", "finished_at"])
        if begun and not job.options.get("dry_run"):
            record("import.cancelled", job, by=by, label=job.file_name, data=context_of(job))
    return job


def forget_files() -> int:
    """Delete the files of imports older than KEPT_DAYS days; what they brought, counts and problems stay."""
    old = ImportJob.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS)).exclude(file="")
    over = old.exclude(state__in=[ImportJob.State.WAITING, ImportJob.State.RUNNING])
    count = 0
    for job in over:
        if job.state == ImportJob.State.PREVIEW:
            job.state = ImportJob.State.CANCELLED
        job.file.delete(save=False)
        job.save(update_fields=["file", "state"])
        count += 1
    return count


def announce(job: ImportJob) -> None:
    """Tell open pages after commit that the job has moved on."""
    message = {
        "kind": "importjob",
        "verb": "import.advanced",
        "ids": [str(job.pk)],
        "product": str(job.product_id),
    }
    transaction.on_commit(lambda: dispatch.publish(job.workspace_id, [message]), robust=True)


@contextmanager
def opened(job: ImportJob) -> Iterator[BinaryIO]:
    """The job's file as bytes. Raises FileProblem when it is no longer kept."""
    if not job.file.name:
        raise FileProblem(_("The file is no longer kept."), remedy=_("Choose it again."))
    with job.file.storage.open(job.file.name) as file:
        yield cast(BinaryIO, file.file)


def options_of(job: ImportJob) -> Options:
    """The reader's options as they were decided."""
    return Options(**job.options.get("reader", {}))


def zone_of(job: ImportJob) -> ZoneInfo:
    """The time zone of the file's dates: that of who started the import."""
    return ZoneInfo(job.options.get("timezone") or "UTC")


def context_of(job: ImportJob) -> dict[str, Any]:
    """What an import's event says beside its object."""
    return {"product": str(job.product_id), "source": job.format, "counts": job.counts}


def _check(file: "File[bytes]") -> None:
    name = (file.name or "").lower()
    if not name.endswith(ENDINGS):
        raise ValidationError(
            {"file": _("Choose a CSV file (its name ends in .csv). In Jira: Export → CSV (all fields).")}
        )
    if not file.size:
        raise ValidationError({"file": _("The file is empty.")})
    if file.size > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        raise ValidationError(
            {
                "file": _("The file is larger than %(most)d MB. Export fewer issues at a time.")
                % {"most": most}
            }
        )


def _zone_of(member_id: UUID) -> str:
    member = Member.objects.select_related("user", "workspace").get(pk=member_id)
    return member.user.timezone if member.user else member.workspace.timezone


def _locked(job: ImportJob) -> ImportJob:
    return (
        ImportJob.objects.select_related("product")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=job.pk, workspace_id=job.workspace_id)
    )


def _look_again(job: ImportJob) -> Preview:
    with opened(job) as stream:
        return READERS[job.format](
            stream, timezone=zone_of(job), options=options_of(job), today=timezone.now().date()
        )


def _plain(value: Any) -> Any:
    """Anything of the reader's as JSON values."""
    return orjson.loads(orjson.dumps(value, default=_default))


def _default(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)


def _show(job: ImportJob, found: Preview) -> None:
    """Put the preview into the job, with what is suggested for its statuses and people."""
    job.total_rows = found.totals["rows"]
    job.options["reader"] = _plain(asdict(found.options))
    job.site = job.site or found.site or site_before(job)
    steps = list(job.product.statuses.all())
    people = People(job, Actor(workspace_id=job.workspace_id))
    statuses = [
        {
            **asdict(one),
            "suggested": str(step.pk) if (step := suggested(steps, one.name, one.category)) else "",
        }
        for one in found.statuses
    ]
    job.preview = _plain(
        {
            "columns": [{**asdict(one), "cells": len(one.indexes)} for one in found.columns],
            "totals": found.totals,
            "statuses": statuses,
            "kinds": [asdict(one) for one in found.kinds],
            "people": [_person(one, people) for one in found.people[:MOST_SHOWN]],
            "more_people": max(0, len(found.people) - MOST_SHOWN),
            "question": asdict(found.question) if found.question else None,
            "projects": found.projects,
            "sample": [asdict(row) for row in found.sample],
            "problems": [asdict(one) for one in found.problems],
        }
    )
    for row in job.preview["sample"]:
        row["description"] = row["description"][:200]
        row["comments"] = len(row["comments"])


def _person(found: Any, people: People) -> dict[str, Any]:
    person = found.person
    match = people.match(person)
    if match is not None:
        people.taken.add(match)
    return {
        "identity": person.identity,
        "name": person.name or person.email or person.external_id,
        "email": person.email,
        "count": found.count,
        "suggested": str(match) if match else NEW if person.name or person.email else NOBODY,
    }


def site_before(job: ImportJob) -> str:
    """The site of the product's last import, for a file that does not name its own."""
    earlier = ImportJob.objects.filter(
        workspace_id=job.workspace_id, product_id=job.product_id, format=job.format
    )
    return earlier.exclude(pk=job.pk).order_by("-id").values_list("site", flat=True).first() or ""


def drop(job: ImportJob) -> None:
    """Forget a job that was only tried, with its file."""
    job.file.delete(save=False)
    ImportProblem.objects.filter(job=job).delete()
    job.delete()
