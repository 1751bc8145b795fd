"""The labels of a workspace."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Label
from backlog.queries.products import hues, labels_in
from backlog.services.labels import create_label, delete_label, merge_label, update_label
from backlog.views.common import tell
from core.errors import Conflict


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def labels(request: WorkspaceRequest) -> HttpResponse:
    """All labels and how much they are used; POST makes a new one."""
    if request.method == "POST":
        try:
            label = create_label(request.workspace, by=request.actor, name=request.POST.get("name", ""))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            tell(request, _("%(name)s added.") % {"name": label.name})
        return redirect("backlog:labels", slug=request.workspace.slug)
    context = {"rows": labels_in(request.workspace), "hues": hues(), "slug": request.workspace.slug}
    return render(request, "backlog/labels.html", context)


@workspace_view(Right.GROOM)
@require_POST
def change_label(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Another name, another hue."""
    label = _label(request, pk)
    hue = request.POST.get("hue", "")
    try:
        known = int(hue) if hue.isascii() and hue.isdigit() and len(hue) < 4 else label.hue
        update_label(label, by=request.actor, name=request.POST.get("name", label.name), hue=known)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        tell(request, _("%(name)s changed.") % {"name": label.name})
    return redirect("backlog:labels", slug=request.workspace.slug)


@workspace_view(Right.GROOM)
@require_POST
def merge_labels(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Give the items of a label the one that is named (`into`) instead, and take it away."""
    label, name = _label(request, pk), " ".join(request.POST.get("into", "").split())
    into = Label.objects.filter(workspace=request.workspace, name__iexact=name).first()
    try:
        if into is None:
            raise Conflict(_("There is no label “%(name)s”.") % {"name": name})
        merge_label(label, into=into, by=request.actor)
    except (Conflict, ValidationError) as error:
        messages.error(
            request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        )
    else:
        tell(request, _("%(name)s is %(into)s now.") % {"name": label.name, "into": into.name})
    return redirect("backlog:labels", slug=request.workspace.slug)


@workspace_view(Right.GROOM)
@require_POST
def remove_label(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take a label off all items, and away."""
    label = _label(request, pk)
    delete_label(label, by=request.actor)
    tell(request, _("The label %(name)s is gone.") % {"name": label.name})
    return redirect("backlog:labels", slug=request.workspace.slug)


def _label(request: WorkspaceRequest, pk: UUID) -> Label:
    return get_object_or_404(Label, workspace=request.workspace, pk=pk)
