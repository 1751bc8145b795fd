from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.undo import undo_action
from core.errors import Conflict, OutOfDate
from roadmap.models import Entry, Lane, Roadmap
from roadmap.queries import roadmaps_of
from roadmap.services.lanes import add_lane, move_lane, remove_lane, update_lane
from roadmap.services.roadmaps import create_roadmap, delete_roadmap, update_roadmap


def names(roadmap: Roadmap) -> list[str]:
    return [lane.name for lane in roadmap.lanes.all()]


def test_only_who_plans_makes_roadmaps(workspace: Workspace, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied, match="product manager"):
        create_roadmap(workspace, by=product_owner.actor(), name="Mine")


def test_a_private_roadmap_is_seen_by_its_owner_alone(
    workspace: Workspace, product_manager: Member, owner: Member
) -> None:
    create_roadmap(workspace, by=product_manager.actor(), name="Secret", visibility="private")
    assert [each.name for each in roadmaps_of(product_manager.actor())] == ["Secret"]
    assert list(roadmaps_of(owner.actor())) == []


def test_who_makes_it_private_keeps_it(roadmap: Roadmap, owner: Member) -> None:
    update_roadmap(roadmap, by=owner.actor(), fields={"visibility": "private"})
    assert [each.pk for each in roadmaps_of(owner.actor())] == [roadmap.pk]


def test_two_people_rename_and_the_second_learns_it(roadmap: Roadmap, by: Actor) -> None:
    update_roadmap(roadmap, by=by, fields={"name": "Paying"}, seen={"name": "Checkout"})
    with pytest.raises(OutOfDate, match="Paying"):
        update_roadmap(roadmap, by=by, fields={"name": "Buying"}, seen={"name": "Checkout"})
    with pytest.raises(OutOfDate):
        update_roadmap(roadmap, by=by, fields={"name": "Buying"}, expected_version=1)


def test_a_roadmap_needs_a_name(workspace: Workspace, by: Actor) -> None:
    with pytest.raises(ValidationError):
        create_roadmap(workspace, by=by, name="  ")


def test_deleting_hides_and_undo_brings_back(roadmap: Roadmap, by: Actor) -> None:
    doing = by.anew()
    delete_roadmap(roadmap, by=doing)
    assert list(roadmaps_of(by)) == []
    undo_action(doing.action, by=by)
    assert [each.pk for each in roadmaps_of(by)] == [roadmap.pk]


def test_lanes_move_and_stay_put(roadmap: Roadmap, lanes: list[Lane], by: Actor) -> None:
    third = add_lane(roadmap, by=by, name="Ground")
    move_lane(third, by=by, before=lanes[0])
    assert names(roadmap) == ["Ground", "Faster payment", "Trust"]
    move_lane(third, by=by, after=lanes[0])
    assert names(roadmap) == ["Faster payment", "Ground", "Trust"]
    assert move_lane(third, by=by, after=lanes[0]).version == 3
    move_lane(lanes[1], by=by)
    assert names(roadmap)[0] == "Trust"


def test_a_lane_moves_only_next_to_its_own(
    roadmap: Roadmap, lanes: list[Lane], workspace: Workspace, by: Actor
) -> None:
    other = add_lane(create_roadmap(workspace, by=by, name="Other"), by=by, name="Far")
    with pytest.raises(ValidationError):
        move_lane(lanes[0], by=by, after=other)


def test_a_full_lane_goes_only_when_its_entries_may_stay(
    lanes: list[Lane], entries: list[Entry], by: Actor
) -> None:
    with pytest.raises(Conflict, match="3 entries"):
        remove_lane(lanes[0], by=by)
    remove_lane(lanes[0], by=by, keep_entries=True)
    assert set(Entry.objects.values_list("lane", flat=True)) == {None}
    remove_lane(lanes[1], by=by)


def test_a_lane_changes_under_its_version(lanes: list[Lane], by: Actor) -> None:
    assert update_lane(lanes[0], by=by, fields={"name": "Pay"}).version == 2
    with pytest.raises(OutOfDate):
        update_lane(lanes[0], by=by, fields={"name": "Buy"}, expected_version=1)
    with pytest.raises(ValidationError):
        update_lane(lanes[0], by=by, fields={"name": " "})


@pytest.mark.django_db(transaction=True)
def test_lanes_added_at_the_same_time_find_their_own_places(roadmap: Roadmap, by: Actor) -> None:
    def add(number: int) -> None:
        try:
            add_lane(roadmap, by=by, name=f"Lane {number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(8)))
    assert len(set(roadmap.lanes.values_list("rank", flat=True))) == 8


def test_nobody_undoes_into_a_roadmap_that_has_become_anothers(
    roadmap: Roadmap, owner: Member, by: Actor
) -> None:
    act = by.anew()
    update_roadmap(roadmap, by=act, fields={"purpose": "Mine"})
    update_roadmap(roadmap, by=owner.actor(), fields={"visibility": "private"})
    assert undo_action(act.action, by=by).refused
    roadmap.refresh_from_db()
    assert roadmap.purpose == "Mine"
