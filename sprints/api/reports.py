"""Reports in the API: the numbers behind the pages' charts."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.models import Team
from accounts.permissions import Right
from backlog.queries.products import product_with_key
from core.api.errors import ParameterError, unknown_value
from core.api.etag import tagged
from core.api.json import dumps
from core.api.views import APIRequest, WorkspaceAPIView
from core.errors import Conflict
from core.query import QueryError
from sprints import report_serializers as shapes
from sprints.forecast.forecast import forecast
from sprints.reporting.burn import Day
from sprints.reporting.days import beginning
from sprints.reporting.finishing import cycle_times
from sprints.reporting.flow import SHOWN, cumulative_flow
from sprints.reporting.report import UNITS, Report, sprint_of, sprint_report, team_velocity
from sprints.reporting.scope import Scope, scope_of

BY = OpenApiParameter("by", str, enum=list(UNITS), description="What is added up; estimates without it.")
TEAM = OpenApiParameter("team", str, description="Name or id of a team.")
ONE_TEAM = OpenApiParameter("team", str, required=True, description="Name or id of the team.")
SCOPE = (
    OpenApiParameter("product", str, description="Key of a product."),
    TEAM,
    OpenApiParameter("q", str, description="Which items, in the query language of the search box."),
)
WEEKS = OpenApiParameter("weeks", int, description="How many weeks back, 1 to 52; 12 without it.")


class _Reporting(WorkspaceAPIView):
    """What reports have in common: whoever reads the backlog reads them, in days of the workspace's zone."""

    rights = {"get": Right.READ_BACKLOG}

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.request.workspace.timezone)

    @property
    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    @property
    def by(self) -> str:
        by = self._given("by") or "estimate"
        if by not in UNITS:
            raise unknown_value("by", by, _("That cannot be added up."), UNITS)
        return by

    @property
    def weeks(self) -> int:
        text = self._given("weeks") or "12"
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= 52 and len(text) < 3):
            raise ParameterError("weeks", _("The number of weeks is one from 1 to 52."))
        return int(text)

    @property
    def team(self) -> Team | None:
        """The team that is named. Raises ParameterError. One statement."""
        text = self._given("team")
        if not text:
            return None
        teams = list(Team.objects.filter(workspace=self.request.workspace))
        for team in teams:
            if text.lower() in (str(team.pk), team.name.lower()):
                return team
        said = _("There is no team “%(id)s”.") % {"id": text}
        raise unknown_value("team", text, said, [team.name for team in teams])

    def scope(self) -> Scope:
        """The items that the address asks about. Raises ParameterError."""
        key, product, team = self._given("product"), None, self.team
        if key:
            product = product_with_key(self.request.workspace.pk, key)
            if product is None:
                raise ParameterError("product", _("There is no product “%(key)s”.") % {"key": key})
        today = timezone.localdate()
        try:
            return scope_of(
                self.request.actor,
                query=self._given("q"),
                today=today,
                product=product,
                team=team.pk if team else None,
            )
        except QueryError as error:
            raise ParameterError("q", str(error)) from error

    def answer(self, data: Mapping[str, Any]) -> HttpResponse:
        """The report, cut down to `?fields=`; 304 where it is known."""
        names = self.fields_of(data.keys())
        shown = data if names is None else {name: data[name] for name in names}
        return tagged(self.request._request, dumps(shown), 1)

    def _given(self, name: str) -> str:
        return str(self.request.query_params.get(name, "")).strip()


class SprintReport(_Reporting):
    """One sprint that has started: its days, the changes of its scope, what became of each item."""

    shape = shapes.ReportShape
    parameters = {"get": [BY]}
    conflicting = ("get",)

    def get(self, request: APIRequest, pk: UUID) -> HttpResponse:
        sprint = sprint_of(request.workspace.pk, pk)
        if sprint is None:
            raise Http404
        report = sprint_report(sprint, unit=self.by, zone=self.zone, now=timezone.now())
        if report is None:
            raise Conflict(_("This sprint has not been started."))
        return self.answer(_show(report))


class Velocity(_Reporting):
    """What a team planned and finished in its last closed sprints."""

    shape = shapes.VelocityShape
    parameters = {"get": [ONE_TEAM, BY]}

    def get(self, request: APIRequest) -> HttpResponse:
        team = self.team
        if team is None:
            raise ParameterError("team", _("Say which team."))
        found = team_velocity(team, unit=self.by, now=timezone.now())
        rows = [
            {"sprint": row.sprint.pk, "name": row.sprint.name, "planned": row.planned, "scope": row.last.scope, "done": row.done}
            for row in found.sprints
        ]  # fmt: skip
        return self.answer({"by": self.by, "mean": found.mean, "sprints": rows})


class Flow(_Reporting):
    """How many items were in each category at the end of each day."""

    shape = shapes.FlowShape
    parameters = {"get": [*SCOPE, WEEKS]}

    def get(self, request: APIRequest) -> HttpResponse:
        scope, first = self.scope(), self.today - timedelta(weeks=self.weeks)
        flow = cumulative_flow(
            scope.found, workspace_id=scope.workspace_id, first=first, last=self.today, zone=self.zone
        )
        days = [
            {"on": day.on, **{category.value: day.counts[category] for category in SHOWN}} for day in flow
        ]
        return self.answer({"days": days})


class CycleTimes(_Reporting):
    """How long finished items took from their first day of work."""

    shape = shapes.CycleTimesShape
    parameters = {"get": [*SCOPE, WEEKS]}

    def get(self, request: APIRequest) -> HttpResponse:
        scope = self.scope()
        since = beginning(self.today - timedelta(weeks=self.weeks), self.zone)
        times = cycle_times(scope.found, workspace_id=scope.workspace_id, since=since, zone=self.zone)
        items = [
            {"item": one.key, "title": one.title, "began_on": one.began_on, "done_on": one.done_on, "days": one.took}
            for one in times.items
        ]  # fmt: skip
        shares = [{"percent": percent, "days": days} for percent, days in times.percentiles]
        return self.answer(
            {"percentiles": shares, "never_begun": times.never_begun, "more": times.more, "items": items}
        )


class ForecastReport(_Reporting):
    """When the open items that `q` finds will be done, at the pace of the product's and team's past weeks."""

    shape = shapes.ForecastShape
    parameters = {"get": SCOPE}

    def get(self, request: APIRequest) -> HttpResponse:
        scope = self.scope()
        found = forecast(
            scope.found, scope.everything, workspace_id=scope.workspace_id, today=self.today, zone=self.zone
        )
        return self.answer(
            {
                "items": found.items,
                "refused": found.reason or None,
                "dates": [{"percent": percent, "date": day} for percent, day in found.dates],
                "history": [{"begins": week.begins, "finished": week.finished} for week in found.history],
            }
        )


def _show(report: Report) -> dict[str, Any]:
    return {
        "sprint": report.sprint.pk,
        "by": report.unit,
        "began_at": report.span.began,
        "ended_at": report.span.ended,
        "committed": report.committed,
        "added": report.added,
        "removed": report.removed,
        "scope": report.last.scope,
        "done": report.last.done,
        "remaining": report.last.remaining,
        "unestimated": report.unestimated,
        "days": [_show_day(day) for day in report.days],
        "changes": [
            {"at": one.at, "item": one.story.key, "change": one.why, "before": one.before, "after": one.after}
            for one in report.changes
        ],
        "items": [
            {"item": one.story.key, "title": one.story.title, "outcome": one.how, "committed": one.committed, "weight": one.weight}
            for one in report.endings
        ],
    }  # fmt: skip


def _show_day(day: Day) -> dict[str, Any]:
    sums = day.sums
    return {
        "on": day.on,
        "scope": sums and sums.scope,
        "done": sums and sums.done,
        "remaining": sums and sums.remaining,
        "even_pace": None if day.guide is None else round(day.guide, 2),
    }
