"""Splitting an item that is too big into several."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any, Literal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.services import record
from backlog.custom_carried import carried
from backlog.models import AcceptanceCriterion, Category, Item, Kind
from backlog.services.criteria import restore_criterion
from backlog.services.discussion import remove_criterion
from backlog.services.items import context_of, create_item, update_item
from backlog.services.ranking import hold_items, lock_order, move_items
from core.errors import Conflict, ErrorAt, check_version

MOST_PARTS = 20
How = Literal["children", "siblings"]
_BELOW = {Kind.INITIATIVE: Kind.EPIC, Kind.EPIC: Kind.STORY, Kind.FEATURE: Kind.STORY}
_STEPS = (Decimal(1), Decimal("0.5"), Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the new items is: its title, its estimate, and the ids of the criteria that it takes over."""

    title: str
    estimate: Decimal | None = None
    criteria: Sequence[UUID] = ()


@transaction.atomic
def split_item(
    item: Item,
    *,
    by: Actor,
    parts: Sequence[Part],
    how: How,
    kind: str = "",
    estimate: Decimal | None = None,
    expected_version: int | None = None,
) -> list[Item]:
    """Make new items of `parts`, ranked directly after `item`: its children, or siblings beside it.

    They are in its product, with its labels, team and custom values (`carried`) and, until it is being worked on, its status; of `kind` (default:
    `kind_of_parts`). `estimate` is what the item itself keeps. Criteria move as they are. All of it is one act, which
    one undo takes back. Raises ValidationError by field (`parts`, `kind`), PermissionDenied, OutOfDate, Conflict for an
    item that is deleted. Cost: about 9 statements a part, 4 more a criterion.
    """
    require(by, Right.GROOM)
    item = _locked(item)
    check_version(item, expected_version, name=item.key)
    criteria = {row.pk: row for row in item.acceptance_criteria.all()}
    _check(parts, criteria, kind)
    common = _common(item, how, kind)
    made = [_make(item, part, at, common, by) for at, part in enumerate(parts)]
    move_items(made, by=by, after=item)
    for new, part in zip(made, parts, strict=True):
        for position, pk in enumerate(part.criteria):
            _hand_over(criteria[pk], item, new, position, by)
    update_item(item, by=by, fields={"estimate": estimate})
    keys = [new.key for new in made]
    record("item.split", item, by=by, label=item.key, data={**context_of(item), "keys": keys, "how": how})
    return made


def kind_of_parts(item: Item, how: How) -> str:
    """What the parts are unless told otherwise: siblings as the item, children one level below."""
    return str(_BELOW.get(Kind(item.kind), item.kind)) if how == "children" else item.kind


def shares(total: Decimal | None, count: int) -> list[Decimal | None]:
    """`total` in `count` parts as equal as whole points allow, else halves, else hundredths; the first get the rest.

    None stays none. The parts add up to `total`.
    """
    if total is None:
        return [None] * count
    step = next((one for one in _STEPS if total >= one * count and total % one == 0), _STEPS[-1])
    each = (total / count / step).quantize(Decimal(1), rounding=ROUND_DOWN) * step
    rest = int((total - each * count) / step)
    return [each + (step if at < rest else 0) for at in range(count)]


def _locked(item: Item) -> Item:
    rows = Item.all_objects.select_related("product", "status", "parent__product", "team", "workspace")
    lock_order(item.product_id)  # before the item, as all who rank do
    hold_items([item.pk])
    found = rows.get(pk=item.pk)
    if found.deleted_at is not None:
        raise Conflict(_("The item has been deleted."))
    return found


def _check(parts: Sequence[Part], criteria: Iterable[UUID], kind: str) -> None:
    if not 1 <= len(parts) <= MOST_PARTS:
        said = _("Name between one and %(most)d new items.") % {"most": MOST_PARTS}
        raise ValidationError({"parts": said})
    if kind and kind not in Kind.values:
        raise ValidationError({"kind": _("There is no such kind.")})
    known, taken = set(criteria), set()
    for at, part in enumerate(parts):
        for place, pk in enumerate(part.criteria):
            if pk not in known or pk in taken:
                said = _("The item has no such criterion, or another part has it already.")
                raise ValidationError({"parts": ErrorAt(said, at=(at, "acceptance_criteria", place))})
            taken.add(pk)


def _common(item: Item, how: How, kind: str) -> dict[str, Any]:
    """What all parts have alike."""
    begun = item.category not in (Category.BACKLOG, Category.READY)
    return {
        "kind": kind or kind_of_parts(item, how),
        "parent": item if how == "children" else item.parent,
        "team": item.team,
        "labels": list(item.labels.all()),
        "custom": carried(item, Item(workspace_id=item.workspace_id, product=item.product)),
        **({} if begun else {"status": item.status}),
    }


def _make(item: Item, part: Part, at: int, common: dict[str, Any], by: Actor) -> Item:
    try:
        return create_item(item.product, by=by, title=part.title, estimate=part.estimate, **common)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        own = name in ("title", "estimate")
        raise ValidationError({"parts": ErrorAt(messages[0], at=(at, name) if own else ())}) from error


def _hand_over(criterion: AcceptanceCriterion, item: Item, new: Item, position: int, by: Actor) -> None:
    criterion.item = item
    pk, text, is_met = criterion.pk, criterion.text, criterion.is_met
    remove_criterion(criterion, by=by)
    restore_criterion(new, by=by, pk=pk, text=text, is_met=is_met, position=position)
