"""How a roadmap looks: the dialog in which one chooses what it is coloured by and which fields it shows, for oneself or for everyone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right, may, require
from backlog.queries.similar import instead
from roadmap import queries
from roadmap.drawing import home_of
from roadmap.horizons import view_name
from roadmap.looks import COLOURS, FIELDS, OFFERED, VIEWS
from roadmap.models import Roadmap
from roadmap.services.roadmaps import keep_look, update_roadmap
from roadmap.viewing import Seen


@dataclass(frozen=True, slots=True)
class Looking:
    """What the page shows around a view: the filter and the dialog of its look. `mended` is the address of the
    nearest valid filter, `instead` what to ask where it leaves nothing, `kept` what the addresses of the other views say of it."""

    seen: Seen
    action: str
    mended: str
    instead: str
    kept: str
    may_filter: bool
    may_share: bool

    @property
    def colours(self) -> list[tuple[str, str, bool]]:
        """Id, name, whether it is chosen."""
        return [(name, str(label), name == self.seen.look.colour) for name, label in COLOURS.items()]

    @property
    def fields(self) -> list[tuple[str, str, bool]]:
        """Id, name, whether it is shown."""
        return [(name, str(FIELDS[name]), self.seen.look.shows(name)) for name in OFFERED[self.seen.view]]

    @property
    def horizons(self) -> str:
        """What the view of the horizons is called."""
        return view_name(self.seen.plan.roadmap.horizon_names().values())

    @property
    def is_narrowed(self) -> bool:
        """Whether the filter leaves something out, or could."""
        return bool(self.seen.look.query) and self.seen.mistake is None


def looking(request: WorkspaceRequest, seen: Seen) -> Looking:
    """What stands around the view. No statement, one where the filter leaves nothing."""
    none_left = bool(seen.look.query and seen.total and not seen.plan.entries)
    mended = seen.mistake.mended(seen.look.query) if seen.mistake else ""
    again = instead(seen.look.query, actor=request.actor) if none_left else ""
    return Looking(
        seen=seen,
        action=f"{home_of(seen, request.workspace.slug)}look/",
        mended=f"?{urlencode({'view': seen.view, 'q': mended})}" if mended else "",
        instead=again,
        kept=f"&{urlencode({'q': request.GET['q']})}" if "q" in request.GET else "",
        may_filter=may(request.actor, Right.READ_BACKLOG),
        may_share=may(request.actor, Right.MANAGE_PLANS) and not seen.base,
    )


@require_POST
@workspace_view(Right.READ_ROADMAPS)
def look(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Keep colour, fields of this view and filter for oneself; with `for=everyone` colour and fields for all, with `for=nobody` forget
    one's own.
    """
    roadmap = queries.roadmap_of(request.actor, pk)
    if request.POST.get("for") == "everyone":
        require(request.actor, Right.MANAGE_PLANS)
        shared = _chosen(request, roadmap.look, _view(request))
        update_roadmap(roadmap, by=request.actor, fields={"look": shared})
    return kept_look(request, roadmap)


def kept_look(request: WorkspaceRequest, roadmap: Roadmap) -> HttpResponse:
    """What the dialog says is kept for oneself, or one's own is forgotten (`for`); back to the page that it lies over."""
    view, whose, query = _view(request), request.POST.get("for", ""), request.POST.get("q", "")
    kept = {} if whose else _chosen(request, _own(request, roadmap), view)
    keep_look(roadmap, request.member, look=kept, query="" if whose == "nobody" else query)
    asked = urlencode({"view": view, **({"q": query} if query else {})})
    return redirect(f"{request.path.removesuffix('look/')}?{asked}")


def _view(request: WorkspaceRequest) -> str:
    view = request.POST.get("view", "")
    return view if view in VIEWS else VIEWS[0]


def _own(request: WorkspaceRequest, roadmap: Roadmap) -> dict[str, Any]:
    found = queries.look_row_of(roadmap, request.member)
    return {name: value for name, value in (found.look if found else {}).items() if name != "query"}


def _chosen(request: WorkspaceRequest, look: dict[str, Any], view: str) -> dict[str, Any]:
    """The look with what the form says of one view."""
    fields = {**look.get("fields", {}), view: request.POST.getlist("fields") or ["none"]}
    return {**look, "colour": request.POST.get("colour", ""), "fields": fields}
