"""The dialog in which horizons are named, added, put in order and removed: one form, answered as it is then."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from core.errors import Conflict
from roadmap import queries
from roadmap.models import Roadmap
from roadmap.services.roadmaps import update_roadmap
from roadmap.services.shaping import LONGEST_HORIZON, MOST_HORIZONS
from roadmap.views.answers import back_to, panel, told

Rows = list[dict[str, str]]


@require_http_methods(["GET", "POST"])
@workspace_view(Right.MANAGE_PLANS)
def horizon_names(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The horizons from left to right; a POST sends them all, and perhaps what to do with one (`act`: up, down, remove)."""
    roadmap = queries.roadmap_of(request.actor, pk)
    if request.method == "GET":
        return _panel(request, roadmap, _now(roadmap))
    rows, before = _sent(request), roadmap.version
    try:
        roadmap = update_roadmap(roadmap, by=request.actor, fields={"horizons": rows})
    except (ValidationError, Conflict) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else str(error)
        return _panel(request, roadmap, rows, error=said, status=422)
    if not request.htmx:
        return back_to(request, roadmap)
    is_new = roadmap.version != before
    answer = _panel(request, roadmap, _now(roadmap))
    return told(request, answer, _("Saved") if is_new else "", undo=is_new, kind="roadmap" if is_new else "")


def _now(roadmap: Roadmap) -> Rows:
    return [{"id": pk, "name": name} for pk, name in roadmap.horizon_names().items()]


def _sent(request: WorkspaceRequest) -> Rows:
    """What was sent, in its new order; an empty line that was there for a new one is none."""
    pairs = zip(request.POST.getlist("id"), request.POST.getlist("name"), strict=False)
    rows = [{"id": pk, "name": name} for pk, name in pairs if pk or name.strip()]
    act, _colon, at = request.POST.get("act", "").partition(":")
    place = int(at) if at.isdigit() and int(at) < len(rows) else None
    if place is None:
        return rows
    if act == "remove":
        return rows[:place] + rows[place + 1 :]
    to = max(0, min(len(rows) - 1, place + (-1 if act == "up" else 1)))
    rows.insert(to, rows.pop(place))
    return rows


def _panel(
    request: WorkspaceRequest, roadmap: Roadmap, rows: Rows, *, error: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"rows": rows, "error": error, "longest": LONGEST_HORIZON}
    context["has_room"] = len(rows) < MOST_HORIZONS
    return panel(request, roadmap, "roadmap/_horizon_names.html", _("Horizons"), context, status)
