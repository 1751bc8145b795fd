"""The append-only event log, and the outbox that stays until each event has been dealt with."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from core.models import SameWorkspace, UUIDModel, within_workspace


class Event(UUIDModel):
    """One row for each object that changed: who, what, when, before and after. Never updated.

    `changes` maps a field to [before, after] in JSON values; `data` holds ids of what surrounds the object (its
    product, its roadmap) and, for a batch, its counts. Events of one act share `action`.
    """

    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    action = models.UUIDField()
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=30)
    object_id = models.UUIDField()
    object_label = models.CharField(max_length=200)
    changes = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=8)
    actor = within_workspace(
        "accounts.Member",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    via = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            SameWorkspace("actor", name="event_actor_here"),
            models.CheckConstraint(
                condition=models.Q(actor_kind__in=["member", "system", "import", "visitor"]),
                name="event_actor_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["object_id", "-id"], name="event_of_object"),
            models.Index(fields=["workspace", "action"], name="event_of_action"),
            models.Index(fields=["workspace", "-id"], name="event_of_workspace"),
            BrinIndex(fields=["at"], name="event_at"),
        ]


class Outbox(models.Model):
    """An event that handlers still wait for; the row goes when all are done.

    `waiting` names the handlers that failed and are to be tried again at `retry_at`; null means all of them. What is
    `bulk` (an import, an edit of very many) is dealt with after all that is not.
    """

    event_id = models.UUIDField(primary_key=True)
    workspace_id = models.UUIDField()
    bulk = models.BooleanField(default=False, db_default=False)
    waiting = ArrayField(models.CharField(max_length=40), null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "bulk", "event_id"], name="outbox_by_haste")]


class Position(models.Model):
    """An event's place in its workspace's order of commits; readers resume after the last `seq` they saw."""

    seq = models.BigAutoField(primary_key=True)
    workspace_id = models.UUIDField()
    event_id = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["workspace_id", "seq"], name="position_of_workspace")]
