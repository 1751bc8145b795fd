"""The backlog page: its first screen, further rows, rows that changed, and quick add."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.once import sent_once
from accounts.permissions import Right, may
from backlog.columns import OWN, Table, columns_of, custom_shown, on_page, table_of
from backlog.custom import CELL, fields_of
from backlog.models import CustomField, Item, Kind, Product
from backlog.models.views import Page
from backlog.queries import BacklogPage, backlog_page, rows_by_ids
from backlog.queries.backlog import grouped_page
from backlog.queries.groups import Grouping, grouping_named, groupings_of
from backlog.services.templates import begin_item
from backlog.views.board import render_cards
from backlog.views.common import is_fragment, mended, product_or_404, uuids, with_undo
from backlog.views.saved_views import Seen, meant, seen
from core.query import Query, QueryError, SortKey, parse, to_text

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
    shown = seen(request, product, Page.BACKLOG)
    text = shown.query
    fields = fields_of(product.pk)
    table = table_of(request, shown.chosen.view if shown.chosen else None)
    custom = custom_shown(table, fields)
    page, mistake = _read(request, product, text, _grouping(request, product, shown), custom)
    context = {
        **_context(request, page, text, shown), **_table(table, fields, judged=page.judged), "page_name": Page.BACKLOG,
        "groupings": groupings_of(fields), "mistake": mistake, "mended": mended(text, mistake, shown.kept),
        "key_length": len(f"{product.key}-{product.next_number}"), "similar": meant(request, product, "" if mistake else text),
        "custom_columns": _custom_columns(page, text, shown.kept, custom),
    }  # fmt: skip
    return render(request, "backlog/backlog.html", context, status=422 if mistake else 200)


@workspace_view(Right.READ_BACKLOG)
@require_safe
def backlog_rows(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Rows alone: the page that begins at `?after=`, or those of `?ids=` that are (still) in the list."""
    product = product_or_404(request, product_key)
    text, today = request.GET.get("q", "").strip(), timezone.localdate()
    grouping = grouping_named(request.GET.get("group", ""), product.pk)
    by: dict[str, Any] = {"actor": request.actor, "today": today, "query": text, "grouping": grouping}
    by["custom"] = _custom_rows(request, product)
    try:
        if "ids" in request.GET:
            rows = rows_by_ids(product, uuids(request.GET["ids"]), **by)
            return render(request, "backlog/_rows.html", {"rows": rows, "may_rank": _may_rank(request)})
        after, group = request.GET.get("after", ""), request.GET.get("in", "")
        page = backlog_page(product, **by, after=after, group=group)
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
    item = begin_item(product, by=request.actor, title=request.POST.get("title", ""), kind=kind, to=to)
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
        grouping=grouping_named(request.POST.get("group", ""), items[0].product_id),
        custom=_custom_rows(request, items[0].product),
    )
    return render(request, "backlog/_rows.html", {"rows": rows, "may_rank": _may_rank(request)})


def _grouping(request: WorkspaceRequest, product: Product, of: Seen) -> Grouping | None:
    """What the address says, else the chosen view."""
    view = of.chosen.view if of.chosen else None
    return grouping_named(request.GET.get("group", view.group_by if view else ""), product.pk)


def _read(
    request: WorkspaceRequest,
    product: Product,
    text: str,
    grouping: Grouping | None,
    custom: Sequence[CustomField],
) -> tuple[BacklogPage, QueryError | None]:
    after = request.GET.get("after", "")
    by: dict[str, Any] = {"actor": request.actor, "today": timezone.localdate(), "custom": custom}
    try:
        if grouping and not after:
            return grouped_page(product, **by, query=text, grouping=grouping), None
        return backlog_page(product, **by, query=text, after=after), None
    except QueryError as error:
        return backlog_page(product, **by, query=""), error


def _table(table: Table, fields: Sequence[CustomField], *, judged: bool) -> dict[str, Any]:
    columns = columns_of(table, fields, judged=judged)
    return {
        "table": table,
        "columns": columns,
        "width": 5 + len(OWN) + len(custom_shown(table, fields)),
        "hidden": [column.name for column in columns if not column.shown],
    }


def _custom_rows(request: WorkspaceRequest, product: Product) -> list[CustomField]:
    """The product's own fields that the page which asks for rows shows. One statement, none where it shows none."""
    table = on_page(request)
    if not any(name.startswith(CELL) for name in table.names or ()):
        return []
    return custom_shown(table, fields_of(product.pk))


def _context(
    request: WorkspaceRequest, page: BacklogPage, text: str, of: Seen | None = None
) -> dict[str, Any]:
    return {
        "seen": of,
        "page": page,
        "product": page.product,
        "rows": page.rows,
        "query": text,
        "next_url": _next_url(request, page, text),
        "group": request.GET.get("in", ""),
        "group_more": f"?{urlencode({'q': text, 'group': page.grouping.name if page.grouping else ''})}",
        "group_url": f"?{urlencode({'q': text})}{of.kept if of else ''}&group=",
        "headings": _headings(page, text, of.kept if of else ""),
        "may_rank": _may_rank(request),
        "kinds": Kind.choices,
        "unit": request.workspace.get_estimate_unit_display(),
    }


def _next_url(request: WorkspaceRequest, page: BacklogPage, text: str) -> str:
    """What begins the rows after these, of the same group where there is one; "" where there are none."""
    group = {"group": page.grouping.name, "in": request.GET.get("in", "")} if page.grouping else {}
    return f"?{urlencode({'q': text, **group, 'after': page.next})}" if page.next else ""


def _headings(page: BacklogPage, text: str, kept: str) -> dict[str, Heading]:
    """A sort by each column that can be sorted by; a second click turns it round, a third brings rank back."""
    query = _parsed(text)
    names = {
        "rank": "#",
        "title": _("Title"),
        "start": _("Start"),
        "due": _("Due"),
        "estimate": "",
        "score": "",
        "updated": "",
    }
    return {name: _heading(query, page, name, label, kept) for name, label in names.items()}


def _custom_columns(
    page: BacklogPage, text: str, kept: str, fields: Sequence[CustomField]
) -> list[tuple[CustomField, str, Heading]]:
    """The product's own fields that are shown, each with the name of its column and its heading."""
    query = _parsed(text)
    return [(one, f"{CELL}{one.key}", _heading(query, page, one.key, one.name, kept)) for one in fields]


def _parsed(text: str) -> Query:
    """The query, an empty one where it has a mistake."""
    try:
        return parse(text)
    except QueryError:
        return Query()


def _heading(query: Query, page: BacklogPage, name: str, label: str, kept: str) -> Heading:
    down_first = name in FIRST_DOWN
    now = page.sort == name
    ends = now and page.descending != down_first
    sort = (
        () if name == "rank" or ends else (SortKey(name, descending=not down_first if now else down_first),)
    )
    target = to_text(Query(query.parts, sort))
    state = ("descending" if page.descending else "ascending") if now and name != "rank" else ""
    return Heading(label, f"?{urlencode({'q': target})}{kept}" if target or kept else "?", state)


def _may_rank(request: WorkspaceRequest) -> bool:
    return may(request.actor, Right.GROOM)
