"""Burndown and burnup of one sprint, and what changed its scope. Pure, no queries, no clock."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from sprints.reporting.days import days, end, working_days
from sprints.reporting.story import ItemStory, State

Weigh = Callable[[Decimal | None], Decimal]
ZERO, ONE = Decimal(0), Decimal(1)


def points(estimate: Decimal | None) -> Decimal:
    """What an item weighs by its estimate; without one, nothing."""
    return estimate or ZERO


def items(estimate: Decimal | None) -> Decimal:
    """What an item weighs where items are counted."""
    return ONE


@dataclass(frozen=True, slots=True)
class Span:
    """A sprint in time: when it began and ended (or the moment of the report), and its last planned day."""

    began: datetime
    ended: datetime
    planned_end: date


@dataclass(frozen=True, slots=True)
class Sums:
    """The scope at one moment and how much of it was done."""

    scope: Decimal
    done: Decimal

    @property
    def remaining(self) -> Decimal:
        return self.scope - self.done


@dataclass(frozen=True, slots=True)
class Day:
    """How a day ended; the first one, `on` None, is how the sprint began. No `sums`: it is still to come.

    `guide` is what would remain had the committed scope been worked off evenly over the working days.
    """

    on: date | None
    sums: Sums | None
    guide: Decimal | None


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """What an item's part of the scope was before and after something happened to it after the start."""

    at: datetime
    story: ItemStory
    why: str  # added, removed, deleted, restored, dropped, resumed, estimated
    before: Decimal
    after: Decimal

    @property
    def delta(self) -> Decimal:
        return self.after - self.before


def sums(stories: Iterable[ItemStory], moment: datetime, weigh: Weigh = points) -> Sums:
    """Scope and done at one moment."""
    scope = done = ZERO
    for story in stories:
        state = story.at(moment)
        if state.counts:
            weight = weigh(state.estimate)
            scope += weight
            done += weight if state.is_done else ZERO
    return Sums(scope, done)


def burn(stories: Sequence[ItemStory], span: Span, zone: ZoneInfo, weigh: Weigh = points) -> list[Day]:
    """How the sprint began, then the end of each of its days up to the planned end or, if later, its own.

    The day on which it ended (or that is not over yet) is shown as of that moment. Costs items times days.
    """
    first, reached = span.began.astimezone(zone).date(), span.ended.astimezone(zone).date()
    committed = sums(stories, span.began, weigh)
    guides = _guides(first, max(span.planned_end, first), committed.remaining)
    found = [Day(None, committed, committed.remaining)]
    for day in days(first, max(span.planned_end, reached)):
        moment = min(end(day, zone), span.ended)
        found.append(Day(day, sums(stories, moment, weigh) if day <= reached else None, guides.get(day)))
    return found


def scope_changes(stories: Iterable[ItemStory], span: Span, weigh: Weigh = points) -> list[ScopeChange]:
    """What was added, taken out, estimated anew after the start, oldest first.

    Their deltas lead from the committed scope to the last one, to the point.
    """
    found = [change for story in stories for change in _changes(story, span, weigh)]
    return sorted(found, key=lambda change: change.at)


def _changes(story: ItemStory, span: Span, weigh: Weigh) -> Iterable[ScopeChange]:
    moments = [moment for moment in story.moments() if span.began < moment <= span.ended]
    for before, after in pairwise([span.began, *moments]):
        was, became = story.at(before), story.at(after)
        weights = _weight(was, weigh), _weight(became, weigh)
        if was.counts != became.counts or weights[0] != weights[1]:
            yield ScopeChange(after, story, _why(was, became), *weights)


def _weight(state: State, weigh: Weigh) -> Decimal:
    return weigh(state.estimate) if state.counts else ZERO


def _why(was: State, became: State) -> str:
    if was.inside != became.inside:
        return "added" if became.inside else "removed"
    if was.there != became.there:
        return "restored" if became.there else "deleted"
    if was.counts != became.counts:
        return "resumed" if became.counts else "dropped"
    return "estimated"


def _guides(first: date, last: date, committed: Decimal) -> dict[date, Decimal]:
    """The even line: each working day takes the same part, a weekend takes none."""
    working = working_days(first, last)
    found, passed = {}, 0
    for day in days(first, last):
        passed += day in working
        found[day] = committed * (len(working) - passed) / len(working)
    return found
