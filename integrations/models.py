"""Imports: jobs, their problems, and which row became which item."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models import Item, Product
from core.models import SameWorkspace, WorkspaceModel, vouched_workspace, within_workspace


class ImportJob(WorkspaceModel):
    """One file on its way into one product. `done_rows` is where a killed job goes on."""

    class State(models.TextChoices):
        PREVIEW = "preview", _("Preview")
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="imports")
    started_by = within_workspace(Member, on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=20)
    file = models.FileField(upload_to="imports/")
    file_name = models.CharField(max_length=255)
    site = models.CharField(max_length=120, blank=True)
    options = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    total_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    beat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        ordering = ["-id"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("product", name="importjob_product_here"),
            SameWorkspace("started_by", name="importjob_by_here"),
        ]


class ImportProblem(WorkspaceModel):
    """A row, or a cell of it, that could not be taken over, and why."""

    job = within_workspace(ImportJob, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=500)
    kept = models.BooleanField(help_text="True where the row came in without this cell.")

    class Meta(WorkspaceModel.Meta):
        ordering = ["line", "id"]
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("job", name="importproblem_job_here"),
        ]


class ImportedRow(WorkspaceModel):
    """Which external row became which item, with the source's values as last seen.

    A second run changes only fields whose source value changed and that nobody edited here since.
    """

    source = models.CharField(max_length=20)
    site = models.CharField(max_length=120, blank=True)
    external_id = models.CharField(max_length=120)
    external_key = models.CharField(max_length=120, blank=True)
    workspace = vouched_workspace()
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="imported_rows", db_index=False)
    values = models.JSONField(default=dict)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("item", name="importedrow_item_here"),
            models.UniqueConstraint(
                fields=["workspace", "source", "site", "external_id"],
                name="imported_row_once",
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="importedrow_of_item"),
            models.Index(fields=["workspace", "external_key"], name="importedrow_of_key"),
        ]
