"""Dates without zone in many layouts: read right, decided from the whole column, never guessed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.importers.jira.dates import ORDERS, Dates, Evidence, readings, settle
from tests.integrations.jira_files import LAYOUTS

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 3, 1)
moments = st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2068, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


def evidence(*cells: str, past: bool = True) -> Evidence:
    found = Evidence(today=TODAY, past=past)
    for cell in cells:
        found.add(cell)
    return found


@pytest.mark.parametrize(
    "cell",
    [
        "2/Jan/26 3:04 PM",
        "2/Jan/2026 3:04 PM",
        "02/Jan/26 15:04",
        "Jan/2/26 3:04 PM",
        "Jan 2, 2026 3:04 PM",
        "2026-01-02T15:04:05.000",
        "2026-01-02 15:04",
        "2/ene/26 3:04 p. m.",
        "2/janv./26 15:04",
        "2. Jänner 2026 15:04",
        "2 de enero de 2026 15:04",
        "02.01.2026 15:04",
    ],
)
def test_layouts_are_read(cell: str) -> None:
    moment = Dates(order="day_first", zone=UTC).moment(cell)
    assert moment is not None
    assert moment.replace(second=0) == datetime(2026, 1, 2, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("month", "word"), [(3, "Mär"), (3, "Mrz"), (8, "août"), (2, "févr."), (12, "dic"), (5, "Mai")]
)
def test_months_in_other_languages(month: int, word: str) -> None:
    assert Dates(order="day_first", zone=UTC).day(f"10/{word}/25 4:51 PM") == date(2025, month, 10)


def test_naive_times_are_of_the_zone() -> None:
    dates = Dates(order="day_first", zone=BERLIN)
    assert dates.moment("2/Jan/26 12:30 AM") == datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    assert dates.moment("2/Jul/26 12:30 AM") == datetime(2026, 7, 1, 22, 30, tzinfo=UTC)


def test_a_zone_in_the_cell_wins() -> None:
    moment = Dates(order="day_first", zone=BERLIN).moment("2026-01-02T15:04:05.000-0500")
    assert moment == datetime(2026, 1, 2, 20, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell", ["", "soon", "31/Feb/26", "13:00", "2/Jan/26 13:04 PM", "2/Foo/26", "99/99/99", "9" * 400]
)
def test_what_is_no_date_gives_none(cell: str) -> None:
    assert Dates(order="day_first", zone=UTC).moment(cell) is None


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
@given(moment=moments)
def test_every_layout_of_the_generator_comes_back(layout: str, moment: datetime) -> None:
    order = "month_first" if layout == "numeric-month" else "day_first"
    assert Dates(order=order, zone=UTC).moment(LAYOUTS[layout](moment)) == moment.replace(tzinfo=UTC)


@given(st.lists(moments, min_size=2, max_size=6), st.sampled_from(sorted(set(LAYOUTS) - {"numeric-month"})))
def test_memory_of_earlier_cells_changes_nothing(written: list[datetime], layout: str) -> None:
    cells = [LAYOUTS[layout](moment) for moment in written] + ["2026-01-02T15:04", "2026-01-02", "2/Jan/26"]
    remembering = Dates(order="day_first", zone=BERLIN)
    for cell in cells * 2:
        assert remembering.moment(cell) == Dates(order="day_first", zone=BERLIN).moment(cell)


@given(st.text(max_size=80), st.sampled_from(ORDERS))
def test_no_text_raises(cell: str, order: str) -> None:
    dates = Dates(order=order, zone=BERLIN)
    dates.moment(cell)
    evidence(cell).orders()


def test_one_day_above_twelve_decides_the_column() -> None:
    assert settle({"created_at": evidence("03/04/2026", "25/02/2026")}) == ("day_first", ())
    assert settle({"created_at": evidence("3/4/26 1:00 PM", "2/25/26 1:00 PM")}) == ("month_first", ())


def test_columns_decide_for_each_other() -> None:
    columns = {"created_at": evidence("1/2/2026"), "due_on": evidence("3/25/2026", past=False)}
    assert settle(columns) == ("month_first", ())


def test_what_has_happened_is_not_in_the_future() -> None:
    assert settle({"created_at": evidence("2/12/2025", "1/2/2026")})[1] == ("day_first", "month_first")
    assert settle({"created_at": evidence("12/01/2026", "11/02/2026")}) == ("day_first", ())


def test_what_stays_open_is_asked() -> None:
    order, left = settle({"created_at": evidence("01/02/2026", "02/01/2026")})
    assert (order, left) == ("", ("day_first", "month_first"))
    assert readings(["01/02/2026"], left) == (("01/02/2026", ("2026-02-01", "2026-01-02")),)


def test_columns_that_contradict_are_asked() -> None:
    columns = {"created_at": evidence("25/02/2026"), "due_on": evidence("2/25/2026", past=False)}
    assert settle(columns) == ("", ("day_first", "month_first"))


@given(st.lists(st.datetimes(datetime(2000, 1, 1), datetime(2026, 2, 28)), min_size=1), st.booleans())
def test_a_decision_is_never_wrong(written: list[datetime], day_first: bool) -> None:
    layout = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    order, left = settle({"created_at": evidence(*(moment.strftime(layout) for moment in written))})
    truth = "day_first" if day_first else "month_first"
    assert truth in (order, *left)
