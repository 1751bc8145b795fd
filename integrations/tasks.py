"""The worker's side of imports, on the queue `bulk`."""

from uuid import UUID

from celery import shared_task

from activity import dispatch
from core.db import tenant
from integrations import services
from integrations.models import ImportJob
from integrations.services.jobs import LOOK, RUN


@shared_task
def run_import(job_id: str) -> None:
    """Take over a job's file, from the beginning or from where a killed run ended."""
    dispatch.begun(RUN, job_id)
    job = ImportJob.objects.select_related("product", "started_by").filter(pk=UUID(job_id)).first()
    if job is not None:
        services.run_import(job)


@shared_task
def look_at_file(job_id: str) -> None:
    """Make the preview of a large file."""
    dispatch.begun(LOOK, job_id)
    job = ImportJob.objects.filter(pk=UUID(job_id)).first()
    if job is not None:
        with tenant(job.workspace_id):
            services.look_at_file(job)


@shared_task
def resume_imports() -> None:
    """Go on with imports whose worker died or whose start was lost."""
    services.resume_imports()


@shared_task
def forget_files() -> None:
    """Delete the files of imports that are long over."""
    services.forget_files()
