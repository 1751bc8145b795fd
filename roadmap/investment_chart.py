"""Investment as shapes: a row of bars for each theme, and one theme over several periods. Pure but for the active language."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from core.drawing import Bar, Chart, Scale, Table, Tick, path, percent
from core.drawing import Line as Path
from core.numbers import written
from roadmap.investment import Investment, Line
from roadmap.periods import Period

STEP = 10  # percent; the axis ends at a multiple of it
_SIDE = 0.16  # of a period's slot is left free on either side


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of `Investment` with its bars: how far across, in percent of the width; `target` None where there is none."""

    line: Line
    planned: str
    done: str
    target: str | None
    says: str


@dataclass(frozen=True, slots=True)
class DrawnLines:
    """The lines, and the ticks of their common axis."""

    rows: Sequence[Drawn]
    ticks: Sequence[Tick]


def drawn_lines(found: Investment) -> DrawnLines:
    """The bars of a period's themes; what has no theme is left out where nothing is without one."""
    lines = [line for line in found.lines if line.theme or line.planned or line.done]
    most = max((value for line in lines for value in _shares(line)), default=0.0)
    top = max(ceil(most / STEP) * STEP, 2 * STEP)
    rows = [
        Drawn(
            line,
            percent((line.planned_share or 0) / top),
            percent((line.done_share or 0) / top),
            None if line.target is None else percent(float(line.target) / top),
            _said(line),
        )
        for line in lines
    ]
    ticks = [
        Tick(percent(share), f"{written(share * top, 0)} %", anchor)
        for share, anchor in ((0, "start"), (0.5, "middle"), (1, "end"))
    ]
    return DrawnLines(rows, ticks)


def theme_chart(history: Sequence[tuple[Period, Line]]) -> Chart:
    """What was planned for a theme, done and meant for it, period by period."""
    scale = Scale(max((value for _period, line in history for value in _shares(line)), default=0.0))
    slot = 1 / len(history)
    return Chart(
        name="theme",
        title=_("Share over time"),
        says=_latest(history),
        unit="%",
        table=_table(history),
        y=scale.ticks(),
        x=[
            Tick(percent((at + 0.5) * slot), str(period), spare=at % 2 == 1)
            for at, (period, _line) in enumerate(history)
        ],
        bars=[
            bar
            for at, (period, line) in enumerate(history)
            for bar in _bars(scale, at * slot, slot, period, line)
        ],
        lines=[
            Path("guide", path([(at * slot, scale.y(line.target)), ((at + 1) * slot, scale.y(line.target))]))
            for at, (_period, line) in enumerate(history)
            if line.target is not None
        ],
        legend=[("planned", _("Planned")), ("done", _("Done")), ("guide", _("Target"))],
    )


def points(value: float) -> str:
    """A distance in percentage points with its sign: +4, −7.5, 0."""
    text = written(abs(value), 1)
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def _bars(scale: Scale, left: float, slot: float, period: Period, line: Line) -> list[Bar]:
    width = slot * (1 - 2 * _SIDE) / 2
    shares = (("planned", line.planned_share, _("planned")), ("done", line.done_share, _("done")))
    return [
        Bar(
            look,
            percent(left + slot * _SIDE + at * width),
            scale.y(share),
            percent(width),
            scale.height(share),
            f"{period}: {written(share, 1)} % {word}",
        )
        for at, (look, share, word) in enumerate(shares)
        if share
    ]


def _table(history: Sequence[tuple[Period, Line]]) -> Table:
    return Table(
        (_("Period"), _("Target"), _("Planned"), _("Done")),
        [
            (str(period), _percent(line.target), _percent(line.planned_share), _percent(line.done_share))
            for period, line in history
        ],
    )


def _latest(history: Sequence[tuple[Period, Line]]) -> str:
    period, line = history[-2] if len(history) > 1 else history[-1]
    words = {"period": period, "planned": _percent(line.planned_share), "done": _percent(line.done_share)}
    if line.target is None:
        return _("%(period)s: %(planned)s planned, %(done)s done.") % words
    words["target"] = _percent(line.target)
    return _("%(period)s: %(planned)s planned, %(done)s done of %(target)s.") % words


def _said(line: Line) -> str:
    words = {
        "target": _percent(line.target),
        "planned": _percent(line.planned_share),
        "done": _percent(line.done_share),
    }
    if line.target is None:
        return _("%(planned)s planned, %(done)s done") % words
    return _("Target %(target)s, %(planned)s planned, %(done)s done") % words


def _percent(value: object) -> str:
    return "–" if value is None else f"{written(str(value), 1)} %"


def _shares(line: Line) -> list[float]:
    return [float(value) for value in (line.target, line.planned_share, line.done_share) if value is not None]
