"""A roadmap with two lanes and three entries, for one who may plan."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item, Product
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entry
from roadmap.services.lanes import add_lane
from roadmap.services.roadmaps import create_roadmap
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

TITLES = ("Pay by bank transfer", "Apple Pay", "Guest basket")
HTMX = {"HX-Request": "true"}


def text(client: Client, url: str) -> str:
    """The page at an address."""
    return client.get(url).content.decode()


def undo_of(trigger: str) -> str:
    """The address that takes back what an answer's toast tells."""
    return trigger.split('"undoUrl": "')[1].split('"')[0]


@pytest.fixture
def by(product_manager: Member) -> Actor:
    return product_manager.actor()


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


@pytest.fixture
def web(workspace: Workspace) -> Product:
    return make_product(workspace, "WEB")


@pytest.fixture
def items(web: Product) -> list[Item]:
    """Three items: two with dates, one without."""
    first = make_item(web, TITLES[0], start_on=date(2026, 12, 1), due_on=date(2026, 12, 31))
    second = make_item(web, TITLES[1], start_on=date(2027, 1, 1), due_on=date(2027, 2, 28))
    return [first, second, make_item(web, TITLES[2])]


@pytest.fixture
def roadmap(workspace: Workspace, by: Actor) -> Roadmap:
    return create_roadmap(workspace, by=by, name="Checkout", purpose="What customers will notice.")


@pytest.fixture
def lanes(roadmap: Roadmap, by: Actor) -> list[Lane]:
    return [
        add_lane(roadmap, by=by, name="Faster payment"),
        add_lane(roadmap, by=by, name="Trust", note="Keep it"),
    ]


@pytest.fixture
def entries(roadmap: Roadmap, lanes: list[Lane], items: list[Item], by: Actor) -> list[Entry]:
    """One entry for each item, all in the first lane and in Now."""
    return [add_entry(roadmap, item, by=by, lane=lanes[0], horizon="now") for item in items]
