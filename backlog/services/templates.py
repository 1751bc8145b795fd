"""What new items of a kind begin with: set by product and kind, and put into the items made from it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.models import AcceptanceCriterion, Item, ItemTemplate, Kind, Product
from backlog.services.discussion import MOST_CRITERIA
from backlog.services.items import create_item
from core.errors import ErrorAt, check_version

LONGEST = 500  # characters of a criterion


@transaction.atomic
def set_template(
    product: Product,
    kind: str,
    *,
    by: Actor,
    description: str,
    acceptance_criteria: Sequence[str],
    expected_version: int | None = None,
) -> ItemTemplate:
    """Make this what new items of the kind begin with, in place of what was there before.

    `expected_version` is that of the template it had. Raises ValidationError by field, OutOfDate, PermissionDenied.
    Cost: 4 statements.
    """
    require(by, Right.MANAGE_PLANS)
    Product.objects.select_for_update(no_key=True).get(pk=product.pk)
    found = ItemTemplate.objects.filter(product=product, kind=kind).first()
    check_version(found, expected_version, name=_("The template"))
    template = found or ItemTemplate(workspace_id=product.workspace_id, product=product, kind=kind)
    values = {"description": description.strip(), "acceptance_criteria": _criteria(acceptance_criteria)}
    if not any(values.values()):
        raise ValidationError({"description": _("Write a description, or at least one criterion.")})
    changes = {name: [getattr(template, name), value] for name, value in values.items()}
    changes = {name: pair for name, pair in changes.items() if found is None or pair[0] != pair[1]}
    for name, value in values.items():
        setattr(template, name, value)
    template.clean_fields(exclude=["workspace", "product"])
    if changes:
        template.version += found is not None
        template.save()
        _record("template.set", template, by, changes, is_new=found is None)
    return template


@transaction.atomic
def remove_template(template: ItemTemplate, *, by: Actor, expected_version: int | None = None) -> None:
    """New items of the kind begin empty again; those there are stay. Raises OutOfDate, PermissionDenied."""
    require(by, Right.MANAGE_PLANS)
    template = ItemTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    check_version(template, expected_version, name=_("The template"))
    changes = {name: [getattr(template, name), None] for name in ("description", "acceptance_criteria")}
    _record("template.removed", template, by, changes)
    template.delete()


@transaction.atomic
def begin_item(product: Product, *, by: Actor, kind: str = Kind.STORY, **fields: Any) -> Item:
    """`create_item` from the template of its kind: the description and the criteria that it has, where none is given.

    A `description` that is given, be it empty, is left as it is; so are criteria by `acceptance_criteria` (texts).
    Raises as `create_item`. Cost: that of `create_item`, 1 statement more, 2 with criteria.
    """
    template = ItemTemplate.objects.filter(product=product, kind=kind).first()
    return create_from(template, product, by=by, kind=kind, **fields)


@transaction.atomic
def create_from(template: ItemTemplate | None, product: Product, *, by: Actor, **fields: Any) -> Item:
    """`begin_item` where the template of the item's kind has been looked up; None: there is none."""
    given = fields.pop("acceptance_criteria", None)
    if template is not None:
        fields.setdefault("description", template.description)
    criteria = (template.acceptance_criteria if template else []) if given is None else given
    item = create_item(product, by=by, **fields)
    AcceptanceCriterion.objects.bulk_create(
        AcceptanceCriterion(workspace_id=item.workspace_id, item=item, text=text, position=position)
        for position, text in enumerate(criteria)
    )
    return item


def _criteria(texts: Sequence[str]) -> list[str]:
    """The criteria, tidied. Raises ValidationError."""
    tidy = [" ".join(text.split()) for text in texts if text.strip()]
    if len(tidy) > MOST_CRITERIA:
        said = _("An item has at most %(most)d acceptance criteria.") % {"most": MOST_CRITERIA}
        raise ValidationError({"acceptance_criteria": said})
    for at, text in enumerate(tidy):
        if len(text) > LONGEST:
            said = _("A criterion has at most %(most)d characters.") % {"most": LONGEST}
            raise ValidationError({"acceptance_criteria": ErrorAt(said, at=(at,))})
    return tidy


def _record(verb: str, template: ItemTemplate, by: Actor, changes: dict[str, list[Any]], **more: Any) -> None:
    data = {"product": str(template.product_id), "kind": template.kind, **more}
    record(verb, template, by=by, label=str(Kind(template.kind).label), changes=changes, data=data)
