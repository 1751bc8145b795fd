"""Estimating together: the table, its cards, and the choice of what is put on it."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import trigger_client_event

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from activity.actors import Actor
from activity.undo import can_undo
from backlog.models import Item, Product
from backlog.queries.similar import instead
from core.query import QueryError
from sprints.cards import DECKS, OWN, deck_name, deck_of
from sprints.models import EstimationRound
from sprints.queries.choosing import MOST_CHOSEN, items_found, items_named
from sprints.queries.estimation import estimation_page, last_deck
from sprints.services import estimation as services
from sprints.views.common import is_fragment, product_of, undo_url

UNESTIMATED = "-has:estimate"
NUMBER = forms.DecimalField(min_value=Decimal(0), max_digits=8, decimal_places=2)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def estimation(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The product's rounds, one on the table (`?round=`, else the first); to a script the part that changes."""
    return _show(request, product_of(request, product_key), request.GET.get("round", ""))


@workspace_view(Right.GROOM)
@require_http_methods(["GET", "HEAD", "POST"])
def open_rounds(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Choose items (`?items=` keys, or what `?q=` finds) and a deck; POST opens a round for each."""
    product = product_of(request, product_key)
    if request.method != "POST":
        return _choose(request, product)
    try:
        items = items_named(product, request.POST.getlist("items"))
        deck = deck_of(request.POST.get("deck", ""), request.POST.get("cards", ""))
        rounds = services.open_rounds(items, by=request.actor, deck=deck)
    except ValidationError as error:
        return _choose(request, product, problem=" ".join(error.messages))
    first = min(rounds, key=lambda one: [item.pk for item in items].index(one.item_id))
    return redirect(f"{_home(request, product)}?{urlencode({'round': str(first.pk)})}")


@workspace_view(Right.CONTRIBUTE)
@require_POST
def vote(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Lay down `card`."""
    answer = _step(request, product_key, pk, services.vote, card=request.POST.get("card", ""))
    return _with_undo(answer, request, _("Your card is on the table.")) if can_undo(request.actor) else answer


@workspace_view(Right.CONTRIBUTE)
@require_POST
def reveal(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Turn the cards."""
    return _step(request, product_key, pk, services.reveal)


@workspace_view(Right.GROOM)
@require_POST
def vote_again(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Take up the cards for another vote."""
    answer = _step(request, product_key, pk, services.vote_again)
    return _with_undo(answer, request, _("The cards are taken up again."))


@workspace_view(Right.GROOM)
@require_POST
def set_estimate(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """Write `estimate` to the item, and go on to the next round."""
    text = request.POST.get("estimate", "")
    answer = _step(request, product_key, pk, _set, estimate=text, goes_on=True)
    return _with_undo(answer, request, _("The estimate is %(value)s.") % {"value": text.strip()})


@workspace_view(Right.GROOM)
@require_POST
def skip(request: WorkspaceRequest, product_key: str, pk: UUID) -> HttpResponse:
    """End the round without an estimate, and go on to the next."""
    answer = _step(request, product_key, pk, services.skip, goes_on=True)
    return _with_undo(answer, request, _("The round is over, without an estimate."))


def _set(round_: EstimationRound, *, estimate: str, **how: Any) -> EstimationRound:
    """Set what a person has typed."""
    return services.set_estimate(round_, estimate=NUMBER.clean(estimate), **how)


def _step(
    request: WorkspaceRequest,
    product_key: str,
    pk: UUID,
    service: Callable[..., EstimationRound],
    *,
    goes_on: bool = False,
    **values: Any,
) -> HttpResponse:
    """Do one step of a round whose `version` the page showed, and show the table as it is now."""
    product = product_of(request, product_key)
    round_ = get_object_or_404(EstimationRound, pk=pk, product=product)
    version = request.POST.get("version", "")
    service(
        round_, by=request.actor, expected_version=int(version) if version.isdecimal() else None, **values
    )
    pinned = "" if goes_on else request.POST.get("round", "")
    if not is_fragment(request):
        return redirect(_home(request, product) + (f"?{urlencode({'round': pinned})}" if pinned else ""))
    return _show(request, product, pinned)


def _show(request: WorkspaceRequest, product: Product, pinned: str) -> HttpResponse:
    page = estimation_page(product, actor=request.actor, pk=_uuid(pinned))
    home = _home(request, product)
    context = {
        "page": page,
        "product": product,
        "slug": request.workspace.slug,
        "home": home,
        "address": f"{home}?{urlencode({'round': str(page.table.round.pk)})}"
        if page.pinned and page.table
        else home,
        "unit": request.workspace.get_estimate_unit_display(),
        "today": timezone.localdate(),
    }
    template = "sprints/estimation/_page.html" if is_fragment(request) else "sprints/estimation.html"
    return render(request, template, context)


def _choose(request: WorkspaceRequest, product: Product, problem: str = "") -> HttpResponse:
    """What could be put on the table, ticked as it was; 422 with the reason where it was refused."""
    given = request.POST or request.GET
    keys = [key for text in given.getlist("items") for key in text.split(",") if key]
    query = request.GET.get("q", UNESTIMATED)
    mistake: QueryError | str = ""
    items: Sequence[Item] = []
    try:
        items = items_named(product, keys) if keys else _found(request.actor, product, query)
    except (QueryError, ValidationError) as error:
        mistake = " ".join(error.messages) if isinstance(error, ValidationError) else error
    before = last_deck(product)
    chosen = request.POST.get("deck") or (deck_name(before) if before else "fibonacci")
    context = {
        "product": product, "slug": request.workspace.slug, "items": items, "query": "" if keys else query,
        "mistake": mistake, "mended": _mended(mistake, query), "problem": problem, "most": MOST_CHOSEN, "home": _home(request, product),
        "instead": partial(instead, query, actor=request.actor),
        "decks": [(key, label, cards, key == chosen) for key, (label, cards) in DECKS.items()],
        "own": request.POST.get("cards") or (" ".join(before) if before and chosen == OWN else ""),
        "is_own": chosen == OWN,
    }  # fmt: skip
    return render(request, "sprints/estimation/open.html", context, status=422 if problem else 200)


def _mended(mistake: QueryError | str, query: str) -> str:
    """The address that asks with the nearest valid word; "" where none is near."""
    again = mistake.mended(query) if isinstance(mistake, QueryError) else ""
    return f"?{urlencode({'q': again})}" if again else ""


def _found(actor: Actor, product: Product, query: str) -> list[Item]:
    return items_found(product, query, actor=actor, today=timezone.localdate())


def _with_undo(response: HttpResponse, request: WorkspaceRequest, message: str) -> HttpResponse:
    trigger_client_event(response, "toast", {"message": message, "undoUrl": undo_url(request)})
    return response


def _home(request: WorkspaceRequest, product: Product) -> str:
    return reverse("sprints:estimation", args=[request.workspace.slug, product.key])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
