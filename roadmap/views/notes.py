"""The notes of a release, and whether they stand on the changelog."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, require
from activity.undo import can_undo
from core.errors import OutOfDate
from roadmap import release_queries as queries
from roadmap.models import Changelog
from roadmap.release_forms import NotesForm
from roadmap.release_notes import draft_notes
from roadmap.services import changelog as services
from roadmap.services.releases import update_release
from roadmap.views.answers import dialog, told
from roadmap.views.places import rights


@require_http_methods(["GET", "POST"])
@workspace_view(Right.READ_ROADMAPS)
def release_notes(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What is new in it; `?draft=1` offers a draft made from its items. What somebody else has written meanwhile is shown
    above one's own words.
    """
    found = queries.release_of(request.workspace.pk, pk)
    if request.method == "POST":
        require(request.actor, Right.MANAGE_PLANS)
    form, theirs = NotesForm(request.POST if request.method == "POST" else None, row=found), False
    if form.is_valid():
        try:
            update_release(found, by=request.actor, fields=form.cleaned_data, seen=form.saw())
        except ValidationError as error:
            form.add_error(None, error)
        except OutOfDate:
            found, theirs = queries.release_of(request.workspace.pk, pk), True
        else:
            return redirect("roadmap:release_notes", request.workspace.slug, pk)
    drafted = draft_notes(found) if "draft" in request.GET else ""
    context = {
        **rights(request),
        "release": found,
        "here": "notes",
        "form": form,
        "theirs": theirs,
        "text": request.POST.get("notes", drafted or found.notes),
        "is_editing": bool(drafted or theirs or form.errors),
        "changelog": Changelog.objects.filter(workspace=request.workspace).first(),
        "public": public_address(request),
    }
    status = 412 if theirs else 422 if form.errors else 200
    return render(request, "roadmap/releases/notes.html", context, status=status)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def publish_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Put its notes onto the changelog."""
    found = queries.release_of(request.workspace.pk, pk)
    services.publish_release(found, by=request.actor)
    return _answer(request, pk, _("%(name)s is on the changelog.") % {"name": found.name})


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def unpublish_release(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take it off the changelog."""
    found = queries.release_of(request.workspace.pk, pk)
    services.unpublish_release(found, by=request.actor)
    return _answer(request, pk, _("%(name)s is no longer on the changelog.") % {"name": found.name})


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def changelog_settings(request: WorkspaceRequest) -> HttpResponse:
    """Whether anybody can read the changelog (`open`: 1 or 0), and where."""
    if request.method == "POST":
        is_open = request.POST.get("open") == "1"
        services.set_changelog(request.workspace.pk, by=request.actor, is_open=is_open)
        message = _("Everybody can read the changelog.") if is_open else _("The changelog is closed.")
        if not request.htmx:
            return redirect("roadmap:changelog_settings", request.workspace.slug)
        undo = can_undo(request.actor)
        return told(request, HttpResponse(status=204), message, undo=undo, kind="changelog", close=True)
    context = {
        "changelog": Changelog.objects.filter(workspace=request.workspace).first(),
        "public": public_address(request),
        "feed": f"{public_address(request)}atom.xml",
    }
    crumbs = [(_("Releases"), reverse("roadmap:releases", args=[request.workspace.slug]))]
    return dialog(request, "roadmap/releases/_changelog.html", _("Changelog"), context, crumbs=crumbs)


def public_address(request: WorkspaceRequest) -> str:
    """Where the workspace's changelog can be read, with the host."""
    return f"{settings.BASE_URL}{reverse('roadmap:changelog', args=[request.workspace.slug])}"


def _answer(request: WorkspaceRequest, pk: UUID, message: str) -> HttpResponse:
    if request.htmx:
        undo = can_undo(request.actor)
        return told(request, HttpResponse(status=204), message, undo=undo, kind="release")
    return redirect("roadmap:release_notes", request.workspace.slug, pk)
