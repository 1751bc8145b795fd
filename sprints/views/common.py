"""What the pages of sprints have in common."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest
from activity.undo import can_undo
from backlog.models import Item, Product
from backlog.queries.references import items_with_keys
from sprints.models import Sprint
from sprints.services.planning import MOST


def product_of(request: WorkspaceRequest, key: str) -> Product:
    """The workspace's product of that key, else 404. One statement."""
    return get_object_or_404(Product, workspace=request.workspace, key=key.upper())


def sprint_of(request: WorkspaceRequest, pk: UUID) -> Sprint:
    """The workspace's sprint with its team, else 404. One statement."""
    return get_object_or_404(Sprint.objects.select_related("team"), workspace=request.workspace, pk=pk)


def items_named(request: WorkspaceRequest, keys: list[str]) -> list[Item]:
    """The workspace's items with these keys. Raises ValidationError for one that is gone or none at all. One statement."""
    wanted = dict.fromkeys(key.upper() for key in keys[: MOST + 1])
    found = items_with_keys(request.workspace.pk, {key: key for key in wanted}) if wanted else {}
    missing = [key for key in wanted if key not in found]
    if missing:
        raise ValidationError(_("%(key)s is no longer there.") % {"key": missing[0]})
    return [found[key] for key in wanted]


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of a page, by htmx or by our own modules."""
    return bool(getattr(request, "htmx", False)) or request.headers.get("X-Requested-With") == "fetch"


def home(request: WorkspaceRequest, product: Product, sprint: Sprint) -> str:
    """The address of a sprint's page."""
    return reverse("sprints:sprint", args=[request.workspace.slug, product.key, sprint.pk])


def undo_url(request: WorkspaceRequest) -> str:
    """Where the act of this request is taken back."""
    return reverse("backlog:undo", args=[request.workspace.slug, request.actor.action])


def tell(request: WorkspaceRequest, message: str) -> None:
    """Say on the next page what was done; it offers Undo where that can be. One statement."""
    messages.success(request, message, extra_tags=undo_url(request) if can_undo(request.actor) else "")


def done(request: WorkspaceRequest, product: Product, sprint: Sprint, message: str) -> HttpResponse:
    """204 with a message that offers Undo to a script, the sprint's page to a form."""
    if not is_fragment(request):
        return redirect(home(request, product, sprint))
    response = HttpResponse(status=204)
    trigger_client_event(response, "toast", {"message": message, "undoUrl": undo_url(request)})
    response["X-Action"] = str(request.actor.action)
    return response
