"""The links that show a roadmap to readers without an account."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from roadmap import queries
from roadmap.models import Roadmap, ShareLink
from roadmap.services import sharing as services
from roadmap.share_forms import ShareForm
from roadmap.views.answers import panel, told


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def share_links(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The roadmap's links, and a form for one more."""
    roadmap = queries.roadmap_of(request.actor, pk)
    form = ShareForm(request.POST or None, roadmap=roadmap)
    if request.method == "POST" and form.is_valid():
        try:
            link = services.create_share_link(roadmap, by=request.actor, **form.values())
        except ValidationError as error:
            refuse(form, error)
        else:
            answer = _links_panel(request, roadmap, ShareForm(roadmap=roadmap), fresh=link)
            return told(request, answer, kind="")
    return _links_panel(request, roadmap, form)


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def share_link(request: WorkspaceRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """For whom a link is and what it shows; its address stays."""
    roadmap = queries.roadmap_of(request.actor, pk)
    link = get_object_or_404(queries.share_links_of(roadmap), pk=link_pk)
    form = ShareForm(request.POST or None, roadmap=roadmap, link=link)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_share_link(link, by=request.actor, fields=form.values(), seen=form.saw())
        except ValidationError as error:
            refuse(form, error)
        else:
            return _saved(request, roadmap, link)
    context = {"form": form, "link": link}
    status = 422 if form.errors else 200
    return panel(request, roadmap, "roadmap/_share_settings.html", _("Share"), context, status)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def revoke_share_link(request: WorkspaceRequest, pk: UUID, link_pk: UUID) -> HttpResponse:
    """The address answers 404 from now on."""
    roadmap = queries.roadmap_of(request.actor, pk)
    link = get_object_or_404(ShareLink, pk=link_pk, roadmap=roadmap)
    services.revoke_share_link(link, by=request.actor)
    message = _("“%(name)s” no longer opens the roadmap") % {"name": link.name}
    return told(request, _links_panel(request, roadmap, ShareForm(roadmap=roadmap)), message, kind="")


def refuse(form: ShareForm, error: ValidationError) -> None:
    """What the service refused, beside the field that it named."""
    by_field = getattr(error, "error_dict", {"": error.error_list if hasattr(error, "error_list") else []})
    for name, errors in by_field.items():
        form.add_error(_SHOWN_AS.get(name, name) or None, [said for one in errors for said in one.messages])


_SHOWN_AS = {"fields": "fields_shown", "expires_at": "expires_on", "__all__": ""}


def _saved(request: WorkspaceRequest, roadmap: Roadmap, link: ShareLink) -> HttpResponse:
    if not request.htmx:
        return redirect("roadmap:share_links", request.workspace.slug, roadmap.pk)
    answer = _links_panel(request, roadmap, ShareForm(roadmap=roadmap), fresh=link)
    return told(request, answer, _("Saved"), undo=True, kind="")


def _links_panel(
    request: WorkspaceRequest, roadmap: Roadmap, form: ShareForm, fresh: ShareLink | None = None
) -> HttpResponse:
    links = [
        (link, services.share_url(link), services.embed_code(link, roadmap.name))
        for link in queries.share_links_of(roadmap)
    ]
    context = {"form": form, "links": links, "fresh": fresh, "last": queries.last_published(roadmap)}
    return panel(request, roadmap, "roadmap/_share.html", _("Share"), context, 422 if form.errors else 200)
