import contextlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.periods import (
    End,
    Precision,
    first_day,
    label,
    last_day,
    moment,
    parse_period,
    period_text,
    shift,
    snap,
)

TODAY = date(2026, 11, 23)
days = st.dates(date(1971, 1, 1), date(2199, 12, 31))
precisions = st.sampled_from(Precision)
ends = st.sampled_from(["start", "due"])


@given(days, precisions)
def test_a_day_lies_in_its_period(day: date, precision: Precision) -> None:
    assert first_day(day, precision) <= day <= last_day(day, precision)


@given(days, precisions)
def test_periods_follow_each_other_without_a_gap(day: date, precision: Precision) -> None:
    after = last_day(day, precision) + timedelta(days=1)
    assert first_day(after, precision) == after
    assert shift(first_day(day, precision), precision, 1) == after


@given(days, precisions, ends)
def test_snapping_twice_changes_nothing(day: date, precision: Precision, end: End) -> None:
    assert snap(snap(day, precision, end), precision, end) == snap(day, precision, end)


@given(days, precisions, st.integers(-40, 40))
def test_a_shifted_edge_stays_an_edge(day: date, precision: Precision, n: int) -> None:
    start, due = shift(first_day(day, precision), precision, n), shift(last_day(day, precision), precision, n)
    assert start == first_day(start, precision)
    assert due == last_day(start, precision)


@given(days, precisions, st.integers(-40, 40))
def test_shifting_an_edge_there_and_back_returns_it(day: date, precision: Precision, n: int) -> None:
    due = last_day(day, precision)
    assert shift(shift(due, precision, n), precision, -n) == due


@given(days, precisions, ends)
def test_period_text_is_read_back_as_the_same_date(day: date, precision: Precision, end: End) -> None:
    assert parse_period(period_text(day, precision), end) == (snap(day, precision, end), precision)


@pytest.mark.parametrize(
    ("day", "precision", "n", "expected"),
    [
        (date(2027, 1, 31), Precision.MONTH, 1, date(2027, 2, 28)),
        (date(2027, 2, 28), Precision.MONTH, 1, date(2027, 3, 31)),
        (date(2027, 1, 30), Precision.MONTH, 1, date(2027, 2, 28)),
        (date(2026, 11, 12), Precision.QUARTER, 1, date(2027, 2, 12)),
        (date(2026, 11, 12), Precision.WEEK, -1, date(2026, 11, 5)),
    ],
)
def test_shift(day: date, precision: Precision, n: int, expected: date) -> None:
    assert shift(day, precision, n) == expected


@pytest.mark.parametrize(
    ("day", "precision", "expected"),
    [
        (date(2026, 11, 28), Precision.DAY, "28 Nov"),
        (date(2027, 3, 4), Precision.DAY, "4 Mar 2027"),
        (date(2026, 11, 29), Precision.WEEK, "w/c 23 Nov"),
        (date(2026, 12, 1), Precision.MONTH, "Dec"),
        (date(2027, 1, 31), Precision.MONTH, "Jan 2027"),
        (date(2027, 3, 31), Precision.QUARTER, "Q1 2027"),
        (date(2026, 12, 31), Precision.HALF, "H2"),
        (date(2027, 1, 1), Precision.HALF, "H1 2027"),
    ],
)
def test_label(day: date, precision: Precision, expected: str) -> None:
    assert label(day, precision, TODAY) == expected


def test_label_speaks_the_active_language() -> None:
    with translation.override("de"):
        assert label(date(2026, 12, 1), Precision.MONTH, TODAY) == "Dez"


@pytest.mark.parametrize(
    ("text", "start", "due", "precision"),
    [
        ("Q1 2027", date(2027, 1, 1), date(2027, 3, 31), Precision.QUARTER),
        (" 2027-q4 ", date(2027, 10, 1), date(2027, 12, 31), Precision.QUARTER),
        ("h1 2027", date(2027, 1, 1), date(2027, 6, 30), Precision.HALF),
        ("2027-03", date(2027, 3, 1), date(2027, 3, 31), Precision.MONTH),
        ("2027-03-04", date(2027, 3, 4), date(2027, 3, 4), Precision.DAY),
        ("2027-W09", date(2027, 3, 1), date(2027, 3, 7), Precision.WEEK),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3), Precision.WEEK),
    ],
)
def test_parse_period(text: str, start: date, due: date, precision: Precision) -> None:
    assert parse_period(text, "start") == (start, precision)
    assert parse_period(text, "due") == (due, precision)


def test_an_empty_text_is_no_date() -> None:
    assert parse_period("  ", "due") == (None, Precision.DAY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("soon", "“soon” is not a date"),
        ("2027", "is not a date"),
        ("Q5 2027", "is not a date"),
        ("2027-13", "not in the calendar"),
        ("2027-02-30", "not in the calendar"),
        ("2027-W53", "not in the calendar"),
        ("3027-01-01", "The year 3027 is out of reach"),
        ("٢٠٢٧-03", "is not a date"),
    ],
)
def test_a_mistake_is_named(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        parse_period(text, "start")


@given(st.text(max_size=20).filter(str.strip), ends)
def test_no_text_gives_anything_but_a_date_or_a_value_error(text: str, end: End) -> None:
    with contextlib.suppress(ValueError):
        assert parse_period(text, end)[0] is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2027-02-31T00:00Z",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
        "2027-01-01T00:00+99:99",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    assert moment(text) is None


def test_moments_are_in_utc() -> None:
    assert (
        moment("2027-03-01T01:00:00+01:00")
        == moment("2027-03-01T00:00:00")
        == datetime(2027, 3, 1, tzinfo=UTC)
    )
