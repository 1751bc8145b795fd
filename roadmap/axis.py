"""The time axis of a roadmap: zooms, the window of days that is drawn, and the two header rows. Pure, no
clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.dateformat import format as format_date
from django.utils.translation import pgettext

from core.periods import Precision, first_day, label, last_day, shift

MIN_WIDTH = 2600.0
"""Pixels a chart has at least, so that a wide screen is filled and there is room to drag into."""
MAX_WIDTH = 48_000.0
"""Pixels a chart has at most; a date far beyond would otherwise make a page nobody can scroll."""
MARGIN_UNITS = 3
"""Units of the zoom left free before the first and after the last bar."""


class Zoom(StrEnum):
    """How closely one looks. The unit is what the lower header row counts, and what dragging and arrow
    keys snap to.
    """

    WEEKS = "weeks"
    MONTHS = "months"
    QUARTERS = "quarters"
    YEARS = "years"

    @property
    def px_per_day(self) -> float:
        return _PX_PER_DAY[self]

    @property
    def unit(self) -> Precision:
        return _UNIT[self]


def zoom_named(text: str) -> Zoom:
    """The zoom of this name; months where it is missing or unknown."""
    return Zoom(text) if text in list(Zoom) else Zoom.MONTHS


_PX_PER_DAY = {Zoom.WEEKS: 20.0, Zoom.MONTHS: 4.8, Zoom.QUARTERS: 1.9, Zoom.YEARS: 0.7}
_UNIT = {
    Zoom.WEEKS: Precision.WEEK,
    Zoom.MONTHS: Precision.MONTH,
    Zoom.QUARTERS: Precision.QUARTER,
    Zoom.YEARS: Precision.HALF,
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days drawn, both ends included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Tick:
    """One cell of a header row: where it begins and how wide it is (pixels), what it says, whether today
    lies in it.
    """

    x: float
    width: float
    label: str
    is_now: bool


def window_for(first: date, last: date, *, zoom: Zoom, today: date) -> Window:
    """The window for bars from `first` to `last`: holds today, has a margin, whole units, and a bearable
    width.

    When the span would pass MAX_WIDTH it is cut, a quarter of it before today and the rest after.
    """
    most = timedelta(days=int(MAX_WIDTH / zoom.px_per_day))
    start = max(min(first, today), today - most / 4)
    end = min(max(last, today), today + most * 3 / 4)
    start = shift(first_day(start, zoom.unit), zoom.unit, -MARGIN_UNITS)
    end = last_day(shift(last_day(end, zoom.unit), zoom.unit, MARGIN_UNITS), zoom.unit)
    least = start + timedelta(days=int(MIN_WIDTH / zoom.px_per_day))
    return Window(start, max(end, last_day(least, zoom.unit)))


def header(window: Window, *, zoom: Zoom, today: date) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """The upper row (month, quarter or year) and the lower row (the zoom's unit) of a window."""
    return tuple(_upper(window, zoom, today)), tuple(_lower(window, zoom, today))


def _upper(window: Window, zoom: Zoom, today: date) -> Iterator[Tick]:
    if zoom is Zoom.WEEKS:
        for first, last in _periods(window, Precision.MONTH):
            yield _tick(window, zoom, today, first, last, format_date(first, pgettext("date format", "F Y")))
    elif zoom is Zoom.MONTHS:
        never = date.min
        for first, last in _periods(window, Precision.QUARTER):
            yield _tick(window, zoom, today, first, last, label(first, Precision.QUARTER, never))
    else:
        for first, last in _years(window):
            yield _tick(window, zoom, today, first, last, str(first.year))


def _lower(window: Window, zoom: Zoom, today: date) -> Iterator[Tick]:
    text_precision = Precision.DAY if zoom is Zoom.WEEKS else zoom.unit
    for first, last in _periods(window, zoom.unit):
        yield _tick(window, zoom, today, first, last, label(first, text_precision, first))


def _periods(window: Window, precision: Precision) -> Iterator[tuple[date, date]]:
    """First and last day of every period that touches the window, cut to it."""
    day = window.start
    while day <= window.end:
        last = last_day(day, precision)
        yield day, min(last, window.end)
        day = last + timedelta(days=1)


def _years(window: Window) -> Iterator[tuple[date, date]]:
    for year in range(window.start.year, window.end.year + 1):
        yield max(date(year, 1, 1), window.start), min(date(year, 12, 31), window.end)


def _tick(window: Window, zoom: Zoom, today: date, first: date, last: date, text: str) -> Tick:
    return Tick(
        x=round((first - window.start).days * zoom.px_per_day, 1),
        width=round(((last - first).days + 1) * zoom.px_per_day, 1),
        label=text,
        is_now=first <= today <= last,
    )
