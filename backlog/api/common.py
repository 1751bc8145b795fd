"""What the backlog's resources have in common."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from backlog.models import Item, Product
from backlog.queries.references import items_with_keys
from core.api.etag import expected_version
from core.api.pagination import Sort, paginate
from core.api.problems import ParameterError
from core.api.views import APIRequest, WorkspaceViewSet
from core.errors import OutOfDate

M = TypeVar("M", bound=Model)
OF_PRODUCT = OpenApiParameter("product", str, description="Key of a product.")


class RowsViewSet(WorkspaceViewSet):
    """A resource whose rows are few or small: read by the ORM, shown as plain values, addressed by id."""

    order: ClassVar[Sequence[Sort]] = (Sort("id"),)
    lookup_value_converter = "uuid"

    def rows(self) -> "QuerySet[Any, Any]":
        """The workspace's rows with all that `show` needs."""
        raise NotImplementedError

    def show(self, row: Any) -> dict[str, Any]:
        """One of `rows` as the API shows it."""
        raise NotImplementedError

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that the parameters of the address ask for."""
        return rows

    def list(self, request: APIRequest) -> HttpResponse:
        page = paginate(self.narrowed(self.rows()), request, ordering=self.order, present=self.show)
        return self.list_response(page)

    def retrieve(self, request: APIRequest, pk: UUID) -> HttpResponse:
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise Http404
        return self.object_response(self.show(row))

    def present(self, obj: Model) -> dict[str, Any]:
        """A model object as the API shows it. One SQL statement, more where rows are prefetched."""
        return self.show(self.rows().get(pk=obj.pk))

    def changed(self, obj: Model) -> HttpResponse:
        """The answer to a change: the object as it is now."""
        return self.object_response(self.present(obj))

    def made(self, obj: Model, name: str, **kwargs: Any) -> HttpResponse:
        """The answer to what made an object: the object, and its address under the URL `name`."""
        where = reverse(f"api:{name}", kwargs=kwargs or {"pk": obj.pk})
        return self.object_response(self.present(obj), status=201, location=where)

    def one(self, rows: "QuerySet[M]", pk: UUID) -> M:
        """One row of the workspace, for a service that locks it and judges its version itself. Raises Http404."""
        row = rows.filter(workspace=self.request.workspace, pk=pk).first()
        if row is None:
            raise Http404
        return row

    def locked(self, rows: "QuerySet[M]", pk: UUID) -> M:
        """One row of the workspace, locked, after its version was held against `If-Match`. Raises Http404, OutOfDate."""
        mine = rows.filter(workspace=self.request.workspace, pk=pk).select_for_update(
            of=("self",), no_key=True
        )
        row = mine.first()
        if row is None:
            raise Http404
        if expected_version(self.request) not in (None, getattr(row, "version")):  # noqa: B009
            raise OutOfDate(_("It has changed since you loaded it."), current=row)
        return row

    def of_product(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows of the product that `?product=` names, all without it."""
        key = self.request.query_params.get("product")
        return rows.filter(product=product_named(self.request, key)) if key else rows


def product_named(request: APIRequest, key: str) -> UUID:
    """The id of the product that a parameter names. Raises ParameterError. One SQL statement."""
    rows = Product.objects.filter(workspace=request.workspace, key=key.upper())
    pk = rows.values_list("pk", flat=True).first()
    if pk is None:
        raise ParameterError("product", _("There is no product “%(key)s”.") % {"key": key})
    return pk


def product_in_body(request: APIRequest, key: str) -> Product:
    """The product that a body names. Raises ValidationError. One SQL statement."""
    product = Product.objects.filter(workspace=request.workspace, key=key.upper()).first()
    if product is None:
        raise ValidationError({"product": _("There is no product “%(key)s”.") % {"key": key}})
    return product


def item_in_body(request: APIRequest, key: str) -> Item:
    """The item that a body names. Raises ValidationError. One SQL statement."""
    found = items_with_keys(request.workspace.pk, {"item": key})
    if "item" not in found:
        raise no_such_item("item", key)
    return found["item"]


def no_such_item(name: str, key: str) -> ValidationError:
    """The error of a field that names an item which is not there."""
    return ValidationError({name: _("There is no item “%(key)s”.") % {"key": key}})


def named(row: Mapping[str, Any], pk: str, name: str) -> dict[str, Any] | None:
    """Two columns of a row as `{"id", "name"}`, None where there is no id."""
    return {"id": row[pk], "name": row[name]} if row[pk] else None
