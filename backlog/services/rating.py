"""Ratings: items' agreed numbers by criterion. What they change is recomputed by the worker (`recompute.py`).

A cell that is typed, a block pasted from a spreadsheet, the API's bulk call and a file are the same thing: some numbers
`Given`. `plan_ratings` says what they would change and what stands in the way, and writes nothing; `rate_items` does it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import uuid_utils.compat
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Right, require
from activity.actors import Actor
from activity.changes import plain
from activity.services import Record, record, record_many
from backlog.formula.scales import UNBOUNDED
from backlog.models import Criterion, Item, Rating
from core.errors import OutOfDate, check_version
from core.numbers import typed

MOST = 1000  # items of one call

Place = tuple[UUID, UUID]
"""Item and criterion."""


@dataclass(frozen=True, slots=True)
class Given:
    """A number for an item and a criterion of its product; None takes it away.

    The item knows its product. `version`, where given, must be that of the rating that is there.
    """

    item: Item
    criterion: Criterion
    value: Decimal | None
    version: int | None = None

    @property
    def place(self) -> Place:
        return self.item.pk, self.criterion.pk


@dataclass(slots=True)
class Rated:
    """What changes, item → criterion key → [before, after] as an event keeps it; and why not, by the place among what was given."""

    changes: dict[UUID, dict[str, list[Any]]] = field(default_factory=dict)
    refused: dict[int, ValidationError | OutOfDate] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many numbers change."""
        return sum(map(len, self.changes.values()))


class RatingErrors(ValidationError):
    """Nothing was changed, since some numbers cannot be: `refused` says why, by their place among what was given."""

    def __init__(self, refused: Mapping[int, ValidationError | OutOfDate]) -> None:
        self.refused = refused
        super().__init__([why_not(error) for error in refused.values()])


def why_not(error: ValidationError | OutOfDate) -> str:
    """A refusal as a sentence."""
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


@transaction.atomic
def rate_item(item: Item, *, by: Actor, values: Mapping[Criterion, Decimal | None]) -> list[str]:
    """Set one item's agreed numbers by criterion; None takes a rating away. Returns the keys that changed.

    Raises ValidationError by criterion key for a number outside its scale, PermissionDenied. Cost as `rate_items`.
    """
    given = [Given(item, criterion, value) for criterion, value in values.items()]
    try:
        rated = rate_items(given, by=by)
    except RatingErrors as error:
        keys = {at: each.criterion.key for at, each in enumerate(given)}
        raise ValidationError({keys[at]: why_not(why) for at, why in error.refused.items()}) from error
    return list(rated.changes.get(item.pk, ()))


def plan_ratings(given: Sequence[Given], *, by: Actor) -> Rated:
    """What the numbers would change; nothing is written or locked. Two statements."""
    ids = {each.item.pk for each in given}
    there = Item.objects.filter(workspace=by.workspace_id, pk__in=ids).values_list("pk", flat=True)
    return _planned(given, set(there), _held(given))


@transaction.atomic
def rate_items(given: Sequence[Given], *, by: Actor, leave_out: bool = False) -> Rated:
    """Set the numbers, or, where one cannot be, none; one event an item, one act.

    `leave_out` sets those that can be and leaves the others out. A number that is there already is no change. Raises
    RatingErrors, PermissionDenied, and ValidationError for more than MOST items. Cost: 5 statements for any number, two of them COPY (4
    for one item), one more where ratings are taken away.
    """
    require(by, Right.GROOM)
    items = {each.item.pk: each.item for each in given}
    if len(items) > MOST:
        raise ValidationError(_("Rate %(most)d items at most at once.") % {"most": MOST})
    rows = Item.objects.filter(workspace=by.workspace_id, pk__in=items).order_by("pk")
    there = set(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    held = _held(given)
    rated = _planned(given, there, held)
    if rated.refused and not leave_out:
        raise RatingErrors(rated.refused)
    if rated.changes:
        _write([each for each in given if each.criterion.key in rated.changes.get(each.item.pk, ())], by)
        _tell(rated, items, by)
    return rated


@transaction.atomic
def rate_many(given: Sequence[Given], *, by: Actor) -> Rated:
    """`rate_items` for any number of items, by turns of MOST, leaving out what cannot be; one act.

    In the order of items' ids, as every other lock of items. Cost: that of `rate_items` for each turn.
    """
    of_item: dict[UUID, list[Given]] = {}
    for each in given:
        of_item.setdefault(each.item.pk, []).append(each)
    ids, rated = sorted(of_item), Rated()
    for start in range(0, len(ids), MOST):
        turn = [one for pk in ids[start : start + MOST] for one in of_item[pk]]
        rated.changes |= rate_items(turn, by=by, leave_out=True).changes
    return rated


def scale_problem(criterion: Criterion, value: Decimal | None) -> str:
    """What is wrong with a number on this scale, naming the range; empty where nothing is."""
    if value is None:
        return ""
    steps = [Decimal(str(step[0])) for step in criterion.steps]
    if steps and value not in steps:
        allowed = ", ".join(typed(step) for step in steps)
        return _("%(name)s is one of %(allowed)s.") % {"name": criterion.name, "allowed": allowed}
    low, high = criterion.minimum, criterion.maximum
    if low is not None and value < low and high is not None and high >= UNBOUNDED:
        return _("%(name)s is %(low)s or more.") % {"name": criterion.name, "low": typed(low)}
    if (low is not None and value < low) or (high is not None and value > high):
        return _("%(name)s goes from %(low)s to %(high)s.") % {
            "name": criterion.name, "low": typed(low) or "−∞", "high": typed(high) or "∞",
        }  # fmt: skip
    if abs(value) >= Decimal(10) ** 12 or value.normalize().as_tuple().exponent < -6:  # type: ignore[operator]
        return _("%(name)s has at most twelve digits before and six after the point.") % {
            "name": criterion.name
        }
    return ""


def _held(given: Iterable[Given]) -> dict[Place, Rating]:
    """The ratings that are there. One statement."""
    items, criteria = {each.item.pk for each in given}, {each.criterion.pk for each in given}
    rows = Rating.objects.filter(item__in=items, criterion__in=criteria)
    return {(row.item_id, row.criterion_id): row for row in rows}


def _planned(given: Sequence[Given], there: Collection[UUID], held: Mapping[Place, Rating]) -> Rated:
    rated, named = Rated(), Counter(each.place for each in given)
    for at, each in enumerate(given):
        row = held.get(each.place)
        try:
            _check(each, row, is_there=each.item.pk in there, once=named[each.place] == 1)
        except (OutOfDate, ValidationError) as error:
            rated.refused[at] = error
            continue
        before = row.value if row else None
        if before != each.value:
            of_item = rated.changes.setdefault(each.item.pk, {})
            of_item[each.criterion.key] = [plain(before), plain(each.value)]
    return rated


def _check(given: Given, row: Rating | None, *, is_there: bool, once: bool) -> None:
    if not is_there:
        raise ValidationError(_("%(key)s is no longer there.") % {"key": given.item.key})
    if not once:
        raise ValidationError(_("This number is given twice."))
    if given.criterion.product_id != given.item.product_id:
        raise ValidationError(_("“%(name)s” rates another product.") % {"name": given.criterion.name})
    check_version(row, given.version, name=f"{given.item.key} · {given.criterion.name}")
    if problem := scale_problem(given.criterion, given.value):
        raise ValidationError(problem)


_SET = """
    INSERT INTO backlog_rating AS rating
           (id, workspace_id, item_id, criterion_id, value, rated_by_id, version, created_at, updated_at)
    SELECT id, %s::uuid, item, criterion, value, %s::uuid, 1, %s, %s
      FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::numeric[]) AS given (id, item, criterion, value)
        ON CONFLICT (item_id, criterion_id) DO UPDATE SET value = excluded.value,
           rated_by_id = excluded.rated_by_id, version = rating.version + 1, updated_at = excluded.updated_at
"""
_TAKE_AWAY = """
    DELETE FROM backlog_rating USING unnest(%s::uuid[], %s::uuid[]) AS gone (item, criterion)
     WHERE item_id = gone.item AND criterion_id = gone.criterion
"""


def _write(changed: Sequence[Given], by: Actor) -> None:
    """One statement for what is set, one for what is taken away."""
    new = [each for each in changed if each.value is not None]
    gone = [each.place for each in changed if each.value is None]
    now = timezone.now()
    with connection.cursor() as cursor:
        if new:
            rows = [(uuid_utils.compat.uuid7(), *each.place, each.value) for each in new]
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(_SET, [by.workspace_id, by.member_id, now, now, *columns])
        if gone:
            cursor.execute(_TAKE_AWAY, [list(column) for column in zip(*gone, strict=True)])


def _tell(rated: Rated, items: Mapping[UUID, Item], by: Actor) -> None:
    """An event for each item."""
    if len(rated.changes) == 1:
        [(pk, changes)] = rated.changes.items()
        item = items[pk]
        record("rating.set", item, by=by, label=item.key, changes=changes, data=_context(item))
        return
    record_many(
        [
            Record("rating.set", "item", pk, items[pk].key, changes=changes, data=_context(items[pk]))
            for pk, changes in rated.changes.items()
        ],
        by=by,
    )


def _context(item: Item) -> dict[str, Any]:
    return {"product": str(item.product_id), "key": item.key, "title": item.title}
