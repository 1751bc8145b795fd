"""Where the effort goes: periods, target shares, and what counts as planned and done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Workspace
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Item, Product
from roadmap.investment import ESTIMATE, counted_items, investment, investments
from roadmap.models import Theme, ThemeTarget
from roadmap.periods import Length, Period
from roadmap.services.release_items import add_items as put_in_release
from roadmap.services.theme_items import add_items
from roadmap.services.theme_targets import set_targets
from roadmap.services.themes import delete_theme
from tests.backlog.statements import counted
from tests.factories import make_item, make_product, make_release, make_theme

Q1 = Period.parse("2027-Q1")
IN_Q1, IN_Q2 = date(2027, 2, 1), date(2027, 5, 1)


@pytest.fixture
def trust(workspace: Workspace) -> Theme:
    return make_theme(workspace, "Trust")


@pytest.fixture
def growth(workspace: Workspace) -> Theme:
    return make_theme(workspace, "Growth")


@pytest.fixture
def work(web: Product, by: Actor) -> Callable[..., Item]:
    """Makes an item of a theme (None: of none)."""

    def make(theme: Theme | None, title: str = "Work", **fields: Any) -> Item:
        item = make_item(web, title, **fields)
        if theme:
            add_items(theme, [item], by=by)
        return item

    return make


def finish(item: Item, at: datetime) -> None:
    done = item.product.statuses.get(category="done")
    Item.objects.filter(pk=item.pk).update(status=done, category="done", closed_at=at)


def sums(workspace: Workspace, period: Period = Q1, **asked: Any) -> dict[str, tuple[float, float]]:
    """By theme what is planned and done, without what is empty."""
    lines = investment(workspace, period, **asked).lines
    found = {line.theme.name if line.theme else "": (float(line.planned), float(line.done)) for line in lines}
    return {name: pair for name, pair in found.items() if any(pair)}


@pytest.mark.parametrize(
    ("text", "first", "last", "shown", "before"),
    [
        ("2027-q1", date(2027, 1, 1), date(2027, 3, 31), "Q1 2027", "2026-Q4"),
        ("2027-H2", date(2027, 7, 1), date(2027, 12, 31), "H2 2027", "2027-H1"),
        ("2027", date(2027, 1, 1), date(2027, 12, 31), "2027", "2026"),
    ],
)
def test_periods_are_read_and_written(text: str, first: date, last: date, shown: str, before: str) -> None:
    period = Period.parse(text)
    assert (period.start, period.end, str(period), period.text) == (first, last, shown, text.upper())
    assert (period.step(-1).text, period.step(-1).step(1)) == (before, period)


@pytest.mark.parametrize("text", ["", "Q1", "2027-Q5", "2027-H3", "1066", "2027-02", "99999"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        Period.parse(text)


def test_a_day_lies_in_one_of_each_length() -> None:
    assert [Period.around(length, IN_Q2).text for length in Length] == ["2027-Q2", "2027-H1", "2027"]
    assert [one.text for one in Q1.around_it] == ["2027-H1", "2027"]


def test_shares_of_a_period_are_at_most_the_whole(trust: Theme, growth: Theme, by: Actor) -> None:
    assert set_targets(Q1, {trust.pk: 60, growth.pk: Decimal("39.5")}, by=by) == 2
    assert set_targets(Q1, {trust.pk: 60}, by=by) == 0
    with pytest.raises(ValidationError, match="Q1 2027 add up to 110 %, which is 10 % too much"):
        set_targets(Q1, {growth.pk: 50}, by=by)
    assert set_targets(Period.parse("2027"), {growth.pk: 100}, by=by) == 1, "other periods have their own"
    for wrong in (Decimal("-1"), Decimal("100.5"), Decimal("33.333"), Decimal("NaN")):
        with pytest.raises(ValidationError):
            set_targets(Q1, {growth.pk: wrong}, by=by)


def test_a_swap_of_shares_is_taken_back_and_done_again(trust: Theme, growth: Theme, by: Actor) -> None:
    set_targets(Q1, {trust.pk: 80, growth.pk: 20}, by=by.anew())
    act = by.anew()
    set_targets(Q1, {trust.pk: 20, growth.pk: 80}, by=act)
    for expected in ({trust.pk: 80, growth.pk: 20}, {trust.pk: 20, growth.pk: 80}):
        undone = undo_action(act.action, by=by)
        assert undone.refused == []
        assert dict(ThemeTarget.objects.values_list("theme", "percent")) == expected
        act = replace(by, action=undone.action)


def test_a_quarter_without_targets_takes_those_around_it(trust: Theme, growth: Theme, by: Actor) -> None:
    set_targets(Period.parse("2027"), {trust.pk: 40}, by=by)
    found = investment(trust.workspace, Q1)
    assert found.meant_for == Period.parse("2027")
    assert found.lines[0].target == found.target == 40
    set_targets(Period.parse("2027-H1"), {growth.pk: 10}, by=by)
    assert investment(trust.workspace, Q1).meant_for == Period.parse("2027-H1")
    delete_theme(growth, by=by)
    assert investment(trust.workspace, Q1).meant_for == Period.parse("2027")


def test_work_is_planned_for_its_day_and_done_when_closed(
    trust: Theme, growth: Theme, work: Callable[..., Item]
) -> None:
    work(trust, due_on=IN_Q1)
    late = work(growth, due_on=IN_Q1)
    finish(late, datetime(2027, 5, 2, tzinfo=UTC))
    finish(work(None), datetime(2027, 2, 2, tzinfo=UTC))
    work(None, due_on=None)
    assert sums(trust.workspace) == {"Trust": (1, 0), "Growth": (1, 0), "": (1, 1)}
    assert sums(trust.workspace, Period.parse("2027-Q2")) == {"Growth": (0, 1)}
    first = investment(trust.workspace, Q1).lines[0]
    assert (round(first.planned_share or 0, 1), first.done_share, first.apart) == (33.3, 0, None)


def test_leaves_count_for_what_stands_above_them(
    trust: Theme, growth: Theme, work: Callable[..., Item]
) -> None:
    epic = work(trust, kind="epic", due_on=IN_Q1, estimate=40)
    work(None, parent=epic, estimate=3)
    work(growth, parent=epic, estimate=5)
    elsewhere = work(None, parent=epic, estimate=8, due_on=IN_Q2)
    assert sums(trust.workspace, by=ESTIMATE) == {"Trust": (3, 0), "Growth": (5, 0)}
    keys = [row.key for row in counted_items(trust.workspace, Q1.step(1), trust)]
    assert keys == [elsewhere.key]


def test_a_release_gives_its_day(trust: Theme, web: Product, work: Callable[..., Item], by: Actor) -> None:
    put_in_release(make_release(web, date=IN_Q2), [work(trust), work(trust, due_on=IN_Q1)], by=by)
    assert sums(trust.workspace) == {"Trust": (1, 0)}
    assert sums(trust.workspace, Q1.step(1)) == {"Trust": (1, 0)}


def test_dropped_and_deleted_work_does_not_count(
    trust: Theme, web: Product, work: Callable[..., Item]
) -> None:
    Item.objects.filter(pk=work(trust, due_on=IN_Q1).pk).update(deleted_at=datetime(2027, 1, 1, tzinfo=UTC))
    dropped = web.statuses.filter(category="dropped").first()
    Item.objects.filter(pk=work(trust, due_on=IN_Q1).pk).update(status=dropped, category="dropped")
    assert sums(trust.workspace) == {}


def test_one_product_alone_and_what_has_no_estimate(
    trust: Theme, work: Callable[..., Item], by: Actor
) -> None:
    work(trust, due_on=IN_Q1)
    app = make_product(trust.workspace, "APP")
    add_items(trust, [make_item(app, "Theirs", due_on=IN_Q1, estimate=4)], by=by)
    assert sums(trust.workspace, product_id=app.pk) == {"Trust": (1, 0)}
    found = investment(trust.workspace, Q1, by=ESTIMATE)
    assert (float(found.planned), found.unsized) == (4, 1)


def test_days_are_the_workspaces_own(workspace: Workspace, trust: Theme, work: Callable[..., Item]) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(timezone="Pacific/Auckland")
    workspace.refresh_from_db()
    finish(work(trust), datetime(2026, 12, 31, 12, tzinfo=UTC))
    assert sums(workspace) == {"Trust": (1, 1)}


def test_many_periods_cost_three_statements(trust: Theme, work: Callable[..., Item]) -> None:
    work(trust, due_on=IN_Q1)
    periods = [Q1.step(count) for count in range(6)]
    with counted() as three:
        found = investments(trust.workspace, periods)
    assert (len(three), [float(one.planned) for one in found]) == (3, [1, 0, 0, 0, 0, 0])
