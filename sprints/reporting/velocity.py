"""How much a team plans and finishes, sprint by sprint. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sprints.models import Sprint
from sprints.reporting.burn import Sums


@dataclass(frozen=True, slots=True)
class SprintSums:
    """A closed sprint: its scope when it started, and its scope and what was done of it when it closed."""

    sprint: Sprint
    planned: Decimal
    last: Sums

    @property
    def done(self) -> Decimal:
        return self.last.done


@dataclass(frozen=True, slots=True)
class Velocity:
    """Closed sprints, oldest first; `mean` is what the last RECENT of them finished on average, None without any."""

    sprints: Sequence[SprintSums]
    mean: Decimal | None


RECENT = 3


def velocity(rows: Sequence[SprintSums]) -> Velocity:
    """The velocity of these closed sprints, oldest first."""
    recent = rows[-RECENT:]
    return Velocity(rows, sum((row.done for row in recent), Decimal(0)) / len(recent) if recent else None)
