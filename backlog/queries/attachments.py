"""The files of an item."""

from uuid import UUID

from django.db.models import QuerySet

from backlog.models import Attachment, Item


def attachments_of(item: Item) -> "QuerySet[Attachment]":
    """The files that are there, as they were added, with who added them. One statement."""
    return item.attachments.filter(deleted_at=None).select_related("uploaded_by").order_by("id")


def attachments_in(workspace_id: UUID) -> "QuerySet[Attachment]":
    """The files of a workspace as far as they and their items are there."""
    return Attachment.objects.filter(workspace_id=workspace_id, deleted_at=None, item__deleted_at=None)
