"""The definition of ready of a product, and the questions of it that are answered by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.models import Event
from activity.services import record
from backlog.models import CustomField, Item, Product, ReadyRule, ReadyTick
from backlog.permissions import require_edit
from backlog.services.places import place_of, put_at
from core.errors import Conflict, check_version

MOST_RULES = 20
Demand = ReadyRule.Demand
TICKED = "ready_tick"


@transaction.atomic
def add_rule(
    product: Product,
    *,
    by: Actor,
    demands: str,
    field: CustomField | None = None,
    text: str = "",
    pk: UUID | None = None,
) -> ReadyRule:
    """One more rule, last; a `field` or a question's `text` where that is what it demands. `pk` makes one again that was
    removed.

    Raises ValidationError by field, PermissionDenied. Cost: 4 statements.
    """
    require(by, Right.MANAGE_PLANS)
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    rows = list(ReadyRule.objects.filter(product=product))
    if len(rows) >= MOST_RULES:
        raise ValidationError(_("A definition of ready has at most %(most)d rules.") % {"most": MOST_RULES})
    rule = ReadyRule(
        workspace_id=product.workspace_id, product=product, demands=demands, field=field,
        text=" ".join(text.split()), position=len(rows), **({"pk": pk} if pk else {}),
    )  # fmt: skip
    _check(rule, rows)
    rule.save(force_insert=True)
    record("ready_rule.created", rule, by=by, label=said(rule), data={"product": str(product.pk)})
    return rule


@transaction.atomic
def update_rule(
    rule: ReadyRule,
    *,
    by: Actor,
    expected_version: int | None = None,
    text: str | None = None,
    position: int | None = None,
) -> ReadyRule:
    """Reword a question (its ticks stay), or give a rule another place.

    Raises ValidationError by field, PermissionDenied, OutOfDate. Cost: 3 statements, 2 more for the place.
    """
    require(by, Right.MANAGE_PLANS)
    rows = list(
        ReadyRule.objects.select_for_update(no_key=True, of=("self",)).filter(product_id=rule.product_id)
    )
    rule = _among(rows, rule.pk)
    check_version(rule, expected_version, name=_("The rule"))
    changes: dict[str, list[Any]] = {}
    if text is not None and (tidy := " ".join(text.split())) != rule.text:
        changes["text"], rule.text = [rule.text, tidy], tidy
        _check(rule, [row for row in rows if row.pk != rule.pk])
    if position is not None and (places := put_at(rule, rows, position)):
        changes["position"] = places
    if changes:
        rule.version += 1
        rule.save(update_fields=["text", "version", "updated_at"])
        data = {"product": str(rule.product_id)}
        record("ready_rule.updated", rule, by=by, label=said(rule), changes=changes, data=data)
    return rule


@transaction.atomic
def remove_rule(rule: ReadyRule, *, by: Actor, expected_version: int | None = None) -> None:
    """Take a rule out of the definition, and the ticks it has with it. Raises PermissionDenied, OutOfDate."""
    require(by, Right.MANAGE_PLANS)
    rows = list(
        ReadyRule.objects.select_for_update(no_key=True, of=("self",)).filter(product_id=rule.product_id)
    )
    rule = _among(rows, rule.pk)
    check_version(rule, expected_version, name=_("The rule"))
    data = {
        "product": str(rule.product_id), "demands": rule.demands, "text": rule.text, "ticks": _ticks(rule),
        "field": str(rule.field_id) if rule.field_id else None, "place": place_of(rule, rows),
    }  # fmt: skip
    record("ready_rule.removed", rule, by=by, label=said(rule), data=data)
    rule.delete()


def _ticks(rule: ReadyRule) -> dict[str, list[int]]:
    """Who answered the question for which items, by their numbers; so many are few letters in an event."""
    found: dict[str, list[int]] = defaultdict(list)
    rows: Iterable[tuple[UUID | None, int]] = rule.ticks.values_list("member_id", "item__number")
    for member, number in rows:
        found["" if member is None else str(member)].append(number)
    return found


@transaction.atomic
def restore_ticks(rule: ReadyRule, ticks: Mapping[str, Sequence[int]]) -> None:
    """Answer a question as it was answered before it was removed. Two statements for each who answered."""
    for member, numbers in ticks.items():
        items = Item.all_objects.filter(product_id=rule.product_id, number__in=numbers)
        ReadyTick.objects.bulk_create(
            ReadyTick(workspace_id=rule.workspace_id, item_id=pk, rule=rule, member_id=member or None)
            for pk in items.values_list("pk", flat=True)
        )


@transaction.atomic
def tick_rule(
    item: Item, rule: ReadyRule, *, by: Actor, done: bool, expected_version: int | None = None
) -> bool:
    """Answer a question of the definition of ready for one item: yes, or not yet. Returns whether that changed anything.

    The item's version stays: what it is has not changed. Raises ValidationError for a rule that is no question of this
    item's product, PermissionDenied, OutOfDate. Cost: 3 statements, 2 more where it changed.
    """
    item = Item.objects.select_related("product").select_for_update(of=("self",), no_key=True).get(pk=item.pk)
    require_edit(item, by)
    check_version(item, expected_version, name=item.key)
    if rule.product_id != item.product_id or rule.demands != Demand.QUESTION:
        raise ValidationError({"rule": _("This is no question of the product's definition of ready.")})
    ticks = ReadyTick.objects.filter(item=item, rule=rule)
    if ticks.exists() == done:
        return False
    if done:
        ReadyTick.objects.create(workspace_id=item.workspace_id, item=item, rule=rule, member_id=by.member_id)
    else:
        ticks.delete()
    data = {
        "product": str(item.product_id), "key": item.key, "title": item.title, "rule": str(rule.pk), "text": rule.text,
    }  # fmt: skip
    record("item.ticked", item, by=by, label=item.key, changes={TICKED: [not done, done]}, data=data)
    return True


def tick_back(item: Item, event: Event, *, by: Actor) -> None:
    """Reverse one tick. Raises Conflict where it no longer holds, or the question is gone."""
    rule = ReadyRule.objects.filter(pk=UUID(event.data["rule"]), product_id=item.product_id).first()
    if rule is None:
        raise Conflict(_("The question is no longer in the definition of ready."))
    if not tick_rule(item, rule, by=by, done=event.changes[TICKED][0]):
        raise Conflict(_("Someone has changed it since."))


def said(rule: ReadyRule) -> str:
    """What a rule asks for, on one line."""
    if rule.demands == Demand.QUESTION:
        return rule.text
    field = rule.field if rule.demands == Demand.FIELD else None
    return field.name if field else str(Demand(rule.demands).label)


def _among(rows: list[ReadyRule], pk: UUID) -> ReadyRule:
    for row in rows:
        if row.pk == pk:
            return row
    raise ReadyRule.DoesNotExist


def _check(rule: ReadyRule, others: list[ReadyRule]) -> None:
    rule.clean_fields(exclude=["workspace", "product", "field"])
    question, demands_field = rule.demands == Demand.QUESTION, rule.demands == Demand.FIELD
    if question != bool(rule.text):
        problem = _("Write the question.") if question else _("Only a question has words of its own.")
        raise ValidationError({"text": problem})
    if demands_field != (rule.field is not None):
        problem = _("Choose the field.") if demands_field else _("Only “a field is filled in” names a field.")
        raise ValidationError({"field": problem})
    if rule.field is not None:
        _check_field(rule, rule.field)
    if any(_same(rule, other) for other in others):
        raise ValidationError({"demands": _("The definition of ready has this rule already.")})


def _check_field(rule: ReadyRule, field: CustomField) -> None:
    if field.product_id != rule.product_id or field.archived_at is not None:
        raise ValidationError({"field": _("The product has no such field.")})
    if field.form == CustomField.Form.FORMULA:
        raise ValidationError({"field": _("A formula is worked out: ask for the numbers it needs instead.")})


def _same(rule: ReadyRule, other: ReadyRule) -> bool:
    return (rule.demands, rule.field_id, rule.text.lower()) == (
        other.demands,
        other.field_id,
        other.text.lower(),
    )
