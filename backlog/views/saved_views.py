"""Saved views: the menu above a list, saving what one sees, and the page that keeps them in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.columns import widths_in
from backlog.models import Product, SavedView
from backlog.models.views import Page
from backlog.queries.saved_views import PLAIN, ShownView, Views, views_of
from backlog.queries.similar import Similar, similar
from backlog.services.saved_views import begin_with, delete_view, save_view, update_view, visible_views
from backlog.views.common import product_or_404, tell

URLS = {Page.BACKLOG: "backlog:backlog", Page.BOARD: "backlog:board"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a list shows: the query of the address, else that of the chosen view. `group` is what the address groups by,
    None where it does not say.
    """

    views: Views
    query: str
    group: str | None = None

    @property
    def chosen(self) -> ShownView | None:
        return self.views.chosen

    @property
    def edited(self) -> bool:
        """Whether the query or the grouping is no longer the chosen view's."""
        if self.chosen is None:
            return False
        view = self.chosen.view
        return view.query != self.query or self.group not in (None, view.group_by)

    @property
    def plain_url(self) -> str:
        """All open items, also for who begins with a view."""
        return f"?view={PLAIN}" if any(row.first for row in self.views.rows) else "?"

    @property
    def kept(self) -> str:
        """What an address that changes the query adds to stay with the view and the grouping."""
        view = {"view": str(self.chosen.view.pk)} if self.chosen else {}
        group = {} if self.group is None else {"group": self.group}
        return "&" + urlencode({**view, **group}) if view or group else ""


def seen(request: WorkspaceRequest, product: Product, page: Page) -> Seen:
    """What `?view=` and `?q=` ask for; neither: the view that the member begins with. One statement. Raises Http404."""
    typed = request.GET.get("q")
    wanted = request.GET.get("view", None if typed is None else PLAIN)
    views = views_of(
        product, actor=request.actor, page=page, wanted=wanted or PLAIN if wanted is not None else None
    )
    query = views.chosen.view.query if typed is None and views.chosen else (typed or "")
    return Seen(views, query.strip(), request.GET.get("group"))


def meant(request: WorkspaceRequest, product: Product, query: str) -> Callable[[], Similar | None]:
    """For a page that may turn out to show nothing: what was probably meant, looked for only when it is asked for."""

    def found() -> Similar | None:
        return (
            similar(product, actor=request.actor, query=query, today=timezone.localdate()) if query else None
        )

    return found


@workspace_view(Right.READ_BACKLOG)
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The views of a product's page (`?page=`); POST saves one and opens it, a refused one keeps what was typed."""
    product, page = product_or_404(request, product_key), _page(request)
    if request.method != "POST":
        return _listed(request, product, page)
    fields: dict[str, Any] = {
        "name": request.POST.get("name", ""), "query": request.POST.get("query", ""),
        "is_shared": "is_shared" in request.POST, "columns": request.POST.get("columns", "").split(),
        "widths": widths_in(request.POST.get("widths", "")), "group_by": request.POST.get("group_by", ""),
    }  # fmt: skip
    try:
        view = save_view(product, by=request.actor, page=page, **fields)
    except ValidationError as error:
        return _listed(request, product, page, typed=fields, wrong=" ".join(error.messages))
    if "first" in request.POST:
        begin_with(product, by=request.actor, page=page, view=view)
    return _told(request, _opened(request, product, page, view), _("View saved."))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def change_view(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Another name, shared or not (from the list of views), or what is on screen now (from the list itself)."""
    view = _view(request, pk)
    post = request.POST
    fields: dict[str, Any] = {name: post[name] for name in ("name", "query", "group_by") if name in post}
    if "columns" in post:
        fields["columns"] = post["columns"].split()
    if "widths" in post:
        fields["widths"] = widths_in(post["widths"])
    if "name" in post:
        fields["is_shared"] = "is_shared" in post
    try:
        update_view(view, by=request.actor, **fields)
    except ValidationError as error:
        return _listed(request, view.product, Page(view.page), wrong=" ".join(error.messages))
    if "name" in post:
        return _told(request, _all_of(request, view), _("View changed."))
    return _told(request, _opened(request, view.product, Page(view.page), view), _("View changed."))


@workspace_view(Right.READ_BACKLOG)
@require_POST
def remove_view(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Delete a view, with Undo."""
    view = _view(request, pk)
    delete_view(view, by=request.actor)
    return _told(request, _all_of(request, view), _("The view %(name)s is deleted.") % {"name": view.name})


@workspace_view(Right.READ_BACKLOG)
@require_POST
def begin_view(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Have the page open with this view for oneself; `off` in the form: with all open items again."""
    view = _view(request, pk)
    chosen = None if "off" in request.POST else view
    begin_with(view.product, by=request.actor, page=view.page, view=chosen)
    return redirect(_all_of(request, view))


def _view(request: WorkspaceRequest, pk: UUID) -> SavedView:
    view = visible_views(request.actor).select_related("product").filter(pk=pk).first()
    if view is None:
        raise Http404
    return view


def _page(request: WorkspaceRequest) -> Page:
    wanted = request.POST.get("page") or request.GET.get("page") or Page.BACKLOG
    if wanted not in Page.values:
        raise Http404
    return Page(wanted)


def _listed(
    request: WorkspaceRequest,
    product: Product,
    page: Page,
    *,
    typed: dict[str, Any] | None = None,
    wrong: str = "",
) -> HttpResponse:
    views = views_of(product, actor=request.actor, page=page, wanted=PLAIN)
    context = {
        "product": product, "page": page, "views": views, "typed": typed, "wrong": wrong,
        "slug": request.workspace.slug, "list_url": _url(request, product, page),
    }  # fmt: skip
    return render(request, "backlog/saved_views.html", context, status=422 if wrong else 200)


def _url(request: WorkspaceRequest, product: Product, page: Page) -> str:
    return reverse(URLS[page], kwargs={"slug": request.workspace.slug, "product_key": product.key})


def _opened(request: WorkspaceRequest, product: Product, page: Page, view: SavedView) -> str:
    return f"{_url(request, product, page)}?{urlencode({'view': str(view.pk)})}"


def _all_of(request: WorkspaceRequest, view: SavedView) -> str:
    where = {"slug": request.workspace.slug, "product_key": view.product.key}
    return f"{reverse('backlog:saved_views', kwargs=where)}?{urlencode({'page': view.page})}"


def _told(request: WorkspaceRequest, where: str, message: str) -> HttpResponse:
    """To another page, which says what was done and offers to undo it."""
    tell(request, message)
    return redirect(where)
