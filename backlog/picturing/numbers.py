"""What pictures are made from: items with their numbers, and what a row of numbers looks like."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from uuid import UUID

from core.drawing import Span

ESTIMATE, SCORE = "estimate", "-score"  # neither can be a criterion's key
SKEW = 15  # the greatest is so many times the middle one: steps that grow show the others too


@dataclass(frozen=True, slots=True)
class Axis:
    """What a picture can be drawn by. `key` is a criterion's, else ESTIMATE or SCORE; `middle` that of its scale."""

    key: str
    name: str
    criterion: UUID | None = None
    middle: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One item of the list, in the order of rank, with its numbers."""

    key: str
    title: str
    kind: str
    x: float | None
    y: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Extent:
    """How many numbers there are, the least, the middle one and the greatest of them; how many are `below` the middle one
    and how many not above it (`upto`), and its neighbours, None where it is the least or the greatest.
    """

    count: int
    low: float
    middle: float
    high: float
    below: int = 0
    upto: int = 0
    before: float | None = None
    after: float | None = None

    @property
    def is_skewed(self) -> bool:
        return self.low > 0 and self.high > SKEW * self.middle

    @property
    def cut(self) -> float:
        """Between two of the numbers, so that about half of them lie on either side."""
        half = self.count / 2
        if self.before is not None and (self.after is None or half - self.below <= self.upto - half):
            return (self.before + self.middle) / 2
        return self.middle if self.after is None else (self.middle + self.after) / 2

    def span(self, steps: int = 6) -> Span:
        """Round ends for an axis of these numbers."""
        return Span.over(self.low, self.high, steps=steps, log=self.is_skewed)


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture in the numbers of its axes: from `left` and `low`, which belong to it, to `right` and `high`,
    which do not.
    """

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def read(cls, text: str) -> "Box":
        """Of what `str` wrote. Raises ValueError."""
        left, right, low, high = map(float, text.split(","))
        return cls(left, right, low, high)

    def __str__(self) -> str:
        return ",".join(map(repr, (self.left, self.right, self.low, self.high)))


def extent(values: Sequence[float]) -> Extent | None:
    """Of these numbers; None of none."""
    if not values:
        return None
    middle = median_low(values)
    below, above = [one for one in values if one < middle], [one for one in values if one > middle]
    return Extent(
        len(values), min(values), middle, max(values), len(below), len(values) - len(above),
        max(below, default=None), min(above, default=None),
    )  # fmt: skip
