"""How far goals are, in two senses that are never mixed.

Outcome: what has been reached. An objective's outcome is the mean of its key results' progress and of the outcomes of
the objectives directly below it, each of which counts as one, however many key results it has itself. What was dropped
does not count; what has neither key results nor such objectives below it has no outcome. So a key result of its own weighs as much
as a whole objective below: what matters more gets an objective of its own, not a heavier number.

Output: what has been done for it. Of the items that serve an objective or one below it, first or beside, each once:
how many are done, and how much of their estimates. Dropped items do not count.

Pure: rows in, numbers out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from roadmap.models import Confidence, Objective

ZERO = Decimal(0)
WORST = (Confidence.OFF_TRACK, Confidence.AT_RISK, Confidence.ON_TRACK)


@dataclass(frozen=True, slots=True)
class Output:
    """Items that serve an objective or one below it; estimates in the workspace's unit."""

    count: int = 0
    done: int = 0
    points: Decimal = ZERO
    done_points: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Measured:
    """What the key results of one objective say: how many there are, the sum of their progress (each from 0 to 1), and
    how many last check-ins have each confidence.
    """

    count: int = 0
    progress: float = 0.0
    confidences: Mapping[str, int] = field(default_factory=dict)


NOTHING, UNMEASURED = Output(), Measured()


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective in its tree with how far it is. `outcome` from 0 to 1, None where nothing measures it.

    `confidences` counts the last check-ins of key results here and below; `at` and `of` are its place among its siblings.
    """

    objective: Objective
    level: int
    at: int
    of: int
    outcome: float | None
    output: Output
    confidences: Mapping[str, int]
    children: Sequence["Goal"]

    @property
    def percent(self) -> int | None:
        """The outcome in percent, rounded down: nothing is finished before it is."""
        return None if self.outcome is None else int(self.outcome * 100 + 1e-9)

    @property
    def confidence(self) -> Confidence | None:
        """The worst of the last check-ins, None without any."""
        return next((one for one in WORST if self.confidences.get(one)), None)

    @property
    def doubted(self) -> int:
        """How many check-ins are as bad as the worst one."""
        return self.confidences.get(self.confidence, 0) if self.confidence else 0

    @property
    def checked(self) -> int:
        return sum(self.confidences.values())

    def everything(self) -> Iterator["Goal"]:
        """It and all below it, from top to bottom."""
        yield self
        for child in self.children:
            yield from child.everything()


def build(
    objectives: Sequence[Objective], measured: Mapping[UUID, Measured], outputs: Mapping[UUID, Output]
) -> list[Goal]:
    """The trees of these objectives, in the order given. `outputs` are of each with all below it.

    One whose parent is not among them stands at the top.
    """
    known = {row.pk for row in objectives}
    below: dict[UUID | None, list[Objective]] = defaultdict(list)
    for row in objectives:
        below[row.parent_id if row.parent_id in known else None].append(row)

    def grown(parent: UUID | None, level: int) -> list[Goal]:
        rows = below.get(parent, [])
        return [goal(row, level, at, len(rows)) for at, row in enumerate(rows, 1)]

    def goal(row: Objective, level: int, at: int, of: int) -> Goal:
        children, own = grown(row.pk, level + 1), measured.get(row.pk, UNMEASURED)
        living = [child for child in children if child.objective.state != Objective.State.DROPPED]
        return Goal(
            row, level, at, of, _outcome(own, living), outputs.get(row.pk, NOTHING), _confidences(own, living),
            children,
        )  # fmt: skip

    return grown(None, 1)


def _outcome(own: Measured, children: Sequence[Goal]) -> float | None:
    parts = [child.outcome for child in children if child.outcome is not None]
    count = own.count + len(parts)
    return (own.progress + sum(parts)) / count if count else None


def _confidences(own: Measured, children: Sequence[Goal]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int, own.confidences)
    for child in children:
        for name, count in child.confidences.items():
            found[name] += count
    return dict(found)
