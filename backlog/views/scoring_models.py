"""The scoring models of a product: a gallery to choose from, models of one's own, one compared with another."""

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
from backlog.inputs import score_inputs
from backlog.models import Product, ScoringModel
from backlog.queries.scoring_models import gallery, models_of
from backlog.scoring_forms import ScoringModelForm, refuse
from backlog.services.own_models import create_model, delete_model
from backlog.services.scoring import activate_model, preset_model, update_model, use_preset
from backlog.services.trying import stop_trying, try_model
from backlog.views.common import posted_version, product_or_404, tell
from backlog.views.scoring import mistake_in
from core.errors import Conflict, OutOfDate

METHODS = ["GET", "HEAD", "POST"]


@workspace_view(Right.READ_BACKLOG)
@require_safe
def scoring_models(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The product's models, and the presets that one can begin with."""
    product = product_or_404(request, product_key)
    context = {
        "product": product, "slug": request.workspace.slug, "rows": models_of(product), "choices": gallery(product),
        "at": "models", "new": _("New model"),
        "new_url": reverse("backlog:new_model", args=[request.workspace.slug, product.key]),
    }  # fmt: skip
    return render(request, "backlog/scoring/models.html", context)


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(METHODS)
def new_model(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """A model of one's own; where its formula has weights its page comes next."""
    product = product_or_404(request, product_key)
    form = ScoringModelForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _form(request, product, form)
    try:
        model = create_model(product, by=request.actor, **form.wanted())
    except ValidationError as error:
        refuse(form, error)
        return _form(request, product, form)
    tell(request, _("%(name)s is made.") % {"name": model.name})
    if "weight_" in model.formula:
        return redirect("backlog:change_model", request.workspace.slug, product.key, model.pk)
    return _models(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_http_methods(METHODS)
def change_model(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """A model's name, formula, kinds and weights."""
    product = product_or_404(request, product_key)
    model = _model(product, pk)
    form = ScoringModelForm(request.POST if request.method == "POST" else None, model=model)
    if not form.is_valid():
        return _form(request, product, form, model=model)
    try:
        update_model(model, by=request.actor, expected_version=posted_version(request), **form.wanted())
    except ValidationError as error:
        refuse(form, error)
        return _form(request, product, form, model=model)
    except OutOfDate as error:
        form.add_error(None, _("%(why)s Save again to keep what stands here.") % {"why": error})
        return _form(request, product, form, model=model, status=412)
    tell(request, _("%(name)s is saved.") % {"name": model.name})
    return _models(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def choose_model(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Make a preset's model the one whose scores are shown; numbers given before are kept."""
    product = product_or_404(request, product_key)
    return _in_use(request, product, use_preset(product, request.POST.get("preset", ""), by=request.actor))


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def use_model(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Make one of the product's models the one whose scores are shown."""
    product = product_or_404(request, product_key)
    return _in_use(request, product, activate_model(_model(product, pk), by=request.actor))


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def compare_preset(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Have a preset's model computed beside the one in use."""
    product = product_or_404(request, product_key)
    return _compare(request, product, preset_model(product, request.POST.get("preset", ""), by=request.actor))


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def compare_model(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Have one of the product's models computed beside the one in use."""
    product = product_or_404(request, product_key)
    return _compare(request, product, _model(product, pk))


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def stop_comparing(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Leave the model in use alone."""
    product = product_or_404(request, product_key)
    stop_trying(product, by=request.actor)
    tell(request, _("The comparison is over."))
    return _scores(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def remove_model(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Take away a model that is neither in use nor compared; one that is says so and stays."""
    product = product_or_404(request, product_key)
    model = _model(product, pk)
    try:
        delete_model(model, by=request.actor)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        tell(request, _("%(name)s is deleted.") % {"name": model.name})
    return _models(request, product)


def _in_use(request: WorkspaceRequest, product: Product, model: ScoringModel) -> HttpResponse:
    tell(request, _("%(name)s is in use. Its scores appear as they are computed.") % {"name": model.name})
    return _scores(request, product)


def _compare(request: WorkspaceRequest, product: Product, model: ScoringModel) -> HttpResponse:
    try:
        try_model(model, by=request.actor)
    except Conflict as error:
        messages.error(request, str(error))
        return _models(request, product)
    tell(request, _("%(name)s is compared. Its scores appear as they are computed.") % {"name": model.name})
    return _scores(request, product)


def _model(product: Product, pk: UUID) -> ScoringModel:
    return get_object_or_404(ScoringModel.objects.select_related("product"), product=product, pk=pk)


def _models(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:scoring_models", slug=request.workspace.slug, product_key=product.key)


def _scores(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:scoring", slug=request.workspace.slug, product_key=product.key)


def _form(
    request: WorkspaceRequest,
    product: Product,
    form: ScoringModelForm,
    *,
    model: ScoringModel | None = None,
    status: int = 0,
) -> HttpResponse:
    """The form as it stands; a formula that cannot be read is shown with its place."""
    formula = str(form["formula"].value() or "")
    now = request.method != "POST" or status == 412  # else what is saved over is what was there then
    context = {
        "product": product, "slug": request.workspace.slug, "form": form, "model": model,
        "version": model and model.version if now else posted_version(request),
         "criteria": product.criteria.all(), "inputs": score_inputs().values(),
        "formula_mistake": mistake_in(formula, product) if formula else None,
    }  # fmt: skip
    return render(
        request, "backlog/scoring/model.html", context, status=status or (422 if form.errors else 200)
    )
