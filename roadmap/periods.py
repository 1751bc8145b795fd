"""Periods that one plans investment for: quarters, halves and years of the calendar. Pure."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.periods import FIRST_YEAR, LAST_YEAR, Precision, label
from roadmap.models import ThemeTarget

Length = ThemeTarget.Length
_MONTHS = {Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}
_WRITTEN = re.compile(r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter, half or year by its first day."""

    length: Length
    start: date

    @classmethod
    def around(cls, length: Length, day: date) -> "Period":
        """The one of this length that holds `day`."""
        months = _MONTHS[length]
        return cls(length, date(day.year, (day.month - 1) // months * months + 1, 1))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read 2027-Q1, 2027-H1 or 2027, in any case. Raises ValueError with a sentence fit to show."""
        match = _WRITTEN.fullmatch(text.strip().upper())
        if match is None or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            raise ValueError(
                _("“%(text)s” is no period. Write a quarter (2027-Q1), a half (2027-H1) or a year (2027).")
                % {"text": text.strip()[:40]}
            )
        year = int(match["year"])
        if match["quarter"]:
            return cls(Length.QUARTER, date(year, int(match["quarter"]) * 3 - 2, 1))
        if match["half"]:
            return cls(Length.HALF, date(year, int(match["half"]) * 6 - 5, 1))
        return cls(Length.YEAR, date(year, 1, 1))

    @property
    def end(self) -> date:
        """Its last day."""
        return self.step(1).start - timedelta(days=1)

    def step(self, count: int) -> "Period":
        """The period so many of its length later (negative: earlier)."""
        year, month = divmod(self.start.year * 12 + self.start.month - 1 + count * _MONTHS[self.length], 12)
        return Period(self.length, date(year, month + 1, 1))

    @property
    def around_it(self) -> "list[Period]":
        """The longer periods that hold it, the shortest first."""
        longer = [length for length in Length if _MONTHS[length] > _MONTHS[self.length]]
        return [Period.around(length, self.start) for length in longer]

    @property
    def text(self) -> str:
        """What `parse` reads."""
        year, month = self.start.year, self.start.month
        if self.length == Length.QUARTER:
            return f"{year:04d}-Q{(month + 2) // 3}"
        return f"{year:04d}-H{1 if month <= 6 else 2}" if self.length == Length.HALF else f"{year:04d}"

    def __str__(self) -> str:
        """What a person reads: Q1 2027, H1 2027, 2027."""
        if self.length == Length.YEAR:
            return str(self.start.year)
        precision = Precision.QUARTER if self.length == Length.QUARTER else Precision.HALF
        return label(self.start, precision, date(self.start.year + 1, 1, 1))
