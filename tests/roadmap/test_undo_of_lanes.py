"""Undo of what was done to lanes and links of a roadmap."""

import pytest

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from roadmap.models import Entry, Lane, Roadmap, ShareLink
from roadmap.services.entries import add_entries
from roadmap.services.lanes import add_lane, move_lane, remove_lane
from roadmap.services.moving import move_entry
from roadmap.services.roadmaps import delete_roadmap, restore_roadmap
from roadmap.services.sharing import create_share_link
from tests.factories import make_item, make_product, make_roadmap


@pytest.fixture
def by(product_manager: Member) -> Actor:
    return product_manager.actor()


@pytest.fixture
def lanes(product_manager: Member) -> list[Lane]:
    roadmap = make_roadmap(product_manager)
    return [add_lane(roadmap, by=product_manager.actor(), name=name) for name in "ABC"]


def names(roadmap: Roadmap) -> str:
    return "".join(lane.name for lane in roadmap.lanes.all())


def back(by: Actor) -> str:
    return undo_action(by.action, by=by.anew()).message()


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_removed_lane_stands_where_it_stood(lanes: list[Lane], by: Actor, at: int) -> None:
    remove_lane(lanes[at], by=by)
    assert back(by) == "Undone."
    assert names(lanes[0].roadmap) == "ABC"
    assert "It is there again already" in back(by)


def test_its_entries_are_in_it_again(lanes: list[Lane], by: Actor) -> None:
    items = [make_item(make_product(lanes[0].workspace)) for _ in range(2)]
    one, two = add_entries(lanes[0].roadmap, items, by=by.anew(), lane=lanes[1])
    remove_lane(lanes[1], by=by, keep_entries=True)
    move_entry(one, by=by.anew(), fields={"lane": lanes[2]})
    assert back(by) == "Undone."
    held = dict(Entry.objects.values_list("pk", "lane__name"))
    assert held == {one.pk: "C", two.pk: "B"}


@pytest.mark.parametrize(("at", "to"), [(0, "bottom"), (2, "top"), (1, "top")])
def test_a_moved_lane(lanes: list[Lane], by: Actor, at: int, to: str) -> None:
    move_lane(lanes[at], by=by, to=to)
    assert back(by) == "Undone."
    assert names(lanes[0].roadmap) == "ABC"


def test_a_lane_moved_again_stays(lanes: list[Lane], by: Actor, owner: Member) -> None:
    move_lane(lanes[0], by=by, to="bottom")
    move_lane(lanes[0], by=owner.actor(), after=lanes[1])
    assert "Someone has changed it since" in back(by)


def test_a_link_made_by_mistake_is_dead(lanes: list[Lane], by: Actor) -> None:
    create_share_link(lanes[0].roadmap, by=by, name="All")
    assert back(by) == "Undone."
    assert ShareLink.objects.get().revoked_at is not None


def test_a_roadmap_brought_back_goes_again(lanes: list[Lane], by: Actor) -> None:
    delete_roadmap(lanes[0].roadmap, by=by.anew())
    restore_roadmap(lanes[0].roadmap, by=by)
    assert back(by) == "Undone."
    assert Roadmap.objects.get(pk=lanes[0].roadmap_id).deleted_at is not None
