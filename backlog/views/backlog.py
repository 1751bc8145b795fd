"""The backlog page: its first screen, further rows, rows that changed, and quick add."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.once import sent_once
from accounts.permissions import Right, may
from backlog.models import Item, Kind, Product
from backlog.queries import BacklogPage, backlog_page, rows_by_ids
from backlog.services.items import create_item
from backlog.views.board import render_cards
from backlog.views.common import is_fragment, mended, product_or_404, uuids, with_undo
from core.query import Query, QueryError, SortKey, parse, to_text

COLUMNS = {
    "parent": gettext_lazy("Parent"),
    "status": gettext_lazy("Status"),
    "assignee": gettext_lazy("Assignee"),
    "team": gettext_lazy("Team"),
    "estimate": gettext_lazy("Estimate"),
    "score": gettext_lazy("Score"),
    "start": gettext_lazy("Start"),
    "due": gettext_lazy("Due"),
}
USUAL = ("status", "assignee", "estimate", "score", "due")
FIRST_DOWN = ("score", "estimate", "updated")  # sorted from the highest first


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of one column: where a click on it leads, and how the list is sorted by it now."""

    name: str
    url: str
    sorted: str  # "ascending", "descending" or ""


@workspace_view(Right.READ_BACKLOG)
@require_safe
def backlog(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The page, narrowed and sorted by `?q=`; a mistake in it is said, and the list shown without it."""
    product = product_or_404(request, product_key)
    text = request.GET.get("q", "").strip()
    page, mistake = _read(request, product, text)
    context = {**_context(request, page, text), "mistake": mistake, "mended": mended(text, mistake)}
    return render(request, "backlog/backlog.html", context, status=422 if mistake else 200)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def backlog_rows(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Rows alone: the page that begins at `?after=`, or those of `?ids=` that are (still) in the list."""
    product = product_or_404(request, product_key)
    text, today = request.GET.get("q", "").strip(), timezone.localdate()
    try:
        if "ids" in request.GET:
            ids = uuids(request.GET["ids"])
            rows = rows_by_ids(product, ids, actor=request.actor, today=today, query=text)
            return render(request, "backlog/_rows.html", {"rows": rows, "may_rank": _may_rank(request)})
        after = request.GET.get("after", "")
        page = backlog_page(product, actor=request.actor, query=text, today=today, after=after)
    except QueryError as error:
        raise ValidationError(str(error)) from error
    return render(request, "backlog/_rows.html", _context(request, page, text))


@workspace_view(Right.CONTRIBUTE)
@require_POST
@sent_once
def add_item(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Quick add: a title and a kind. On top for who may rank, at the bottom for others. Sent again under the same
    `Idempotency-Key` it adds nothing.
    """
    product = product_or_404(request, product_key)
    kind = request.POST.get("kind") or Kind.STORY
    to = "top" if _may_rank(request) else "bottom"
    item = create_item(product, by=request.actor, title=request.POST.get("title", ""), kind=kind, to=to)
    if not is_fragment(request):
        return redirect("backlog:backlog", slug=request.workspace.slug, product_key=product.key)
    as_card = request.GET.get("as") == "card"
    response = render_cards(request, [item]) if as_card else render_rows(request, [item])
    response.status_code = 201
    if _may_rank(request):
        return with_undo(response, request, _("%(key)s added on top.") % {"key": item.key})
    return with_undo(response, request, _("%(key)s added at the bottom.") % {"key": item.key})


def render_rows(request: WorkspaceRequest, items: list[Item]) -> HttpResponse:
    """These items of one product as rows, whatever the list is narrowed to."""
    rows = rows_by_ids(
        items[0].product,
        [item.pk for item in items],
        actor=request.actor,
        today=timezone.localdate(),
        query="status:all",
    )
    return render(request, "backlog/_rows.html", {"rows": rows, "may_rank": _may_rank(request)})


def _read(request: WorkspaceRequest, product: Product, text: str) -> tuple[BacklogPage, QueryError | None]:
    after, today = request.GET.get("after", ""), timezone.localdate()
    try:
        return backlog_page(product, actor=request.actor, query=text, today=today, after=after), None
    except QueryError as error:
        return backlog_page(product, actor=request.actor, query="", today=today), error


def _context(request: WorkspaceRequest, page: BacklogPage, text: str) -> dict[str, Any]:
    chosen = request.COOKIES.get("columns")
    shown = set(chosen.split(".") if chosen is not None else USUAL)
    return {
        "page": page,
        "product": page.product,
        "rows": page.rows,
        "query": text,
        "next_url": f"?{urlencode({'q': text, 'after': page.next})}" if page.next else "",
        "headings": _headings(page, text),
        "columns": [(name, label, name in shown) for name, label in COLUMNS.items()],
        "hidden": [name for name in COLUMNS if name not in shown],
        "may_rank": _may_rank(request),
        "kinds": Kind.choices,
        "unit": request.workspace.get_estimate_unit_display(),
    }


def _headings(page: BacklogPage, text: str) -> dict[str, Heading]:
    """A sort by each column that can be sorted by; a second click turns it round, a third brings rank back."""
    try:
        query = parse(text)
    except QueryError:
        query = Query()
    names = {
        "rank": "#",
        "title": _("Title"),
        "start": _("Start"),
        "due": _("Due"),
        "estimate": "",
        "score": "",
        "updated": "",
    }
    return {name: _heading(query, page, name, label) for name, label in names.items()}


def _heading(query: Query, page: BacklogPage, name: str, label: str) -> Heading:
    down_first = name in FIRST_DOWN
    now = page.sort == name
    ends = now and page.descending != down_first
    sort = (
        () if name == "rank" or ends else (SortKey(name, descending=not down_first if now else down_first),)
    )
    target = to_text(Query(query.parts, sort))
    state = ("descending" if page.descending else "ascending") if now and name != "rank" else ""
    return Heading(label, f"?{urlencode({'q': target})}" if target else "?", state)


def _may_rank(request: WorkspaceRequest) -> bool:
    return may(request.actor, Right.GROOM)
