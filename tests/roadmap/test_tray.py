"""The tray's box: what is not on the roadmap is found and put on it where one drops it."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activity.actors import Actor
from backlog.models import Item, Product
from backlog.services.items import update_item
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.roadmaps import update_roadmap
from tests.factories import make_item, make_team
from tests.roadmap.conftest import TITLES, text, undo_of
from tests.roadmap.test_pages import at

DROPPED = {
    "start_on": "2027-01-01",
    "start_precision": "quarter",
    "due_on": "2027-03-31",
    "due_precision": "quarter",
}


@pytest.fixture
def newcomer(web: Product) -> Item:
    return make_item(web, "Gift cards", due_on=date(2026, 12, 24))


def test_it_finds_what_is_not_here_already(
    manager: Client, roadmap: Roadmap, entries: list[Entry], newcomer: Item
) -> None:
    found = text(manager, f"{at('tray', roadmap.pk)}?q=status:open")
    assert newcomer.title in found
    assert not any(title in found for title in TITLES)
    assert f'data-move-url="{at("place_item", roadmap.pk, newcomer.pk)}"' in found


def test_without_a_question_it_offers_nothing(manager: Client, roadmap: Roadmap, newcomer: Item) -> None:
    assert newcomer.title not in text(manager, at("tray", roadmap.pk))


def test_a_mistake_is_told(manager: Client, roadmap: Roadmap) -> None:
    assert "at character 6" in text(manager, f"{at('tray', roadmap.pk)}?q=kind:epik")


def test_dropped_it_is_on_the_roadmap_where_and_when_one_dropped_it(
    manager: Client, roadmap: Roadmap, lanes: list[Lane], newcomer: Item
) -> None:
    sent = {
        **DROPPED,
        "lane": str(lanes[1].pk),
        "from_lane": str(lanes[0].pk),
        "from_start_on": "",
        "from_due_on": "",
    }
    answer = manager.post(at("place_item", roadmap.pk, newcomer.pk), {**sent, "zoom": "months"})
    entry = Entry.objects.select_related("item").get(item=newcomer)
    assert (entry.lane, entry.item.start_on, entry.item.due_on) == (
        lanes[1],
        date(2027, 1, 1),
        date(2027, 3, 31),
    )
    assert f'id="bar-{entry.pk}"' in answer.content.decode()


def test_one_undo_takes_all_of_it_back(
    manager: Client, roadmap: Roadmap, lanes: list[Lane], newcomer: Item
) -> None:
    answer = manager.post(at("place_item", roadmap.pk, newcomer.pk), {**DROPPED, "lane": str(lanes[1].pk)})
    manager.post(undo_of(answer["HX-Trigger"]))
    newcomer.refresh_from_db()
    assert not roadmap.entries.exists()
    assert newcomer.due_on == date(2026, 12, 24)


def test_added_by_its_button_it_stays_as_it_is_planned(
    manager: Client, roadmap: Roadmap, newcomer: Item
) -> None:
    manager.post(at("place_item", roadmap.pk, newcomer.pk))
    assert roadmap.entries.get().item.due_on == date(2026, 12, 24)


def test_in_lanes_of_a_field_the_row_is_the_items(
    manager: Client, roadmap: Roadmap, newcomer: Item, by: Actor
) -> None:
    payments, store = (make_team(roadmap.workspace, name) for name in ("Payments", "Storefront"))
    update_item(newcomer, by=by, fields={"team": payments})
    update_roadmap(roadmap, by=by, fields={"lanes_from": "team"})
    url = at("place_item", roadmap.pk, newcomer.pk)
    manager.post(url, {**DROPPED, "lane": str(store.pk), "from_lane": ""})
    newcomer.refresh_from_db()
    assert newcomer.team == store


def test_its_own_products_lane_is_no_other_product(
    manager: Client, roadmap: Roadmap, newcomer: Item, by: Actor
) -> None:
    update_roadmap(roadmap, by=by, fields={"lanes_from": "product"})
    sent = {**DROPPED, "lane": str(newcomer.product_id), "from_lane": ""}
    assert manager.post(at("place_item", roadmap.pk, newcomer.pk), sent).status_code == 200


def test_what_is_here_already_is_refused(manager: Client, roadmap: Roadmap, entries: list[Entry]) -> None:
    assert manager.post(at("place_item", roadmap.pk, entries[0].item_id)).status_code == 409


def test_thirty_found_cost_as_much_as_one(manager: Client, roadmap: Roadmap, newcomer: Item) -> None:
    manager.get(at("tray", roadmap.pk))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as caught:
            manager.get(f"{at('tray', roadmap.pk)}?q=status:open")
        counts.append(len(caught))
        for number in range(9):
            make_item(newcomer.product, f"More {number}")
    assert counts[0] == counts[1]
