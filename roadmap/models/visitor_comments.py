"""What visitors of share links say."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models import Item
from core.models import SameWorkspace, VersionedModel, within_workspace
from roadmap.models.roadmaps import ShareLink

LONGEST_NAME, LONGEST_TEXT = 80, 1000


class VisitorComment(VersionedModel):
    """What somebody without an account said on the page of a share link, shown there once a member has approved it.

    The name is what they call themselves; nothing else is known of them. `item` is what they speak of, None: all of the
    roadmap. A member's `reply` stands below it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        APPROVED = "approved", _("Shown")
        DECLINED = "declined", _("Declined")

    link = within_workspace(ShareLink, on_delete=models.CASCADE, related_name="comments")
    item = within_workspace(Item, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("your name"), max_length=LONGEST_NAME)
    text = models.CharField(_("comment"), max_length=LONGEST_TEXT)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    decided_by = within_workspace(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reply = models.CharField(_("reply"), max_length=LONGEST_TEXT, blank=True, default="")
    replied_by = within_workspace(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(VersionedModel.Meta):
        ordering = ["id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("link", name="visitorcomment_link_here"),
            SameWorkspace("item", name="visitorcomment_item_here"),
            SameWorkspace("decided_by", name="visitorcomment_decider_here"),
            SameWorkspace("replied_by", name="visitorcomment_replier_here"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "approved", "declined"]),
                name="visitorcomment_state_known",
            ),
        ]
        indexes = [
            models.Index(fields=["link"], condition=models.Q(state="waiting"), name="visitorcomment_waiting"),
        ]
