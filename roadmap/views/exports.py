"""A roadmap as a file."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.exports import FORMATS, file_of
from roadmap.exports.reading import exported, view_in


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def export(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The roadmap as the member sees it, as a file of the `?format=`, narrowed by `?q=`, without it as they left it; `?view=` is how
    pictures and print show it.

    What takes seconds is made by the worker: to the page where that is asked for.
    """
    roadmap = queries.published_roadmap_of(request.actor, pk)
    form = FORMATS.get(request.GET.get("format", ""))
    if form is None:
        raise ValidationError(_("There are these formats: %(names)s.") % {"names": ", ".join(FORMATS)})
    view = view_in(request.GET)
    found = exported(roadmap, request.member, by=request.actor, query=request.GET.get("q"), view=view)
    if found.size > form.at_once:
        asked = urlencode({"format": form.name, "q": found.query, "view": view})
        return redirect(f"{reverse('roadmap:files', args=[request.workspace.slug, pk])}?{asked}")
    return file_of(found, form)
