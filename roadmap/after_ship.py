"""After items that serve an objective shipped: did its key result move?

What was done between two check-ins is looked at together, since no number tells it apart: where the key result stood before, by
the last check-in until then or its start, and where it stands now. Nothing says that one is the other's cause.

Pure: check-ins and items in, numbers out.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.utils import timezone

from backlog.queries.brief import Brief
from roadmap.models import CheckIn, KeyResult

MOST = 6
MOST_NAMED = 4  # items


@dataclass(frozen=True, slots=True)
class Serving(Brief):
    """An item that serves an objective, first or beside; `done_at`: None while it is not done, `note`: what it does for it."""

    is_primary: bool
    done_at: datetime | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Shipping:
    """What was done from the day `first` to `last`, between the same two check-ins, the latest first.

    `after` is None where nobody has checked in since, `is_better` also where nothing moved.
    """

    first: date
    last: date
    items: Sequence[Serving]
    before: Decimal
    after: Decimal | None
    is_better: bool | None

    @property
    def others(self) -> int:
        """How many items are not named."""
        return max(len(self.items) - MOST_NAMED, 0)


def shippings(row: KeyResult, newest: Sequence[CheckIn], items: Sequence[Serving]) -> list[Shipping]:
    """What was done of these items, the latest first, MOST at most; `newest` are the latest check-ins.

    Where the key result stands now is what the newest check-in says.
    """

    def since(pair: tuple[datetime, Serving]) -> int:
        """How many check-ins were made after it was done."""
        return next((at for at, seen in enumerate(newest) if seen.at <= pair[0]), len(newest))

    done = sorted(_done(items), key=lambda pair: pair[0], reverse=True)
    return [_shipping(row, newest, count, list(group)) for count, group in groupby(done, key=since)][:MOST]


def days_of(items: Sequence[Serving]) -> list[tuple[date, str]]:
    """The days on which items were done, and the keys of these."""
    found: dict[date, list[str]] = defaultdict(list)
    for at, item in _done(items):
        found[timezone.localdate(at)].append(item.key)
    return [(day, ", ".join(keys)) for day, keys in found.items()]


def _done(items: Sequence[Serving]) -> list[tuple[datetime, Serving]]:
    return [(one.done_at, one) for one in items if one.done_at]


def _shipping(
    row: KeyResult, newest: Sequence[CheckIn], since: int, done: Sequence[tuple[datetime, Serving]]
) -> Shipping:
    before = newest[since].value if since < len(newest) else row.start
    after = newest[0].value if since else None
    is_better = None
    if after is not None and after != before:
        is_better = (after > before) == row.is_rising
    days = [timezone.localdate(at) for at, _item in done]
    return Shipping(days[-1], days[0], [item for _at, item in done], before, after, is_better)
