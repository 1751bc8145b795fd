"""The score of an item over time as a line of steps."""

from datetime import UTC, datetime, timedelta

from django.test import Client

from accounts.models import Member
from backlog.models import Product
from backlog.picturing.history import Step, history
from backlog.queries.why import score_history
from tests.backlog.statements import counted
from tests.backlog.test_scores import rate, settle
from tests.factories import make_item

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def step(days: float, before: float | None, after: float | None) -> Step:
    return Step(NOW - timedelta(days=days), before, after)


def test_level_until_it_moves() -> None:
    chart = history([step(10, None, 100), step(5, 100, 300)], now=NOW)
    assert chart
    assert chart.line == "M56.6 74H528.3V10H1000"
    assert (chart.levels, chart.says) == (
        [("10", "300"), ("74", "100")],
        "From – to 300; lowest 100, highest 300.",
    )


def test_without_a_score_the_line_is_broken() -> None:
    chart = history([step(8, 5, None), step(4, None, 5)], now=NOW)
    assert chart
    assert chart.line.count("M") == 2
    assert [dot.title for dot in chart.dots] == ["19 Nov: 5"]


def test_what_is_long_past_is_left_out_unless_there_is_nothing_else() -> None:
    old, fresh = step(200, 1, 2), step(3, 2, 9)
    recent, past = history([old, fresh], now=NOW), history([old], now=NOW)
    assert recent
    assert past
    assert (recent.says, past.says) == (
        "From 2 to 9; lowest 2, highest 9.",
        "From 1 to 2; lowest 1, highest 2.",
    )


def test_never_scored_is_no_chart() -> None:
    assert history([step(1, None, None)], now=NOW) is None


def test_the_page_shows_it(client: Client, product: Product, product_owner: Member) -> None:
    item = make_item(product)
    for reach in (300, 500):
        rate(item, product_owner, reach=reach, impact=1, confidence=1, effort=1)
        settle(product)
    with counted() as statements:
        assert score_history(item, product.scoring_models.get())
    assert len(statements) == 2  # one is the test's own
    page = client.get(f"/w/acme/items/{item.key}/score/").text
    assert "From – to 500; lowest 300, highest 500." in page
