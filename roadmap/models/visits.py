"""Who has seen how much of a roadmap."""

from django.db import models

from accounts.models import Member
from core.models import SameWorkspace, WorkspaceModel, within_workspace
from roadmap.models.roadmaps import Roadmap


class RoadmapVisit(WorkspaceModel):
    """Up to where a member knows a roadmap: the `day` (of the workspace) and the last `edition` that was kept by then, 0 for none.

    Later changes are news to them, until they have looked at what changed.
    """

    roadmap = within_workspace(Roadmap, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    edition = models.PositiveIntegerField(default=0)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("roadmap", name="roadmapvisit_roadmap_here"),
            SameWorkspace("member", name="roadmapvisit_member_here"),
            models.UniqueConstraint(fields=["roadmap", "member"], name="roadmapvisit_once"),
        ]
