"""Pictures of scores: the page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Kind
from backlog.queries.pictures import Asked
from backlog.queries.pictures import pictures as read_pictures
from backlog.services.ranking import MOST
from backlog.views.common import mended, product_or_404
from core.query import QueryError


@workspace_view(Right.READ_BACKLOG)
@require_safe
def pictures(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Scatter, distribution, rank against score, of what `?q=` fits; `?x=` and `?y=` name the scatter's axes, `?at=scale`
    parts it at the middle of the scales. A mistake in the query is said, and the list drawn without it.
    """
    product = product_or_404(request, product_key)
    text = request.GET.get("q", "").strip()
    kept = {name: request.GET[name] for name in ("x", "y", "at") if request.GET.get(name)}
    asked = Asked(text, kept.get("x", ""), kept.get("y", ""), by_scale=kept.get("at") == "scale")
    by, today, mistake = request.actor, timezone.localdate(), None
    try:
        shown = read_pictures(product, actor=by, asked=asked, today=today)
    except QueryError as error:
        mistake, shown = error, read_pictures(product, actor=by, asked=asked.without_query(), today=today)
    context = {
        "product": product, "slug": request.workspace.slug, "shown": shown, "asked": asked, "query": text, "kept": kept,
        "mistake": mistake, "mended": mended(text, mistake, f"&{urlencode(kept)}" if kept else ""), "most": MOST, "kinds": Kind.choices,
    }  # fmt: skip
    return render(request, "backlog/scoring/pictures.html", context, status=422 if mistake else 200)
