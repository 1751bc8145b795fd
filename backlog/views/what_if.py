"""What if: another formula or other weights, what they would do to the order of the items, and making it so."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.formula import FormulaError, parse
from backlog.formula.weighted import is_product, with_weights
from backlog.models import Criterion, Product, ScoringModel
from backlog.queries.what_if import MOST, ORDERS, WhatIf
from backlog.queries.what_if import what_if as tried
from backlog.services.scoring import update_model
from backlog.views.common import posted_version, product_or_404, tell
from backlog.views.scoring import mistake_in
from backlog.what_if_form import Trial, read_trial
from core.errors import OutOfDate

ROWS = (100, 300, MOST)  # how many are shown, then more, then most


@workspace_view(Right.READ_BACKLOG)
@require_safe
def what_if(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Weights and formula to try on the model in use, or on `?model=`; the new order beside the old."""
    return _show(request, product_or_404(request, product_key), request.GET)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def preview_what_if(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The same without the page around it, while one moves a weight or writes."""
    product = product_or_404(request, product_key)
    return _show(request, product, request.GET, template="backlog/scoring/_what_if.html")


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def apply_what_if(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Make it so: one act. What cannot be read, or was tried on what has changed since, is shown again."""
    product = product_or_404(request, product_key)
    model = _chosen(_models(product), request.POST.get("model", ""))
    trial = read_trial(model, product.criteria.all(), request.POST)
    try:
        if not trial.is_readable:
            raise ValidationError("")
        update_model(model, by=request.actor, expected_version=posted_version(request), **trial.wanted())
    except ValidationError:
        return _show(request, product, request.POST, status=422)
    except OutOfDate as error:
        return _show(request, product, request.POST, status=412, problem=str(error))
    tell(request, _("%(name)s is changed. Scores follow.") % {"name": model.name})
    return redirect(_address(request, product, {} if model.is_active else {"model": str(model.pk)}))


def _show(
    request: WorkspaceRequest,
    product: Product,
    data: Mapping[str, str],
    *,
    template: str = "backlog/scoring/what_if.html",
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    """What is tried, with its effect where it can be read. Nine statements beside those of every page."""
    models, criteria = _models(product), list(product.criteria.all())
    trial = read_trial(_chosen(models, data.get("model", "")), criteria, data)
    mistake = mistake_in(trial.formula, product) if trial.is_rewritten else None
    first = data["show"] if data.get("show") in ORDERS else "place"
    sound = trial.is_readable and not mistake
    rows = next((count for count in ROWS if str(count) == data.get("rows")), ROWS[0])
    found = tried(trial.model, limit=rows, first=first, **trial.wanted()) if sound else None
    model = {} if trial.model.is_active else {"model": str(trial.model.pk)}
    said = {**model, **trial.said(), "show": first}
    context = {
        "product": product, "slug": request.workspace.slug, "models": _offered(models, trial.model), "trial": trial,
        "criteria": criteria, "formula_mistake": mistake, "found": found, "first": first, "problem": problem,
        "rows": rows if rows != ROWS[0] else "", "more": _more(request, product, said, rows, found),
        "back": _address(request, product, model), **_weighable(request, product, trial, criteria, model),
    }  # fmt: skip
    return render(request, template, context, status=status if sound or status != 200 else 422)


def _weighable(
    request: WorkspaceRequest,
    product: Product,
    trial: Trial,
    criteria: Sequence[Criterion],
    model: Mapping[str, str],
) -> dict[str, Any]:
    """For a formula without weights: where they could be tried, or that they would change nothing. No query."""
    try:
        formula = parse(trial.formula)
    except FormulaError:
        return {}
    if trial.levers:
        return {}
    written = with_weights(formula, {each.key for each in criteria})
    try:
        parse(written)  # there may be none, or it became too long
    except FormulaError:
        return {"is_product": is_product(formula)}
    return {"weighed_url": _address(request, product, {**model, "formula": written})}


def _more(
    request: WorkspaceRequest, product: Product, said: Mapping[str, str], rows: int, found: WhatIf | None
) -> tuple[int, str] | None:
    """How many rows may be shown next, and where; None where all that there are are shown. No query."""
    following = next((count for count in ROWS if count > rows), None)
    if found is None or following is None or found.shows_all:
        return None
    return following, _address(request, product, {**said, "rows": str(following)})


def _models(product: Product) -> list[ScoringModel]:
    """The product's models, the one in use and the compared one first. Two statements."""
    models = product.scoring_models.select_related("product", "workspace").prefetch_related("model_criteria")
    return list(models.order_by("-is_active", "-is_tried", "name"))


def _chosen(models: Sequence[ScoringModel], text: str) -> ScoringModel:
    """The model of that id, without one the model in use."""
    for model in models:
        if text == str(model.pk) or (not text and model.is_active):
            return model
    raise Http404


def _offered(models: Sequence[ScoringModel], chosen: ScoringModel) -> list[ScoringModel]:
    """Those one goes between: in use, compared, chosen."""
    return [model for model in models if model.is_active or model.is_tried or model == chosen]


def _address(request: WorkspaceRequest, product: Product, said: Mapping[str, str]) -> str:
    url = reverse("backlog:what_if", kwargs={"slug": request.workspace.slug, "product_key": product.key})
    return f"{url}?{urlencode(said)}" if said else url
