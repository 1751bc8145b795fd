"""What the import pages read."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from backlog.models import Product
from core.csv_file import guarded
from integrations.models import ImportJob, ImportProblem

MOST_JOBS = 50
MOST_PROBLEMS = 200
TARGETS = {
    "title": gettext_lazy("Title"),
    "key": gettext_lazy("Identity"),
    "external_id": gettext_lazy("Identity"),
    "kind": gettext_lazy("Kind"),
    "status": gettext_lazy("Status"),
    "status_category": gettext_lazy("Category of the status"),
    "description": gettext_lazy("Description"),
    "labels": gettext_lazy("Labels"),
    "components": gettext_lazy("Labels"),
    "priority": gettext_lazy("Labels"),
    "assignee": gettext_lazy("Assignee"),
    "assignee_id": gettext_lazy("Assignee"),
    "reporter": gettext_lazy("Created by"),
    "reporter_id": gettext_lazy("Created by"),
    "estimate": gettext_lazy("Estimate"),
    "start_on": gettext_lazy("Start"),
    "due_on": gettext_lazy("Due"),
    "parent_key": gettext_lazy("Parent"),
    "parent_id": gettext_lazy("Parent"),
    "epic_link": gettext_lazy("Parent"),
    "created_at": gettext_lazy("Day of creation"),
    "updated_at": gettext_lazy("Last change"),
    "resolved_at": gettext_lazy("Day it was closed"),
    "comments": gettext_lazy("Comments"),
    "watchers": gettext_lazy("Watchers"),
    "watchers_id": gettext_lazy("Watchers"),
    "rank": gettext_lazy("Rank"),
}


def jobs_of(workspace: Workspace) -> "QuerySet[ImportJob]":
    """The workspace's last imports, the newest first. One statement."""
    return ImportJob.objects.filter(workspace=workspace).select_related("product", "started_by")[:MOST_JOBS]


def job_of(workspace: Workspace, pk: UUID) -> ImportJob:
    """One import of the workspace; 404 for any other."""
    job = ImportJob.objects.filter(workspace=workspace, pk=pk).select_related("product", "started_by").first()
    if job is None:
        raise Http404
    return job


def products_of(workspace: Workspace) -> "QuerySet[Product]":
    """Products that items can be imported into, by name."""
    return Product.objects.filter(workspace=workspace, archived_at=None).order_by("name")


def columns_of(job: ImportJob) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(columns that go somewhere, columns with values that are left out), each with `goes` in words."""
    taken: list[dict[str, Any]] = []
    left: list[dict[str, Any]] = []
    for column in job.preview.get("columns", ()):
        if column["filled"]:
            goes = str(TARGETS.get(column["target"], "")) if column["target"] else ""
            (taken if column["target"] else left).append({**column, "goes": goes})
    return taken, left


def numbers_of(job: ImportJob) -> list[tuple[str, int]]:
    """What the job did (or the dry run would do), in words with its numbers, without zeros."""
    counts = job.preview.get("dry_run") or job.counts
    return [(word, counts[name]) for name, word in count_words().items() if counts.get(name)]


def count_words() -> dict[str, str]:
    """A job's counters in words, in the order they are shown."""
    return {
        "created": _("new items"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "kept_here": _("kept as edited here"),
        "skipped": _("rows left out"),
        "comments": _("comments"),
        "labels": _("new labels"),
        "people": _("new people"),
        "problems": _("problems"),
    }


def problems_of(job: ImportJob) -> "QuerySet[ImportProblem]":
    """The job's problems in the order of the file."""
    return job.problems.order_by("line", "id")


def problem_lines(job: ImportJob) -> Iterator[list[str]]:
    """The problems as rows of a CSV, guarded against cells that a spreadsheet would take for a formula."""
    yield [_("Line"), _("Field"), _("Value"), _("Reason"), _("Row")]
    for problem in problems_of(job).iterator():
        row = _("kept") if problem.kept else _("left out")
        yield [str(problem.line), *guarded([problem.field, problem.value, problem.reason]), row]
