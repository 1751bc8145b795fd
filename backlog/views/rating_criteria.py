"""The criteria that a product's items are rated by: the list, and the editor."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.formula.scales import STANDARD
from backlog.models import Criterion, Product
from backlog.queries.scoring_models import criteria_of
from backlog.scoring_forms import CriterionForm
from backlog.services.rating_criteria import create_criterion, delete_criterion, update_criterion
from backlog.views.common import posted_version, product_or_404, tell
from core.errors import Conflict, OutOfDate
from core.numbers import typed

METHODS = ["GET", "HEAD", "POST"]


@workspace_view(Right.READ_BACKLOG)
@require_safe
def rating_criteria(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The product's criteria, which models use each, how many ratings it has."""
    product = product_or_404(request, product_key)
    context = {
        "product": product, "slug": request.workspace.slug, "rows": criteria_of(product), "at": "criteria",
        "new_url": reverse("backlog:new_rating_criterion", args=[request.workspace.slug, product.key]),
        "new": _("New criterion"),
    }  # fmt: skip
    return render(request, "backlog/scoring/criteria.html", context)


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(METHODS)
def new_rating_criterion(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """One more question to rate items by."""
    product = product_or_404(request, product_key)
    form = CriterionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, product, form)
    try:
        criterion = create_criterion(product, by=request.actor, **form.wanted())
    except ValidationError as error:
        form.refused(error)
        return _form(request, product, form)
    tell(request, _("%(name)s is made.") % {"name": criterion.name})
    return _criteria(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(METHODS)
def change_rating_criterion(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """What a criterion is called, asks and allows; its name in formulas stays."""
    product = product_or_404(request, product_key)
    criterion = get_object_or_404(Criterion, product=product, pk=pk)
    form = CriterionForm(request.POST if request.method == "POST" else None, criterion=criterion)
    if not form.is_valid():
        return _form(request, product, form)
    try:
        update_criterion(
            criterion, by=request.actor, expected_version=posted_version(request), **form.wanted()
        )
    except ValidationError as error:
        form.refused(error)
        return _form(request, product, form)
    except OutOfDate as error:
        form.add_error(None, _("%(why)s Save again to keep what stands here.") % {"why": error})
        return _form(request, product, form, status=412)
    tell(request, _("%(name)s is saved.") % {"name": criterion.name})
    return _criteria(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def remove_rating_criterion(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Take a criterion away with its ratings; one that a formula uses says so and stays."""
    product = product_or_404(request, product_key)
    criterion = get_object_or_404(Criterion, product=product, pk=pk)
    try:
        delete_criterion(criterion, by=request.actor)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell(request, _("%(name)s is deleted.") % {"name": criterion.name})
    return _criteria(request, product)


def _criteria(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:rating_criteria", slug=request.workspace.slug, product_key=product.key)


def _form(
    request: WorkspaceRequest, product: Product, form: CriterionForm, *, status: int = 0
) -> HttpResponse:
    """The form as it stands, with the values that the scales which grow have of themselves."""
    standard = {scale.value: " ".join(map(typed, values)) for scale, values in STANDARD.items()}
    now = request.method != "POST" or status == 412  # else what is saved over is what was there then
    context = {
        "product": product, "slug": request.workspace.slug, "form": form,
        "version": form.criterion and form.criterion.version if now else posted_version(request),
         "criterion": form.criterion, "standard": standard,
    }  # fmt: skip
    return render(
        request, "backlog/scoring/criterion.html", context, status=status or (422 if form.errors else 200)
    )
