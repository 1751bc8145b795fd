from datetime import date

import pytest

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.search import schema, search_items
from backlog.searchable import Scope
from core.query import QueryError
from core.query.completion import complete
from roadmap.services.release_items import add_items
from roadmap.services.releases import mark_released
from tests.factories import make_product, make_release

TODAY = date(2026, 12, 1)


@pytest.fixture
def planned(web: Product, items: list[Item], by: Actor) -> None:
    """WEB-1 in 4.1, which is out; WEB-2 in 4.2, the next one; WEB-3 in none."""
    out = make_release(web, "4.1", date=date(2026, 11, 1))
    add_items(out, items[:1], by=by)
    mark_released(out, by=by)
    add_items(make_release(web, "4.2", date=date(2026, 12, 4)), items[1:2], by=by)
    make_release(web, "Checkout Five", date=date(2027, 1, 1))
    make_release(make_product(web.workspace, "APP", name="App"), "4.2")


def found(text: str, by: Actor) -> list[str]:
    rows = search_items(Item.objects.select_related("product"), text, actor=by, today=TODAY)
    return sorted(item.key for item in rows)


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('release:"4.1"', ["WEB-1"]),
        ("release:4.1,4.2", ["WEB-1", "WEB-2"]),
        ("release:next", ["WEB-2"]),
        ("release:none", ["WEB-3"]),
        ("release:none,4.1", ["WEB-1", "WEB-3"]),
        ("-release:none", ["WEB-1", "WEB-2"]),
        ("has:release", ["WEB-1", "WEB-2"]),
        ("-has:release", ["WEB-3"]),
        ('release:"checkout five"', []),
        ("has:sprint", []),
    ],
)
def test_a_release_finds_what_ships_with_it(by: Actor, text: str, keys: list[str]) -> None:
    assert found(text, by) == keys


@pytest.mark.usefixtures("planned")
def test_a_mistake_names_the_nearest(by: Actor) -> None:
    with pytest.raises(QueryError, match="checkout five"):
        found('release:"checkout fiv"', by)


@pytest.mark.usefixtures("planned")
def test_names_are_completed_as_they_are_written(by: Actor) -> None:
    text = "release:ch"
    (offer,) = complete(text, len(text), schema(Scope(by, TODAY))).offers
    assert (offer.text, offer.note) == ('"Checkout Five"', "Product WEB")
