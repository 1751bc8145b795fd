"""What charts say of one: one point, one day."""

from datetime import date
from decimal import Decimal

import pytest

from sprints.reporting.burn import Day, Sums
from sprints.reporting.charts import burndown, burnup, cycle_chart
from sprints.reporting.finishing import CycleTimes, Finished

TODAY = date(2026, 6, 3)


@pytest.mark.parametrize(
    ("scope", "left", "done"),
    [
        ("1", "1 of 1 point remains.", "0 of 1 point is done."),
        ("8", "8 of 8 points remain.", "0 of 8 points are done."),
        ("0.5", "0.5 of 0.5 points remain.", "0 of 0.5 points are done."),
    ],
)
def test_a_scope_of_one_is_singular(scope: str, left: str, done: str) -> None:
    days = [Day(None, Sums(Decimal(scope), Decimal(0)), Decimal(scope)), Day(TODAY, None, Decimal(0))]
    assert burndown(days, unit="points", today=TODAY).says == left
    assert burnup(days, unit="points", today=TODAY).says == done


def test_a_day_is_singular() -> None:
    one = Finished("WEB-1", "Pay at once", TODAY, TODAY)
    chart = cycle_chart(CycleTimes([one], [(50, 1), (85, 2)], 0, more=False), first=TODAY, today=TODAY)
    assert chart.says == "50 % within 1 day, 85 % within 2 days."
    assert chart.dots[0].title == "WEB-1 Pay at once: 1 day"
