"""The board: cards by status."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may
from backlog import queries
from backlog.models import Item, Kind, Product, Status
from backlog.models.views import Page
from backlog.views.common import mended, product_or_404, uuids
from backlog.views.saved_views import meant, seen
from core.query import QueryError


@workspace_view(Right.READ_BACKLOG)
@require_safe
def board(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The page, narrowed by `?q=`; a mistake in it is said, and the board shown without it."""
    product = product_or_404(request, product_key)
    shown = seen(request, product, Page.BOARD)
    text = shown.query
    columns, mistake = _read(request, product, text)
    context = {
        "seen": shown,
        "page_name": Page.BOARD,
        "product": product,
        "columns": columns,
        "query": text,
        "mistake": mistake,
        "similar": meant(request, product, "" if mistake else text),
        "mended": mended(text, mistake, shown.kept),
        "kinds": Kind.choices,
        "may_rank": may(request.actor, Right.GROOM),
        "shown": sum(column.count for column in columns),
    }
    return render(request, "backlog/board.html", context, status=422 if mistake else 200)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def board_cards(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Cards alone: the next of one column (`?status=&after=`), or those of `?ids=` that still are on the board."""
    product, text = product_or_404(request, product_key), request.GET.get("q", "").strip()
    today = timezone.localdate()
    try:
        if "ids" in request.GET:
            ids = uuids(request.GET["ids"])
            cards = queries.cards_by_ids(product, ids, actor=request.actor, query=text, today=today)
            return render(request, "backlog/_cards.html", {"cards": cards, "product": product})
        status = Status.objects.filter(product=product, pk__in=uuids(request.GET.get("status", ""))).first()
        if status is None:
            raise ValidationError(_("This status is no longer there. Load the page again."))
        column = queries.more_cards(
            product, status, actor=request.actor, query=text, today=today, after=request.GET.get("after", "")
        )
    except QueryError as error:
        raise ValidationError(str(error)) from error
    return render(
        request,
        "backlog/_cards.html",
        {"cards": column.cards, "product": product, "column": column, "query": text},
    )


def render_cards(request: WorkspaceRequest, items: list[Item]) -> HttpResponse:
    """These items of one product as cards."""
    product = items[0].product
    cards = queries.cards_by_ids(
        product, [item.pk for item in items], actor=request.actor, query="", today=timezone.localdate()
    )
    return render(request, "backlog/_cards.html", {"cards": cards, "product": product})


def _read(
    request: WorkspaceRequest, product: Product, text: str
) -> tuple[list[queries.Column], QueryError | None]:
    today = timezone.localdate()
    try:
        return queries.board(product, actor=request.actor, query=text, today=today), None
    except QueryError as error:
        return queries.board(product, actor=request.actor, query="", today=today), error
