"""How scores are spread: a histogram whose steps come from the scores, beside it what has none."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, sqrt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backlog.picturing.numbers import Extent
from core.drawing import Bar, Chart, Scale, Span, Table, Tick, percent
from core.numbers import written

FEWEST, MOST = 8, 24  # steps, before they are rounded up
GAP = 0.1  # of a bar's slot is left free
APART = 0.8  # slots between the steps and the bar of those without a score


def edges(of: Extent) -> list[float]:
    """Round ends of the steps, each step from its first (included) to the next (excluded); all scores lie within.

    About as many as the root of their number (the square-root rule of histograms, half as many again since steps are
    rounded up); growing ones where a few scores are far above the others.
    """
    wanted = min(max(ceil(1.5 * sqrt(of.count)), FEWEST), MOST)
    found = list(Span.over(of.low, of.high, steps=wanted, log=of.is_skewed).ticks)
    if found[-1] > of.high:
        return found
    beyond = found[-1] * found[-1] / found[-2] if of.is_skewed else 2 * found[-1] - found[-2]
    return [*found, round(beyond, 10)]


def steps_of(scores: Sequence[float], ends: Sequence[float]) -> Counter[int]:
    """How many scores lie in each step, from 0."""
    return Counter(bisect_right(ends, score) - 1 for score in scores)


def distribution(counts: Mapping[int, int], ends: Sequence[float], *, unscored: int) -> Chart:
    """A bar for each step, and one apart for the items without a score."""
    steps = len(ends) - 1
    slot = 1 / (steps + (1 + APART if unscored else 0))
    found = [counts.get(step, 0) for step in range(steps)]
    names = [f"{written(low)} – {written(high)}" for low, high in pairwise(ends)]
    scale = Scale(max(*found, unscored), whole=True)
    bars = [
        _bar("score", number * slot, slot, count, scale, name)
        for number, (count, name) in enumerate(zip(found, names, strict=True))
    ]
    rows = [[name, written(count)] for name, count in zip(names, found, strict=True)]
    every = max(1, ceil(len(ends) / 10))
    marks = [
        Tick(
            percent(number * slot),
            written(end),
            "start" if number == 0 else "middle",
            number // every % 2 == 1,
        )
        for number, end in enumerate(ends)
        if number % every == 0
    ]
    if unscored:
        bars.append(_bar("unscored", 1 - slot, slot, unscored, scale, _("No score")))
        rows.append([_("No score"), written(unscored)])
        marks.append(Tick("100%", _("No score"), "end"))
    return Chart(
        name="distribution",
        title=_("Distribution of scores"),
        says=_says(sum(found), unscored),
        unit=_("items"),
        table=Table([_("Score"), _("Items")], rows),
        y=scale.ticks(),
        x=marks,
        bars=bars,
    )


def _says(scored: int, unscored: int) -> str:
    said = ngettext("%(count)s item has a score", "%(count)s items have a score", scored) % {
        "count": written(scored)
    }
    if not unscored:
        return f"{said}."
    lacking = ngettext("%(count)s has none.", "%(count)s have none.", unscored) % {"count": written(unscored)}
    return f"{said}, {lacking}"


def _bar(look: str, x: float, slot: float, count: int, scale: Scale, title: str) -> Bar:
    return Bar(
        look, percent(x + slot * GAP / 2), scale.y(count), percent(slot * (1 - GAP)), scale.height(count),
        f"{title}: {written(count)}",
    )  # fmt: skip
