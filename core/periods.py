"""Dates that know how exact they are.

A plan says "28 Nov", "December" or "Q1 2027". Each is stored as one date and a precision: a start as the
first day of its period, a due date as the last. Weeks are those of ISO 8601 (Monday first, week 1 holds the
first Thursday). Everything here is pure; no function reads the clock.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

End = Literal["start", "due"]

FIRST_YEAR, LAST_YEAR = 1970, 2200


class Precision(StrEnum):
    """How exact a date is, from the finest to the coarsest."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"

    @property
    def is_fuzzy(self) -> bool:
        """Coarser than a week: drawn with a soft edge, and never a reason for a reminder."""
        return self in _MONTHS

    @property
    def size(self) -> int:
        """Place in the order from fine (0) to coarse (4), to compare two precisions."""
        return list(Precision).index(self)


_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.HALF: 6}


def coarsest(*precisions: Precision) -> Precision:
    """The coarsest of them."""
    return max(precisions, key=lambda each: each.size)


def out_of_reach(day: date) -> str:
    """Why no plan can hold this day; empty where one can."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return ""
    return _("The year must lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}


def first_day(day: date, precision: Precision) -> date:
    """The first day of the period of this precision that holds `day`."""
    if precision is Precision.DAY:
        return day
    if precision is Precision.WEEK:
        return day - timedelta(days=day.weekday())
    months = _MONTHS[precision]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def last_day(day: date, precision: Precision) -> date:
    """The last day of the period of this precision that holds `day`."""
    if precision is Precision.DAY:
        return day
    if precision is Precision.WEEK:
        return day + timedelta(days=6 - day.weekday())
    first = first_day(day, precision)
    return _first_of_month(first, _MONTHS[precision]) - timedelta(days=1)


def snap(day: date, precision: Precision, end: End) -> date:
    """The date to store for that end of a bar: first day of the period for a start, last day for a due
    date.
    """
    return first_day(day, precision) if end == "start" else last_day(day, precision)


def shift(day: date, precision: Precision, n: int) -> date:
    """`day` moved by `n` periods (negative: earlier).

    A first day stays a first day and a last day a last day (31 Jan, one month on, is 28 Feb and then 31 Mar);
    any other day keeps its day of the month, cut to the length of the month it lands in. Raises OverflowError
    or ValueError beyond the calendar.
    """
    if precision is Precision.DAY:
        return day + timedelta(days=n)
    if precision is Precision.WEEK:
        return day + timedelta(weeks=n)
    months = n * _MONTHS[precision]
    landing = _first_of_month(day, months)
    if day == last_day(day, Precision.MONTH):
        return last_day(landing, Precision.MONTH)
    return min(landing + timedelta(days=day.day - 1), last_day(landing, Precision.MONTH))


def label(day: date, precision: Precision, today: date) -> str:
    """What a person reads: "28 Nov", "w/c 23 Nov", "Dec", "Q1 2027", "H1 2027" in the active language.

    The year is left out when it is the one `today` lies in.
    """
    first = first_day(day, precision) if precision is Precision.WEEK else day
    return _label(get_language(), first, precision, first.year != today.year)


@lru_cache(maxsize=8192)
def _label(language: str | None, day: date, precision: Precision, with_year: bool) -> str:
    """`label` in that language, the active one: a plan of thousands has few days."""
    if precision is Precision.DAY:
        return _day_label(day, with_year=with_year)
    if precision is Precision.WEEK:
        return _("w/c %(day)s") % {"day": _day_label(day, with_year=with_year)}
    if precision is Precision.MONTH:
        form = pgettext("date format", "M Y") if with_year else pgettext("date format", "M")
        return format_date(day, form)
    name = _quarter_name(day) if precision is Precision.QUARTER else _half_name(day)
    return _("%(period)s %(year)d") % {"period": name, "year": day.year} if with_year else name


def period_text(day: date, precision: Precision) -> str:
    """The period in the form `parse_period` reads in every language: 2027-03-04, 2027-W09, 2027-03,
    2027-Q1, 2027-H1.
    """
    if precision is Precision.DAY:
        return day.isoformat()
    if precision is Precision.WEEK:
        year, week, _weekday = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if precision is Precision.MONTH:
        return f"{day:%Y-%m}"
    if precision is Precision.QUARTER:
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    return f"{day.year:04d}-H{1 if day.month <= 6 else 2}"


def parse_period(text: str, end: End) -> tuple[date | None, Precision]:
    """Read what a person typed for one end of a bar.

    Takes 2027-03-04, 2027-W09, 2027-03, Q1 2027 or 2027-Q1, H1 2027 or 2027-H1, in any case. The empty text
    is no date: (None, day). Returns the first day of the period for "start", the last for "due". Raises
    ValueError with a sentence fit to show.
    """
    cleaned = " ".join(text.split()).upper()
    if not cleaned:
        return None, Precision.DAY
    for pattern, precision, build in _FORMS:
        if match := pattern.fullmatch(cleaned):
            _check_year(int(match["year"]))
            return snap(_built(build, match, text), precision, end), precision
    raise ValueError(
        _(
            "“%(text)s” is not a date. Write a day (2027-03-04), a week (2027-W09), a month (2027-03), "
            "a quarter (Q1 2027) or a half (H1 2027)."
        )
        % {"text": text.strip()}
    )


def _first_of_month(day: date, months: int) -> date:
    """The first day of the month that lies `months` after the month of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _day_label(day: date, *, with_year: bool) -> str:
    return format_date(
        day,
        pgettext("date format", "j M Y") if with_year else pgettext("date format", "j M"),
    )


def _quarter_name(day: date) -> str:
    return pgettext("quarter of a year", "Q%(number)d") % {"number": (day.month + 2) // 3}


def _half_name(day: date) -> str:
    return pgettext("half of a year", "H%(number)d") % {"number": 1 if day.month <= 6 else 2}


_Build = Callable[[re.Match[str]], date]


def _number(match: re.Match[str]) -> int:
    return int(match["a"] or match["b"])


_FORMS: tuple[tuple[re.Pattern[str], Precision, _Build], ...] = (
    (
        re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
        Precision.DAY,
        lambda m: date(int(m["year"]), int(m["month"]), int(m["day"])),
    ),
    (
        re.compile(r"(?P<year>[0-9]{4})-?W(?P<week>[0-9]{1,2})"),
        Precision.WEEK,
        lambda m: date.fromisocalendar(int(m["year"]), int(m["week"]), 1),
    ),
    (
        re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})"),
        Precision.MONTH,
        lambda m: date(int(m["year"]), int(m["month"]), 1),
    ),
    (
        re.compile(r"(?:Q(?P<a>[1-4])[ /-]?)?(?P<year>[0-9]{4})(?(a)|[ -]?Q(?P<b>[1-4]))"),
        Precision.QUARTER,
        lambda m: date(int(m["year"]), _number(m) * 3 - 2, 1),
    ),
    (
        re.compile(r"(?:H(?P<a>[12])[ /-]?)?(?P<year>[0-9]{4})(?(a)|[ -]?H(?P<b>[12]))"),
        Precision.HALF,
        lambda m: date(int(m["year"]), _number(m) * 6 - 5, 1),
    ),
)


def moment(text: str) -> datetime | None:
    """A moment as ISO 8601 writes it, in UTC (also where it names no zone); None for what is none or beyond years 1–9999."""
    try:
        read = parse_datetime(text)
        aware = read.replace(tzinfo=UTC) if read and read.tzinfo is None else read
        return aware.astimezone(UTC) if aware else None
    except (ValueError, OverflowError):
        return None


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("The year %(year)d is out of reach: it must lie between %(first)d and %(last)d.")
            % {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR}
        )


def _built(build: _Build, match: re.Match[str], text: str) -> date:
    """The date of a text that has the right form; one the calendar does not have gets its own sentence."""
    try:
        return build(match)
    except ValueError:
        raise ValueError(_("“%(text)s” is not in the calendar.") % {"text": text.strip()}) from None
