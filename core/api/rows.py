"""The base of resources whose rows are few or small: read by the ORM, shown one by one, addressed by id."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from core.api.pagination import Sort, ordering_of, paginate
from core.api.views import APIRequest, WorkspaceViewSet

M = TypeVar("M", bound=Model)


class RowsViewSet(WorkspaceViewSet):
    """A resource says which `rows` the caller may see and how to `show` one; reading and answering are here."""

    order: ClassVar[Sequence[Sort]] = (Sort("id"),)
    """The order without `?ordering=`."""
    orders = {"id": Sort("id")}
    lookup_value_converter = "uuid"

    def rows(self) -> "QuerySet[Any, Any]":
        """The rows that exist for the caller, with all that `show` needs: objects, or `.values()` with an `id`."""
        raise NotImplementedError

    def show(self, row: Any) -> dict[str, Any]:
        """One of `rows` as the API shows it."""
        raise NotImplementedError

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that the parameters of the address ask for. Raises ParameterError."""
        return rows

    def list(self, request: APIRequest) -> HttpResponse:
        order = ordering_of(request, self.orders, default=self.order)
        page = paginate(self.narrowed(self.rows()), request, ordering=order, present=self.show)
        return self.list_response(page)

    def retrieve(self, request: APIRequest, pk: UUID) -> HttpResponse:
        return self.object_response(self.show(self._row(pk)))

    def one(self, rows: "QuerySet[M]", pk: UUID) -> M:
        """The object with this id, for a service that locks it and judges its version itself. Raises Http404."""
        row = rows.filter(pk=pk, workspace=self.request.workspace).first()
        if row is None:
            raise Http404
        return row

    def present(self, obj: Model) -> dict[str, Any]:
        """A model object as the API shows it now. One SQL statement, more where rows are prefetched.

        Raises Http404 where the caller has just hidden it from themselves.
        """
        return self.show(self._row(obj.pk))

    def changed(self, obj: Model) -> HttpResponse:
        """The answer to a change: the object as it is now."""
        return self.object_response(self.present(obj))

    def made(self, obj: Model, name: str, **kwargs: Any) -> HttpResponse:
        """The answer to what made an object: the object, and its address under the URL `name`."""
        where = reverse(f"api:{name}", kwargs=kwargs or {"pk": obj.pk})
        return self.object_response(self.present(obj), status=201, location=where)

    def _row(self, pk: UUID) -> Any:
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise Http404
        return row
