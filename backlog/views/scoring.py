"""Scoring: the sheet of numbers as a page, and the model that weighs them."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.formula import FormulaError, check, parse
from backlog.models import Product, ScoringModel
from backlog.number_words import read_number
from backlog.queries.scoring import example_of, gallery, scoring_page
from backlog.queries.why import score_moves
from backlog.services.scoring import formula_names, update_model, use_preset
from backlog.views.common import is_fragment, item_or_404, product_or_404, tell
from core.query import QueryError


@workspace_view(Right.READ_BACKLOG)
@require_safe
def scoring(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Items × criteria, the formula with an example, the gallery of models."""
    return _page(request, product_or_404(request, product_key))


@workspace_view(Right.READ_BACKLOG)
@require_safe
def why(request: WorkspaceRequest, key: str) -> HttpResponse:
    """How the item's score moved, by whom, and how far that is in the order."""
    item = item_or_404(request, key)
    model = _active(item.product)
    context = {
        "item": item, "model": model, "moves": score_moves(item, model), "slug": request.workspace.slug,
    }  # fmt: skip
    template = "backlog/scoring/_why.html" if is_fragment(request) else "backlog/scoring/why.html"
    return render(request, template, context)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def choose_model(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Make a preset's model the one whose scores are shown; numbers given before are kept."""
    product = product_or_404(request, product_key)
    model = use_preset(product, request.POST.get("preset", ""), by=request.actor)
    tell(request, _("%(name)s is in use. Its scores appear as they are computed.") % {"name": model.name})
    return _back(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_formula(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Another formula; a mistake is shown with its place and what was typed is kept."""
    product = product_or_404(request, product_key)
    model, formula = _active(product), request.POST.get("formula", "").strip()
    version = request.POST.get("version", "")
    expected = int(version) if version.isascii() and version.isdigit() else None
    try:
        update_model(model, by=request.actor, formula=formula, expected_version=expected)
    except ValidationError as error:
        wrong = _mistake(formula, model) or {"message": " ".join(error.messages)}
        return _page(request, product, status=422, typed=formula, formula_mistake=wrong)
    tell(request, _("The formula is saved. Scores follow."))
    return _back(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def try_formula(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """What a formula that is being written would say, or where it is wrong. Writes nothing."""
    product = product_or_404(request, product_key)
    formula = request.POST.get("formula", "").strip()
    mistake = _mistake(formula, _active(product))
    today = timezone.localdate()
    example = None if mistake else example_of(product, formula, actor=request.actor, today=today)
    return render(request, "backlog/scoring/_tried.html", {"formula_mistake": mistake, "example": example})


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_weights(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The weights of the model's criteria, `weight_<key>` each."""
    product = product_or_404(request, product_key)
    model = _active(product)
    given = {
        name.removeprefix("weight_"): str(text)
        for name, text in request.POST.items()
        if name.startswith("weight_")
    }
    try:
        weights = {key: read_number(text) or Decimal(0) for key, text in given.items()}
        update_model(model, by=request.actor, weights=weights)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back(request, product)
    tell(request, _("The weights are saved. Scores follow."))
    return _back(request, product)


def _page(request: WorkspaceRequest, product: Product, *, status: int = 200, **more: Any) -> HttpResponse:
    text, today, wrong = request.GET.get("q", "").strip(), timezone.localdate(), None
    after = request.GET.get("after", "")
    try:
        page = scoring_page(product, actor=request.actor, query=text, today=today, after=after)
    except QueryError as error:
        wrong, page = error, scoring_page(product, actor=request.actor, query="", today=today)
    context = {
        "product": product, "sheet": page, "query": text, "mistake": wrong, "choices": gallery(product),
        "slug": request.workspace.slug, **more,
    }  # fmt: skip
    template = "backlog/scoring/_rows.html" if after and is_fragment(request) else "backlog/scoring.html"
    return render(request, template, context, status=422 if wrong else status)


def _active(product: Product) -> ScoringModel:
    return get_object_or_404(ScoringModel, product=product, is_active=True)


def _mistake(formula: str, model: ScoringModel) -> dict[str, str] | None:
    """The first thing wrong in a formula, the text around it, and the nearest word that would be right."""
    try:
        check(parse(formula), formula_names(model))
    except FormulaError as error:
        start, end = error.start - 1, max(error.end - 1, error.start)
        return {
            "message": error.message, "before": formula[:start], "wrong": formula[start:end] or "␣",
            "after": formula[end:], "near": error.suggestion or "",
        }  # fmt: skip
    return None


def _back(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:scoring", slug=request.workspace.slug, product_key=product.key)
