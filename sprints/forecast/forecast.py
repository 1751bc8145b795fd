"""The forecast of a list of items, from what was finished before."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zlib import crc32
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from backlog.models import Item
from sprints.forecast.simulate import LEAST_HISTORY, PERCENTS, Outcome, simulate
from sprints.reporting.days import beginning, monday
from sprints.reporting.finishing import finish_days

WEEKS = 12  # of history, at most
LOOK_BACK = 26  # weeks among which the first is looked for


@dataclass(frozen=True, slots=True)
class Week:
    """A week of history: its Monday and how many items were finished in it."""

    begins: date
    finished: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """When `items` open items will be done. `outcome` is None where the `history` (whole weeks, oldest first) is too
    little to say; `reason` then says why: "short" (fewer than LEAST_HISTORY weeks) or "idle" (nothing was finished).
    """

    items: int
    today: date
    history: Sequence[Week]
    outcome: Outcome | None
    reason: str

    @property
    def dates(self) -> list[tuple[int, date | None]]:
        """For 50, 85 and 95 of 100 runs the day by which the list was done; None: beyond the simulation's reach."""
        if self.outcome is None:
            return []
        weeks = [(percent, self.outcome.within(percent)) for percent in PERCENTS]
        return [(percent, None if week is None else self.day(week)) for percent, week in weeks]

    def day(self, week: int) -> date:
        """The day that lies so many weeks ahead."""
        return self.today + timedelta(weeks=week)


def forecast(
    todo: QuerySet[Item], team: QuerySet[Item], *, workspace_id: UUID, today: date, zone: ZoneInfo
) -> Forecast:
    """When the open ones of `todo` will be done at the pace at which items of `team` were finished.

    The history is the last WEEKS whole weeks (Monday to Sunday in the zone), none before the first in which something was
    finished; a week without anything is part of it. It is assumed that nothing is added and the team works on nothing else.
    Seeded by what it stands on: asked twice in a day it says the same. Cost: 3 statements, and the simulation.
    """
    this_week = monday(today)
    since = beginning(this_week - timedelta(weeks=LOOK_BACK), zone)
    days = finish_days(team, workspace_id=workspace_id, since=since, zone=zone)
    history = weekly(days, this_week=this_week)[-WEEKS:]
    items = todo.open().order_by().count()  # type: ignore[attr-defined]
    paces = [week.finished for week in history]
    reason = "short" if len(paces) < LEAST_HISTORY else "" if any(paces) else "idle"
    seed = crc32(repr((items, paces, today)).encode())
    outcome = None if reason else simulate(items, paces, seed=seed)
    return Forecast(items, today, history, outcome, reason)


def weekly(days: Sequence[date], *, this_week: date) -> list[Week]:
    """The weeks from the first that has one of these days to the one before `this_week`, a Monday. Pure."""
    counts = Counter(monday(day) for day in days if day < this_week)
    if not counts:
        return []
    first = min(counts)
    mondays = [first + timedelta(weeks=number) for number in range((this_week - first).days // 7)]
    return [Week(begins, counts[begins]) for begins in mondays]
