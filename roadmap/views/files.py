"""Files of large roadmaps, which the worker makes: asked for, waited for, fetched."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from core.served import served
from roadmap import queries
from roadmap.exports import FORMATS
from roadmap.exports.reading import view_in
from roadmap.models import RoadmapFile
from roadmap.services.files import ask_for_file, files_of


@require_http_methods(["GET", "POST"])
@workspace_view(Right.READ_ROADMAPS)
def files(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What was made of the roadmap for the member in the last day, and a form for what `?format=`, `?q=` and `?view=` ask for."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    asked = request.POST if request.method == "POST" else request.GET
    form, query, view = FORMATS.get(asked.get("format", "")), asked.get("q", ""), view_in(asked)
    if request.method == "POST":
        if form is None:
            raise ValidationError(_("There are these formats: %(names)s.") % {"names": ", ".join(FORMATS)})
        ask_for_file(roadmap, request.member, by=request.actor, format=form.name, query=query, view=view)
        return redirect("roadmap:files", request.workspace.slug, roadmap.pk)
    made = [(file, FORMATS[file.format]) for file in files_of(roadmap, request.member)]
    context = {"roadmap": roadmap, "made": made, "form": form, "query": query, "view": view}
    return render(request, "roadmap/files.html", context)


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def file(request: WorkspaceRequest, pk: UUID, file_pk: UUID) -> HttpResponse:
    """One that is done, to be saved; nobody else's."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    made = get_object_or_404(files_of(roadmap, request.member), pk=file_pk)
    if made.state != RoadmapFile.State.DONE:
        raise Http404
    media_type = FORMATS[made.format].content_type
    answer: HttpResponse = served(made.file, name=made.name, media_type=media_type, in_place=False)
    return answer
