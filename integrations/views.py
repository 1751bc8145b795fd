"""Pages of the import: choose a file, see what becomes of it, watch it, read what it did."""

import csv
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from integrations import queries, services
from integrations.forms import ChoicesForm, UploadForm
from integrations.models import ImportJob
from integrations.services.jobs import KEPT_DAYS, MOST_BYTES

STATES = ImportJob.State
AT_WORK = (STATES.WAITING, STATES.RUNNING)


@require_safe
@workspace_view(Right.IMPORT)
def imports(request: WorkspaceRequest) -> HttpResponse:
    """The imports so far, and the way to the next."""
    products = queries.products_of(request.workspace)
    form = UploadForm(products=products, initial={"product": request.GET.get("product") or products.first()})
    return _imports_page(request, form)


@require_POST
@workspace_view(Right.IMPORT)
def upload(request: WorkspaceRequest) -> HttpResponse:
    """Keep the file and look at it."""
    form = UploadForm(request.POST, request.FILES, products=queries.products_of(request.workspace))
    if not form.is_valid():
        return _imports_page(request, form, status=422)
    values = form.cleaned_data
    try:
        job = services.start_preview(
            values["file"], values["product"], by=request.actor, format=values["format"]
        )
    except ValidationError as error:
        form.add_error("file", error.messages)
        return _imports_page(request, form, status=422)
    return _to(request, job)


@require_safe
@workspace_view(Right.IMPORT)
def import_job(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One import, whatever its state: what would become of it, how far it is, what it did."""
    job = queries.job_of(request.workspace, pk)
    return _job_page(request, job, _form(request, job) if _undecided(job) else None)


@require_safe
@workspace_view(Right.IMPORT)
def import_progress(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """How far it is; when there is more to see than a bar, the whole page."""
    job = queries.job_of(request.workspace, pk)
    if not _busy(job):
        return HttpResponseClientRedirect(_address(request, job).url)
    return render(request, "integrations/_progress.html", {"job": job})


@require_POST
@workspace_view(Right.IMPORT)
def choose_meanings(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Keep what was decided and show what becomes of the file now."""
    return _decide(request, queries.job_of(request.workspace, pk))


@require_POST
@workspace_view(Right.IMPORT)
def try_import(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Do it all and take it back."""
    return _decide(request, queries.job_of(request.workspace, pk), dry_run=True)


@require_POST
@workspace_view(Right.IMPORT)
def start_import(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give it to the worker."""
    return _decide(request, queries.job_of(request.workspace, pk), dry_run=False)


@require_POST
@workspace_view(Right.IMPORT)
def cancel_import(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Stop after the rows under way."""
    job = services.cancel_import(queries.job_of(request.workspace, pk), by=request.actor)
    return _to(request, job)


@require_safe
@workspace_view(Right.IMPORT)
def import_problems(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """All problems as a CSV file."""
    job = queries.job_of(request.workspace, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="import-problems.csv"'
    answer.write("\ufeff")
    csv.writer(answer).writerows(queries.problem_lines(job))
    return answer


def _decide(request: WorkspaceRequest, job: ImportJob, *, dry_run: bool | None = None) -> HttpResponse:
    """Keep the choices that were sent; then, with `dry_run` set, begin."""
    if job.state != STATES.PREVIEW or not job.preview:
        return _to(request, job)
    form = _form(request, job)
    if not form.is_valid():
        return _job_page(request, job, form, status=422)
    try:
        job = services.choose(job, by=request.actor, **form.chosen())
        if dry_run is not None:
            services.start_import(job, by=request.actor, dry_run=dry_run)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _job_page(request, job, form, status=422)
    return _to(request, job)


def _form(request: WorkspaceRequest, job: ImportJob) -> ChoicesForm:
    data = request.POST if request.method == "POST" else None
    return ChoicesForm(job, data, may_add_steps=may(request.actor, Right.MANAGE_PLANS))


def _undecided(job: ImportJob) -> bool:
    return job.state == STATES.PREVIEW and bool(job.preview)


def _busy(job: ImportJob) -> bool:
    """Whether the worker has it: it looks at the file, or takes it over."""
    return job.state in AT_WORK or (job.state == STATES.PREVIEW and not job.preview)


def _address(request: WorkspaceRequest, job: ImportJob) -> Any:
    return redirect("integrations:import_job", request.workspace.slug, job.pk)


def _to(request: WorkspaceRequest, job: ImportJob) -> HttpResponse:
    answer: HttpResponse = _address(request, job)
    return answer


def _imports_page(request: WorkspaceRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "jobs": queries.jobs_of(request.workspace),
        "most": MOST_BYTES // 1024 // 1024,
        "days": KEPT_DAYS,
    }
    return render(request, "integrations/imports.html", context, status=status)


def _job_page(
    request: WorkspaceRequest, job: ImportJob, form: ChoicesForm | None, *, status: int = 200
) -> HttpResponse:
    taken, left = queries.columns_of(job)
    context = {
        "job": job,
        "form": form,
        "busy": _busy(job),
        "taken": taken,
        "left_out": left,
        "totals": job.preview.get("totals", {}),
        "sample": job.preview.get("sample", ()),
        "numbers": queries.numbers_of(job),
        "tried": "dry_run" in job.preview,
        "problems": queries.problems_of(job)[: queries.MOST_PROBLEMS] or job.preview.get("problems", ()),
        "days": KEPT_DAYS,
    }
    return render(request, "integrations/import_job.html", context, status=status)
