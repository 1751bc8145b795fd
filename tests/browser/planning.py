"""A roadmap in a browser: fixtures (named in conftest.py) and hands that tests of it share."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from core.periods import Precision, first_day, last_day
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entry
from roadmap.services.lanes import add_lane
from roadmap.services.roadmaps import create_roadmap

START = first_day(date.today(), Precision.MONTH)
DUE = last_day(START, Precision.MONTH)
THIS_MONTH = {"start_on": START, "start_precision": "month", "due_on": DUE, "due_precision": "month"}
NEXT = last_day(DUE + timedelta(days=1), Precision.MONTH)


@pytest.fixture
def by(owner: Member) -> Actor:
    return owner.actor()


@pytest.fixture
def roadmap(by: Actor, owner: Member, items: list[Item]) -> Roadmap:
    """Two lanes; three items of this month in the first, one without dates in the second."""
    made = create_roadmap(owner.workspace, by=by, name="Checkout", purpose="What customers will notice.")
    lanes = [add_lane(made, by=by, name="Faster payment"), add_lane(made, by=by, name="Trust")]
    for item in items[:3]:
        update_item(item, by=by, fields=THIS_MONTH)
        add_entry(made, item, by=by, lane=lanes[0], horizon="now")
    add_entry(made, items[3], by=by, lane=lanes[1], horizon="later")
    return made


@pytest.fixture
def plan(page: Page, roadmap: Roadmap) -> Page:
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/")
    expect(page.locator("a.tl-bar")).to_have_count(3)
    return page


def bar(page: Page, item: Item) -> Locator:
    return page.locator(f'a.tl-bar[data-title="{item.title}"]')


def box(of: Locator) -> dict[str, float]:
    found = of.bounding_box()
    assert found is not None
    return {side: float(found[side]) for side in ("x", "y", "width", "height")}


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=8)
    page.wait_for_timeout(60)
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        page.mouse.up()


def dates(item: Item) -> tuple[date | None, date | None]:
    item.refresh_from_db()
    return item.start_on, item.due_on


def lane_of(item: Item) -> str:
    lane = Entry.objects.select_related("lane").get(item=item).lane
    return lane.name if isinstance(lane, Lane) else ""
