"""The report of one sprint, as its page and the API show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Team
from sprints.models import Sprint, SprintItem, SprintState
from sprints.reporting.burn import (
    Day,
    ScopeChange,
    Span,
    Sums,
    Weigh,
    burn,
    items,
    points,
    scope_changes,
    sums,
)
from sprints.reporting.reading import SprintStory, sprint_stories
from sprints.reporting.story import ItemStory, State
from sprints.reporting.velocity import SprintSums, Velocity, velocity

UNITS: dict[str, Weigh] = {"estimate": points, "items": items}
MOST_SPRINTS = 12  # of a team's velocity


@dataclass(frozen=True, slots=True)
class Ending:
    """An item at the end of a sprint (or now): `how` is done, open, carried, returned, dropped, deleted or removed.

    `committed`: it was in scope when the sprint started. `weight` is its part of the scope, at its last.
    """

    story: ItemStory
    how: str
    committed: bool
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Report:
    """A sprint that has started: its days, the changes of its scope, how each item ended.

    `committed` is the scope at the start; with the `changes` it makes up `last.scope`. `unestimated` items of the last
    scope have no estimate.
    """

    sprint: Sprint
    unit: str
    span: Span
    days: Sequence[Day]
    changes: Sequence[ScopeChange]
    endings: Sequence[Ending]
    committed: Decimal
    last: Sums
    unestimated: int

    @property
    def added(self) -> Decimal:
        return sum((change.delta for change in self.changes if change.delta > 0), Decimal(0))

    @property
    def removed(self) -> Decimal:
        return -sum((change.delta for change in self.changes if change.delta < 0), Decimal(0))


def sprint_report(sprint: Sprint, *, unit: str, zone: ZoneInfo, now: datetime) -> Report | None:
    """The report of a sprint by "estimate" or "items" in days of the zone; None before it starts.

    Cost: as `sprint_stories`, then items times days.
    """
    found = sprint_stories([sprint], now=now)
    return told(found[0], unit=unit, zone=zone) if found else None


def told(story: SprintStory, *, unit: str, zone: ZoneInfo) -> Report:
    """The report of a story. Pure."""
    weigh, span = UNITS[unit], story.span
    ends = [(one, one.at(span.ended)) for one in story.stories]
    return Report(
        sprint=story.sprint,
        unit=unit,
        span=span,
        days=burn(story.stories, span, zone, weigh),
        changes=scope_changes(story.stories, span, weigh),
        endings=_endings(story, weigh),
        committed=sums(story.stories, span.began, weigh).scope,
        last=sums(story.stories, span.ended, weigh),
        unestimated=sum(1 for _one, state in ends if state.counts and state.estimate is None),
    )


def team_velocity(team: Team, *, unit: str, now: datetime) -> Velocity:
    """What the team's last closed sprints planned and finished. Cost: one statement more than `sprint_stories`."""
    closed = Sprint.objects.filter(workspace=team.workspace_id, team=team, state=SprintState.CLOSED)
    latest = list(closed.order_by("-closed_at", "-id")[:MOST_SPRINTS])[::-1]
    weigh = UNITS[unit]
    return velocity(
        [
            SprintSums(
                story.sprint,
                sums(story.stories, story.span.began, weigh).scope,
                sums(story.stories, story.span.ended, weigh),
            )
            for story in sprint_stories(latest, now=now)
        ]
    )


def _endings(story: SprintStory, weigh: Weigh) -> list[Ending]:
    """How each item ended that ever was in the sprint after it had started: the finished first."""
    found: list[Ending] = []
    span = story.span
    for one in story.stories:
        began, ended = one.at(span.began), one.at(span.ended)
        came_later = any(
            span.began < moment <= span.ended and one.at(moment).counts for moment in one.moments()
        )
        if began.counts or came_later:
            found.append(Ending(one, _how(one, ended), began.counts, weigh(ended.estimate)))
    order = ("done", "open", "carried", "returned", "dropped", "deleted", "removed")
    return sorted(found, key=lambda ending: (order.index(ending.how), ending.story.key))


def _how(story: ItemStory, last: State) -> str:
    if not last.inside:
        return "removed"
    if not last.there:
        return "deleted"
    if not last.counts:
        return "dropped"
    if last.is_done:
        return "done"
    moved_on = (SprintItem.Outcome.CARRIED, SprintItem.Outcome.RETURNED)
    return story.outcome if story.outcome in moved_on else "open"


def sprint_of(workspace_id: UUID, pk: UUID) -> Sprint | None:
    """The workspace's sprint of that id, with its team. One statement."""
    return Sprint.objects.filter(workspace=workspace_id, pk=pk).select_related("team").first()
