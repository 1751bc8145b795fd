"""Publishing, and the links that show what was published."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.changes import changes_since
from roadmap.forms import PublishForm, ShareForm
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


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def share_links(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The roadmap's links, and a form for one more."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = _create(request, roadmap, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            answer = _share_panel(request, roadmap, ShareForm(), fresh=link)
            return told(request, answer, kind="")
    return _share_panel(request, roadmap, form)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def revoke_share_link(request: WorkspaceRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """The address answers 404 from now on."""
    roadmap = queries.roadmap_of(request.actor, pk)
    link = get_object_or_404(ShareLink, pk=link_pk, roadmap=roadmap)
    sharing.revoke_share_link(link, by=request.actor)
    message = _("“%(name)s” no longer opens the roadmap") % {"name": link.name}
    return told(request, _share_panel(request, roadmap, ShareForm()), message, kind="")


def _create(request: WorkspaceRequest, roadmap: Roadmap, form: ShareForm) -> ShareLink:
    values = form.cleaned_data
    return sharing.create_share_link(
        roadmap,
        by=request.actor,
        name=values["name"],
        source=values["source"],
        fields=values["fields_shown"],
        expires_at=form.expires_at(),
    )


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


def _share_panel(
    request: WorkspaceRequest, roadmap: Roadmap, form: ShareForm, fresh: ShareLink | None = None
) -> HttpResponse:
    links = [(link, sharing.share_url(link)) for link in queries.share_links_of(roadmap)]
    context = {"form": form, "links": links, "fresh": fresh, "last": queries.last_published(roadmap)}
    return panel(request, roadmap, "roadmap/_share.html", _("Share"), context, 422 if form.errors else 200)


def _reader_url(roadmap: Roadmap) -> str:
    """The newest link that shows what was just published, for the toast; empty where there is none."""
    rows = queries.share_links_of(roadmap).filter(source=ShareLink.Source.PUBLISHED)
    link = rows.first()
    return sharing.share_url(link) if link else ""
