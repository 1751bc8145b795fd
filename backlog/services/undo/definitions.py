"""Taking back what was done to what a product adds to its items: custom fields, templates, the definition of ready."""

from typing import Any

from django.utils.translation import gettext as _

from activity.actors import Actor
from activity.models import Event
from activity.undo import holding
from backlog.models import CustomField, ItemTemplate, Product, ReadyRule
from backlog.services.custom_fields import create_field, remove_field, update_field
from backlog.services.places import place_of
from backlog.services.readiness import add_rule, remove_rule, restore_ticks, update_rule
from backlog.services.templates import remove_template, set_template
from backlog.services.undo.rows import refuse_again, there
from core.errors import Conflict


class FieldUndo:
    """Reverses defining a field, changing it (its place and whether it is archived too), and taking it away."""

    verbs = frozenset({"custom_field.created", "custom_field.updated", "custom_field.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == "custom_field.removed":
            refuse_again(CustomField, event.object_id)
            made = create_field(_product(event, by), by=by, pk=event.object_id, **event.data["state"])
            update_field(made, by=by, position=event.data["place"])
            return
        field = there(CustomField, event.object_id, by)
        if event.verb == "custom_field.created":
            remove_field(field, by=by)
        else:
            update_field(field, by=by, **holding(event, lambda name: _of_field(field, name)))


class TemplateUndo:
    """Reverses setting a template and taking it away."""

    verbs = frozenset({"template.set", "template.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        product, kind = _product(event, by), event.data["kind"]
        template = ItemTemplate.objects.filter(product=product, kind=kind).first()
        held = holding(event, lambda name: getattr(template, name, None))
        if template is not None and event.data.get("is_new"):
            if held.keys() != event.changes.keys():
                raise Conflict(_("Someone has changed it since."))
            remove_template(template, by=by)
            return
        names = ("description", "acceptance_criteria")
        fields: dict[str, Any] = {name: getattr(template, name, None) for name in names}
        set_template(product, kind, by=by, **{**fields, **held})


class RuleUndo:
    """Reverses adding a rule to the definition of ready, changing it, and taking it out with its answers."""

    verbs = frozenset({"ready_rule.created", "ready_rule.updated", "ready_rule.removed"})

    def undo(self, event: Event, *, by: Actor) -> None:
        if event.verb == "ready_rule.removed":
            refuse_again(ReadyRule, event.object_id)
            _rule_again(event, by)
            return
        rule = there(ReadyRule, event.object_id, by)
        if event.verb == "ready_rule.created":
            remove_rule(rule, by=by)
        else:
            now = {"position": _place(rule), "text": rule.text}
            update_rule(rule, by=by, **holding(event, now.get))


def _rule_again(event: Event, by: Actor) -> None:
    was = event.data
    product = _product(event, by)
    field = CustomField.objects.filter(pk=was["field"], product=product).first() if was["field"] else None
    made = add_rule(product, by=by, demands=was["demands"], field=field, text=was["text"], pk=event.object_id)
    restore_ticks(made, was["ticks"])
    update_rule(made, by=by, position=was["place"])


def _of_field(field: CustomField, name: str) -> Any:
    if name == "position":
        return _place(field)
    return field.archived_at is not None if name == "archived" else getattr(field, name)


def _place(row: Any) -> int:
    return place_of(row, list(type(row).objects.filter(product=row.product_id)))


def _product(event: Event, by: Actor) -> Product:
    product: Product = there(Product, event.data["product"], by)
    return product
