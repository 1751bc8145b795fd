"""Files at items, and short answers to comments."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models.items import Comment, Item
from core.filetypes import IMAGES
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


def place_of(attachment: Any, _name: str) -> str:
    """Where an attachment lies: by workspace and id, never under the name that somebody gave it."""
    return f"attachments/{attachment.workspace_id}/{attachment.pk}"


class Attachment(VersionedModel):
    """A file that belongs to an item. `media_type` is what its content was found to be, not what it was called."""

    item = within_workspace(Item, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=place_of, max_length=200)
    name = models.CharField(_("name"), max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    uploaded_by = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        item_id: Any
        uploaded_by_id: Any

    class Meta(VersionedModel.Meta):
        ordering = ["id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("item", name="attachment_item_here"),
            SameWorkspace("uploaded_by", name="attachment_uploaded_by_here"),
        ]

    @property
    def is_image(self) -> bool:
        """Whether a browser may show it on a page."""
        return self.media_type in IMAGES


class Reaction(WorkspaceModel):
    """One member's sign under one comment."""

    comment = within_workspace(Comment, on_delete=models.CASCADE, related_name="reactions", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    sign = models.CharField(max_length=16)

    if TYPE_CHECKING:
        comment_id: Any
        member_id: Any

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("comment", name="reaction_comment_here"),
            SameWorkspace("member", name="reaction_member_here"),
            models.UniqueConstraint(fields=["comment", "member", "sign"], name="reaction_once"),
        ]
