"""Typed values of the query language: dates by name, by distance or by calendar, and numbers."""

import calendar
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

# Twelve digits before the point keep every comparison inside PostgreSQL's numeric(18, 6).
NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,6})?")
DISTANCE = re.compile(r"([+-]?)([0-9]{1,4})([dwmqy])")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
PERIOD = re.compile(r"([0-9]{4})(?:-(?:([0-9]{2})|[Qq]([1-4])|[Hh]([12])))?")
NAMED_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
MONTHS = {"m": 1, "q": 3, "y": 12}


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days a date value stands for, both included: one day, or a month, quarter, half or year."""

    first: datetime.date
    last: datetime.date


def number(value: str) -> Decimal:
    """The number a value stands for; ValueError if it is none."""
    if not NUMBER.fullmatch(value):
        raise ValueError(value)
    return Decimal(value)


def relative_date(value: str, today: datetime.date) -> datetime.date:
    """The first day a date value stands for; see `date_span`."""
    return date_span(value, today).first


def date_span(value: str, today: datetime.date) -> DateSpan:
    """The days that a date value stands for, seen from `today`.

    `today tomorrow yesterday`, a distance (`2w`, `-7d`; units d, w, m, q, y, of which months, quarters and
    years keep the day of the month or take its last), a day (`2027-03-01`), or a period: `2027-03`,
    `2027-Q1`, `2027-H2`, `2027`. ValueError if the value is none of these or leaves the calendar.
    """
    lowered = value.lower()
    try:
        day = _single_day(lowered, today)
        return DateSpan(day, day) if day else _period(lowered)
    except OverflowError as error:
        raise ValueError(value) from error


def _single_day(value: str, today: datetime.date) -> datetime.date | None:
    if value in NAMED_DAYS:
        return today + datetime.timedelta(days=NAMED_DAYS[value])
    if match := DAY.fullmatch(value):
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    if match := DISTANCE.fullmatch(value):
        amount = int(match[1] + match[2])
        if match[3] in MONTHS:
            return _add_months(today, amount * MONTHS[match[3]])
        return today + datetime.timedelta(days=amount * (7 if match[3] == "w" else 1))
    return None


def _period(value: str) -> DateSpan:
    match = PERIOD.fullmatch(value)
    if not match:
        raise ValueError(value)
    year, month, quarter, half = match.groups()
    start, length = 1, 12
    if month:
        start, length = int(month), 1
    elif quarter:
        start, length = 3 * int(quarter) - 2, 3
    elif half:
        start, length = 6 * int(half) - 5, 6
    first = datetime.date(int(year), start, 1)
    last_month = start + length - 1
    return DateSpan(
        first, first.replace(month=last_month, day=calendar.monthrange(first.year, last_month)[1])
    )


def _add_months(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        raise OverflowError(months)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
