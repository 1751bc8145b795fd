"""The forecast: the simulation by itself, and what it stands on."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from activity.actors import Actor
from backlog.models import Item, Product
from sprints.forecast.forecast import Forecast, forecast, weekly
from sprints.forecast.simulate import FURTHEST, simulate
from tests.factories import make_item
from tests.sprints.story import at, june, set_status

UTC = ZoneInfo("UTC")
HISTORIES = some.lists(some.integers(0, 9), min_size=4, max_size=12).filter(any)


def test_a_steady_pace_has_one_answer() -> None:
    outcome = simulate(10, [2, 2, 2, 2], seed=1)
    assert outcome.weeks == {5: 10_000}
    assert [outcome.within(share) for share in (50, 85, 95)] == [5, 5, 5]


def test_two_weeks_alike_are_a_coin() -> None:
    """One item, a week with and one without: done in the first with 1/2, by the second with 3/4, by the third with 7/8."""
    outcome = simulate(1, [0, 1, 0, 1], seed=7)
    shares = [outcome.weeks[week] / 10_000 for week in (1, 2, 3)]
    assert shares == pytest.approx([1 / 2, 1 / 4, 1 / 8], abs=0.02)
    assert (outcome.within(70), outcome.within(85)) == (2, 3)


def test_the_same_question_has_the_same_answer() -> None:
    assert simulate(30, [1, 5, 0, 3], seed=3) == simulate(30, [1, 5, 0, 3], seed=3)


def test_what_takes_years_is_told_as_later() -> None:
    outcome = simulate(5000, [1, 0, 1, 2], seed=1, runs=200)
    assert (outcome.later, outcome.within(50)) == (200, None)


@pytest.mark.parametrize("history", [[], [3, 3, 3], [0, 0, 0, 0]])
def test_too_little_history_is_refused(history: list[int]) -> None:
    with pytest.raises(ValueError, match="too little"):
        simulate(1, history, seed=1)


@given(items=some.integers(0, 60), history=HISTORIES, seed=some.integers(0, 99))
@settings(max_examples=60)
def test_every_run_ends_and_surer_is_later(items: int, history: list[int], seed: int) -> None:
    outcome = simulate(items, history, seed=seed, runs=60)
    weeks = [outcome.within(share) or FURTHEST + 1 for share in (50, 85, 95)]
    assert outcome.runs == 60
    assert weeks == sorted(weeks)
    assert min(outcome.weeks, default=items) >= -(-items // max(history))


def test_weeks_begin_on_monday_and_this_one_is_left_out() -> None:
    days = [date(2026, 6, 7), date(2026, 6, 8), date(2026, 6, 22), date(2026, 6, 29)]
    found = weekly(days, this_week=date(2026, 6, 29))
    assert [(week.begins.day, week.finished) for week in found] == [(1, 1), (8, 1), (15, 0), (22, 1)]


def finish(web: Product, weeks: int, by: Actor) -> None:
    """Two items on the first of June and each week after."""
    for week in range(weeks):
        with at(june(1, 12) + timedelta(weeks=week)):
            for _n in range(2):
                set_status(make_item(web), "done", by=by.anew())


def forecast_on(today: date, web: Product) -> Forecast:
    items = Item.all_objects.filter(product=web)
    return forecast(items, items, workspace_id=web.workspace_id, today=today, zone=UTC)


def test_dates_of_a_list(web: Product, items: list[Item], by: Actor) -> None:
    finish(web, 4, by)
    found = forecast_on(date(2026, 7, 1), web)
    assert (found.items, [week.finished for week in found.history]) == (4, [2, 2, 2, 2])
    assert found.dates == [(share, date(2026, 7, 15)) for share in (50, 85, 95)]


def test_three_weeks_are_too_few(web: Product, items: list[Item], by: Actor) -> None:
    finish(web, 3, by)
    found = forecast_on(date(2026, 6, 24), web)
    assert (found.outcome, found.reason, len(found.history), found.dates) == (None, "short", 3, [])


def test_a_long_standstill_is_no_pace(web: Product, items: list[Item], by: Actor) -> None:
    finish(web, 2, by)
    assert forecast_on(date(2026, 9, 30), web).reason == "idle"
