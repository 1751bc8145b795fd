"""Abstract bases of every table."""

from typing import Any, TypeVar

import uuid_utils.compat
from django.db import models

from core.constraints import SameWorkspace

M = TypeVar("M", bound=models.Model)


class UUIDModel(models.Model):
    """A row whose primary key is a UUIDv7 made in Python: ordered by time, known before it is saved, the API's id."""

    id = models.UUIDField(primary_key=True, default=uuid_utils.compat.uuid7, editable=False)

    class Meta:
        abstract = True


class WorkspaceModel(UUIDModel):
    """A row of one workspace.

    Each carries its workspace, and (workspace, id) is unique so that composite foreign keys can point at it:
    a reference to another workspace's row is refused by the database itself (`SameWorkspace`).
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="%(app_label)s_%(class)s_tenant"),
        ]


class VersionedModel(WorkspaceModel):
    """A row that people edit: `version` goes up with each change, `ETag` and `If-Match` compare it."""

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(WorkspaceModel.Meta):
        abstract = True


class Living(models.Manager[M]):
    """Hides what was deleted (`deleted_at`). Beside it `all_objects` sees everything, so that undo brings it back."""

    def get_queryset(self) -> "models.QuerySet[M]":
        return super().get_queryset().filter(deleted_at=None)


def vouched_workspace() -> Any:
    """The workspace of a row whose never empty composite key (`SameWorkspace`) vouches that it is there.

    Tables that are written by the thousand save one check a row.
    """
    return models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )


def within_workspace(to: Any, **kwargs: Any) -> Any:
    """A foreign key inside a workspace; its table declares `SameWorkspace(<field>)`, which is the database's check."""
    return models.ForeignKey(to, db_constraint=False, **kwargs)


__all__ = [
    "Living",
    "SameWorkspace",
    "UUIDModel",
    "VersionedModel",
    "WorkspaceModel",
    "vouched_workspace",
    "within_workspace",
]
