"""What the roadmap's resources have in common."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from core.api.pagination import Sort, paginate
from core.api.problems import ParameterError
from core.api.views import APIRequest, WorkspaceViewSet
from roadmap.models import Lane, Roadmap

OF_ROADMAP = OpenApiParameter("roadmap", UUID, description="Id of a roadmap.")


class RowsViewSet(WorkspaceViewSet):
    """Rows of the roadmaps that the caller may read, addressed by id."""

    order: ClassVar[Sequence[Sort]] = (Sort("id"),)
    lookup_value_converter = "uuid"

    def rows(self) -> "QuerySet[Any, Any]":
        """The rows with all that `show` needs."""
        raise NotImplementedError

    def show(self, row: Any) -> dict[str, Any]:
        """One of `rows` as the API shows it."""
        raise NotImplementedError

    def readable(self) -> "QuerySet[Roadmap]":
        """The roadmaps that exist for the caller."""
        return Roadmap.objects.visible_to(self.request.actor)

    def list(self, request: APIRequest) -> HttpResponse:
        return self.list_response(
            paginate(self.narrowed(self.rows()), request, ordering=self.order, present=self.show)
        )

    def retrieve(self, request: APIRequest, pk: UUID) -> HttpResponse:
        return self.object_response(self.show(self.one(self.rows(), pk)))

    def present(self, obj: Model) -> dict[str, Any]:
        """A model object as the API shows it now."""
        return self.show(self.one(self.rows(), obj.pk))

    def made(self, obj: Model, name: str) -> HttpResponse:
        """The answer to what made an object: the object, and its address under the URL `name`."""
        where = reverse(f"api:{name}", kwargs={"pk": obj.pk})
        return self.object_response(self.present(obj), status=201, location=where)

    def one(self, rows: "QuerySet[Any, Any]", pk: Any) -> Any:
        """The row with this id. Raises Http404."""
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows of the roadmap that `?roadmap=` names, all without it. Raises ParameterError."""
        text = self.request.query_params.get("roadmap")
        if not text:
            return rows
        try:
            return rows.filter(roadmap_id=UUID(text))
        except ValueError:
            raise ParameterError("roadmap", _("This is no id.")) from None

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
