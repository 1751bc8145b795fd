"""What an item was at any moment, told by its events. Pure, no queries, no clock."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
DONE, DROPPED, ACTIVE = "done", "dropped", "active"


class Track(Generic[T]):
    """One value over time: `now`, and its changes as (moment, before, after), oldest first.

    Before the first change it was what that change says it was; without changes it always was what it is now. So a
    history that begins late, as after an import, still tells what is known.
    """

    def __init__(self, now: T, changes: Sequence[tuple[datetime, T, T]] = ()) -> None:
        self.moments = [moment for moment, _before, _after in changes]
        self._values = [changes[0][1], *(after for _moment, _before, after in changes)] if changes else [now]

    def at(self, moment: datetime) -> T:
        """The value once everything of that moment has happened. O(log changes)."""
        return self._values[bisect_right(self.moments, moment)]


@dataclass(frozen=True, slots=True)
class State:
    """An item in a sprint at one moment: its part of the scope, None where it has none."""

    inside: bool
    there: bool
    category: str
    estimate: Decimal | None

    @property
    def counts(self) -> bool:
        """Whether it belongs to the scope: in the sprint, not deleted, not dropped."""
        return self.inside and self.there and self.category != DROPPED

    @property
    def is_done(self) -> bool:
        return self.counts and self.category == DONE


@dataclass(frozen=True, slots=True)
class ItemStory:
    """An item of a sprint over time. `outcome` is how its place there ended ("" while it has not)."""

    id: UUID
    key: str
    title: str
    inside: Track[bool]
    there: Track[bool]
    category: Track[str]
    estimate: Track[Decimal | None]
    outcome: str = ""

    def at(self, moment: datetime) -> State:
        return State(
            self.inside.at(moment), self.there.at(moment), self.category.at(moment), self.estimate.at(moment)
        )

    def moments(self) -> list[datetime]:
        """When anything of it changed, in order, each moment once."""
        tracks: Iterable[Track[bool] | Track[str] | Track[Decimal | None]] = (
            self.inside, self.there, self.category, self.estimate,
        )  # fmt: skip
        return sorted({moment for track in tracks for moment in track.moments})
