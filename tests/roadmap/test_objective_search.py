"""`objective:` in the query language."""

from datetime import date

import pytest

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.search import schema, search_items
from backlog.searchable import Scope
from core.query import QueryError
from core.query.completion import complete
from roadmap.services.objective_items import add_items
from tests.factories import make_objective

TODAY = date(2026, 12, 1)


@pytest.fixture
def tied(web: Product, items: list[Item], by: Actor) -> None:
    """WEB-1 serves “Buy in a minute”, WEB-2 “Trust”; WEB-3 none, but it contributes to “Trust”."""
    top = make_objective(web.workspace, "Buy in a minute")
    trust = make_objective(web.workspace, "Trust", parent=top)
    add_items(top, items[:1], by=by)
    add_items(trust, items[1:2], by=by)
    add_items(trust, items[2:], by=by, contributing=True)


def found(text: str, by: Actor) -> list[str]:
    rows = search_items(Item.objects.select_related("product"), text, actor=by, today=TODAY)
    return sorted(item.key for item in rows)


@pytest.mark.usefixtures("tied")
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('objective:"buy in a minute"', ["WEB-1"]),
        ("objective:trust", ["WEB-2"]),
        ('objective:trust,"Buy in a minute"', ["WEB-1", "WEB-2"]),
        ("objective:none", ["WEB-3"]),
        ("objective:none,trust", ["WEB-2", "WEB-3"]),
        ("-objective:none", ["WEB-1", "WEB-2"]),
        ("has:objective", ["WEB-1", "WEB-2"]),
    ],
)
def test_an_objective_finds_what_serves_it_first(by: Actor, text: str, keys: list[str]) -> None:
    assert found(text, by) == keys


@pytest.mark.usefixtures("tied")
def test_a_mistake_names_the_nearest_and_names_are_completed(by: Actor) -> None:
    with pytest.raises(QueryError, match="trust"):
        found("objective:trusd", by)
    text = "objective:tr"
    (offer,) = complete(text, len(text), schema(Scope(by, TODAY))).offers
    assert (offer.text, offer.note) == ("Trust", "Buy in a minute")
