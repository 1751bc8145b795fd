"""What was done, and whether the key result moved since."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.services.items import update_item
from core.periods import Precision
from roadmap.after_ship import MOST, MOST_NAMED, Serving, Shipping, days_of, shippings
from roadmap.models import CheckIn, ItemObjective, KeyResult
from roadmap.services.check_ins import check_in
from roadmap.services.objective_items import add_items
from tests.factories import make_key_result, make_objective
from tests.roadmap.conftest import text

ROW = KeyResult(start=Decimal(40), target=Decimal(60))
FALLING = KeyResult(start=Decimal(60), target=Decimal(40))


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def seen(*pairs: tuple[int, int]) -> list[CheckIn]:
    return [CheckIn(at=at(day), value=Decimal(value)) for day, value in reversed(pairs)]


def done(key: str, when: datetime | None) -> Serving:
    brief = (key, "story", key, "done", "Done", None, None, None, Precision.DAY)
    return Serving(uuid4(), *brief, is_primary=True, done_at=when)


def moved(one: Shipping) -> tuple[float, float | None, bool | None]:
    return float(one.before), None if one.after is None else float(one.after), one.is_better


@pytest.mark.parametrize(
    ("row", "values", "told"),
    [
        (ROW, [(2, 41), (20, 50)], (41, 50, True)),
        (ROW, [(20, 38)], (40, 38, False)),
        (ROW, [(2, 41), (20, 41)], (41, 41, None)),
        (FALLING, [(2, 58), (20, 50)], (58, 50, True)),
        (ROW, [(2, 41)], (41, None, None)),
        (ROW, [], (40, None, None)),
    ],
)
def test_it_stood_there_before_and_stands_here_since(
    row: KeyResult, values: list[tuple[int, int]], told: tuple[float, float | None, bool | None]
) -> None:
    (one,) = shippings(row, seen(*values), [done("WEB-1", at(10)), done("WEB-2", None)])
    assert (one.first, [item.key for item in one.items]) == (date(2026, 10, 10), ["WEB-1"])
    assert moved(one) == told


def test_what_was_done_between_two_check_ins_is_looked_at_together() -> None:
    items = [done("WEB-1", at(10, 9)), done("WEB-2", at(12)), done("WEB-3", at(8)), done("WEB-4", at(25))]
    last, middle, first = shippings(ROW, seen((2, 41), (11, 44), (20, 50)), items)
    assert ([item.key for item in first.items], moved(first)) == (["WEB-1", "WEB-3"], (41, 50, True))
    assert (first.first.day, first.last.day) == (8, 10)
    assert ([item.key for item in middle.items], moved(middle)) == (["WEB-2"], (44, 50, True))
    assert moved(last) == (50, None, None)


def test_only_some_are_named() -> None:
    (one,) = shippings(ROW, [], [done(f"WEB-{day}", at(day)) for day in range(1, 8)])
    assert one.others == 7 - MOST_NAMED


def test_only_the_latest_are_looked_at() -> None:
    days = range(1, 20)
    found = shippings(
        ROW, seen(*((day, day) for day in days)), [done(f"WEB-{day}", at(day, 13)) for day in days]
    )
    assert [one.last.day for one in found] == [19 - past for past in range(MOST)]


def test_the_chart_has_each_day_once() -> None:
    items = [done("WEB-1", at(10, 9)), done("WEB-2", at(10)), done("WEB-3", None)]
    assert days_of(items) == [(date(2026, 10, 10), "WEB-1, WEB-2")]


def test_the_page_says_so(manager: Client, web: Product, items: list[Item], by: Actor) -> None:
    objective = make_objective(web.workspace)
    row = make_key_result(objective, start=40, target=60)
    status = web.statuses.filter(category="done").first()
    add_items(objective, items[:1], by=by)
    update_item(items[0], by=by, fields={"status": status})
    url = f"/w/acme/goals/{objective.pk}/"
    assert "no check-in since" in text(manager, url)
    check_in(row, by=by, value=Decimal(52))
    page = " ".join(text(manager, url).split())
    assert ("40 → 52" in page, "result-ship" in page, "better" in page) == (True, True, True)


def test_the_item_says_how_its_goals_moved(
    manager: Client, web: Product, items: list[Item], by: Actor
) -> None:
    objective = make_objective(web.workspace, "Buy in a minute")
    row = make_key_result(objective, "Paid at once", start=40, target=60)
    add_items(objective, items[:1], by=by)
    url = "/w/acme/items/WEB-1/"
    assert "For its goals" not in manager.get(url).content.decode()
    check_in(row, by=by, value=Decimal(45))
    update_item(items[0], by=by, fields={"status": web.statuses.get(category="done")})
    check_in(row, by=by, value=Decimal(52))
    page = " ".join(manager.get(url).content.decode().split())
    assert ("Paid at once, since" in page, "45 → 52" in page, "better" in page) == (True, True, True)


def test_a_contribution_is_noted_on_the_page(
    manager: Client, web: Product, items: list[Item], by: Actor
) -> None:
    objective = make_objective(web.workspace)
    add_items(objective, items[:1], by=by, contributing=True)
    url = f"/w/acme/goals/{objective.pk}/"
    manager.post(f"{url}items/{items[0].pk}/note/", {"note": "Takes a step out"})
    assert "Takes a step out" in manager.get(url).content.decode()
    assert "Takes a step out" in manager.get("/w/acme/items/WEB-1/").content.decode()
    assert manager.get(f"{url}items/{items[1].pk}/note/").status_code == 404
    late = manager.post(f"{url}items/{items[0].pk}/note/", {"note": "Nothing", "from_note": ""})
    assert (late.status_code, ItemObjective.objects.get(item=items[0]).note) == (412, "Takes a step out")
