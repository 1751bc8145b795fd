"""The charts of sprints and flow: from numbers to shapes and words. Pure but for the active language."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.units import beside
from backlog.models import Category
from core.drawing import (
    HEIGHT,
    Bar,
    Chart,
    Dot,
    Line,
    Rule,
    Scale,
    Table,
    Tick,
    band,
    labels,
    path,
    percent,
    short,
)
from core.numbers import written
from core.periods import Precision, label
from sprints.reporting.burn import Day, Sums
from sprints.reporting.finishing import CycleTimes
from sprints.reporting.flow import SHOWN, FlowDay
from sprints.reporting.velocity import Velocity

MIDDLE = 85  # its words stand at the other end, so that three close lines can be read
GAP = 0.28  # of a bar's slot is left free


def burndown(days: Sequence[Day], *, unit: str, today: date) -> Chart:
    """What remained at the end of each day, beside the even line."""
    known = [(place, day.sums) for place, day in _across(days) if day.sums]
    guides = [(place, day.guide) for place, day in _across(days) if day.guide is not None]
    scope = known[-1][1].scope
    scale = Scale(max([*(sums.remaining for _p, sums in known), *(guide for _p, guide in guides)]))
    return Chart(
        name="burndown",
        title=_("Burndown"),
        says=ngettext(
            "%(left)s of %(scope)s %(unit)s remains.",
            "%(left)s of %(scope)s %(unit)s remain.",
            _plural(scope),
        )
        % {"left": written(known[-1][1].remaining), "scope": written(scope), "unit": beside(unit, scope)},
        unit=unit,
        table=_day_table(days, unit, today),
        y=scale.ticks(),
        x=labels([(place, _day(day.on, today)) for place, day in _across(days)]),
        lines=[
            Line("guide", path((place, scale.y(guide)) for place, guide in guides)),
            Line("remaining", path((place, scale.y(sums.remaining)) for place, sums in known)),
        ],
        dots=[Dot(percent(place), scale.y(sums.remaining), written(sums.remaining)) for place, sums in known],
        legend=[("remaining", _("Remaining")), ("guide", _("Even pace, weekends left out"))],
    )


def burnup(days: Sequence[Day], *, unit: str, today: date) -> Chart:
    """Scope and what of it was done, at the end of each day: a change of scope is seen for itself."""
    known = [(place, day.sums) for place, day in _across(days) if day.sums]
    scope = known[-1][1].scope
    scale = Scale(max(sums.scope for _place, sums in known))
    done = [(place, scale.y(sums.done)) for place, sums in known]
    floor = [(place, short(HEIGHT)) for place, _sums in known]
    return Chart(
        name="burnup",
        title=_("Burnup"),
        says=ngettext(
            "%(done)s of %(scope)s %(unit)s is done.",
            "%(done)s of %(scope)s %(unit)s are done.",
            _plural(scope),
        )
        % {"done": written(known[-1][1].done), "scope": written(scope), "unit": beside(unit, scope)},
        unit=unit,
        table=_day_table(days, unit, today),
        y=scale.ticks(),
        x=labels([(place, _day(day.on, today)) for place, day in _across(days)]),
        lines=[
            Line("done-area", band(done, floor)),
            Line("scope", path((place, scale.y(sums.scope)) for place, sums in known)),
            Line("done", path(done)),
        ],
        legend=[("scope", _("Scope")), ("done", _("Done"))],
    )


def velocity_chart(velocity: Velocity, *, unit: str) -> Chart:
    """Planned and done of each closed sprint, and the mean of the last ones."""
    rows = velocity.sprints
    scale = Scale(max(max(row.planned, row.done) for row in rows))
    slot = 1 / len(rows)
    width = min(slot * (1 - GAP) / 2, 0.06)
    bars: list[Bar] = []
    for number, row in enumerate(rows):
        middle = (number + 0.5) * slot
        bars.append(
            _bar("planned", middle - width, width, row.planned, scale, f"{row.sprint.name}: {_('Planned')}")
        )
        bars.append(_bar("done", middle, width, row.done, scale, f"{row.sprint.name}: {_('Done')}"))
    mean = velocity.mean or Decimal(0)
    return Chart(
        name="velocity",
        title=_("Velocity"),
        says=_("The last sprints finished %(mean)s %(unit)s on average.") % {"mean": written(mean, 1), "unit": beside(unit, mean)},
        unit=unit,
        table=Table(
            [_("Sprint"), _("Planned"), _("Scope at its end"), _("Done")],
            [[row.sprint.name, written(row.planned), written(row.last.scope), written(row.done)] for row in rows],
        ),
        y=scale.ticks(),
        x=[Tick(percent((number + 0.5) * slot), row.sprint.name, spare=len(rows) > 4 and number % 2 == 1)
           for number, row in enumerate(rows)],
        bars=bars,
        rules=[Rule(scale.y(mean), _("Mean %(mean)s") % {"mean": written(mean, 1)})],
        legend=[("planned", _("Planned at the start")), ("done", _("Done"))],
    )  # fmt: skip


def flow_chart(flow: Sequence[FlowDay], *, today: date) -> Chart:
    """Bands of categories over days, the finished at the bottom: those since the first day only, so that others show."""
    least = min(day.counts[Category.DONE] for day in flow)
    places = [number / max(len(flow) - 1, 1) for number in range(len(flow))]
    heights: list[list[int]] = [[0] * len(flow)]
    for category in SHOWN:
        counts = [day.counts[category] - (least if category == Category.DONE else 0) for day in flow]
        heights.append([below + count for below, count in zip(heights[-1], counts, strict=True)])
    scale = Scale(max(heights[-1]), whole=True)
    edges = [[(place, scale.y(height)) for place, height in zip(places, row, strict=True)] for row in heights]
    names = {category: str(Category(category).label) for category in SHOWN}
    names[Category.DONE] = _("Done since %(day)s") % {"day": _day(flow[0].on, today)}
    last = flow[-1].counts
    return Chart(
        name="flow",
        title=_("Cumulative flow"),
        says=_("In work: %(active)d, ready: %(ready)d, waiting: %(backlog)d.")
        % {"active": last[Category.ACTIVE], "ready": last[Category.READY], "backlog": last[Category.BACKLOG]},
        unit=_("items"),
        table=Table(
            [_("Day"), *(str(Category(category).label) for category in SHOWN)],
            [[_day(day.on, today), *(str(day.counts[category]) for category in SHOWN)] for day in reversed(flow)],
        ),
        y=scale.ticks(),
        x=labels([(place, _day(day.on, today)) for place, day in zip(places, flow, strict=True)]),
        lines=[Line(f"band-{category.value}", band(above, below))
               for category, below, above in zip(SHOWN, edges, edges[1:], strict=False)],
        legend=[(f"band-{category.value}", names[category]) for category in reversed(SHOWN)],
    )  # fmt: skip


def cycle_chart(times: CycleTimes, *, first: date, today: date) -> Chart:
    """A dot for each finished item: when it was done, and how many days it took."""
    span = max((today - first).days, 1)
    scale = Scale(max(one.took or 0 for one in times.items), whole=True)
    dots = [
        Dot(percent((one.done_on - first).days / span), scale.y(one.took or 0),
            ngettext("%(key)s %(title)s: %(days)d day", "%(key)s %(title)s: %(days)d days", one.took or 0)
            % {"key": one.key, "title": one.title, "days": one.took or 0})
        for one in times.items
    ]  # fmt: skip
    weeks = [
        (number / span, _day(date.fromordinal(first.toordinal() + number), today))
        for number in range(0, span + 1, 7)
    ]
    said = [
        ngettext("%(percent)d %% within %(days)d day", "%(percent)d %% within %(days)d days", days)
        % {"percent": share, "days": days}
        for share, days in times.percentiles
    ]
    return Chart(
        name="cycle",
        title=_("Cycle time"),
        says=", ".join(said) + ".",
        unit=_("days"),
        table=Table(
            [_("Item"), _("Title"), _("Begun"), _("Done"), _("Days")],
            [[one.key, one.title, _day(one.began_on, today), _day(one.done_on, today), str(one.took)]
             for one in reversed(times.items)],
        ),
        y=scale.ticks(),
        x=labels(weeks),
        dots=dots,
        rules=[
            Rule(scale.y(days), f"{share} %", "end" if share == MIDDLE else "start")
            for share, days in times.percentiles
        ],
    )  # fmt: skip


def _bar(look: str, x: float, width: float, value: Decimal, scale: Scale, title: str) -> Bar:
    return Bar(
        look, percent(x), scale.y(value), percent(width), scale.height(value), f"{title} {written(value)}"
    )


def _across(days: Sequence[Day]) -> list[tuple[float, Day]]:
    """The days with their places from 0 (the start) to 1."""
    return [(number / max(len(days) - 1, 1), day) for number, day in enumerate(days)]


def _day(day: date | None, today: date) -> str:
    return label(day, Precision.DAY, today) if day else _("Start")


def _plural(amount: Decimal) -> int:
    """The whole number whose form of words fits an amount: half a point takes that of many."""
    return 1 if amount == 1 else max(2, ceil(amount))


def _day_table(days: Sequence[Day], unit: str, today: date) -> Table:
    """The days that have been, as rows."""
    known: list[tuple[Day, Sums]] = [(day, day.sums) for day in days if day.sums]
    return Table(
        [_("End of"), _("Scope"), _("Done"), _("Remaining"), _("Even pace")],
        [
            [_day(day.on, today), written(sums.scope), written(sums.done), written(sums.remaining),
             "–" if day.guide is None else written(day.guide, 1)]
            for day, sums in known
        ],
    )  # fmt: skip
