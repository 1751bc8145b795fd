"""What the pages of entries and of objectives show of what is said about them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import WorkspaceRequest
from roadmap.discussions import discussion_of
from roadmap.models import Entry, Objective


@dataclass(frozen=True, slots=True)
class Talk:
    """Where one talks: about what, on which page (its address), and the id by which news tell of it."""

    on: Entry | Objective
    page: str
    heard: str
    hint: str

    @property
    def url(self) -> str:
        """The comments' own address; each of them is below it."""
        return f"{self.page}comments/"

    @property
    def key(self) -> str:
        """What an unsent text is kept under."""
        return f"{self.on._meta.model_name}-{self.on.pk}"


def talk_about(request: WorkspaceRequest, on: Entry | Objective) -> Talk:
    """No query."""
    slug = request.workspace.slug
    if isinstance(on, Entry):
        page = reverse("roadmap:entry", args=[slug, on.roadmap_id, on.pk])
        hint = _("Ask or answer. Everyone who may read this roadmap sees it; @Name tells someone.")
        return Talk(on, page, str(on.roadmap_id), hint)
    page = reverse("roadmap:objective", args=[slug, on.pk])
    hint = _("Ask or answer. Everyone in the workspace sees it; @Name tells someone.")
    return Talk(on, page, str(on.pk), hint)


def shown_talk(request: WorkspaceRequest, on: Entry | Objective, problem: Any = None) -> dict[str, Any]:
    """What `roadmap/_comments.html` needs; `problem` stands beside the comment that was refused.

    Costs what `discussion_of` costs.
    """
    discussion = discussion_of(on, request.workspace, request.actor, before=request.GET.get("before", ""))
    return {"talk": talk_about(request, on), "discussion": discussion, "problem": problem}
