"""A product's principles: written, put in their order, deleted and brought back.

Events, whose `data` is `{"product", "product_key"}`: `principle.created`, `principle.updated`, `principle.moved`,
`principle.deleted`, `principle.restored`.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import changes_to
from activity.services import record
from backlog.models import Product
from core.errors import Conflict, check_version
from roadmap.models import Principle
from roadmap.services.product_pages import about

EDITABLE = ("name", "text")
MOST_PRINCIPLES = 20
MOST_TEXT = 2000


@transaction.atomic
def add_principle(product: Product, *, by: Actor, name: str, text: str = "") -> Principle:
    """A principle below the others. Raises ValidationError by field, PermissionDenied. Cost: 4 statements."""
    product = held_product(product.pk, by)
    order = ordered(product)
    if len(order) >= MOST_PRINCIPLES:
        raise ValidationError(_("A product has at most %(most)d principles.") % {"most": MOST_PRINCIPLES})
    position = order[-1].position + 1 if order else 0
    row = Principle(workspace_id=product.workspace_id, product=product, position=position)
    for field, value in _cleaned({"name": name, "text": text}).items():
        setattr(row, field, value)
    _check(row)
    row.save(force_insert=True)
    record("principle.created", row, by=by, data=about(product))
    return row


@transaction.atomic
def update_principle(
    row: Principle,
    *,
    by: Actor,
    fields: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
    expected_version: int | None = None,
) -> Principle:
    """Change any of EDITABLE; as `update_theme`. Cost: 4 statements."""
    row = _held(row, by)
    check_version(row, expected_version, name=row.name)
    changes = changes_to(row, _cleaned(fields), _cleaned(seen or {}))
    if not changes:
        return row
    for name, (_before, after) in changes.items():
        setattr(row, name, after)
    _check(row)
    _save(row, list(changes))
    record("principle.updated", row, by=by, changes=changes, data=about(row.product))
    return row


@transaction.atomic
def move_principle(row: Principle, *, by: Actor, to: int, expected_version: int | None = None) -> Principle:
    """Put it at a place, 0 the first; beyond the end: the last. Its version stays. Cost: 5 statements."""
    row = _held(row, by)
    check_version(row, expected_version, name=row.name)
    now = ordered(row.product)
    rest = [one for one in now if one.pk != row.pk]
    order = [*rest[: max(to, 0)], row, *rest[max(to, 0) :]]
    before, after = now.index(row), order.index(row)
    if before == after:
        return row
    for position, one in enumerate(order):
        one.position = position
    Principle.objects.bulk_update(order, ["position"])
    record("principle.moved", row, by=by, changes={"place": [before, after]}, data=about(row.product))
    return row


@transaction.atomic
def delete_principle(row: Principle, *, by: Actor, expected_version: int | None = None) -> None:
    """Hide it. Undo brings it back to its place. Raises PermissionDenied, OutOfDate. Cost: 4 statements."""
    row = _held(row, by)
    check_version(row, expected_version, name=row.name)
    row.deleted_at = timezone.now()
    _save(row, ["deleted_at"])
    record("principle.deleted", row, by=by, data=about(row.product))


@transaction.atomic
def restore_principle(row: Principle, *, by: Actor) -> Principle:
    """Bring a deleted one back. Raises Conflict, PermissionDenied."""
    product = held_product(row.product_id, by)
    row = Principle.all_objects.select_for_update(no_key=True).get(pk=row.pk)
    if row.deleted_at is None:
        raise Conflict(_("It is there again already."))
    row.product, row.deleted_at = product, None
    _save(row, ["deleted_at"])
    record("principle.restored", row, by=by, data=about(product))
    return row


def ordered(product: Product) -> list[Principle]:
    """The product's principles in their order. One statement."""
    return list(Principle.objects.filter(product=product).order_by("position", "pk"))


def held_product(pk: UUID, by: Actor) -> Product:
    """The product, held until commit, for one who may write its page: it guards the order of its principles."""
    require(by, Right.MANAGE_PLANS)
    return Product.objects.select_for_update(no_key=True).get(pk=pk, workspace_id=by.workspace_id)


def _held(row: Principle, by: Actor) -> Principle:
    product = held_product(row.product_id, by)
    held = Principle.objects.get(pk=row.pk)
    held.product = product
    return held


def _cleaned(fields: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: value for name, value in fields.items() if name in EDITABLE}
    if "name" in found:
        found["name"] = " ".join(found["name"].split())
    if "text" in found:
        found["text"] = found["text"].replace("\r\n", "\n").strip()
    return found


def _check(row: Principle) -> None:
    row.clean_fields(exclude=["workspace", "product"])
    if len(row.text) > MOST_TEXT:
        raise ValidationError({"text": _("At most %(most)d characters.") % {"most": MOST_TEXT}})


def _save(row: Principle, fields: list[str]) -> None:
    row.version += 1
    row.save(update_fields=[*fields, "version", "updated_at"])
