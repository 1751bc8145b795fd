"""The saved views of a product's page, and which of them one sees now."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404

from activity.actors import Actor
from backlog.models import DefaultView, Product, SavedView
from backlog.models.views import Page
from backlog.services.saved_views import may_change, visible_views

PLAIN = "none"  # `?view=none`: no view, also for who begins with one


@dataclass(frozen=True, slots=True)
class ShownView:
    """One line of the menu. `mine`: the member's own; `first`: what they begin with."""

    view: SavedView
    mine: bool
    first: bool
    editable: bool


@dataclass(frozen=True, slots=True)
class Views:
    """A page's views, one's own first, and the chosen one."""

    rows: list[ShownView]
    chosen: ShownView | None


def views_of(product: Product, *, actor: Actor, page: str = Page.BACKLOG, wanted: str | None = None) -> Views:
    """The views that the member sees of a page. One statement.

    `wanted` is the id of the chosen one: Http404 if there is none. None chooses the one they begin with, PLAIN none.
    """
    default = DefaultView.objects.filter(view=OuterRef("pk"), member=actor.member_id)
    views = visible_views(actor).filter(product=product, page=page).select_related("owner")
    rows = [
        ShownView(view, view.owner_id == actor.member_id, view.first, may_change(view, actor))
        for view in views.annotate(first=Exists(default)).order_by("name", "id")
    ]
    rows.sort(key=lambda row: (not row.mine, row.view.name.lower()))
    return Views(rows, _chosen(rows, wanted))


def _chosen(rows: list[ShownView], wanted: str | None) -> ShownView | None:
    if wanted is None:
        return next((row for row in rows if row.first), None)
    if wanted == PLAIN:
        return None
    try:
        pk = UUID(wanted)
    except ValueError as error:
        raise Http404 from error
    found = next((row for row in rows if row.view.pk == pk), None)
    if found is None:
        raise Http404
    return found
