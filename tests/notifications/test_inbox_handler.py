"""Who is told what of the news."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.services import record
from backlog.models import Item, Product
from backlog.services.discussion import add_comment, delete_comment
from backlog.services.items import create_item, delete_item, update_item
from backlog.services.watching import watch
from notifications.handlers import inbox
from notifications.models import Notification
from roadmap.models import Edition
from tests.factories import make_item, make_member, make_product, make_roadmap, make_status, make_workspace


@pytest.fixture
def product(owner: Member) -> Product:
    return make_product(owner.workspace)


@pytest.fixture
def item(product: Product, owner: Member) -> Item:
    """An item that nobody but its creator, the owner, watches."""
    made = make_item(product, "Login", by=owner)
    Event.objects.all().delete()
    return made


def told() -> set[tuple[str, str]]:
    """Hand everything to the handler; returns who was told what, as (name, kind)."""
    inbox.handle([event for event in Event.objects.order_by("id") if event.verb in inbox.verbs])
    return set(Notification.objects.values_list("member__name", "kind"))


def give(item: Item, member: Member, by: Member) -> None:
    update_item(item, by=by.actor(), fields={"assignee": member})


def finish(item: Item, by: Member, name: str = "Done") -> None:
    update_item(item, by=by.actor(), fields={"status": item.product.statuses.get(name=name)})


def test_a_new_assignee_is_told(item: Item, owner: Member, contributor: Member) -> None:
    give(item, contributor, owner)
    assert told() == {("Cora Contributor", "assigned")}
    line = Notification.objects.get()
    assert line.item == item
    assert line.data == {"by": "Olive Owner", "key": item.key, "title": "Login"}


def test_an_item_made_for_someone_tells_them(product: Product, owner: Member, contributor: Member) -> None:
    make_item(product, by=owner, assignee=contributor)
    assert told() == {("Cora Contributor", "assigned")}


def test_who_takes_an_item_is_not_told(item: Item, product_owner: Member) -> None:
    give(item, product_owner, product_owner)
    assert told() == set()


def test_who_has_lost_the_item_since_is_not_told(
    item: Item, owner: Member, contributor: Member, product_owner: Member
) -> None:
    give(item, contributor, owner)
    give(item, product_owner, owner)
    assert told() == {("Paul Owner", "assigned")}
    assert Notification.objects.count() == 1


def test_an_import_tells_nobody(product: Product, contributor: Member) -> None:
    by = Actor(workspace_id=product.workspace_id, kind="import", member_id=None, via="import")
    create_item(product, by=by, title="Old work", assignee=contributor)
    assert told() == set()


def test_a_comment_reaches_watchers_and_the_assignee_but_not_its_author(
    item: Item, owner: Member, product_owner: Member, contributor: Member
) -> None:
    watch(item, by=product_owner.actor(), member=product_owner)
    give(item, contributor, owner)
    Event.objects.all().delete()
    add_comment(item, by=owner.actor(), text="What now?")
    assert told() == {("Paul Owner", "commented"), ("Cora Contributor", "commented")}


@pytest.mark.parametrize("text", ["Ask @Paul Owner.", "@paul owner?", "(@Paul)", "**@Paul**, please"])
def test_who_is_named_is_told_so(item: Item, owner: Member, product_owner: Member, text: str) -> None:
    add_comment(item, by=owner.actor(), text=text)
    assert told() == {("Paul Owner", "mentioned")}


@pytest.mark.parametrize("text", ["paul@example.com", "@Pauline", "Paul Owner", "@Stan Stakeholder"])
def test_who_is_not_named_is_not_told(
    item: Item, owner: Member, product_owner: Member, stakeholder: Member, text: str
) -> None:
    add_comment(item, by=owner.actor(), text=text)
    assert told() == set()


def test_a_first_name_that_two_have_names_nobody(item: Item, owner: Member, product_owner: Member) -> None:
    make_member(owner.workspace, name="Paul Other")
    add_comment(item, by=owner.actor(), text="@Paul, can you?")
    assert told() == set()


def test_a_name_after_the_five_hundredth_character_counts(
    item: Item, owner: Member, product_owner: Member
) -> None:
    add_comment(item, by=owner.actor(), text="x " * 400 + "@Paul")
    assert told() == {("Paul Owner", "mentioned")}


def test_what_was_taken_back_is_not_told(item: Item, owner: Member, contributor: Member) -> None:
    comment = add_comment(item, by=contributor.actor(), text="Oops")
    delete_comment(comment, by=contributor.actor())
    assert told() == set()


def test_a_deleted_item_is_not_told(item: Item, owner: Member, contributor: Member) -> None:
    give(item, contributor, owner)
    delete_item(item, by=owner.actor())
    assert told() == set()


def test_watchers_learn_that_it_is_done(item: Item, owner: Member, product_owner: Member) -> None:
    finish(item, product_owner)
    assert told() == {("Olive Owner", "done")}


def test_from_one_way_of_being_done_to_another_is_not_news(item: Item, product_owner: Member) -> None:
    make_status(item.product, "Released", "done")
    finish(item, product_owner)
    Event.objects.all().delete()
    finish(item, product_owner, "Released")
    assert told() == set()


def test_other_steps_of_the_workflow_are_not_news(item: Item, product_owner: Member) -> None:
    finish(item, product_owner, "In progress")
    assert told() == set()


def test_who_may_not_come_in_or_read_items_is_told_nothing(
    item: Item, owner: Member, product_manager: Member
) -> None:
    for name in ("stakeholder", "contributor"):
        watch(item, by=owner.actor(), member=make_member(owner.workspace, "contributor", name=name))
    Member.objects.filter(name="stakeholder").update(role="stakeholder")
    Member.objects.filter(name="contributor").update(deactivated_at=timezone.now())
    add_comment(item, by=product_manager.actor(), text="@stakeholder @contributor")
    assert told() == {("Olive Owner", "commented")}


def test_the_same_news_twice_is_told_once(item: Item, owner: Member, contributor: Member) -> None:
    give(item, contributor, owner)
    told()
    told()
    assert Notification.objects.count() == 1


def test_a_batch_costs_the_same_for_many_events(item: Item, owner: Member, contributor: Member) -> None:
    for number in range(12):
        give(item, contributor if number % 2 else owner, owner)
        add_comment(item, by=owner.actor(), text=f"@Cora {number}")
        finish(item, owner, "Done" if number % 2 else "In progress")
    with CaptureQueriesContext(connection) as statements:
        told()
    assert Notification.objects.count() > 12
    assert len([one for one in statements if "SAVEPOINT" not in one["sql"]]) <= 10


def test_another_workspaces_events_stay_there(item: Item, owner: Member, contributor: Member) -> None:
    there = make_member(make_workspace(), name="Cora Contributor")
    add_comment(item, by=owner.actor(), text="@Cora Contributor")
    assert told() == {("Cora Contributor", "mentioned")}
    assert not Notification.objects.filter(member=there).exists()


def publish(owner: Member, by: Member, *, automatic: bool = False, **roadmap: str) -> None:
    edition = Edition.objects.create(
        workspace=owner.workspace, roadmap=make_roadmap(owner, "Plan", **roadmap), number=1, schema=1, document={},
        published_at=timezone.now(), is_automatic=automatic,
    )  # fmt: skip
    record("edition.published", edition, by=by.actor(), label="Plan")


def test_an_edition_is_told_to_its_owner_and_the_managers(
    owner: Member, product_manager: Member, product_owner: Member, contributor: Member
) -> None:
    publish(product_owner, owner)
    assert told() == {("Paul Owner", "published"), ("Mia Manager", "published")}


def test_a_private_roadmaps_edition_is_its_owners_news(
    owner: Member, product_manager: Member, product_owner: Member
) -> None:
    publish(product_owner, owner, visibility="private")
    assert told() == {("Paul Owner", "published")}


def test_an_automatic_edition_is_no_news(owner: Member, product_manager: Member) -> None:
    publish(product_manager, owner, automatic=True)
    assert told() == set()
