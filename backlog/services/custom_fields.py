"""The custom fields of a product: define, change, order, archive. What items hold in them is `update_item`'s."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.custom import ESTIMATE
from backlog.formula import RESERVED, FormulaError, check, parse
from backlog.models import CustomField, Item, Product, ReadyRule
from backlog.services.places import place_of, put_at
from core.errors import Conflict, ErrorAt, check_version

MOST_FIELDS = 40  # not archived, in one product
MOST_CHOICES = 50
LONGEST_CHOICE = 60
Form = CustomField.Form
# What the query language calls something else, of this app or another; and the words of formulas.
TAKEN = RESERVED | {
    "assignee", "blocked", "blocks", "comments", "created", "created_by", "custom", "demand", "description", "due",
    "duplicates", "estimate", "goal", "has", "id", "is", "item", "key", "kind", "label", "labels", "linked", "mentions",
    "milestone", "number", "objective", "parent", "product", "rank", "ready", "release", "score", "sort", "sprint",
    "start", "status", "tag", "team", "text", "theme", "title", "updated", "version", "view", "votes", "watching",
}  # fmt: skip


@transaction.atomic
def create_field(
    product: Product,
    *,
    by: Actor,
    name: str,
    form: str,
    key: str = "",
    choices: Sequence[str] = (),
    formula: str = "",
    pk: UUID | None = None,
) -> CustomField:
    """A further field of the product's items, last in their order; without a `key` one is made of the name.

    `pk` makes one again that was removed. Raises ValidationError by field, PermissionDenied. Cost: 5 statements.
    """
    require(by, Right.MANAGE_PLANS)
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    rows = list(CustomField.objects.filter(product=product))
    if sum(row.archived_at is None for row in rows) >= MOST_FIELDS:
        raise ValidationError(_("A product has at most %(most)d fields of its own.") % {"most": MOST_FIELDS})
    field = CustomField(
        workspace_id=product.workspace_id, product=product, name=_line(name), form=form, position=len(rows)
    )
    if pk:
        field.pk = pk
    field.key = key or _free_key(field.name, {row.key for row in rows})
    field.choices, field.formula = _choices(form, choices), _formula(form, formula, rows)
    _check(field, rows)
    _check_key(field, rows)
    field.save(force_insert=True)
    data = {"product": str(product.pk), "key": field.key, "form": field.form}
    record("custom_field.created", field, by=by, changes={"name": [None, field.name]}, data=data)
    return field


@transaction.atomic
def update_field(
    field: CustomField, *, by: Actor, expected_version: int | None = None, position: int | None = None, **wanted: Any
) -> CustomField:  # fmt: skip
    """Change a field's `name`, `choices`, `formula`, whether it is `archived`, or its place among the others.

    Its key and its form stay. A choice that items hold cannot go, nor a number that a formula needs. Archived, a field
    is shown nowhere, and items keep what they hold in it. Raises ValidationError by field, Conflict, OutOfDate,
    PermissionDenied. Cost: 3 statements, more for choices and the place.
    """
    require(by, Right.MANAGE_PLANS)
    rows = list(CustomField.objects.select_for_update(no_key=True).filter(product_id=field.product_id))
    field = next((row for row in rows if row.pk == field.pk), field)
    check_version(field, expected_version, name=field.name)
    others = [row for row in rows if row.pk != field.pk]
    changes = _changes(field, wanted, others)
    _check(field, others)
    if position is not None and (places := put_at(field, rows, position)):
        changes["position"] = places
    if changes:
        field.version += 1
        field.save(update_fields=["name", "choices", "formula", "archived_at", "version", "updated_at"])
        data = {"product": str(field.product_id), "key": field.key}
        record("custom_field.updated", field, by=by, changes=changes, data=data)
    return field


@transaction.atomic
def remove_field(field: CustomField, *, by: Actor) -> None:
    """Take away a field that nothing needs: no value of an item, no formula, no rule. Archiving is for all others.

    Raises Conflict, PermissionDenied. Cost: 6 statements.
    """
    require(by, Right.MANAGE_PLANS)
    rows = list(CustomField.objects.select_for_update(no_key=True).filter(product_id=field.product_id))
    field = next((row for row in rows if row.pk == field.pk), field)
    if Item.all_objects.filter(product_id=field.product_id, custom__has_key=field.key).exists():
        raise Conflict(_("Items hold values in it. Archive it instead."))
    _refuse_used(field, [row for row in rows if row.pk != field.pk])
    if ReadyRule.objects.filter(field=field).exists():
        raise Conflict(_("The definition of ready asks for it. Take that rule away first."))
    state = {name: getattr(field, name) for name in ("name", "key", "form", "choices", "formula")}
    data = {"product": str(field.product_id), "state": state, "place": place_of(field, rows)}
    record("custom_field.removed", field, by=by, data=data)
    field.delete()


def _changes(field: CustomField, wanted: dict[str, Any], others: list[CustomField]) -> dict[str, list[Any]]:
    """Set what is wanted on the field; returns what that changed."""
    values: dict[str, Any] = {}
    if "name" in wanted:
        values["name"] = _line(wanted["name"])
    if "choices" in wanted:
        values["choices"] = _choices(field.form, wanted["choices"])
        _keep_used(field, values["choices"])
    if "formula" in wanted:
        values["formula"] = _formula(field.form, wanted["formula"], others)
    changes = {
        name: [getattr(field, name), value] for name, value in values.items() if getattr(field, name) != value
    }
    for name, (_before, after) in changes.items():
        setattr(field, name, after)
    if "archived" in wanted and wanted["archived"] != (field.archived_at is not None):
        _set_archived(field, wanted["archived"], others)
        changes["archived"] = [not wanted["archived"], wanted["archived"]]
    return changes


def _set_archived(field: CustomField, archived: bool, others: list[CustomField]) -> None:
    if archived:
        _refuse_used(field, others)
    if not archived and sum(row.archived_at is None for row in others) >= MOST_FIELDS:
        raise Conflict(_("A product has at most %(most)d fields of its own.") % {"most": MOST_FIELDS})
    if not archived and field.form == Form.FORMULA:
        _formula(field.form, field.formula, others)
    field.archived_at = timezone.now() if archived else None


def _refuse_used(field: CustomField, others: Iterable[CustomField]) -> None:
    if user := next((row for row in others if _uses(row, field.key)), None):
        said = _("The formula of “%(name)s” uses this field. Change or archive that one first.")
        raise Conflict(said % {"name": user.name})


def _uses(row: CustomField, key: str) -> bool:
    return row.archived_at is None and row.form == Form.FORMULA and key in parse(row.formula).names


def _check(field: CustomField, others: Iterable[CustomField]) -> None:
    field.clean_fields(exclude=["workspace", "product"])
    if any(row.name.lower() == field.name.lower() for row in others):
        raise ValidationError({"name": _("The product has a field of this name.")})


def _check_key(field: CustomField, others: Iterable[CustomField]) -> None:
    """A key that nothing else has: in queries and formulas a word means one thing in the whole workspace."""
    if field.key in TAKEN:
        raise ValidationError({"key": _("“%(key)s” means something else already.") % {"key": field.key}})
    if any(row.key == field.key for row in others):
        raise ValidationError({"key": _("The product has a field of this key.")})
    elsewhere = CustomField.objects.filter(workspace_id=field.workspace_id, key=field.key).exclude(
        form=field.form
    )
    if other := elsewhere.select_related("product").first():
        said = _("In %(product)s “%(key)s” is of another kind: %(form)s. Take that kind, or another key.")
        words = {"product": other.product.name, "key": field.key, "form": other.get_form_display()}
        raise ValidationError({"key": said % words})


def _free_key(name: str, taken: set[str]) -> str:
    """A key made of the name: “Launch date” → launch_date; with a number behind it where that is taken."""
    base = re.sub(r"[^a-z0-9]+", "_", slugify(name)).strip("_")[:24]
    base = base if re.match(r"[a-z]", base) else f"field_{base}".rstrip("_")
    tries = [base, *(f"{base}_{number}" for number in range(2, 1000))]
    return next(key for key in tries if key not in taken and key not in TAKEN)


def _choices(form: str, choices: Sequence[str]) -> list[str]:
    """The choices of a choice field, tidied. Raises ValidationError."""
    tidy = [_line(choice) for choice in choices if _line(choice)]
    if form != Form.CHOICE:
        if tidy:
            raise ValidationError({"choices": _("Only a choice has choices.")})
        return []
    if not tidy:
        raise ValidationError({"choices": _("Name at least one choice.")})
    if len(tidy) > MOST_CHOICES:
        raise ValidationError({"choices": _("There are at most %(most)d choices.") % {"most": MOST_CHOICES}})
    for at, choice in enumerate(tidy):
        if len(choice) > LONGEST_CHOICE:
            said = _("A choice has at most %(most)d characters.") % {"most": LONGEST_CHOICE}
            raise ValidationError({"choices": ErrorAt(said, at=(at,))})
        if choice.casefold() in [other.casefold() for other in tidy[:at]] or choice.casefold() == "none":
            said = _("“%(choice)s” is there already.") % {"choice": choice}
            raise ValidationError({"choices": ErrorAt(said, at=(at,))})
    return tidy


def _keep_used(field: CustomField, choices: Sequence[str]) -> None:
    """Raise ValidationError where items hold a choice that would go."""
    for gone in [choice for choice in field.choices if choice not in choices]:
        count = Item.objects.filter(product_id=field.product_id, custom__contains={field.key: gone}).count()
        if count:
            said = ngettext(
                "%(count)d item holds “%(choice)s”. Give it another one first.",
                "%(count)d items hold “%(choice)s”. Give them another one first.",
                count,
            )
            raise ValidationError({"choices": said % {"count": count, "choice": gone}})


def _formula(form: str, text: str, rows: Iterable[CustomField]) -> str:
    """The text of a formula that is sound over the product's number fields and the estimate. Raises ValidationError."""
    text = _line(text)
    if form != Form.FORMULA:
        if text:
            raise ValidationError({"formula": _("Only a formula has a formula.")})
        return ""
    names = [row.key for row in rows if row.form == Form.NUMBER and row.archived_at is None]
    try:
        check(parse(text), [ESTIMATE, *names])
    except FormulaError as error:
        raise ValidationError({"formula": str(error)}) from error
    return text


def _line(text: str) -> str:
    return " ".join(text.split())
