"""The unit of estimates beside a number."""

from decimal import Decimal

import pytest
from django.template import Context, Template

from accounts.models import Workspace

UNITS = Workspace.EstimateUnit


@pytest.mark.parametrize(
    ("unit", "amount", "said"),
    [
        (UNITS.POINTS.label, Decimal("1.00"), "point"),
        (UNITS.POINTS.label, Decimal("0.5"), "points"),
        (UNITS.DAYS.label, 1, "day"),
        (UNITS.HOURS.label, 1.0, "hour"),
        (UNITS.HOURS.label, None, "hours"),
        ("items", 1, "item"),
        ("items", Decimal(0), "items"),
        ("slices", 1, "slices"),
    ],
)
def test_one_is_singular(unit: object, amount: object, said: str) -> None:
    template = Template("{% load units %}{{ unit|beside:amount }}")
    assert template.render(Context({"unit": unit, "amount": amount})) == said
