"""An item's theme elsewhere: queries, groups, bulk edits, colours, and what follows a new name."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from activity.tasks import drain
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.search import schema, search_items
from backlog.searchable import Scope
from core.query import QueryError
from core.query.completion import complete
from roadmap.models import Entry, Roadmap, Theme
from roadmap.services.roadmaps import create_roadmap, update_roadmap
from roadmap.services.theme_items import add_items
from roadmap.services.themes import merge_theme, update_theme
from roadmap.viewing import seen_by
from tests.factories import make_theme

TODAY = date(2026, 12, 1)


@pytest.fixture
def trust(web: Product, items: list[Item], by: Actor) -> Theme:
    """The theme of WEB-1; WEB-2 has “Growth and reach”, WEB-3 none."""
    theme = make_theme(web.workspace, "Trust")
    add_items(theme, items[:1], by=by)
    add_items(make_theme(web.workspace, "Growth and reach"), items[1:2], by=by)
    return theme


def found(text: str, by: Actor) -> list[str]:
    rows = search_items(Item.objects.select_related("product"), text, actor=by, today=TODAY)
    return sorted(item.key for item in rows)


@pytest.mark.usefixtures("trust")
@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("theme:trust", ["WEB-1"]),
        ('theme:trust,"growth and reach"', ["WEB-1", "WEB-2"]),
        ("theme:none", ["WEB-3"]),
        ("-theme:none", ["WEB-1", "WEB-2"]),
        ("has:theme", ["WEB-1", "WEB-2"]),
    ],
)
def test_a_theme_finds_its_items(by: Actor, text: str, keys: list[str]) -> None:
    assert found(text, by) == keys


@pytest.mark.usefixtures("trust")
def test_a_mistake_names_the_nearest_and_names_are_completed(by: Actor) -> None:
    with pytest.raises(QueryError, match="trust"):
        found("theme:trusd", by)
    text = "theme:gr"
    (offer,) = complete(text, len(text), schema(Scope(by, TODAY))).offers
    assert offer.text == '"Growth and reach"'


def test_a_drag_and_a_bulk_edit_give_a_theme(
    manager: Client, trust: Theme, items: list[Item], by: Actor
) -> None:
    data = {"items": ["WEB-3"], "field": "theme", "value": str(trust.pk)}
    assert manager.post("/w/acme/p/WEB/regroupings/", data).status_code < 400
    action = manager.post("/w/acme/p/WEB/changes/", {"items": "WEB-1,WEB-2", "theme": str(trust.pk)})[
        "X-Action"
    ]
    assert found("theme:trust", by) == ["WEB-1", "WEB-2", "WEB-3"]
    manager.post(f"/w/acme/undo/{action}/")
    assert found("theme:trust", by) == ["WEB-1", "WEB-3"]


def test_groups_are_headed_by_themes(manager: Client, trust: Theme) -> None:
    page = manager.get("/w/acme/p/WEB/backlog/?group=theme").content.decode()
    assert f"/w/acme/themes/{trust.pk}/" in page
    assert (
        page.index('data-name="Trust"') < page.index('data-name="Growth') < page.index('data-name="No theme"')
    )


def test_an_item_names_its_theme_but_not_in_its_throughline(manager: Client, trust: Theme) -> None:
    page = manager.get("/w/acme/items/WEB-1/").content.decode()
    assert ">Trust<" in page
    assert f"/w/acme/themes/{trust.pk}/" not in page


def test_roadmaps_are_coloured_as_themes_are(
    roadmap: Roadmap, entries: list[Entry], trust: Theme, product_manager: Member, by: Actor
) -> None:
    update_theme(trust, by=by, fields={"hue": 11})
    update_roadmap(roadmap, by=by, fields={"look": {"colour": "theme"}})
    roadmap.refresh_from_db()
    seen = seen_by(product_manager, roadmap, "list", by=by, today=TODAY)
    assert {mark.name: mark.hue for mark in seen.legend}["Trust"] == 11


def test_queries_follow_a_new_name_and_a_merge(trust: Theme, by: Actor) -> None:
    kept = create_roadmap(trust.workspace, by=by.anew(), name="Safe", query="theme:trust")
    update_theme(trust, by=by.anew(), fields={"name": "Care"})
    drain(str(trust.workspace_id))
    kept.refresh_from_db()
    assert kept.query == "theme:Care"
    act = by.anew()
    merge_theme(trust, into=Theme.objects.get(name="Growth and reach"), by=act)
    drain(str(trust.workspace_id))
    kept.refresh_from_db()
    assert kept.query == 'theme:"Growth and reach"'
    undo_action(act.action, by=by.anew())
    kept.refresh_from_db()
    assert kept.query == "theme:Care"
