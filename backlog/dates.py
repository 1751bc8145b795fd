"""Dates as people type them: `28 Nov`, `Dec`, `Q1 2027`, `week 48`, `tomorrow`, `2w`, and what `core.periods` reads."""

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from core.periods import End, Precision, last_day, parse_period, snap
from core.query import relative_date

DAY_MONTH = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?(?:,?\s+(\d{4}))?")
MONTH_DAY = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?")
MONTH = re.compile(r"([^\W\d]+)\.?(?:\s+(\d{4}))?")
WEEK = re.compile(r"(?:w|wk|week|kw|woche)\s*(\d{1,2})(?:\s+(\d{4}))?")
PART = re.compile(r"([qh])\s*([1-4])")
PAST_DAYS = 60  # a day without a year that lies further back than this means next year's


def read_date(text: str, end: End, today: date) -> tuple[date | None, Precision]:
    """The day to store for that end of a bar and how exact it is; (None, day) for no text.

    Without a year it is the one that is near: the day may lie a little back, else it is the next to come. Raises
    ValidationError with a sentence fit to show.
    """
    cleaned = " ".join(text.lower().split())
    try:
        return _named(cleaned, end, today) or parse_period(_with_year(cleaned, today), end)
    except ValueError:
        raise ValidationError(
            _("“%(text)s” is not a date. Write 28 Nov, 2027-03-04, Dec, Q1 2027 or tomorrow.")
            % {"text": text.strip()}
        ) from None


def _named(text: str, end: End, today: date) -> tuple[date, Precision] | None:
    """What `parse_period` does not know: names of months, weeks by number, distances from today."""
    if match := DAY_MONTH.fullmatch(text):
        return _day(int(match[1]), match[2], match[3], today)
    if (match := MONTH_DAY.fullmatch(text)) and _month(match[1]):
        return _day(int(match[2]), match[1], match[3], today)
    if match := WEEK.fullmatch(text):
        monday = date.fromisocalendar(int(match[2] or today.year), int(match[1]), 1)
        if not match[2] and monday < today - timedelta(days=PAST_DAYS):
            monday = date.fromisocalendar(today.year + 1, int(match[1]), 1)
        return snap(monday, Precision.WEEK, end), Precision.WEEK
    if (match := MONTH.fullmatch(text)) and (month := _month(match[1])):
        first = date(int(match[2]) if match[2] else today.year, month, 1)
        if not match[2] and last_day(first, Precision.MONTH) < today - timedelta(days=PAST_DAYS):
            first = first.replace(year=first.year + 1)
        return snap(first, Precision.MONTH, end), Precision.MONTH
    if re.fullmatch(r"today|tomorrow|yesterday|[+-]?\d{1,3}[dwm]", text):
        return relative_date(text, today), Precision.DAY
    return None


def _day(day: int, name: str, year: str | None, today: date) -> tuple[date, Precision]:
    month = _month(name)
    if not month:
        raise ValueError(name)
    if year:
        return date(int(year), month, day), Precision.DAY
    near = date(today.year, month, day)
    return (
        near if near >= today - timedelta(days=PAST_DAYS) else near.replace(year=today.year + 1)
    ), Precision.DAY


def _month(name: str) -> int:
    """1 to 12 for a month's name or its first three letters or more, in the active language or English; else 0."""
    short = name.strip(".").lower()
    english = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
               "november", "december")  # fmt: skip
    for number in range(1, 13):
        known = (str(MONTHS[number]).lower(), str(MONTHS_3[number]).lower(), english[number - 1])
        if len(short) >= 3 and any(one.startswith(short) for one in known):
            return number
    return 0


def _with_year(text: str, today: date) -> str:
    """`q1` and `h2` mean this year's, or next year's where that one is over."""
    match = PART.fullmatch(text)
    if not match:
        return text
    months = 3 if match[1] == "q" else 6
    over = int(match[2]) * months < today.month
    return f"{match[1]}{match[2]} {today.year + over}"
