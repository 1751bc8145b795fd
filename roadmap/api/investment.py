"""Where the effort goes in a period, and the share each theme is meant to get."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.permissions import Right
from backlog.queries.products import product_with_key
from core.api.errors import ParameterError, unknown_value
from core.api.json import json_response
from core.api.rows import RowsViewSet
from core.api.views import APIRequest
from roadmap.investment import COUNT, ESTIMATE, Investment, Line, investment
from roadmap.periods import Length, Period
from roadmap.services import theme_targets
from roadmap.theme_serializers import InvestmentShape, TargetsBody


class ThemeInvestment(RowsViewSet):
    """Target, planned and done share of each theme in a period."""

    rights = {"read": Right.READ_ROADMAPS, "set_targets": Right.MANAGE_PLANS}
    bodies = {"set_targets": TargetsBody}
    shape = InvestmentShape
    parameters = {
        "read": [
            OpenApiParameter("period", str, description="2027-Q1, 2027-H1 or 2027; without it this quarter."),
            OpenApiParameter("by", str, enum=[COUNT, ESTIMATE]),
            OpenApiParameter("product", str, description="Key of a product; without it all of them."),
        ]
    }

    def read(self, request: APIRequest) -> HttpResponse:
        """Where the effort goes: `by` items or their estimates, of one product or all."""
        asked = request.query_params
        by = asked.get("by") or COUNT
        if by not in (COUNT, ESTIMATE):
            raise unknown_value("by", by, _("It is one of count, estimate."), (COUNT, ESTIMATE))
        try:
            period = Period.parse(asked["period"]) if asked.get("period") else _now()
        except ValueError as error:
            raise ParameterError("period", str(error)) from error
        return self._answer(period, by, asked.get("product", ""))

    def set_targets(self, request: APIRequest) -> HttpResponse:
        """Give themes their share of a period, in percent; together 100 at most."""
        body = self.body()
        try:
            period = Period.parse(body["period"])
        except ValueError as error:
            raise ValidationError({"period": str(error)}) from error
        shares: dict[UUID, Any] = {one["theme"]: one["percent"] for one in body["targets"]}
        theme_targets.set_targets(period, shares, by=request.actor)
        return self._answer(period, COUNT, "")

    def _answer(self, period: Period, by: str, key: str) -> HttpResponse:
        workspace = self.request.workspace
        product = product_with_key(workspace.pk, key.upper()) if key else None
        if key and product is None:
            raise ParameterError("product", _("There is no product “%(key)s”.") % {"key": key})
        found = investment(workspace, period, by=by, product_id=product)
        return json_response(_shown(found, key.upper() or None))


def _now() -> Period:
    return Period.around(Length.QUARTER, timezone.localdate())


def _shown(found: Investment, product: str | None) -> dict[str, Any]:
    return {
        "period": found.period.text,
        "start_on": found.period.start,
        "end_on": found.period.end,
        "by": found.by,
        "product": product,
        "targets_of": found.meant_for.text if found.meant_for else None,
        "planned": found.planned,
        "done": found.done,
        "without_estimate": found.unsized,
        "lines": [_line(line) for line in found.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "theme": line.theme.pk if line.theme else None,
        "name": line.theme.name if line.theme else None,
        **{
            name: getattr(line, name) for name in ("target", "planned", "planned_share", "done", "done_share")
        },
    }
