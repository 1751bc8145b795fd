"""A product's page: what it is for, written in place; its principles; how it came to be."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.undo import can_undo
from backlog.models import Product
from core.errors import OutOfDate
from roadmap import product_queries as queries
from roadmap.models import Principle
from roadmap.product_forms import PrincipleForm
from roadmap.services import principles as services
from roadmap.services.product_pages import page_of, update_page
from roadmap.views.answers import dialog, told
from roadmap.views.places import rights


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def products(request: WorkspaceRequest) -> HttpResponse:
    """What is being built, each with its vision."""
    found = queries.products_of(request.workspace.pk)
    return render(request, "roadmap/products/products.html", {"products": found})


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def product(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Vision, users, problem, first market, expansion, principles, and what it works on."""
    return _page(request, product_of(request, product_key))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def product_text(request: WorkspaceRequest, product_key: str, name: str) -> HttpResponse:
    """Write one of its texts (`text`; `from` is what the person saw). Answers the section, with the words typed where they are refused."""
    found = product_of(request, product_key)
    if name not in queries.HEADS:
        raise Http404
    typed, seen = request.POST.get("text", ""), request.POST.get("from")
    try:
        page = update_page(
            found, by=request.actor, fields={name: typed}, seen=None if seen is None else {name: seen}
        )
    except (ValidationError, OutOfDate) as error:
        return _refused(request, found, name, typed, error)
    if not request.htmx:
        return _back(request, found)
    said = _("%(what)s changed.") % {"what": queries.HEADS[name][0]}
    answer = render(request, "roadmap/products/_section.html", _section(request, page.product, name))
    return told(request, answer, said, undo=can_undo(request.actor), kind="")


@require_safe
@workspace_view(Right.READ_ROADMAPS)
def product_history(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Who rewrote what of it, the latest first."""
    found = product_of(request, product_key)
    context = {**rights(request), "product": found, "changes": queries.rewritings_of(found)}
    return render(request, "roadmap/products/history.html", context)


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def restore_text(request: WorkspaceRequest, product_key: str, event: UUID) -> HttpResponse:
    """Have a text (`name`) say what it said before that rewriting: a new change, which Undo takes back."""
    found, name = product_of(request, product_key), request.POST.get("name", "")
    if name not in queries.HEADS:
        raise ValidationError(_("Name the text to restore."))
    before = queries.text_before(found, event, name)
    if before is None:
        raise Http404
    update_page(found, by=request.actor, fields={name: before})
    if not request.htmx:
        return _back(request, found)
    undo = can_undo(request.actor)
    return told(request, HttpResponse(status=204), _("Restored."), undo=undo, kind="productpage")


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def new_principle(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The dialog of a new principle."""
    found, form = product_of(request, product_key), PrincipleForm(request.POST or None)
    if form.is_valid():
        try:
            services.add_principle(found, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, found, _("Principle added."))
    return _dialog(request, found, form, _("New principle"), _("Add principle"))


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def principle(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """The dialog of one principle."""
    row = _principle(request, product_key, pk)
    form = PrincipleForm(request.POST or None, row=row)
    if form.is_valid():
        try:
            services.update_principle(row, by=request.actor, fields=form.cleaned_data, seen=form.saw())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, row.product, _("Principle changed."))
    return _dialog(request, row.product, form, _("Edit principle"), _("Save"))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def move_principle(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """One place up or down."""
    row = _principle(request, product_key, pk)
    place = services.ordered(row.product).index(row)
    to = place + (1 if request.POST.get("to") == "down" else -1)
    services.move_principle(row, by=request.actor, to=max(to, 0))
    return _done(request, row.product, _("Principle moved."))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_principle(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Hide it; Undo brings it back."""
    row = _principle(request, product_key, pk)
    services.delete_principle(row, by=request.actor)
    return _done(request, row.product, _("Principle deleted."))


def product_of(request: WorkspaceRequest, key: str) -> Product:
    """The workspace's product with this key, or 404. One statement."""
    return get_object_or_404(Product, workspace=request.workspace, key=key.upper())


def _principle(request: WorkspaceRequest, key: str, pk: UUID) -> Principle:
    rows = Principle.objects.filter(workspace=request.workspace, product__key=key.upper())
    return get_object_or_404(rows.select_related("product"), pk=pk)


def _page(request: WorkspaceRequest, found: Product, status: int = 200, **more: Any) -> HttpResponse:
    page = queries.product_page(found, by=request.actor)
    context = {**rights(request), "product": found, "about": page, **more}
    return render(request, "roadmap/products/product.html", context, status=status)


def _section(request: WorkspaceRequest, found: Product, name: str) -> dict[str, Any]:
    [section] = [one for one in queries.sections_of(page_of(found)) if one.name == name]
    return {**rights(request), "product": found, "section": section}


def _refused(
    request: WorkspaceRequest, found: Product, name: str, typed: str, error: ValidationError | OutOfDate
) -> HttpResponse:
    """422 or 412: what stands there now, and what was typed."""
    is_late = isinstance(error, OutOfDate)
    said = _("Someone else has changed this meanwhile. Above is what it says now, below is your text.")
    why = said if isinstance(error, OutOfDate) else " ".join(error.messages)
    problem = {"on": name, "text": why, "typed": typed}
    found.refresh_from_db()
    status = 412 if is_late else 422
    if not request.htmx:
        return _page(request, found, status, problem=problem)
    context = {**_section(request, found, name), "problem": problem}
    return render(request, "roadmap/products/_section.html", context, status=status)


def _dialog(
    request: WorkspaceRequest, found: Product, form: PrincipleForm, title: str, send: str
) -> HttpResponse:
    crumbs = [(found.name, reverse("roadmap:product", args=[request.workspace.slug, found.key]))]
    context = {"form": form, "action": request.path, "send": send}
    status = 422 if form.errors else 200
    return dialog(request, "roadmap/_form.html", title, context, crumbs=crumbs, status=status)


def _done(request: WorkspaceRequest, found: Product, said: str) -> HttpResponse:
    if not request.htmx:
        return _back(request, found)
    undo = can_undo(request.actor)
    return told(request, HttpResponse(status=204), said, undo=undo, kind="principle", close=True)


def _back(request: WorkspaceRequest, found: Product) -> HttpResponse:
    return redirect("roadmap:product", request.workspace.slug, found.key)
