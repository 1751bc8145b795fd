"""Products: a new one, and its settings."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.forms import NewProductForm, ProductForm, StatusForm
from backlog.formula.presets import PRESETS
from backlog.models import Product, Status
from backlog.queries.products import workflow_of
from backlog.services.products import add_status, create_product, remove_status, update_product, update_status
from backlog.views.common import product_or_404, tell
from core.errors import Conflict, OutOfDate

METHODS = ["GET", "HEAD", "POST"]


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(METHODS)
def new_product(request: WorkspaceRequest) -> HttpResponse:
    """Name, key, teams, and the scoring model to begin with."""
    form = NewProductForm(request.workspace, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            product = create_product(request.workspace, by=request.actor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is ready. Add its first items.") % {"name": product.name})
            return redirect("backlog:backlog", slug=request.workspace.slug, product_key=product.key)
    context = {"form": form, "presets": PRESETS.values(), "slug": request.workspace.slug}
    return render(request, "backlog/new_product.html", context, status=422 if form.errors else 200)


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(METHODS)
def product_settings(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Name, vision and teams; the page also holds the workflow."""
    product = product_or_404(request, product_key)
    initial = {"name": product.name, "vision": product.vision, "teams": product.teams.all()}
    form = ProductForm(request.workspace, request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _settings(request, product, form=form)
    version = request.POST.get("version", "")
    expected = int(version) if version.isascii() and version.isdigit() else None
    try:
        update_product(product, by=request.actor, expected_version=expected, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _settings(request, product, form=form)
    except OutOfDate as error:
        form.add_error(None, str(error))
        return _settings(request, product, form=form, status=412)
    tell(request, _("Saved."))
    return redirect("backlog:product_settings", slug=request.workspace.slug, product_key=product.key)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def add_step(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """One more step of the workflow, at the end of its category."""
    product = product_or_404(request, product_key)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _settings(request, product, status_form=form)
    try:
        step = add_status(product, by=request.actor, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return _settings(request, product, status_form=form)
    tell(request, _("%(name)s added.") % {"name": step.name})
    return _workflow(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_step(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Call a step something else; `place` moves it among those of its category."""
    product = product_or_404(request, product_key)
    step, place = _step(product, pk), request.POST.get("place", "")
    try:
        if place.isdecimal():
            step, said = update_status(step, by=request.actor, position=int(place)), _("%(name)s moved.")
        else:
            step = update_status(step, by=request.actor, name=request.POST.get("name", ""))
            said = _("The step is called %(name)s.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        tell(request, said % {"name": step.name})
    return _workflow(request, product, f"#step-{pk}")


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def remove_step(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Take a step out of the workflow; one with items says so and stays."""
    product = product_or_404(request, product_key)
    try:
        remove_status(_step(product, pk), by=request.actor)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell(request, _("The step is removed."))
    return _workflow(request, product)


def _step(product: Product, pk: UUID) -> Status:
    return get_object_or_404(Status.objects.select_related("product"), product=product, pk=pk)


def _workflow(request: WorkspaceRequest, product: Product, place: str = "") -> HttpResponse:
    """Back to the page; keys go on from its `place`."""
    names = {"slug": request.workspace.slug, "product_key": product.key}
    return redirect(reverse("backlog:product_settings", kwargs=names) + place)


def _settings(
    request: WorkspaceRequest,
    product: Product,
    *,
    form: ProductForm | None = None,
    status_form: StatusForm | None = None,
    status: int = 0,
) -> HttpResponse:
    initial = {"name": product.name, "vision": product.vision, "teams": product.teams.all()}
    form = form or ProductForm(request.workspace, initial=initial)
    status_form = status_form or StatusForm()
    context = {
        "product": product,
        "form": form,
        "status_form": status_form,
        "steps": workflow_of(product),
        "slug": request.workspace.slug,
    }
    wrong = form.errors or status_form.errors
    return render(request, "backlog/product_settings.html", context, status=status or (422 if wrong else 200))
