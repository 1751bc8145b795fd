"""Monte Carlo over weekly throughput. Pure: the same input and seed always give the same answer.

Method: D. Vacanti, "Actionable Agile Metrics for Predictability" (2015), chapters on forecasting: each run draws weeks at
random, with replacement, from the history until the list is worked off; the weeks that the runs took are the answer.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

RUNS = 10_000
FURTHEST = 156  # weeks; what takes longer is told as "later"
LEAST_HISTORY = 4  # weeks
PERCENTS = (50, 85, 95)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many runs were done after how many weeks; `later` runs were not within FURTHEST weeks."""

    weeks: Mapping[int, int]
    later: int

    @property
    def runs(self) -> int:
        return sum(self.weeks.values()) + self.later

    def within(self, percent: int) -> int | None:
        """The fewest weeks within which at least `percent` of 100 runs were done; None: more than FURTHEST."""
        needed, done = self.runs * percent, 0
        for week in sorted(self.weeks):
            done += self.weeks[week] * 100
            if done >= needed:
                return week
        return None


def simulate(items: int, history: Sequence[int], *, seed: int, runs: int = RUNS) -> Outcome:
    """How long `items` items take at the pace of these weeks (items finished in each).

    Raises ValueError for fewer than LEAST_HISTORY weeks, or weeks in which nothing was finished. Costs runs times weeks,
    a second at the very most.
    """
    if len(history) < LEAST_HISTORY or not any(history):
        raise ValueError("There is too little history to draw from.")
    if items <= 0:
        return Outcome({0: runs}, 0)
    dice, took = Random(seed), Counter[int]()
    step = min(FURTHEST, 1 + 2 * items * len(history) // sum(history))
    for _run in range(runs):
        took[_weeks(items, history, dice, step)] += 1
    later = took.pop(FURTHEST + 1, 0)
    return Outcome(dict(sorted(took.items())), later)


def _weeks(items: int, history: Sequence[int], dice: Random, step: int) -> int:
    """The weeks of one run, FURTHEST + 1 where it is not done by then. Weeks are drawn `step` at a time."""
    passed, done = 0, 0
    while passed < FURTHEST:
        sums = list(accumulate(dice.choices(history, k=min(step, FURTHEST - passed)), initial=done))
        if sums[-1] >= items:
            return passed + bisect_left(sums, items)
        passed, done = passed + len(sums) - 1, sums[-1]
    return FURTHEST + 1
