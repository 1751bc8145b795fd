"""What several members' numbers for one item and criterion say. Pure: no queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from backlog.formula.scales import UNBOUNDED
from backlog.models import Criterion

STEPS_APART = 2
SHARE_APART = Decimal("0.25")
FAR = 10
PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Spread:
    """`deviation` is the standard deviation of just these numbers (divided by their count, not by one less).

    `is_apart`: they are so different that one should talk about it.
    """

    count: int
    mean: Decimal
    median: Decimal
    low: Decimal
    high: Decimal
    deviation: Decimal
    is_apart: bool

    @property
    def digits(self) -> int:
        """How many decimals are worth being read."""
        return 2 if self.high < 10 else 1 if self.high < 1000 else 0

    def of(self, way: str) -> Decimal:
        """The `mean` or the `median`."""
        return self.median if way == "median" else self.mean


def spread(criterion: Criterion, values: Sequence[Decimal]) -> Spread:
    """What the numbers (one at least) say."""
    mean = sum(values, Decimal()) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Decimal()) / len(values)
    low, high = min(values), max(values)
    return Spread(
        len(values), mean, median(values), low, high, variance.sqrt(), _is_apart(criterion, low, high)
    )


def on_scale(criterion: Criterion, value: Decimal) -> Decimal:
    """The number that the criterion allows and that is nearest, of two the higher; without steps two decimals are kept."""
    steps = _steps(criterion)
    if steps:
        return min(steps, key=lambda step: (abs(step - value), -step))
    least, most = criterion.minimum, criterion.maximum
    floor = value.quantize(PLACES) if least is None else max(value.quantize(PLACES), least)
    return floor if most is None else min(floor, most)


def _is_apart(criterion: Criterion, low: Decimal, high: Decimal) -> bool:
    """STEPS_APART or more steps of the scale lie between the ends; without steps more than SHARE_APART of its range.

    A scale that is open upwards, or goes FAR times as high as the numbers, ends at the highest of them.
    """
    steps = _steps(criterion)
    if steps:
        return sum(low < step <= high for step in steps) >= STEPS_APART
    least, most = criterion.minimum, criterion.maximum
    bottom = least if least is not None else min(low, Decimal())
    far = most is None or most >= UNBOUNDED or 0 < high * FAR <= most
    top = high if far or most is None else most
    return high - low > SHARE_APART * (top - bottom)


def _steps(criterion: Criterion) -> list[Decimal]:
    return [Decimal(str(value)) for value, _meaning in criterion.steps]
