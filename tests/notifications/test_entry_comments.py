"""Comments on entries of roadmaps: who is told, what their inbox shows, who hears of it live."""

import pytest
from django.urls import reverse

from accounts.models import Member
from activity.models import Event
from activity.tasks import drain
from backlog.services.discussion import add_comment
from backlog.services.items import update_item
from backlog.services.watching import watch
from notifications.handlers import inbox
from notifications.models import Notification
from notifications.queries import unread_count, unread_counts
from roadmap.models import Entry, Roadmap
from roadmap.services.entries import add_entry, remove_entry
from tests.conftest import ClientOf
from tests.factories import make_item, make_product, make_roadmap
from tests.notifications.conftest import Listen


@pytest.fixture
def entry(owner: Member, product_manager: Member) -> Entry:
    """On the product manager's roadmap, under another title than its item's."""
    item = make_item(make_product(owner.workspace), "Secret name", by=owner)
    roadmap = make_roadmap(product_manager)
    made = add_entry(roadmap, item, by=owner.actor(), public_title="Pay faster")
    Event.objects.all().delete()
    return made


@pytest.fixture
def private(entry: Entry) -> Entry:
    Roadmap.objects.filter(pk=entry.roadmap_id).update(visibility="private")
    return entry


def told() -> set[tuple[str, str]]:
    """Hand everything to the handler; returns who was told what, as (name, kind)."""
    inbox.handle([event for event in Event.objects.order_by("id") if event.verb in inbox.verbs])
    return set(Notification.objects.values_list("member__name", "kind"))


def test_a_stakeholders_question_reaches_who_has_to_do_with_it(
    entry: Entry, stakeholder: Member, product_owner: Member, contributor: Member
) -> None:
    update_item(entry.item, by=product_owner.actor(), fields={"assignee": contributor})
    watch(entry.item, by=product_owner.actor(), member=product_owner)
    Event.objects.all().delete()
    add_comment(entry, by=stakeholder.actor(), text="When?")
    names = ("Olive Owner", "Mia Manager", "Paul Owner", "Cora Contributor")
    assert told() == {(name, "commented") for name in names}


def test_who_asked_is_told_the_answer(entry: Entry, stakeholder: Member, product_manager: Member) -> None:
    add_comment(entry, by=stakeholder.actor(), text="When?")
    told()
    add_comment(entry, by=product_manager.actor(), text="In March.")
    assert ("Stan Stakeholder", "commented") in told()


def test_a_stakeholder_who_is_named_is_told_so(entry: Entry, owner: Member, stakeholder: Member) -> None:
    add_comment(entry, by=owner.actor(), text="@Stan, look")
    assert ("Stan Stakeholder", "mentioned") in told()


def test_on_a_private_roadmap_its_owner_alone_is_told(
    private: Entry, product_manager: Member, owner: Member, stakeholder: Member
) -> None:
    add_comment(private, by=product_manager.actor(), text="@Stan @Olive")
    assert told() == set()


def test_who_sees_editions_only_is_not_told_what_is_said_beside_them(
    entry: Entry, owner: Member, stakeholder: Member, contributor: Member
) -> None:
    Roadmap.objects.filter(pk=entry.roadmap_id).update(readers_see="published")
    add_comment(entry, by=owner.actor(), text="@Stan @Cora, not before May")
    assert {name for name, kind in told() if kind == "mentioned"} == {"Cora Contributor"}


def test_what_was_taken_off_the_roadmap_is_not_told(entry: Entry, stakeholder: Member, owner: Member) -> None:
    add_comment(entry, by=stakeholder.actor(), text="When?")
    remove_entry(entry, by=owner.actor())
    assert told() == set()


def test_the_line_leads_to_the_entry_under_its_public_title(
    entry: Entry, owner: Member, stakeholder: Member, client_of: ClientOf
) -> None:
    add_comment(entry, by=owner.actor(), text="@Stan, look")
    told()
    page = client_of(stakeholder).get("/w/acme/inbox/").content.decode()
    url = reverse("roadmap:entry", args=["acme", entry.roadmap_id, entry.pk])
    assert f'href="{url}#comments"' in page
    assert ("Pay faster" in page, "Secret name" in page) == (True, False)
    assert (unread_count(stakeholder), unread_counts([stakeholder.pk])) == (1, {stakeholder.pk: 1})


def test_a_stakeholder_hears_of_comments_on_roadmaps_without_items(
    listen: Listen, entry: Entry, owner: Member, stakeholder: Member
) -> None:
    stream = listen(stakeholder)
    add_comment(entry.item, by=owner.actor(), text="Inside")
    add_comment(entry, by=owner.actor(), text="Outside")
    message = stream.verb("comment.created")
    assert message.keys() == {"kind", "verb", "ids", "action", "roadmap"}
    assert message["roadmap"] == str(entry.roadmap_id)
    assert str(entry.item_id) not in str(stream.heard)


def test_comments_on_a_private_roadmap_are_heard_by_its_owner_alone(
    listen: Listen, private: Entry, owner: Member, product_manager: Member
) -> None:
    mine, other = listen(product_manager), listen(owner)
    add_comment(private, by=product_manager.actor(), text="To myself")
    make_item(make_product(owner.workspace), by=owner)
    assert mine.verb("comment.created")["roadmap"] == str(private.roadmap_id)
    other.verb("item.created")
    assert "comment" not in other.kinds()


def test_who_comes_back_is_told_of_comments(
    listen: Listen, entry: Entry, owner: Member, stakeholder: Member
) -> None:
    add_comment(entry, by=owner.actor(), text="Outside")
    drain(str(owner.workspace_id))
    assert "comment" in listen(stakeholder, last_event_id="0").kinds()
