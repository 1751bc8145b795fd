"""An edition on its page, and as what readers see of a roadmap that shows them no more than was published."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import WorkspaceRequest
from accounts.permissions import Right, may
from roadmap.axis import zoom_named
from roadmap.edition_drawing import VIEWS, draw_edition
from roadmap.editions import entry_urls, published_editions
from roadmap.horizons import view_name
from roadmap.models import Edition, Roadmap
from roadmap.queries import published_roadmap_of
from roadmap.visits import since_last_visit


def edition_instead(request: WorkspaceRequest, pk: UUID) -> HttpResponse | None:
    """The roadmap's page for one who sees its last published edition and no more, None for everybody else.

    Raises Http404. No statement for who reads the backlog, else one, and those of the page.
    """
    if may(request.actor, Right.READ_BACKLOG):
        return None
    roadmap = published_roadmap_of(request.actor, pk)
    if roadmap.shows_now_to(request.actor):
        return None
    edition = published_editions(roadmap).defer(None).first()
    if edition is None:
        since_last_visit(roadmap, request.member, by=request.actor)  # this is a visit too
        return render(request, "roadmap/unpublished.html", {"roadmap": roadmap})
    return edition_page(request, roadmap, edition, is_roadmap=True)


def edition_page(
    request: WorkspaceRequest, roadmap: Roadmap, edition: Edition, *, is_roadmap: bool = False
) -> HttpResponse:
    """An edition as timeline, horizons or list (`?view=`), perhaps in the place of the roadmap itself."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    names = (each["name"] for each in edition.document["horizons"])
    context = {
        "roadmap": roadmap, "edition": edition, "view": view, "is_roadmap": is_roadmap, "horizons_name": view_name(names),
        "since_visit": since_last_visit(roadmap, request.member, by=request.actor) if is_roadmap else None,
    }  # fmt: skip
    return render(request, "roadmap/edition.html", {**context, **drawn(request, roadmap, edition, view)})


def drawn(request: WorkspaceRequest, roadmap: Roadmap, edition: Edition, view: str) -> dict[str, Any]:
    """What the partial of a view needs."""
    slug, zoom, today = request.workspace.slug, zoom_named(request.GET.get("zoom", "")), timezone.localdate()
    url = reverse("roadmap:edition_timeline", args=[slug, roadmap.pk, edition.number])
    urls = entry_urls(roadmap, slug, by=request.actor)
    return draw_edition(edition.document, view, zoom=zoom, today=today, url=url, urls=urls)
