"""Digests of roadmaps: what changed, once, in the morning, to who may still read it."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Member, User, Workspace
from accounts.permissions import Role
from backlog.models import Item
from backlog.services.items import update_item
from notifications.models import Mail, Notification, RoadmapDigest
from notifications.services.digests import send_digests, subscribe, token_for, unsubscribe, unsubscribe_by
from notifications.templatetags.notifications import line_url
from notifications.words import words
from roadmap.models import Roadmap
from roadmap.services.entries import add_entry
from roadmap.services.publishing import keep_edition_of_the_night, publish
from roadmap.services.roadmaps import create_roadmap, delete_roadmap, update_roadmap
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item, make_member, make_product, make_user
from tests.together import together

MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(workspace: Workspace) -> Member:
    user = make_user("ada@example.com", name="Ada Ames", timezone="Europe/Berlin")
    return make_member(workspace, Role.STAKEHOLDER, user=user)


@pytest.fixture
def item(workspace: Workspace) -> Item:
    return make_item(make_product(workspace, "WEB"), "Pay by bank transfer", due_on=date(2026, 12, 31))


@pytest.fixture
def roadmap(clock: time_machine.Traveller, product_manager: Member, item: Item) -> Roadmap:
    made = create_roadmap(product_manager.workspace, by=product_manager.actor(), name="Checkout")
    add_entry(made, item, by=product_manager.actor())
    publish(made, by=product_manager.actor())
    return made


@pytest.fixture
def daily(roadmap: Roadmap, ada: Member) -> RoadmapDigest:
    subscribe(roadmap, ada, frequency="daily", by=ada.actor())
    return RoadmapDigest.objects.get()


def change(roadmap: Roadmap, item: Item, day: date = date(2027, 1, 14), *, night: bool = True) -> None:
    update_item(item, by=roadmap.owner.actor(), fields={"due_on": day})
    if night:
        keep_edition_of_the_night(roadmap)


def at(days: int, hour: int = 9) -> datetime:
    return MONDAY.replace(hour=hour) + timedelta(days=days)


def test_it_says_what_changed_once(daily: RoadmapDigest, roadmap: Roadmap, item: Item, ada: Member) -> None:
    change(roadmap, item)
    assert [send_digests(at(1)) for _run in range(2)] == [1, 0]
    line, mail = Notification.objects.get(), Mail.objects.get()
    assert (line.member, words(line.kind, line.data), line.data["title"]) == (ada, "1 change", "Checkout")
    assert line_url(line, "acme") == f"/w/acme/roadmaps/{roadmap.pk}/changes/?since=1&small=no"
    assert (mail.to, mail.subject) == ("ada@example.com", "Checkout: 1 change")
    assert "Later: Pay by bank transfer (31 Dec → 14 Jan 2027, 14 days)" in mail.text
    assert "14 days" in mail.html
    assert mail.unsubscribe in mail.text
    assert Notification.objects.shown_to(ada).count() == 1


def test_nothing_where_nothing_changed(daily: RoadmapDigest, roadmap: Roadmap, item: Item) -> None:
    keep_edition_of_the_night(roadmap)
    assert sum(send_digests(at(day)) for day in range(1, 9)) == 0
    change(roadmap, item)
    change(roadmap, item, date(2026, 12, 31))
    assert (send_digests(at(9)), Mail.objects.count()) == (0, 0)


def test_in_the_morning_of_who_reads_it(daily: RoadmapDigest, roadmap: Roadmap, item: Item) -> None:
    change(roadmap, item)
    assert [send_digests(at(*when)) for when in ((0, 21), (1, 6), (1, 7))] == [0, 0, 1]


def test_a_week_is_told_on_monday_or_made_up_for(
    daily: RoadmapDigest, roadmap: Roadmap, item: Item, ada: Member
) -> None:
    subscribe(roadmap, ada, frequency="weekly", by=ada.actor())
    change(roadmap, item)
    assert [send_digests(at(day)) for day in range(1, 9)] == [0] * 6 + [1, 0]
    change(roadmap, item, date(2027, 2, 1))
    assert [send_digests(at(day)) for day in (13, 16, 17)] == [0, 1, 0]


def test_readers_of_editions_are_told_of_editions(daily: RoadmapDigest, roadmap: Roadmap, item: Item) -> None:
    update_roadmap(roadmap, by=roadmap.owner.actor(), fields={"readers_see": "published"})
    change(roadmap, item)
    assert send_digests(at(1)) == 0
    publish(roadmap, by=roadmap.owner.actor())
    update_item(item, by=roadmap.owner.actor(), fields={"title": "Zebra"})
    keep_edition_of_the_night(roadmap)
    assert (send_digests(at(2)), "Zebra" in Mail.objects.get().text) == (1, False)


def test_the_first_edition_is_news_to_who_waits_for_it(
    clock: time_machine.Traveller, product_manager: Member, item: Item, ada: Member
) -> None:
    by = product_manager.actor()
    made = create_roadmap(product_manager.workspace, by=by, name="New", readers_see="published")
    add_entry(made, item, by=by)
    subscribe(made, ada, frequency="daily", by=ada.actor())
    publish(made, by=by)
    assert send_digests(at(1)) == 1
    assert "Added: Pay by bank transfer" in Mail.objects.get().text


def test_everybody_chooses_their_own(roadmap: Roadmap, ada: Member, owner: Member, stranger: Member) -> None:
    with pytest.raises(PermissionDenied):
        subscribe(roadmap, ada, frequency="daily", by=owner.actor())
    with pytest.raises(PermissionDenied):
        unsubscribe(roadmap, ada, by=owner.actor())
    with pytest.raises(Roadmap.DoesNotExist):
        subscribe(roadmap, stranger, frequency="daily", by=stranger.actor())
    Roadmap.objects.update(visibility="private")
    with pytest.raises(Roadmap.DoesNotExist):
        subscribe(roadmap, ada, frequency="daily", by=ada.actor())


@pytest.mark.parametrize("how", ["private", "deleted", "deactivated", "locked"])
def test_who_may_not_read_it_any_more_is_told_nothing(
    how: str, daily: RoadmapDigest, roadmap: Roadmap, item: Item, ada: Member
) -> None:
    change(roadmap, item)
    if how == "private":
        update_roadmap(roadmap, by=roadmap.owner.actor(), fields={"visibility": "private"})
    elif how == "deleted":
        delete_roadmap(roadmap, by=roadmap.owner.actor())
    elif how == "deactivated":
        Member.objects.filter(pk=ada.pk).update(deactivated_at=MONDAY)
    else:
        User.objects.filter(email="ada@example.com").update(is_active=False)
    assert (send_digests(at(1)), Mail.objects.count(), Notification.objects.count()) == (0, 0, 0)


def test_a_digest_costs_as_much_whatever_changed(
    daily: RoadmapDigest, roadmap: Roadmap, item: Item, django_assert_max_num_queries: Any
) -> None:
    for number in range(9):
        add_entry(roadmap, make_item(item.product, f"Item {number}"), by=roadmap.owner.actor())
    keep_edition_of_the_night(roadmap)
    with django_assert_max_num_queries(16):
        assert send_digests(at(1)) == 1


def test_many_changes_are_cut_short(daily: RoadmapDigest, roadmap: Roadmap, item: Item) -> None:
    for number in range(45):
        add_entry(roadmap, make_item(item.product, f"Item {number}"), by=roadmap.owner.actor())
    keep_edition_of_the_night(roadmap)
    send_digests(at(1))
    assert Mail.objects.get().text.count("Added:") == 40
    assert "and 5 more" in Mail.objects.get().text


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_once(daily: RoadmapDigest, roadmap: Roadmap, item: Item) -> None:
    change(roadmap, item)
    counts: list[int] = []
    assert together(*[lambda: counts.append(send_digests(at(1)))] * 3) == []
    assert (sum(counts), Notification.objects.count(), Mail.objects.count()) == (1, 1, 1)


class TestWayOut:
    def test_one_click_without_a_sign_in(self, daily: RoadmapDigest, client: Client) -> None:
        url = f"/unsubscribe/{token_for(daily)}/"
        assert client.get(url).status_code == 200
        assert RoadmapDigest.objects.exists()  # looking is not leaving
        answer = Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, len(answer.cookies), RoadmapDigest.objects.count()) == (200, 0, 0)
        assert client.post(url).status_code == 200

    def test_it_is_good_for_this_alone(self, daily: RoadmapDigest, roadmap: Roadmap, ada: Member) -> None:
        token = token_for(daily)
        assert unsubscribe_by(token)
        subscribe(roadmap, ada, frequency="daily", by=ada.actor())
        assert unsubscribe_by(token)
        assert not unsubscribe_by(token[:-1] + ("A" if token[-1] != "A" else "B"))
        assert RoadmapDigest.objects.count() == 1


class TestDoors:
    @pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
    def test_the_page(
        self, headers: dict[str, str], roadmap: Roadmap, ada: Member, client_of: ClientOf
    ) -> None:
        url, reader = f"/w/acme/roadmaps/{roadmap.pk}/digest/", client_of(ada)
        assert reader.post(url, {"frequency": "weekly"}, headers=headers).status_code == (
            204 if headers else 302
        )
        assert re.search(r'value="weekly"\s+checked', reader.get(url, headers=headers).content.decode())
        reader.post(url, {"frequency": ""}, headers=headers)
        assert not RoadmapDigest.objects.exists()

    def test_the_api(self, roadmap: Roadmap, api_of: ApiOf, contributor: Member) -> None:
        url, api = f"/api/v1/roadmaps/{roadmap.pk}/digest/", api_of(contributor)
        assert api.get(url).json() == {"frequency": ""}
        assert api.patch(url, {"frequency": "daily"}).json() == {"frequency": "daily"}
        assert api.patch(url, {"frequency": "hourly"}).status_code == 422
        assert api.patch(url, {"frequency": ""}).json() == {"frequency": ""}
