"""How one score went over time: a line of steps, level between two moves, broken where there was no score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from backlog.templatetags.scores import score as score_text
from core.drawing import WIDTH, Dot, percent, short
from core.periods import Precision, label

HEIGHT = 84
EDGE = 10  # pixels free above and below
DAYS = 90


@dataclass(frozen=True, slots=True)
class Step:
    """One move: from when on the score was `after`, and what it was before; None for no score."""

    at: datetime
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class History:
    """`line` is a path in a box of 1000 by `height` that is stretched; `levels` are the highest and the lowest score with
    their places down, `says` is the chart in a sentence.
    """

    says: str
    line: str
    dots: Sequence[Dot]
    levels: Sequence[tuple[str, str]]
    first: str
    last: str
    height: int = HEIGHT


def history(steps: Sequence[Step], *, now: datetime) -> History | None:
    """The chart of these moves, the oldest first, until `now`: those of the last DAYS, else all. None without a score."""
    recent = [step for step in steps if now - step.at <= timedelta(days=DAYS)] or steps
    values = [value for step in recent for value in (step.before, step.after) if value is not None]
    if not values:
        return None
    low, high = min(values), max(values)
    begin = min(recent[0].at, now - timedelta(days=1))
    # What it was before the first move is seen, too.
    begin -= (now - begin) * 0.06

    def x(at: datetime) -> float:
        return (at - begin) / (now - begin)

    def y(value: float) -> float:
        return HEIGHT / 2 if high == low else EDGE + (high - value) / (high - low) * (HEIGHT - 2 * EDGE)

    levels = [(short(y(value)), score_text(value)) for value in dict.fromkeys((high, low))]
    return History(
        says=_says(recent, low, high),
        line=_line([(0.0, recent[0].before), *((x(step.at), step.after) for step in recent)], y),
        dots=[
            Dot(percent(x(step.at)), short(y(step.after)), f"{_day(step.at, now)}: {score_text(step.after)}")
            for step in recent
            if step.after is not None
        ],
        levels=levels,
        first=_day(begin, now),
        last=_("Today"),
    )


def _line(points: Sequence[tuple[float, float | None]], y: Callable[[float], float]) -> str:
    """Across to each move at the level before it, then up or down to the new one."""
    drawn, level = "", None
    for at, value in points:
        across = short(at * WIDTH)
        if level is not None:
            drawn += f"H{across}"
        if value is not None:
            drawn += f"V{short(y(value))}" if level is not None else f"M{across} {short(y(value))}"
        level = value
    return drawn if level is None else f"{drawn}H{WIDTH}"


def _says(steps: Sequence[Step], low: float, high: float) -> str:
    words = {
        "before": score_text(steps[0].before), "after": score_text(steps[-1].after),
        "low": score_text(low), "high": score_text(high),
    }  # fmt: skip
    return _("From %(before)s to %(after)s; lowest %(low)s, highest %(high)s.") % words


def _day(at: datetime, now: datetime) -> str:
    return label(timezone.localdate(at), Precision.DAY, timezone.localdate(now))
