"""Scoring: the sheet of numbers as a page, and the model that weighs them."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.formula import FormulaError, check, parse
from backlog.models import Product, ScoringModel
from backlog.number_words import read_number
from backlog.queries.scoring import ScoringPage, example_of, scoring_page
from backlog.queries.similar import instead
from backlog.queries.why import score_history, score_moves
from backlog.services.scoring import formula_names, update_model
from backlog.views.common import is_fragment, item_or_404, mended, posted_version, product_or_404, tell, uuids
from core.query import Query, QueryError, SortKey, to_text
from core.query import parse as parse_query


@workspace_view(Right.READ_BACKLOG)
@require_safe
def scoring(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Items × criteria, the formula with an example; `?by=tried` through the model that is compared."""
    return _page(request, product_or_404(request, product_key))


@workspace_view(Right.READ_BACKLOG)
@require_safe
def why(request: WorkspaceRequest, key: str) -> HttpResponse:
    """How the item's score moved, by whom, and how far that is in the order."""
    item = item_or_404(request, key)
    model = _active(item.product)
    context = {
        "item": item, "model": model, "moves": score_moves(item, model),
        "history": score_history(item, model), "slug": request.workspace.slug,
    }  # fmt: skip
    template = "backlog/scoring/_why.html" if is_fragment(request) else "backlog/scoring/why.html"
    return render(request, template, context)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def change_formula(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Another formula; a mistake is shown with its place and what was typed is kept."""
    product = product_or_404(request, product_key)
    model, formula = _active(product), request.POST.get("formula", "").strip()
    try:
        update_model(model, by=request.actor, formula=formula, expected_version=posted_version(request))
    except ValidationError as error:
        wrong = mistake_in(formula, product) or {"message": " ".join(error.messages)}
        return _page(request, product, status=422, typed=formula, formula_mistake=wrong)
    tell(request, _("The formula is saved. Scores follow."))
    return _back(request, product)


@workspace_view(Right.MANAGE_PLANS)
@require_POST
def try_formula(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """What a formula that is being written, for `?model=` or the one in use, would say, or where it is wrong. Writes nothing."""
    product = product_or_404(request, product_key)
    formula = request.POST.get("formula", "").strip()
    mistake, example = mistake_in(formula, product), None
    if not mistake:
        model = product.scoring_models.filter(pk__in=uuids(request.GET.get("model", ""))[:1]).first()
        today = timezone.localdate()
        example = example_of(product, formula, actor=request.actor, today=today, model=model)
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
    after, by_tried = request.GET.get("after", ""), request.GET.get("by") == "tried"
    seen: dict[str, Any] = {"actor": request.actor, "today": today, "by_tried": by_tried}
    try:
        page = scoring_page(product, query=text, after=after, **seen)
    except QueryError as error:
        wrong, page = error, scoring_page(product, query="", **seen)
    by = "tried" if page.models.by_tried else ""
    context = {
        "product": product, "sheet": page, "models": page.models, "query": text, "by": by, "mistake": wrong,
        "instead": partial(instead, text, wrong, actor=request.actor),
        "mended": mended(text, wrong, f"&by={by}" if by else ""), "links": _links(page, "" if wrong else text),
        "slug": request.workspace.slug, "unscored": page.unscored, **more,
    }  # fmt: skip
    template = "backlog/scoring/_rows.html" if after and is_fragment(request) else "backlog/scoring.html"
    return render(request, template, context, status=422 if wrong else status)


def _links(page: ScoringPage, text: str) -> dict[str, str]:
    """Where the heads of the scores lead (sorted by it, and back to rank), and the choice of numbers."""
    query, by_tried = parse_query(text), page.models.by_tried
    by_score, by_rank = (to_text(Query(query.parts, sort)) for sort in ((SortKey("score", True),), ()))
    now = page.page.sort == "score"
    return {
        "score": _link(by_rank if now and not by_tried else by_score),
        "tried_score": _link(by_rank if now and by_tried else by_score, by_tried=True),
        "numbers": _link(text),
        "tried_numbers": _link(text, by_tried=True),
    }


def _link(text: str, *, by_tried: bool = False) -> str:
    said = {"q": text} if text else {}
    return "?" + urlencode(said | ({"by": "tried"} if by_tried else {}))


def _active(product: Product) -> ScoringModel:
    return get_object_or_404(ScoringModel, product=product, is_active=True)


def mistake_in(formula: str, product: Product) -> dict[str, str] | None:
    """The first thing wrong in a formula over the product's criteria, the text around it, and the nearest word that would
    be right. One statement.
    """
    try:
        check(parse(formula), formula_names(ScoringModel(product=product)))
    except FormulaError as error:
        start, end = error.start - 1, max(error.end - 1, error.start)
        return {
            "message": error.message, "before": formula[:start], "wrong": formula[start:end] or "␣",
            "after": formula[end:], "near": error.suggestion or "",
        }  # fmt: skip
    return None


def _back(request: WorkspaceRequest, product: Product) -> HttpResponse:
    return redirect("backlog:scoring", slug=request.workspace.slug, product_key=product.key)
