"""What a product adds to its items: custom fields, templates, the rules of its definition of ready."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.permissions import Right
from backlog.api.common import ProductRows, product_in_body
from backlog.models import CustomField, ItemTemplate, Product, ReadyRule
from backlog.serializers.definitions import (
    ChangedCustomFieldBody,
    CustomFieldShape,
    NewCustomFieldBody,
    NewReadyRuleBody,
    NewTemplateBody,
    ReadyRuleBody,
    ReadyRuleShape,
    TemplateBody,
    TemplateShape,
)
from backlog.services.custom_fields import create_field, update_field
from backlog.services.readiness import add_rule, remove_rule, update_rule
from backlog.services.templates import remove_template, set_template
from core.api.etag import expected_version
from core.api.pagination import Order, Sort
from core.api.views import APIRequest

RIGHTS = {
    "list": Right.READ_BACKLOG,
    "retrieve": Right.READ_BACKLOG,
    "create": Right.MANAGE_PLANS,
    "partial_update": Right.MANAGE_PLANS,
}
IN_ORDER = (Sort("product_id"), Sort("position"), Sort("id"))
ORDERS: dict[str, Order] = {"position": (Sort("product_id"), Sort("position")), "id": Sort("id")}


class CustomFields(ProductRows):
    """The fields of products' own, in order; those archived too."""

    rights = RIGHTS
    bodies = {"create": NewCustomFieldBody, "partial_update": ChangedCustomFieldBody}
    shape = CustomFieldShape
    versioned = ("partial_update",)
    order = IN_ORDER
    orders = ORDERS

    def rows(self) -> "QuerySet[Any, Any]":
        names = ("id", "product_id", "product__key", "key", "name", "form", "choices", "formula", "position")
        fields = CustomField.objects.filter(workspace=self.request.workspace)
        rows: QuerySet[Any, Any] = fields.values(*names, "archived_at", "version")
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        names = ("key", "name", "form", "choices", "formula", "position", "archived_at", "version")
        return {"id": row["id"], "product": row["product__key"], **{name: row[name] for name in names}}

    def create(self, request: APIRequest) -> HttpResponse:
        """A further field, last in order."""
        body = self.body()
        product = product_in_body(request, body.pop("product"))
        return self.made(create_field(product, by=request.actor, **body), "custom-fields-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change a field's name, choices, formula or place, archive it or bring it back; its key and form stay."""
        field, body, version = self.one(CustomField.objects.all(), pk), self.body(), expected_version(request)
        return self.changed(update_field(field, by=request.actor, expected_version=version, **body))


class Templates(ProductRows):
    """What new items of each kind begin with."""

    rights = {**RIGHTS, "destroy": Right.MANAGE_PLANS}
    bodies = {"create": NewTemplateBody, "partial_update": TemplateBody}
    shape = TemplateShape
    shapes = {"destroy": None}
    versioned = ("create", "partial_update", "destroy")
    repeatable = ("create",)
    order = (Sort("product_id"), Sort("kind"), Sort("id"))
    orders = {"kind": (Sort("product_id"), Sort("kind")), "id": Sort("id")}

    def rows(self) -> "QuerySet[Any, Any]":
        names = ("id", "product_id", "product__key", "kind", "description", "acceptance_criteria", "version")
        templates = ItemTemplate.objects.filter(workspace=self.request.workspace)
        rows: QuerySet[Any, Any] = templates.values(*names)
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        names = ("kind", "description", "acceptance_criteria", "version")
        return {"id": row["id"], "product": row["product__key"], **{name: row[name] for name in names}}

    def create(self, request: APIRequest) -> HttpResponse:
        """Make this the template of a kind, in place of what was there: 201 where there was none, else 200."""
        body = self.body()
        product = product_in_body(request, body.pop("product"))
        kind = body.pop("kind")
        was = ItemTemplate.objects.filter(product=product, kind=kind).exists()
        template = self._set(request, product, kind, body)
        return self.changed(template) if was else self.made(template, "templates-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Change a template's description or criteria."""
        template, body = self.one(ItemTemplate.objects.select_related("product"), pk), self.body()
        now = {name: getattr(template, name) for name in ("description", "acceptance_criteria")}
        return self.changed(self._set(request, template.product, template.kind, {**now, **body}))

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take a template away; items that began with it stay as they are."""
        template = self.one(ItemTemplate.objects.all(), pk)
        remove_template(template, by=request.actor, expected_version=expected_version(request))
        return self.no_content()

    def _set(self, request: APIRequest, product: Product, kind: str, body: dict[str, Any]) -> ItemTemplate:
        return set_template(
            product,
            kind,
            by=request.actor,
            description=body.get("description", ""),
            acceptance_criteria=body.get("acceptance_criteria", []),
            expected_version=expected_version(request),
        )


class ReadyRules(ProductRows):
    """The definitions of ready of products, rule by rule in order."""

    rights = {**RIGHTS, "destroy": Right.MANAGE_PLANS}
    bodies = {"create": NewReadyRuleBody, "partial_update": ReadyRuleBody}
    shape = ReadyRuleShape
    shapes = {"destroy": None}
    versioned = ("partial_update", "destroy")
    order = IN_ORDER
    orders = ORDERS

    def rows(self) -> "QuerySet[Any, Any]":
        names = ("id", "product_id", "product__key", "demands", "field__key", "text", "position", "version")
        rules = ReadyRule.objects.filter(workspace=self.request.workspace)
        rows: QuerySet[Any, Any] = rules.values(*names)
        return rows

    def show(self, row: Any) -> dict[str, Any]:
        shown = {name: row[name] for name in ("demands", "text", "position", "version")}
        return {"id": row["id"], "product": row["product__key"], "field": row["field__key"], **shown}

    def create(self, request: APIRequest) -> HttpResponse:
        """A further rule, last in order; each is there once."""
        body = self.body()
        product = product_in_body(request, body.pop("product"))
        key = body.pop("field", None)
        field = CustomField.objects.filter(product=product, key=key).first() if key else None
        if key and field is None:
            raise ValidationError({"field": _("The product has no field “%(key)s”.") % {"key": key}})
        return self.made(add_rule(product, by=request.actor, field=field, **body), "ready-rules-detail")

    def partial_update(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Reword a question, or give a rule another place."""
        rule, body, version = self.one(ReadyRule.objects.all(), pk), self.body(), expected_version(request)
        return self.changed(update_rule(rule, by=request.actor, expected_version=version, **body))

    def destroy(self, request: APIRequest, pk: UUID) -> HttpResponse:
        """Take a rule out of the definition, and the answers it has."""
        rule = self.one(ReadyRule.objects.all(), pk)
        remove_rule(rule, by=request.actor, expected_version=expected_version(request))
        return self.no_content()
