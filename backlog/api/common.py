"""What the backlog's resources have in common."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from backlog.models import Item, Product
from backlog.queries.products import product_with_key
from backlog.queries.references import items_with_keys
from core.api.errors import ParameterError, unknown_value
from core.api.rows import RowsViewSet
from core.api.views import APIRequest

OF_PRODUCT = OpenApiParameter("product", str, description="Key of a product.")


class ProductRows(RowsViewSet):
    """Rows of products, which `?product=` narrows to those of one."""

    parameters = {"list": [OF_PRODUCT]}

    def narrowed(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        key = self.request.query_params.get("product")
        return rows.filter(product=product_named(self.request, key)) if key else rows


def product_named(request: APIRequest, key: str) -> UUID:
    """The id of the product that a parameter names. Raises ParameterError. One SQL statement."""
    pk = product_with_key(request.workspace.pk, key)
    if pk is None:
        rows = Product.objects.filter(workspace=request.workspace)
        said = _("There is no product “%(key)s”.") % {"key": key}
        raise unknown_value("product", key, said, rows.values_list("key", flat=True))
    return pk


def item_named(request: APIRequest, name: str, key: str) -> UUID:
    """The id of the item whose key, of today or former, the parameter `name` holds. Raises ParameterError. One SQL statement."""
    found = items_with_keys(request.workspace.pk, {name: key})
    if name not in found:
        raise ParameterError(name, _("There is no item “%(key)s”.") % {"key": key})
    return found[name].pk


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
