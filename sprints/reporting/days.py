"""Days of a zone as moments. Pure, no clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

INSTANT = timedelta(microseconds=1)
SATURDAY = 5


def beginning(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day there, in UTC; days of 23 or 25 hours are what they are."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day there, in UTC: what happens at midnight belongs to the next."""
    return beginning(day + timedelta(days=1), zone) - INSTANT


def days(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def working_days(first: date, last: date) -> list[date]:
    """The days from Monday to Friday; all of them where there are none of those."""
    every = list(days(first, last))
    return [day for day in every if day.weekday() < SATURDAY] or every


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
