"""What was deleted more than 30 days ago goes for good, batch by batch."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import Member
from backlog.models import Comment, Item
from backlog.services.discussion import add_comment, delete_comment
from backlog.services.items import delete_item
from backlog.tasks import purge_deleted as purge_backlog
from core.tasks import forget_sessions
from roadmap.models import CheckIn, Edition, Entry, KeyResult, Milestone, Objective, Roadmap, ShareLink
from roadmap.services.check_ins import check_in, remove_check_in
from roadmap.services.entries import add_entry, remove_entry
from roadmap.services.key_results import delete_key_result
from roadmap.services.lanes import add_lane
from roadmap.services.milestones import add_milestone, remove_milestone
from roadmap.services.objectives import delete_objective
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import delete_roadmap
from roadmap.services.scenarios import change_scenario, create_scenario
from roadmap.services.sharing import create_share_link
from roadmap.tasks import purge_deleted as purge_roadmaps
from tests.conftest import ClientOf
from tests.factories import make_item, make_key_result, make_objective, make_product, make_roadmap


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.purge.BATCH", 2)


def age(rows: Any, days: int) -> None:
    """As if all deleted ones of a manager's rows had been deleted so many days ago."""
    rows.exclude(deleted_at=None).update(deleted_at=timezone.now() - timedelta(days=days))


def test_items_go_after_30_days_and_parents_after_children(owner: Member, stranger: Member) -> None:
    product, other = make_product(owner.workspace), make_product(stranger.workspace)
    top = make_item(product)
    low = make_item(product, parent=top)
    for item in (low, top, *(make_item(other) for _number in range(3))):
        delete_item(item, by=owner.actor())
    kept = make_item(product)
    age(Item.all_objects, 29)
    assert purge_backlog() == 0
    age(Item.all_objects, 31)
    assert purge_backlog() == 5
    assert list(Item.all_objects.all()) == [kept]


def test_a_parent_of_what_lives_stays(owner: Member) -> None:
    top = make_item(make_product(owner.workspace))
    make_item(top.product, parent=top)
    Item.objects.filter(pk=top.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    assert purge_backlog() == 0


def test_comments_go_too(owner: Member) -> None:
    item = make_item(make_product(owner.workspace))
    said = [add_comment(item, by=owner.actor(), text=f"Word {number}") for number in range(4)]
    for comment in said[:3]:
        delete_comment(comment, by=owner.actor())
    age(Comment.objects, 31)
    assert purge_backlog() == 3
    assert list(Comment.objects.all()) == said[3:]


def test_a_roadmap_goes_with_all_that_is_on_it(owner: Member) -> None:
    old, kept = make_roadmap(owner), make_roadmap(owner)
    for roadmap in (old, kept):
        lane = add_lane(roadmap, by=owner.actor(), name="Lane")
        add_entry(roadmap, make_item(make_product(owner.workspace)), by=owner.actor(), lane=lane)
        remove_entry(
            add_entry(roadmap, make_item(make_product(owner.workspace)), by=owner.actor()), by=owner.actor()
        )
        publish(roadmap, by=owner.actor())
        create_share_link(roadmap, by=owner.actor(), name="Board")
    delete_roadmap(old, by=owner.actor())
    age(Roadmap.objects, 29)
    assert purge_roadmaps() == 0
    age(Roadmap.objects, 31)
    assert purge_roadmaps() == 1
    for model in (Edition, Entry, ShareLink):
        assert set(model._base_manager.values_list("roadmap_id", flat=True)) == {kept.pk}


def test_an_entry_that_was_taken_off_goes_too(owner: Member) -> None:
    roadmap, product = make_roadmap(owner), make_product(owner.workspace)
    entries = [add_entry(roadmap, make_item(product), by=owner.actor()) for _number in range(3)]
    for entry in entries[:2]:
        remove_entry(entry, by=owner.actor())
    age(Entry.all_objects, 29)
    assert purge_roadmaps() == 0
    age(Entry.all_objects, 31)
    assert purge_roadmaps() == 2
    assert list(Entry.all_objects.all()) == entries[2:]


def test_a_milestone_goes_with_what_a_scenario_has_otherwise_of_it(owner: Member) -> None:
    roadmap, by = make_roadmap(owner), owner.actor()
    fair = add_milestone(roadmap, by=by, name="Fair", on=date(2027, 3, 12))
    scenario = create_scenario(roadmap, by=by, name="Later")
    change_scenario(scenario, {fair.pk: {"day": "2027-04-01"}}, by=by)
    remove_milestone(fair, by=by)
    age(Milestone.all_objects, 29)
    assert purge_roadmaps() == 0
    age(Milestone.all_objects, 31)
    assert purge_roadmaps() == 1
    assert not scenario.overlays.exists()


def test_what_was_deleted_of_goals_goes_too(owner: Member) -> None:
    by, kept = owner.actor(), make_objective(owner.workspace)
    top = make_objective(owner.workspace)
    below = make_objective(owner.workspace, parent=top)
    for row in [make_key_result(one) for one in (kept, below)]:
        remove_check_in(check_in(row, by=by, value=Decimal(1)), by=by)
        check_in(row, by=by, value=Decimal(2))
    for one in (below, top):
        delete_objective(one, by=by)
    delete_key_result(make_key_result(kept), by=by)
    for model in (CheckIn, KeyResult, Objective):
        age(model.all_objects, 31)
    assert purge_roadmaps() == 5
    assert Objective.all_objects.get() == kept
    assert (KeyResult.all_objects.count(), float(CheckIn.all_objects.get().value)) == (1, 2)


def test_sessions_that_ran_out_are_removed(owner: Member, stranger: Member, client_of: ClientOf) -> None:
    client_of(owner)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    client_of(stranger)
    forget_sessions()
    assert Session.objects.count() == 1
