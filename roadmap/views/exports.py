"""A roadmap as a file."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.exports import FORMATS, file_of
from roadmap.exports.reading import exported


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def export(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The roadmap as the member sees it, as a file of the `?format=`, narrowed by `?q=`, without it as they left it."""
    roadmap = queries.published_roadmap_of(request.actor, pk)
    form = FORMATS.get(request.GET.get("format", ""))
    if form is None:
        raise ValidationError(_("There are these formats: %(names)s.") % {"names": ", ".join(FORMATS)})
    return file_of(exported(roadmap, request.member, by=request.actor, query=request.GET.get("q")), form)
