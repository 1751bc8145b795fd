from decimal import Decimal as D
from uuid import UUID

import pytest

from sprints.capacity import Load, Time, available, shares, team_capacity

ANN, BEN = UUID(int=1), UUID(int=2)


def time(who: UUID, days: str) -> Time:
    return Time(who, "", D(0), 80, D(days))


def capacity(*days: str, unit: str = "points", usual: D | None = None, velocity: D | None = None) -> D | None:
    times = [time(UUID(int=at), one) for at, one in enumerate(days)]
    return team_capacity(times, unit=unit, usual=usual, velocity=velocity, working_days=10)


@pytest.mark.parametrize(
    ("days_off", "focus", "days"), [("0", 100, "10"), ("2.5", 80, "6"), ("10", 80, "0"), ("12", 80, "0")]
)
def test_days_are_those_there_times_focus(days_off: str, focus: int, days: str) -> None:
    assert available(10, D(days_off), focus) == D(days)


def test_a_team_that_is_all_there_takes_what_it_usually_does() -> None:
    assert capacity("8", "8", usual=D(20)) == D(20)


def test_who_is_away_takes_a_part_with_them() -> None:
    assert capacity("8", "4", usual=D(20)) == D(15)


def test_without_a_stated_capacity_velocity_measures() -> None:
    assert capacity("8", "4", velocity=D(16)) == D(12)


def test_days_and_hours_are_their_own_measure() -> None:
    assert capacity("8", "4", unit="days", usual=D(99)) == D(12)
    assert capacity("8", "4", unit="hours") == D(96)


def test_nobody_knows_how_fast_a_new_team_is() -> None:
    assert capacity("8", "8") is None
    assert capacity(usual=D(20)) is None
    assert shares([time(ANN, "8")], None) == {ANN: None}


def test_each_has_the_part_that_their_days_are() -> None:
    assert shares([time(ANN, "6"), time(BEN, "2")], D(20)) == {ANN: D(15), BEN: D(5)}
    assert shares([time(ANN, "0")], D(0)) == {ANN: D(0)}


def test_over_and_free_are_never_both() -> None:
    over, under = Load(D(25), D(5), D(20)), Load(D(5), D(0), D(20))
    assert (over.over, over.free, under.over, under.free) == (D(5), D(0), D(0), D(15))
    assert (over.full_percent, over.over_percent, over.done_percent) == (80, 20, 20)
    assert (under.full_percent, under.over_percent) == (25, 0)


def test_without_a_capacity_nothing_is_over() -> None:
    load = Load(D(25), D(0), None)
    assert (load.over, load.full_percent, load.over_percent) == (D(0), 100, 0)
