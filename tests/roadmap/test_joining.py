"""Items join a roadmap by its query, and leave it; by hand comes before."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Workspace
from activity.actors import Actor
from activity.dispatch import client
from activity.models import Event
from activity.tasks import drain
from backlog.models import Item, Product
from backlog.services.items import delete_item, update_item
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.entries import add_entry, remove_entry, restore_entry
from roadmap.services.joining import follow_query
from roadmap.services.roadmaps import create_roadmap, delete_roadmap, update_roadmap
from roadmap.tasks import follow, follow_all, purge_deleted
from tests.factories import make_item, make_product


@pytest.fixture
def epics(web: Product) -> list[Item]:
    return [make_item(web, title, kind="epic") for title in ("Pay later", "Gift cards")]


@pytest.fixture
def automatic(workspace: Workspace, epics: list[Item], by: Actor) -> Roadmap:
    return create_roadmap(workspace, by=by, name="Epics", query="kind:epic")


def keys(roadmap: Roadmap) -> list[str]:
    return [entry.item.title for entry in roadmap.entries.select_related("item")]


def test_what_the_query_fits_is_on_it_at_once(automatic: Roadmap) -> None:
    assert keys(automatic) == ["Pay later", "Gift cards"]
    assert {entry.horizon for entry in automatic.entries.all()} == {"later"}


def test_events_are_the_systems_and_say_why(automatic: Roadmap) -> None:
    event = Event.objects.filter(verb="entry.created").first()
    assert event is not None
    assert (event.actor_kind, event.data["query"]) == ("system", "kind:epic")


def test_what_fits_no_longer_leaves_and_comes_back_as_it_was(
    automatic: Roadmap, epics: list[Item], by: Actor
) -> None:
    automatic.entries.filter(item=epics[0]).update(public_title="Later, then")
    update_item(epics[0], by=by, fields={"kind": "story"})
    assert follow_query(automatic).left == 1
    assert keys(automatic) == ["Gift cards"]
    update_item(epics[0], by=by, fields={"kind": "epic"})
    assert follow_query(automatic).joined == 1
    assert automatic.entries.get(item=epics[0]).public_title == "Later, then"
    assert Entry.all_objects.filter(item=epics[0]).count() == 1


def test_what_was_added_by_hand_stays(automatic: Roadmap, web: Product, by: Actor) -> None:
    add_entry(automatic, make_item(web, "A story"), by=by)
    assert follow_query(automatic).left == 0
    assert "A story" in keys(automatic)


def test_what_was_taken_off_by_hand_stays_off(automatic: Roadmap, epics: list[Item], by: Actor) -> None:
    remove_entry(automatic.entries.get(item=epics[0]), by=by)
    assert follow_query(automatic).joined == 0
    Entry.all_objects.exclude(deleted_at=None).update(deleted_at=timezone.now() - timedelta(days=99))
    purge_deleted()
    assert follow_query(automatic).joined == 0


def test_added_again_by_hand_it_is_no_longer_kept_out(
    automatic: Roadmap, epics: list[Item], by: Actor
) -> None:
    remove_entry(automatic.entries.get(item=epics[0]), by=by)
    add_entry(automatic, epics[0], by=by)
    assert not Entry.all_objects.filter(is_kept_out=True).exists()


def test_brought_back_by_hand_it_stays_without_fitting(
    automatic: Roadmap, epics: list[Item], by: Actor
) -> None:
    entry = automatic.entries.get(item=epics[0])
    remove_entry(entry, by=by)
    restore_entry(entry, by=by)
    update_item(epics[0], by=by, fields={"kind": "story"})
    assert follow_query(automatic).left == 0


def test_a_deleted_item_leaves(automatic: Roadmap, epics: list[Item], by: Actor) -> None:
    delete_item(epics[0], by=by)
    assert follow_query(automatic).left == 1


def test_another_query_is_followed_at_once_and_taken_back_whole(
    automatic: Roadmap, web: Product, by: Actor
) -> None:
    make_item(web, "A bug", kind="bug")
    update_roadmap(automatic, by=by, fields={"query": "kind:bug"})
    assert keys(automatic) == ["A bug"]
    update_roadmap(automatic, by=by, fields={"query": "kind:epic"})
    assert keys(automatic) == ["Pay later", "Gift cards"]


def test_joined_items_stand_in_the_lane_for_them(
    roadmap: Roadmap, lanes: list[Lane], epics: Any, by: Actor
) -> None:
    update_roadmap(roadmap, by=by, fields={"query": "kind:epic", "joined_lane_id": str(lanes[1].pk)})
    assert {entry.lane_id for entry in roadmap.entries.all()} == {lanes[1].pk}


@pytest.mark.parametrize("query", ["kind:epik", "assignee:me", "kind:epic sort:due"])
def test_a_query_that_cannot_be_kept_is_refused(roadmap: Roadmap, by: Actor, query: str) -> None:
    with pytest.raises(ValidationError) as refused:
        update_roadmap(roadmap, by=by, fields={"query": query})
    assert list(refused.value.message_dict) == ["query"]


def test_one_that_finds_too_much_is_refused(
    roadmap: Roadmap, items: list[Item], by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.services.joining.MOST_JOINED", 2)
    with pytest.raises(ValidationError, match="more than 2"):
        update_roadmap(roadmap, by=by, fields={"query": "status:all"})


def test_a_deleted_roadmap_and_one_without_a_query_rest(
    automatic: Roadmap, roadmap: Roadmap, web: Product, by: Actor
) -> None:
    make_item(web, "Another", kind="epic")
    delete_roadmap(automatic, by=by)
    assert follow_all() == 0


def test_an_hour_later_time_has_been_noticed(automatic: Roadmap, web: Product) -> None:
    make_item(web, "Another", kind="epic")
    assert follow_all() == 1
    assert follow(str(automatic.pk)) == 0


def test_news_of_items_ask_for_a_look(
    automatic: Roadmap, web: Product, by: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    queued = f"queued:default:roadmap.tasks.follow:{automatic.pk}"
    client().delete(queued)
    update_item(make_item(web, "A bug"), by=by, fields={"title": "Mended"})
    with django_capture_on_commit_callbacks(execute=True):
        drain(str(automatic.workspace_id))
    assert client().exists(queued)


def test_many_cost_as_few_statements_as_one(automatic: Roadmap, web: Product) -> None:
    counts = []
    for number in (1, 30):
        for at in range(number):
            make_item(web, f"More {number} {at}", kind="epic")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            follow_query(automatic)
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 14


def test_a_portfolio_takes_one_click(manager: Client, epics: list[Item], workspace: Workspace) -> None:
    make_item(make_product(workspace, "APP"), "Mobile", kind="initiative")
    answer = manager.post(reverse("roadmap:new_portfolio", args=["acme"]), follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert all(title in page for title in ("Pay later", "Gift cards", "Mobile"))
    assert Roadmap.objects.get(name="Portfolio").lanes_from == "product"


def test_a_mistake_in_the_form_is_told_beside_the_query(manager: Client, roadmap: Roadmap) -> None:
    values = {"name": "Checkout", "visibility": "workspace", "query": "kind:epik"}
    answer = manager.post(reverse("roadmap:settings", args=["acme", roadmap.pk]), values)
    assert answer.status_code == 422
    assert "at character 6" in answer.content.decode()


def test_what_comes_back_stands_in_a_horizon_that_there_is(
    automatic: Roadmap, epics: list[Item], by: Actor
) -> None:
    update_item(epics[0], by=by, fields={"kind": "story"})
    follow_query(automatic)
    automatic.entries.update(horizon="now")
    update_roadmap(automatic, by=by, fields={"horizons": [{"id": "now", "name": "This year"}]})
    update_item(epics[0], by=by, fields={"kind": "epic"})
    assert follow_query(automatic).joined == 1
    assert automatic.entries.get(item=epics[0]).horizon == "now"


def test_a_roadmap_that_is_gone_meanwhile_is_passed_over(db: None) -> None:
    assert follow_query(Roadmap(pk=uuid4())).joined == 0
