"""Dates and numbers as people type them."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.query import date_span, number, relative_date

TODAY = datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("today", "2026-01-31"),
        ("Tomorrow", "2026-02-01"),
        ("yesterday", "2026-01-30"),
        ("2w", "2026-02-14"),
        ("+3d", "2026-02-03"),
        ("-7d", "2026-01-24"),
        ("1m", "2026-02-28"),
        ("-1m", "2025-12-31"),
        ("1q", "2026-04-30"),
        ("-2y", "2024-01-31"),
        ("25m", "2028-02-29"),
        ("2027-03-01", "2027-03-01"),
    ],
)
def test_a_day(value: str, expected: str) -> None:
    assert relative_date(value, TODAY).isoformat() == expected


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2027-q1", "2027-01-01", "2027-03-31"),
        ("2027-Q4", "2027-10-01", "2027-12-31"),
        ("2027-H2", "2027-07-01", "2027-12-31"),
        ("2027", "2027-01-01", "2027-12-31"),
        ("today", "2026-01-31", "2026-01-31"),
    ],
)
def test_a_period(value: str, first: str, last: str) -> None:
    span = date_span(value, TODAY)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


@given(
    st.text(max_size=12) | st.from_regex(r"[+-]?[0-9]{1,5}[dwmqy]|[0-9]{4}(-[0-9QH]{2})?", fullmatch=True),
    st.dates(),
)
def test_any_text_is_a_date_or_a_value_error(value: str, today: datetime.date) -> None:
    try:
        span = date_span(value, today)
    except ValueError:
        return
    assert span.first <= span.last


def test_a_number() -> None:
    assert number("-2.50") == Decimal("-2.5")


def test_a_month_keeps_the_day() -> None:
    assert relative_date("-1m", datetime.date(2026, 3, 15)) == datetime.date(2026, 2, 15)
