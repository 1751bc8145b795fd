"""Files of large roadmaps: asked for by a member, made by the worker as that member sees the roadmap, kept for a day."""

from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import Right, may, require
from activity import dispatch
from activity.actors import Actor
from core.db import tenant
from core.errors import Conflict
from core.files import save_with_row
from roadmap.exports import FORMATS, file_name
from roadmap.exports.reading import VIEWS, Exported, exported
from roadmap.models import LONGEST_QUERY, Roadmap, RoadmapFile

log = structlog.get_logger(__name__)
MAKE = "roadmap.tasks.make_file"
KEPT = timedelta(days=1)
SILENT = timedelta(minutes=3)
"""So long nobody else begins what a worker has begun; then it is taken to be dead."""
TRIES = 3
MOST_WAITING = 5


@transaction.atomic
def ask_for_file(
    roadmap: Roadmap, member: Member, *, by: Actor, format: str, query: str = "", view: str = "timeline"
) -> RoadmapFile:
    """Have the worker make a file of the roadmap as the member sees it in that view, narrowed by `query`; asking again for what is being made
    is once, also at the same moment. Runs in the member's time zone and language, which the file will be in.

    Raises PermissionDenied, ValidationError for an unknown format or view and a query that is too long, Conflict while
    MOST_WAITING others are being made for them. Cost: 4 statements.
    """
    require(by, Right.READ_ROADMAPS)
    if format not in FORMATS or view not in VIEWS or len(query) > LONGEST_QUERY:
        raise ValidationError(_("There are these formats: %(names)s.") % {"names": ", ".join(FORMATS)})
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
    waiting = list(RoadmapFile.objects.filter(asked_by=member, state=RoadmapFile.State.WAITING))
    for job in waiting:
        if (job.roadmap_id, job.format, job.query, job.view) == (roadmap.pk, format, query, view):
            return job
    if len(waiting) >= MOST_WAITING:
        raise Conflict(_("Files are being made for you already. Wait until they are done."))
    job = RoadmapFile.objects.create(
        workspace_id=roadmap.workspace_id, roadmap=roadmap, asked_by=member, format=format, query=query, view=view,
        language=translation.get_language(), timezone=timezone.get_current_timezone_name(),
    )  # fmt: skip
    transaction.on_commit(lambda: dispatch.queue_once(MAKE, str(job.pk), queue="bulk"), robust=True)
    return job


def files_of(roadmap: Roadmap, member: Member) -> "QuerySet[RoadmapFile]":
    """What was made of the roadmap for the member, or is being made, the newest first: as they are now, since another role may
    see less than what was made for the one before. Who sees editions only gets what they asked for since the roadmap's settings
    changed, which may have shown them more.
    """
    mine = RoadmapFile.objects.filter(roadmap=roadmap, asked_by=member)
    since: F | Greatest = F("asked_by__updated_at")
    if not roadmap.shows_now_to(member.actor()):
        since = Greatest(since, roadmap.updated_at)
    return mine.filter(created_at__gte=since)


def make_file(pk: UUID) -> None:
    """Make a file that somebody has asked for. Run twice, or at the same time by two workers, it is made once.

    What cannot be made says why on the page; a worker that dies over it is tried TRIES times. Raises what nobody foresaw: the
    sweep tries again.
    """
    found = RoadmapFile.objects.filter(pk=pk).only("workspace_id").first()
    if found is None:
        return
    with tenant(found.workspace_id):
        job = _begun(pk)
    if job is None:
        return
    try:
        with tenant(job.workspace_id), timezone.override(job.timezone), translation.override(job.language):
            _make(job)
    except Exception:
        RoadmapFile.objects.filter(pk=pk).update(begun_at=None)  # nobody is at work on it any more
        raise


def sweep_files() -> int:
    """Queue what waits and nobody is at work on, give up what has been tried TRIES times, and forget what is older than a day.

    Returns how many rows it touched. Safe to run twice.
    """
    now, count = timezone.now(), 0
    for job in RoadmapFile.objects.filter(created_at__lt=now - KEPT):
        with tenant(job.workspace_id):
            name = job.file.name
            job.delete()
            if name:
                transaction.on_commit(lambda job=job, name=name: job.file.storage.delete(name))  # type: ignore[misc]
        count += 1
    silent = Q(begun_at__lt=now - SILENT) | Q(begun_at=None, created_at__lt=now - timedelta(seconds=30))
    for job in RoadmapFile.objects.filter(silent, state=RoadmapFile.State.WAITING):
        if job.attempts >= TRIES:
            with tenant(job.workspace_id):
                _give_up(job.pk, silent)
        else:
            dispatch.queue_once(MAKE, str(job.pk), queue="bulk")
        count += 1
    return count


def _give_up(pk: UUID, silent: Q) -> None:
    """Say that a file cannot be made, unless it just has been."""
    rows = RoadmapFile.objects.select_for_update(of=("self",), no_key=True)
    job = rows.filter(silent, pk=pk, state=RoadmapFile.State.WAITING).first()
    if job:
        _fail(job, _("It could not be made. Try another format, or fewer entries by a filter."))


def _begun(pk: UUID) -> RoadmapFile | None:
    """The job, noted as begun once more; None where it is done or somebody is at work on it."""
    rows = RoadmapFile.objects.select_for_update(of=("self",), no_key=True)
    job = rows.select_related("roadmap__workspace", "asked_by").filter(pk=pk).first()
    if job is None or job.state != RoadmapFile.State.WAITING or job.attempts >= TRIES:
        return None
    now = timezone.now()
    if job.begun_at and job.begun_at > now - SILENT:
        return None
    job.begun_at, job.attempts = now, job.attempts + 1
    job.save(update_fields=["begun_at", "attempts"])
    return job


def _make(job: RoadmapFile) -> None:
    error, name, content = "", "", b""
    try:
        seen = _as_seen(job)
        name, content = file_name(seen, FORMATS[job.format]), FORMATS[job.format].write(seen)
    except ValidationError as refused:
        error = " ".join(refused.messages)
    except Http404:
        error = _("You can no longer read this roadmap.")
    rows = RoadmapFile.objects.select_for_update(of=("self",), no_key=True)
    kept = rows.filter(pk=job.pk).exclude(state=RoadmapFile.State.DONE).first()
    if kept is None:  # another worker, who took this one for dead, was faster; or the day is over
        return
    if error:
        _fail(kept, error)
        return
    kept.name, kept.state, kept.error = name, RoadmapFile.State.DONE, ""
    save_with_row(kept.file, f"{uuid4().hex}.{kept.format}", ContentFile(content))
    kept.save(update_fields=["name", "file", "state", "error"])
    _announce(kept)


def _as_seen(job: RoadmapFile) -> Exported:
    """The roadmap as who asked may see it now. Raises Http404 where they may not any more."""
    member, actor = job.asked_by, job.asked_by.actor()
    mine = Roadmap.objects.visible_to(actor).filter(pk=job.roadmap_id)
    if member.deactivated_at or not may(actor, Right.READ_ROADMAPS) or not mine.exists():
        raise Http404
    return exported(job.roadmap, member, by=actor, query=job.query, view=job.view)


def _fail(job: RoadmapFile, why: str) -> None:
    job.state, job.error = RoadmapFile.State.FAILED, why[:500]
    job.save(update_fields=["state", "error"])
    log.warning("roadmap_file_failed", file=str(job.pk), format=job.format, attempts=job.attempts)
    _announce(job)


def _announce(job: RoadmapFile) -> None:
    """Tell the pages of who asked, after commit."""
    message = {
        "kind": "roadmapfile",
        "verb": "roadmapfile.made",
        "ids": [str(job.pk)],
        "member": str(job.asked_by_id),
    }
    transaction.on_commit(lambda: dispatch.publish(job.workspace_id, [message]), robust=True)
