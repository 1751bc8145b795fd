"""What stakeholders are told of the items of a goal, a theme, a release: titles as the roadmaps that they read have them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item, Product
from roadmap.models import Entry, Objective, Roadmap
from roadmap.services import objective_items, release_items, theme_items
from roadmap.services.entries import update_entry
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import update_roadmap
from tests.conftest import ClientOf
from tests.factories import make_item, make_objective, make_release, make_theme
from tests.roadmap.conftest import text

PLACES = ("objective", "theme", "release")


@pytest.fixture
def holders(workspace: Workspace, web: Product, items: list[Item], by: Actor) -> dict[str, tuple[str, str]]:
    """By kind the page and the API's list of what holds the three items."""
    goal, theme, release = make_objective(workspace), make_theme(workspace), make_release(web)
    objective_items.add_items(goal, items, by=by)
    theme_items.add_items(theme, items, by=by)
    release_items.add_items(release, items, by=by)
    return {
        "objective": (f"/w/acme/goals/{goal.pk}/", f"/api/v1/objectives/{goal.pk}/items/"),
        "theme": (f"/w/acme/themes/{theme.pk}/", f"/api/v1/themes/{theme.pk}/items/"),
        "release": (f"/w/acme/releases/{release.pk}/", f"/api/v1/releases/{release.pk}/items/"),
    }


@pytest.fixture
def reader(client_of: ClientOf, stakeholder: Member) -> Client:
    return client_of(stakeholder)


def listed(client: Client, address: str) -> set[str]:
    found: Any = client.get(address, headers={"X-Workspace": "acme"}).json()
    return {row["title"] for row in found["results"]}


@pytest.mark.parametrize("kind", PLACES)
def test_as_the_roadmap_calls_it(
    kind: str,
    holders: dict[str, tuple[str, str]],
    entries: list[Entry],
    by: Actor,
    reader: Client,
    manager: Client,
) -> None:
    update_entry(entries[1], by=by, fields={"public_title": "Pay by phone"})
    page, api = holders[kind]
    shown = text(reader, page)
    assert ("Pay by phone" in shown, "Apple Pay" in shown) == (True, False)
    assert listed(reader, api) == {"Pay by bank transfer", "Pay by phone", "Guest basket"}
    assert "Apple Pay" in text(manager, page)
    assert "Apple Pay" in listed(manager, api)


@pytest.mark.parametrize("kind", PLACES)
def test_not_named_where_only_editions_are_read(
    kind: str,
    holders: dict[str, tuple[str, str]],
    entries: list[Entry],
    roadmap: Roadmap,
    by: Actor,
    reader: Client,
) -> None:
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    publish(roadmap, by=by)
    update_entry(entries[1], by=by, fields={"public_title": "Pay by phone"})
    page, api = holders[kind]
    assert not [title for title in ("Apple Pay", "Pay by phone") if title in text(reader, page)]
    assert listed(reader, api) == {"Pay by bank transfer", "Guest basket"}


def test_what_lies_below_a_themes_items_is_not_told(
    holders: dict[str, tuple[str, str]], items: list[Item], reader: Client, manager: Client
) -> None:
    make_item(items[0].product, "Zebra", parent=items[0], start_on=items[0].start_on, due_on=items[0].due_on)
    address = f"{holders['theme'][0]}?period=2026-Q4"
    assert "Zebra" in text(manager, address)
    shown = text(reader, address)
    assert ("Zebra" in shown, "Apple Pay" in shown) == (False, True)


@pytest.mark.parametrize("count", [1, 12])
def test_it_costs_no_more_for_many(
    count: int, holders: dict[str, tuple[str, str]], web: Product, by: Actor, reader: Client
) -> None:
    pk = holders["objective"][0].split("/")[-2]
    goal = Objective.objects.get(pk=pk)
    objective_items.add_items(goal, [make_item(web) for _ in range(count)], by=by)
    with CaptureQueriesContext(connection) as told:
        listed(reader, holders["objective"][1])
    assert len(told) <= 8
