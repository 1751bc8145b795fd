"""Reports: one sprint's, and those of teams and products: velocity, flow, cycle time, forecast."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.access import WorkspaceRequest, workspace_view
from accounts.models import Team
from accounts.permissions import Right
from backlog.models import Product
from backlog.queries.similar import instead
from core.query import QueryError
from sprints.forecast.chart import forecast_chart
from sprints.forecast.forecast import forecast
from sprints.reporting import charts
from sprints.reporting.days import beginning
from sprints.reporting.finishing import cycle_times
from sprints.reporting.flow import cumulative_flow
from sprints.reporting.report import UNITS, Report, sprint_of, sprint_report, team_velocity
from sprints.reporting.scope import Scope, scope_of
from sprints.reporting.wording import change_rows, ending_rows

VIEWS = {
    "velocity": gettext_lazy("Velocity"),
    "flow": gettext_lazy("Cumulative flow"),
    "cycle": gettext_lazy("Cycle time"),
    "forecast": gettext_lazy("Forecast"),
}
WEEKS = (4, 12, 26)
USUAL_WEEKS = 12
Context = dict[str, Any]


@workspace_view(Right.READ_BACKLOG)
@require_safe
def report(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One sprint: burndown, burnup, what changed its scope, how each item ended; `?by=items` counts items."""
    sprint = sprint_of(request.workspace.pk, pk)
    if sprint is None:
        raise Http404
    zone, by = ZoneInfo(request.workspace.timezone), _unit(request)
    found = sprint_report(sprint, unit=by, zone=zone, now=timezone.now())
    context = _drawn(request, found, zone) if found else {}
    return render(
        request, "sprints/reports/report.html", {"sprint": sprint, "report": found, "by": by, **context}
    )


@workspace_view(Right.READ_BACKLOG)
@require_safe
def reports(request: WorkspaceRequest) -> HttpResponse:
    """One of VIEWS (`?view=`) for a team, a product and a query; a mistake in the query is said, and nothing drawn."""
    view = request.GET.get("view", "velocity")
    if view not in VIEWS:
        raise Http404
    asked = _asked(request)
    context: Context = {"asked": asked, "view": view, "query": asked.query, "by": _unit(request)}
    context |= {"tabs": _tabs(request), "weeks": _weeks(request), "units": _units(request)}
    context["instead"] = partial(instead, asked.query, actor=request.actor)
    try:
        context |= _SHOWN[view](request, asked)
    except QueryError as error:
        context |= {"mistake": error, "mended": _mended(request, asked.query, error)}
    return render(
        request, "sprints/reports/reports.html", context, status=422 if "mistake" in context else 200
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reports are asked about, in the workspace's days."""

    product: Product | None
    team: Team | None
    teams: list[Team]
    query: str
    weeks: int
    today: date
    zone: ZoneInfo

    @property
    def first(self) -> date:
        """The first day that is shown."""
        return self.today - timedelta(weeks=self.weeks)


def _asked(request: WorkspaceRequest) -> Asked:
    """What the address names. Two statements at most. Raises Http404 for a product or team that is not here."""
    zone = ZoneInfo(request.workspace.timezone)
    teams = list(Team.objects.filter(workspace=request.workspace).order_by("name"))
    key, team = request.GET.get("product", ""), request.GET.get("team", "")
    named = [one for one in teams if str(one.pk) == team]
    if team and not named:
        raise Http404
    weeks = request.GET.get("weeks", "")
    return Asked(
        product=get_object_or_404(Product, workspace=request.workspace, key=key.upper()) if key else None,
        team=named[0] if named else None,
        teams=teams,
        query=request.GET.get("q", "").strip(),
        weeks=int(weeks) if weeks in map(str, WEEKS) else USUAL_WEEKS,
        today=timezone.localdate(timezone=zone),
        zone=zone,
    )


def _velocity(request: WorkspaceRequest, asked: Asked) -> Context:
    """The chosen team's velocity, else that of the first by name."""
    team = asked.team or next(iter(asked.teams), None)
    if team is None:
        return {}
    found = team_velocity(team, unit=_unit(request), now=timezone.now())
    drawn = charts.velocity_chart(found, unit=_unit_name(request, _unit(request))) if found.sprints else None
    return {"chosen": team, "velocity": found, "charts": [drawn] if drawn else []}


def _flow(request: WorkspaceRequest, asked: Asked) -> Context:
    scope = _scope(request, asked)
    flow = cumulative_flow(
        scope.found, workspace_id=scope.workspace_id, first=asked.first, last=asked.today, zone=asked.zone
    )
    return {
        "charts": [charts.flow_chart(flow, today=asked.today)]
        if any(sum(day.counts.values()) for day in flow)
        else []
    }


def _cycle(request: WorkspaceRequest, asked: Asked) -> Context:
    scope, since = _scope(request, asked), beginning(asked.first, asked.zone)
    times = cycle_times(scope.found, workspace_id=scope.workspace_id, since=since, zone=asked.zone)
    drawn = [charts.cycle_chart(times, first=asked.first, today=asked.today)] if times.items else []
    return {"times": times, "charts": drawn}


def _forecast(request: WorkspaceRequest, asked: Asked) -> Context:
    scope = _scope(request, asked)
    found = forecast(
        scope.found, scope.everything, workspace_id=scope.workspace_id, today=asked.today, zone=asked.zone
    )
    drawn = (
        [forecast_chart(found, found.outcome)]
        if found.outcome and found.items and found.outcome.weeks
        else []
    )
    return {"forecast": found, "charts": drawn}


_SHOWN: Mapping[str, Callable[[WorkspaceRequest, Asked], Context]] = {
    "velocity": _velocity,
    "flow": _flow,
    "cycle": _cycle,
    "forecast": _forecast,
}


def _scope(request: WorkspaceRequest, asked: Asked) -> Scope:
    return scope_of(
        request.actor,
        query=asked.query,
        today=timezone.localdate(),
        product=asked.product.pk if asked.product else None,
        team=asked.team.pk if asked.team else None,
    )


def _drawn(request: WorkspaceRequest, found: Report, zone: ZoneInfo) -> Context:
    unit, today = _unit_name(request, found.unit), timezone.localdate(timezone=zone)
    drawn = [
        charts.burndown(found.days, unit=unit, today=today),
        charts.burnup(found.days, unit=unit, today=today),
    ]
    return {
        "unit": unit,
        "units": _units(request),
        "charts": drawn,
        "zone": request.workspace.timezone,
        "endings": ending_rows(found.endings),
        "changes": change_rows(found.changes, zone=zone, today=today),
    }


def _unit(request: WorkspaceRequest) -> str:
    """What is added up: estimates, or items."""
    by = request.GET.get("by", "estimate")
    return by if by in UNITS else "estimate"


def _unit_name(request: WorkspaceRequest, unit: str) -> str:
    return _("items") if unit == "items" else request.workspace.get_estimate_unit_display()


def _tabs(request: WorkspaceRequest) -> list[tuple[str, Any, str]]:
    """The views with their addresses, which keep what is asked about."""
    return [(name, words, _with(request, view=name)) for name, words in VIEWS.items()]


def _weeks(request: WorkspaceRequest) -> list[tuple[int, str]]:
    return [(weeks, _with(request, weeks=str(weeks))) for weeks in WEEKS]


def _units(request: WorkspaceRequest) -> list[tuple[str, str, str]]:
    """What may be added up, with the addresses."""
    return [(unit, _unit_name(request, unit).capitalize(), _with(request, by=unit)) for unit in UNITS]


def _mended(request: WorkspaceRequest, text: str, error: QueryError) -> str:
    """The address that asks with the nearest valid word; "" where none is near."""
    again = error.mended(text)
    return _with(request, q=again) if again else ""


def _with(request: WorkspaceRequest, **changed: str) -> str:
    return "?" + urlencode({**request.GET.dict(), **changed})
