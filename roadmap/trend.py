"""The check-ins of a key result as a small chart: what was seen, beside the even way from start to target.

Pure. Across in percent of the width, down in pixels; see core/drawing.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from core.drawing import Dot, path, percent, short
from core.numbers import written
from core.periods import Precision, label
from roadmap.models import CheckIn, KeyResult

HEIGHT = 84
EDGE = 8  # pixels free above and below
SHORTEST = 14  # days that the chart covers at least


@dataclass(frozen=True, slots=True)
class Trend:
    """`line` and `guide` are paths in a box of 1000 by HEIGHT that is stretched; `says` is the chart in a sentence.

    `dots` are check-ins, `ships` days on which items were done.
    """

    says: str
    line: str
    guide: str
    dots: Sequence[Dot]
    ships: Sequence[Dot]
    target: str
    first: str
    last: str
    today: str
    height: int = HEIGHT


def trend_of(
    row: KeyResult,
    newest: Sequence[CheckIn],
    *,
    end: date | None,
    today: date,
    shipped: Sequence[tuple[date, str]] = (),
) -> Trend | None:
    """The chart of these check-ins, the newest first, until `end` (at least until today); None without any.

    `shipped` says what was done on which days.
    """
    if not newest:
        return None
    seen = [(timezone.localdate(one.at), one.value) for one in reversed(newest)]
    begin = min(timezone.localdate(row.created_at), seen[0][0])
    until = max(end or today, today, seen[-1][0], begin + timedelta(days=SHORTEST))
    values = [row.start, row.target, *(value for _day, value in seen)]
    low, high = min(values), max(values)

    def x(day: date) -> float:
        return (day - begin).days / (until - begin).days

    def y(value: Decimal) -> str:
        return short(EDGE + float((high - value) / (high - low)) * (HEIGHT - 2 * EDGE))

    whole = seen if seen[0][0] == begin else [(begin, row.start), *seen]
    goal = max(end, begin) if end else until
    words = {
        "day": _day(seen[-1][0], today),
        "value": written(seen[-1][1], 6),
        "target": written(row.target, 6),
    }
    return Trend(
        says=_("%(value)s on %(day)s, on the way to %(target)s.") % words,
        line=path((x(day), y(value)) for day, value in whole),
        guide=path([(0, y(row.start)), (x(goal), y(row.target))]),
        dots=[
            Dot(percent(x(day)), y(value), f"{_day(day, today)}: {written(value, 6)}") for day, value in seen
        ],
        ships=[
            Dot(percent(x(day)), str(HEIGHT), f"{_day(day, today)}: {what}")
            for day, what in shipped
            if begin <= day <= until
        ],
        target=y(row.target),
        first=_day(begin, today),
        last=_day(until, today),
        today=percent(x(today)),
    )


def _day(day: date, today: date) -> str:
    return label(day, Precision.DAY, today)
