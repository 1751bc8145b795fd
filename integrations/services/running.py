"""Running an import: batch by batch, each in one transaction, from where the last one ended."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from activity import dispatch
from activity.actors import Actor
from activity.services import record
from backlog.models import Item
from backlog.services.ranking import lock_order
from core import rank
from core.csv_file import FileProblem
from core.db import set_tenant, tenant
from integrations.importers.jira.reader import read_surveyed
from integrations.importers.jira.survey import Survey, survey
from integrations.importers.rows import RowProblem
from integrations.models import ImportJob
from integrations.services.ahead import Ahead
from integrations.services.batch import Batch
from integrations.services.jobs import RUN, announce, context_of, opened, options_of, site_before, zone_of
from integrations.services.meanings import People
from integrations.services.pace import few_collections, quick_turns
from integrations.services.ready import Chunk, Ready, chunks
from integrations.services.rehearsal import Rehearsal
from integrations.services.settling import rehearse_settling, settle
from integrations.services.writing import write_problems

log = structlog.get_logger(__name__)
SILENT = timedelta(seconds=60)
TRIES = 3
MOST_PROBLEMS = 10_000
COUNTED = (
    "created", "updated", "unchanged", "kept_here", "skipped", "problems", "comments", "labels", "people",
)  # fmt: skip
# References into small tables would be checked by reading those whole, a hundred thousand times.
BY_INDEX = "SET LOCAL enable_seqscan = off"
# And the lookups (`known._FIND`) would sort what another index than theirs gives. Of nothing else: what has to be sorted
# would be found by reading all there is in its order.
PLANNING = f"{BY_INDEX}; SET LOCAL enable_sort = off"
# Or by a bitmap of one row, which takes twice as long as its index alone.
CHECK = "SET LOCAL enable_bitmapscan = off; SET CONSTRAINTS ALL IMMEDIATE"
Progress = Callable[[ImportJob], None]


@dataclass(frozen=True, slots=True)
class Places:
    """The ranks of the file's lines, in the order of the source."""

    numbers: Mapping[int, int]
    keys: Sequence[str]
    high: str

    def of(self, line: int) -> tuple[str, str | None]:
        """A line's rank, and the one that follows it."""
        place = self.numbers[line]
        return self.keys[place], self.keys[place + 1] if place + 1 < len(self.keys) else self.high


class Stopped(Exception):
    """The job was cancelled, or another worker has gone on with it."""


def run_import(job: ImportJob, *, progress: Progress | None = None) -> ImportJob:
    """Take over the job's file from where it stands; returns the job as it ends. Safe to run twice or at the same time.

    Each `settings.IMPORT_BATCH` rows are one transaction that also moves `done_rows` on, so a killed run is gone on with exactly there. A
    dry run takes every batch back. A file that cannot be read ends the job with its reason. Cost: about 150 µs a row of
    20 columns here, as much in PostgreSQL at the same time; memory: one batch, the ids and ranks of the file.
    """
    if not _begin(job):
        return job
    run = _Run(job, progress)
    try:
        with few_collections(), quick_turns():
            run.through()
    except Stopped:
        pass
    except FileProblem as problem:
        _end(job, ImportJob.State.FAILED, error=" ".join(problem.messages)[:1000])
    job.refresh_from_db()
    return job


def resume_imports() -> int:
    """Queue imports that wait or run but have not been heard of for a minute; one that died TRIES times fails."""
    lost = ImportJob.objects.filter(
        state__in=[ImportJob.State.WAITING, ImportJob.State.RUNNING], beat_at__lt=timezone.now() - SILENT
    )
    for job in lost:
        if job.counts.get("resumed", 0) >= TRIES:
            error = _(
                "It stopped %(tries)d times at line %(line)d. What came before is in; nothing is half-written."
            )
            _end(
                job,
                ImportJob.State.FAILED,
                error=error % {"tries": TRIES, "line": job.counts.get("line", 1) + 1},
            )
        else:
            dispatch.queue_once(RUN, str(job.pk), queue="bulk")
    return len(lost)


def _begin(job: ImportJob) -> bool:
    """Mark the job as running, once more after it died; False where it is not to run."""
    with transaction.atomic():
        set_tenant(job.workspace_id)
        now = ImportJob.objects.select_for_update(no_key=True).get(pk=job.pk)
        if now.state == ImportJob.State.RUNNING:
            now.counts["resumed"] = now.counts.get("resumed", 0) + 1
        elif now.state != ImportJob.State.WAITING:
            return False
        now.state, now.beat_at = ImportJob.State.RUNNING, timezone.now()
        now.save(update_fields=["state", "beat_at", "counts"])
        announce(now)
    job.refresh_from_db()
    return True


def _end(job: ImportJob, state: str, *, error: str = "") -> None:
    with transaction.atomic():
        set_tenant(job.workspace_id)
        ImportJob.objects.filter(pk=job.pk).update(state=state, error=error, finished_at=timezone.now())
        announce(job)


class _Run:
    """One run of one job: what it has learned of the workspace, and how far it is."""

    def __init__(self, job: ImportJob, progress: Progress | None) -> None:
        self.job, self.progress, self.product = job, progress, job.product
        self.dry = bool(job.options.get("dry_run"))
        self.by = Actor(
            workspace_id=job.workspace_id, kind="import", member_id=job.started_by_id, name=job.started_by.name,
            via="import", action=UUID(job.options["action"]),
        )  # fmt: skip
        self.line = 0 if self.dry else int(job.counts.get("line", 0))
        self.done = 0 if self.dry else job.done_rows
        self.counts = Counter({name: job.counts.get(name, 0) for name in COUNTED if not self.dry})
        self.problems: list[RowProblem] = []
        self.rehearsal = Rehearsal() if self.dry else None

    def through(self) -> None:
        """The whole way: survey, batches, parents, end."""
        with opened(self.job) as stream:
            found = survey(stream, options=options_of(self.job), today=date.today())
            self.places = self.reserve(found)
            self.people = People(self.job, self.by)
            rows = read_surveyed(stream, found, timezone=zone_of(self.job))
            with Ahead(chunks(rows, settings.IMPORT_BATCH, after=self.line)) as coming:
                self.go_on = coming.go_on
                for chunk in coming:
                    self.batch(chunk)
        self.finish()

    def reserve(self, found: Survey) -> Places:
        """Ranks below everything there is; who adds at the bottom meanwhile comes after them."""
        counts = self.job.counts
        with self.transaction():
            if "ranks" not in counts:
                lock_order(self.product.pk)
                last = Item.all_objects.filter(product=self.product).order_by("-rank")
                low = rank.between(last.values_list("rank", flat=True).first(), None)
                counts["ranks"] = [low, rank.between(low, None)]
                self.job.total_rows = found.rows
                self.job.site = self.job.site or found.site or site_before(self.job)
                self.job.save(update_fields=["counts", "total_rows", "site"])
        low, high = counts["ranks"]
        return Places(
            {line: n for n, line in enumerate(found.order)}, rank.spread(low, high, found.rows), high
        )

    @contextmanager
    def transaction(self, planning: str = BY_INDEX) -> Iterator[None]:
        """One transaction in the workspace that holds the job; Stopped where it is no longer ours to go on with."""
        with tenant(self.job.workspace_id):
            held = ImportJob.objects.select_for_update(no_key=True).filter(pk=self.job.pk)
            now = held.only("state", "counts").first()
            if now is None or now.state != ImportJob.State.RUNNING:
                raise Stopped
            if not self.dry and now.counts.get("line", 0) != self.line:
                raise Stopped
            with connection.cursor() as cursor:
                cursor.execute(planning)
            yield

    def tell(self) -> None:
        """Let who called know how far it is."""
        if self.progress:
            self.progress(self.job)

    def batch(self, chunk: Chunk) -> None:
        """Take over one chunk and move on, in one transaction; a dry run takes the chunk back before it moves on."""
        with self.transaction(PLANNING):
            lock_site(self.job)
            if self.rehearsal:
                with transaction.atomic():
                    self.take(chunk.rows, chunk.problems)
                    transaction.set_rollback(True)
                self.people = People(self.job, self.by)
                self.rehearsal.begin()
            else:
                self.take(chunk.rows, chunk.problems)
            self.move_on(chunk)
        self.tell()

    def take(self, rows: Sequence[Ready], problems: Sequence[RowProblem]) -> None:
        """Write the rows; where the database refuses them, halve until the one row is found that it refuses."""
        room = max(0, MOST_PROBLEMS - self.counts["problems"])
        batch = Batch(
            self.job, self.product, self.people, self.places.of, self.go_on, self.by, room, self.rehearsal
        )
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Locked in the subtransaction that writes it: each reference to a row of two holders costs more.
                lock_order(self.product.pk)
                batch.take(rows, problems)
                cursor.execute(CHECK)
        except (DataError, IntegrityError) as error:
            self.people = People(self.job, self.by)
            if len(rows) > 1:
                half = len(rows) // 2
                self.take(rows[:half], problems)
                self.take(rows[half:], [])
                return
            row = rows[0].row
            log.warning("import_row_refused", line=row.line, error=str(error))
            reason = _("The database refused this row.")
            refused = RowProblem(row.line, "", "", reason, True, row.key)
            self.take([], [*problems, refused])
            return
        if self.rehearsal:
            batch.rehearsed(self.rehearsal, rows)
            self.problems += batch.problems[:room]
        self.counts += batch.counts

    def move_on(self, chunk: Chunk) -> None:
        """Put down in the job how far it is; what was taken and this are one transaction."""
        self.line, self.done = chunk.line, self.done + chunk.size
        job = self.job
        job.done_rows, job.beat_at, fields = self.done, timezone.now(), ["done_rows", "beat_at"]
        if not self.dry:
            job.counts = {**self.counts, "ranks": job.counts["ranks"], "line": self.line}
            fields.append("counts")
            if len(self.people.found) > len(job.options.get("people", {})):
                job.options["people"] = self.people.resolved()
                fields.append("options")
        job.save(update_fields=fields)
        announce(job)

    def finish(self) -> None:
        """Settle the parents that came after their children, and close the job."""
        job = self.job
        with self.transaction():
            problems = rehearse_settling(job, self.rehearsal) if self.rehearsal else settle(job, by=self.by)
            write_problems(
                job, [*self.problems, *problems[: max(0, MOST_PROBLEMS - self.counts["problems"])]]
            )
            self.counts["problems"] += len(problems)
            if self.dry:
                job.preview["dry_run"] = dict(self.counts)
                job.state, job.done_rows = ImportJob.State.PREVIEW, 0
            else:
                job.counts = {**self.counts, "line": self.line}
                job.state, job.finished_at = ImportJob.State.DONE, timezone.now()
                record("import.finished", job, by=self.by, label=job.file_name, data=context_of(job))
            job.save(update_fields=["counts", "preview", "state", "done_rows", "finished_at"])
            announce(job)
        self.tell()


def lock_site(job: ImportJob) -> None:
    """Until commit, no other import of the same site's rows: the second run finds what the first one made."""
    name = f"import:{job.workspace_id}:{job.format}:{job.site}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
