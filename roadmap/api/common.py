"""What the roadmap's resources have in common."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from backlog.queries.references import uuid_or_none
from core.api.errors import ParameterError
from core.api.rows import RowsViewSet
from roadmap.models import Lane, Roadmap

OF_ROADMAP = OpenApiParameter("roadmap", UUID, description="Id of a roadmap.")


class RoadmapRows(RowsViewSet):
    """Rows of the roadmaps that the caller may read."""

    def readable(self) -> "QuerySet[Roadmap]":
        """The roadmaps that the caller sees as they are now."""
        return Roadmap.objects.live_to(self.request.actor)

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows of the roadmap that `?roadmap=` names, all without it. Raises ParameterError. One SQL statement."""
        text = self.request.query_params.get("roadmap")
        if not text:
            return rows
        pk = uuid_or_none(text)
        if pk is None or not self.readable().filter(pk=pk).exists():
            raise ParameterError("roadmap", _("There is no roadmap “%(id)s”.") % {"id": text})
        return rows.filter(roadmap_id=pk)

    def roadmap_in_body(self, pk: UUID) -> Roadmap:
        """The roadmap that a body names. Raises ValidationError. One SQL statement."""
        roadmap = self.readable().filter(pk=pk).first()
        if roadmap is None:
            raise ValidationError({"roadmap": _("There is no such roadmap.")})
        return roadmap

    def lane_in_body(self, roadmap_id: Any, pk: UUID | None) -> Lane | None:
        """The lane that a body names, None for none. Raises ValidationError. One SQL statement."""
        lane = Lane.objects.filter(pk=pk, roadmap_id=roadmap_id).first() if pk else None
        if pk and lane is None:
            raise ValidationError({"lane": _("There is no such lane on this roadmap.")})
        return lane


def one_place(body: dict[str, Any], *, least: int) -> None:
    """Raise ValidationError unless between `least` and one of before, after and to are named."""
    if not least <= sum(name in body for name in ("before", "after", "to")) <= 1:
        raise ValidationError(_("Name one of before, after and to."))
