"""Editions: the list, one as it was, and what changed between two states of a roadmap."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.editions import (
    NOW,
    compared,
    entry_urls,
    grouped,
    neighbours,
    published_editions,
    state_of,
    usual_since,
)
from roadmap.services.visits import keep_visit
from roadmap.views.reading import drawn, edition_page
from roadmap.visits import looked

MOST = 100


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def editions(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What was published, the newest first; `?before=` a number goes on from there."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    rows = published_editions(roadmap)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 9:
        rows = rows.filter(number__lt=int(before))
    found = list(rows[: MOST + 1])
    context = {"roadmap": roadmap, "pairs": neighbours(found)[:MOST], "has_more": len(found) > MOST}
    return render(request, "roadmap/editions.html", context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def edition(request: WorkspaceRequest, pk: UUID, number: int) -> HttpResponse:
    """A published edition as it was, as timeline, horizons or list (`?view=`)."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    found = get_object_or_404(published_editions(roadmap).defer(None), number=number)
    return edition_page(request, roadmap, found)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def edition_timeline(request: WorkspaceRequest, pk: UUID, number: int) -> HttpResponse:
    """The timeline of an edition alone, at `?zoom=`."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    found = get_object_or_404(published_editions(roadmap).defer(None), number=number)
    return render(request, "roadmap/_timeline.html", drawn(request, roadmap, found, "timeline"))


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def seen(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What changed up to now is no news any more."""
    keep_visit(queries.published_roadmap_of(request.actor, pk), request.member, by=request.actor)
    return HttpResponse() if request.htmx else redirect("roadmap:roadmap", request.workspace.slug, pk)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def changes(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What changed `?since=` an edition or a day `?until=` another or now; without any since the last edition.

    With `?small=no` without status and progress. What changed since one's last visit is seen by it.
    """
    roadmap = queries.published_roadmap_of(request.actor, pk)
    since = request.GET.get("day") or request.GET.get("since") or usual_since(roadmap, by=request.actor)
    until = request.GET.get("until") or NOW
    small = request.GET.get("small") != "no"
    context: dict[str, Any] = {"roadmap": roadmap, "since": since, "until": until, "small": small}
    try:
        before = state_of(roadmap, since, by=request.actor)
        after = state_of(roadmap, until, by=request.actor, is_end=True)
        found = compared(roadmap, before, after, by=request.actor, small=small)
    except ValidationError as error:
        context |= {"problem": " ".join(error.messages)}
    else:
        if until == NOW:
            looked(roadmap, request.member, since, by=request.actor)
        urls = entry_urls(roadmap, request.workspace.slug, by=request.actor)
        context |= {"found": found, "groups": grouped(found, today=timezone.localdate(), urls=urls)}
    context["choices"] = list(published_editions(roadmap)[:MOST])
    status = 422 if "problem" in context else 200
    return render(request, "roadmap/changes.html", context, status=status)
