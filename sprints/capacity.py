"""How much fits into a sprint: pure arithmetic, no queries.

A person's days are the sprint's working days less the days off, times the focus factor. Where estimates are days or hours,
that is the capacity. Where they are points, the team's capacity (what it usually finishes in ten working days with every
member there at USUAL_FOCUS) shrinks or grows with the days that people have; a team without a stated capacity is measured
by its velocity in the same way. Each person has the part of it that their days are of all days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from accounts.models import Workspace

Unit = Workspace.EstimateUnit
USUAL_FOCUS = Decimal("0.8")
TEN_DAYS = Decimal(10)
HOURS = Decimal(8)
TENTH = Decimal("0.1")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Time:
    """What a member has of a sprint: `days` in it, less `days_off`, `focus_percent` of the rest."""

    member_id: UUID
    name: str
    days_off: Decimal
    focus_percent: int
    days: Decimal


@dataclass(frozen=True, slots=True)
class Load:
    """What is planned (of that, done) against what fits, in the unit of estimates; `capacity` None: nobody knows.

    `full`, `done` and `mark` are lengths in percent of the bar: all that is planned, what is done, where the capacity ends.
    """

    planned: Decimal
    done: Decimal
    capacity: Decimal | None

    @property
    def over(self) -> Decimal:
        """How much more is planned than fits; 0 where it fits."""
        return max(self.planned - self.capacity, ZERO) if self.capacity is not None else ZERO

    @property
    def free(self) -> Decimal:
        return max((self.capacity or ZERO) - self.planned, ZERO)

    @property
    def scale(self) -> Decimal:
        """What the whole length of the bar stands for."""
        return max(self.planned, self.capacity or ZERO, Decimal(1))

    def percent(self, value: Decimal | None) -> int:
        """A length of the bar, 0 to 100."""
        return min(100, int(100 * (value or ZERO) / self.scale))

    @property
    def full_percent(self) -> int:
        return self.percent(min(self.planned, self.capacity) if self.capacity is not None else self.planned)

    @property
    def done_percent(self) -> int:
        return self.percent(self.done)

    @property
    def over_percent(self) -> int:
        return self.percent(self.planned) - self.full_percent if self.over else 0


def available(working_days: int, days_off: Decimal, focus_percent: int) -> Decimal:
    """Person-days that a member has for a sprint's items."""
    return max(working_days - days_off, ZERO) * focus_percent / 100


def team_capacity(
    times: Sequence[Time], *, unit: str, usual: Decimal | None, velocity: Decimal | None, working_days: int
) -> Decimal | None:
    """What a team of these members can take on, in the unit of estimates; None where nothing says how fast it is.

    `usual` is the team's capacity in ten working days, `velocity` what it finished in a sprint like this.
    """
    days = sum((time.days for time in times), ZERO)
    if unit != Unit.POINTS:
        return rounded(days * (HOURS if unit == Unit.HOURS else 1)) if times else None
    if not times or (usual is None and velocity is None):
        return None
    if usual is not None:
        return rounded(usual * days / (len(times) * TEN_DAYS * USUAL_FOCUS))
    whole = len(times) * working_days * USUAL_FOCUS
    return rounded((velocity or ZERO) * days / whole) if whole else None


def shares(times: Sequence[Time], capacity: Decimal | None) -> dict[UUID, Decimal | None]:
    """Each member's part of the team's capacity, by their days."""
    days = sum((time.days for time in times), ZERO)
    if capacity is None or not days:
        return {time.member_id: ZERO if capacity is not None else None for time in times}
    return {time.member_id: rounded(capacity * time.days / days) for time in times}


def rounded(value: Decimal) -> Decimal:
    """To a tenth: finer is not known."""
    return value.quantize(TENTH, ROUND_HALF_UP)
