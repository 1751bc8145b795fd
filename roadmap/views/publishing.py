"""Publishing."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.changes import changes_since
from roadmap.forms import PublishForm
from roadmap.models import Edition, Roadmap, ShareLink
from roadmap.services import publishing as services
from roadmap.services import sharing
from roadmap.views.answers import back_to, panel, told


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def publish(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Show what readers would learn, then publish it."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = PublishForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _publish_panel(request, roadmap, form)
    edition = services.publish(roadmap, by=request.actor, note=form.cleaned_data["note"])
    if not request.htmx:
        return back_to(request, roadmap)
    message = _("Published as edition %(number)d") % {"number": edition.number}
    return told(request, HttpResponse(status=204), message, href=_reader_url(roadmap), kind="", close=True)


def _publish_panel(request: WorkspaceRequest, roadmap: Roadmap, form: PublishForm) -> HttpResponse:
    last = Edition.objects.filter(roadmap=roadmap, is_automatic=False).select_related("published_by").first()
    context = {
        "form": form,
        "last": last,
        "changes": changes_since(last, roadmap, today=timezone.localdate()) if last else [],
    }
    return panel(
        request, roadmap, "roadmap/_publish.html", _("Publish"), context, 422 if form.errors else 200
    )


def _reader_url(roadmap: Roadmap) -> str:
    """The newest link that shows what was just published, for the toast; empty where there is none."""
    rows = queries.share_links_of(roadmap).filter(source=ShareLink.Source.PUBLISHED)
    link = rows.first()
    return sharing.share_url(link) if link else ""
