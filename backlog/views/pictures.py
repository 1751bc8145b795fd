"""Pictures of scores: the page, and which items lie in a part of one."""

from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from backlog.models import Kind
from backlog.picturing.numbers import Box
from backlog.queries.pictures import Asked, keys_inside
from backlog.queries.pictures import pictures as read_pictures
from backlog.queries.similar import instead
from backlog.services.bulk import MOST as MOST_EDITED
from backlog.services.ranking import MOST
from backlog.views.common import mended, product_or_404
from core.numbers import written
from core.query import QueryError


@workspace_view(Right.READ_BACKLOG)
@require_safe
def pictures(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """Scatter, distribution, rank against score, of what `?q=` fits; `?x=` and `?y=` name the scatter's axes, `?at=scale`
    parts it at the middle of the scales. A mistake in the query is said, and the list drawn without it.
    """
    product = product_or_404(request, product_key)
    kept = {name: request.GET[name] for name in ("x", "y", "at") if request.GET.get(name)}
    asked = _asked(request)
    by, today, text, mistake = request.actor, timezone.localdate(), asked.query, None
    try:
        shown = read_pictures(product, actor=by, asked=asked, today=today)
    except QueryError as error:
        mistake, shown = error, read_pictures(product, actor=by, asked=asked.without_query(), today=today)
    context = {
        "product": product, "slug": request.workspace.slug, "shown": shown, "asked": asked, "query": text, "kept": kept,
        "mistake": mistake, "mended": mended(text, mistake, f"&{urlencode(kept)}" if kept else ""), "most": MOST, "kinds": Kind.choices,
        "instead": partial(instead, text, mistake, actor=by),
    }  # fmt: skip
    return render(request, "backlog/scoring/pictures.html", context, status=422 if mistake else 200)


@workspace_view(Right.GROOM)
@require_safe
def picture_items(request: WorkspaceRequest, product_key: str) -> HttpResponse:
    """The keys {"keys"} of what lies in the box `?in=` of the counted picture `?plot=`; `q`, `x` and `y` as the page had them.

    422 {"detail"} for more than can be edited at once.
    """
    product, asked, today = product_or_404(request, product_key), _asked(request), timezone.localdate()
    try:
        box, plot = Box.read(request.GET.get("in", "")), request.GET.get("plot", "")
        keys = keys_inside(
            product, box, plot=plot, actor=request.actor, asked=asked, today=today, most=MOST_EDITED
        )
    except (KeyError, ValueError) as error:
        raise ValidationError(_("There is no such part of a picture. Load the page again.")) from error
    except QueryError as error:
        raise ValidationError(str(error)) from error
    if len(keys) > MOST_EDITED:
        said = _("More than %(most)s items lie there; narrow the list to select them.")
        raise ValidationError(said % {"most": written(MOST_EDITED)})
    return JsonResponse({"keys": keys})


def _asked(request: WorkspaceRequest) -> Asked:
    said = {name: request.GET.get(name, "") for name in ("x", "y", "at")}
    return Asked(request.GET.get("q", "").strip(), said["x"], said["y"], by_scale=said["at"] == "scale")
