"""Dates of a Jira export: they name no zone, and their layout is the site's, so the whole column must say which it is.

`Evidence` is fed every cell and tells which readings remain; `Dates` reads cells once the order is settled. A month
written as a word, or a year of four digits in front, needs no evidence.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TypeVar

from integrations.importers.jira.headers import plain

ORDERS = ("day_first", "month_first", "year_first")
EARLIEST, LATEST = 1970, 2200
LONGEST = 60
"""Characters of a cell that can be a date; longer ones are not tried, which bounds the patterns' backtracking."""

REMEMBERED = 20_000

_MONTHS = (
    "jan january januar janner enero ene janvier janv gen gennaio janeiro jan.",
    "feb february februar febrero fevrier fevr fev febbraio fevereiro",
    "mar march marz mrz marzo mars marco maerz",
    "apr april abril abr avril avr aprile",
    "may mai mayo mei maggio mag maio",
    "jun june juni junio juin giu giugno junho",
    "jul july juli julio juillet juil lug luglio julho",
    "aug august agosto ago aout",
    "sep sept september septiembre septembre set settembre setembro setiembre",
    "oct october okt oktober octubre octobre ott ottobre out outubro",
    "nov november noviembre novembre novembro",
    "dec december dez dezember diciembre dic decembre dicembre dezembro des",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}

_WORD = r"([^\W\d_]{3,12})\.?"
_TIME = (
    r"(?:(?:T|,?\s+)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*([AaPp]\.?\s?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?\s*$"
)
_NUMERIC = re.compile(r"\s*(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})" + _TIME)
_DAY_WORD = re.compile(
    r"\s*(\d{1,2})(?:\.|\s+de)?[/\-\s.]\s*" + _WORD + r"(?:\s+de)?[/\-\s.,]\s*(\d{4}|\d{2})" + _TIME
)
_WORD_DAY = re.compile(r"\s*" + _WORD + r"[/\-\s]\s*(\d{1,2})[/\-\s,]\s*(\d{4}|\d{2})" + _TIME)
_DIGITS_ONLY = re.compile(r"\s*\d{1,4}([/.\-])\d{1,2}\1\d{1,4}(?!\d)")

Parts = tuple[int, int, int]
Clock = tuple[int, int, int]
K = TypeVar("K")
V = TypeVar("V")


def _year(text: str) -> int:
    """Four digits stand; of two, 70 to 99 are the last century (as Jira's own formatter writes them)."""
    number = int(text)
    return number if len(text) > 2 else number + (1900 if number >= 70 else 2000)


def _day(parts: Parts) -> date | None:
    year, month, day = parts
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None


def numeric_day(first: str, middle: str, last: str, order: str) -> date | None:
    """The day that three numbers mean when read in `order`; None when they can mean none."""
    if len(first) == 4:
        return _day((int(first), int(middle), int(last)))
    if order == "year_first":
        return _day((_year(first), int(middle), int(last))) if len(first) == len(last) == 2 else None
    if len(last) not in (2, 4):
        return None
    day, month = (first, middle) if order == "day_first" else (middle, first)
    return _day((_year(last), int(month), int(day)))


class Evidence:
    """What one column's cells say about the order of day, month and year. Memory: a few examples.

    An order is out when a cell has no meaning in it, or (`past`: a column of things that have happened) when it puts
    a cell more than two days after `today`.
    """

    def __init__(self, *, today: date, past: bool) -> None:
        self.limit = today + timedelta(days=2) if past else date.max
        self.open = set(ORDERS)
        self.in_time = set(ORDERS)
        self.examples: list[str] = []
        self.numeric = False
        self._last = ""

    def add(self, cell: str) -> None:
        """Take one cell into account. Cost: one short regular expression, none for a day seen just before."""
        found = _DIGITS_ONLY.match(cell)
        if not found or found[0] == self._last:
            return
        self._last = text = found[0]
        first, middle, last = text.strip().split(found[1])
        if len(first) == 4:
            return
        days = {order: numeric_day(first, middle, last, order) for order in ORDERS}
        if "." in text:
            days["year_first"] = None
        meant = {order for order, day in days.items() if day}
        if not meant:
            return
        self.numeric = True
        self.open &= meant
        self.in_time &= {order for order in meant if (days[order] or date.max) <= self.limit}
        if len(self.examples) < 3 and len({days[order] for order in meant}) > 1:
            self.examples.append(cell.strip())

    def orders(self) -> tuple[str, ...]:
        """The readings that remain, in a fixed order; all three for a column that needs no decision."""
        remaining = self.open & self.in_time or self.open
        return tuple(order for order in ORDERS if order in remaining)


def settle(columns: dict[str, Evidence]) -> tuple[str, tuple[str, ...]]:
    """(order, ()) when the columns together leave one reading, else ("", the readings left).

    One export writes all its dates in one layout, so columns decide together. If they contradict each other nothing
    is ruled out by force: the person is asked. Without any numeric date the order does not matter.
    """
    telling = [set(evidence.orders()) for evidence in columns.values() if evidence.numeric]
    if not telling:
        return "day_first", ()
    common = set.intersection(*telling)
    left = tuple(order for order in ORDERS if order in (common or set.union(*telling) or set(ORDERS)))
    return (left[0], ()) if len(left) == 1 else ("", left)


class Dates:
    """Reads the cells of a file whose order is settled; naive times are of `zone`.

    Cost: half a microsecond a cell; the days and times of day are remembered, a few thousand at most.
    """

    def __init__(self, *, order: str, zone: tzinfo) -> None:
        self.order = order
        self.zone = zone
        self._days: dict[str, date | None] = {}
        self._midnights: dict[str, datetime] = {}
        self._clocks: dict[str, timedelta] = {}

    def moment(self, cell: str) -> datetime | None:
        """The moment in UTC that a cell names (midnight when it names only a day); None when it cannot be read."""
        day_text, _gap, clock_text = cell.partition(" ")
        midnight, clock = self._midnights.get(day_text), self._clocks.get(clock_text)
        if midnight is None or clock is None:
            return self._read(cell, day_text, clock_text)
        return midnight + clock

    def day(self, cell: str) -> date | None:
        """The day as written, whatever the time beside it says."""
        found = self._split(cell)
        return found[0] if found else None

    def _read(self, cell: str, day_text: str, clock_text: str) -> datetime | None:
        """The long way, which remembers the two halves where each can be read without the other."""
        found = self._split(cell)
        if found is None:
            return None
        day, hour, minute, second, half, offset = found
        hours = _hour(hour, half)
        if hours is None or int(minute or 0) > 59 or int(second or 0) > 59:
            return None
        clock = (hours, int(minute or 0), int(second or 0))
        if offset:
            return datetime(*day.timetuple()[:3], *clock, tzinfo=_fixed(offset)).astimezone(UTC)
        alone = self._split(day_text)
        if alone and alone[:2] == (day, None):
            self._learn(day_text, day, clock_text, clock)
        return self._at(day, clock)

    def _learn(self, day_text: str, day: date, clock_text: str, clock: Clock) -> None:
        """Remember the two halves. Where the clocks change, a day has no one midnight that all its hours add to."""
        midnight = self._at(day, (0, 0, 0))
        if self._at(day, (23, 59, 59)) - midnight == timedelta(hours=23, minutes=59, seconds=59):
            _remember(self._midnights, day_text, midnight)
        hour, minute, second = clock
        _remember(self._clocks, clock_text, timedelta(hours=hour, minutes=minute, seconds=second))

    def _at(self, day: date, clock: Clock) -> datetime:
        return datetime(day.year, day.month, day.day, *clock, tzinfo=self.zone).astimezone(UTC)

    def _split(
        self, cell: str
    ) -> tuple[date, str | None, str | None, str | None, str | None, str | None] | None:
        if len(cell) > LONGEST:
            return None
        for pattern, groups in ((_DAY_WORD, (3, 2, 1)), (_NUMERIC, (1, 3, 4)), (_WORD_DAY, (3, 1, 2))):
            if found := pattern.match(cell):
                if pattern is _NUMERIC:
                    day = numeric_day(found[1], found[3], found[4], self.order)
                    rest = 5
                else:
                    day = self._word_day(*(found[group] for group in groups))
                    rest = 4
                return (
                    (day, found[rest], found[rest + 1], found[rest + 2], found[rest + 3], found[rest + 4])
                    if day
                    else None
                )
        return None

    def _word_day(self, year: str, month: str, day: str) -> date | None:
        known = f"{year} {month} {day}"
        if known not in self._days:
            number = _MONTH_OF.get(plain(month).rstrip("."), 0)
            _remember(self._days, known, _day((_year(year), number, int(day))) if number else None)
        return self._days[known]


def _remember(memory: dict[K, V], key: K, value: V) -> None:
    """Keep a value, in a memory that never grows beyond some thousands."""
    if len(memory) >= REMEMBERED:
        memory.clear()
    memory[key] = value


def _hour(hour: str | None, half: str | None) -> int | None:
    number = int(hour or 0)
    if half:
        if not 1 <= number <= 12:
            return None
        return number % 12 + (12 if half[0] in "Pp" else 0)
    return number if number <= 23 else None


def _fixed(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return UTC
    return timezone((1 if text[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


def readings(cells: Iterable[str], orders: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each cell with the day it names (ISO) in each of `orders`: what a person needs to choose."""
    told = []
    for cell in cells:
        days = (Dates(order=order, zone=UTC).day(cell) for order in orders)
        told.append((cell, tuple(day.isoformat() if day else "" for day in days)))
    return tuple(told)
