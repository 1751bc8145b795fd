"""What changed since one's last visit: told to who reads, once looked at it is seen."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from roadmap.models import Entry, Roadmap, RoadmapVisit
from roadmap.services.entries import remove_entry, update_entry
from roadmap.services.publishing import keep_edition_of_the_night, publish
from roadmap.services.roadmaps import update_roadmap
from roadmap.visits import SinceVisit, looked, since_last_visit
from tests.conftest import ClientOf
from tests.roadmap.conftest import text

MONDAY = datetime(2026, 11, 9, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY - timedelta(days=2), tick=False) as traveller:
        yield traveller


@pytest.fixture
def seen(
    clock: time_machine.Traveller, roadmap: Roadmap, entries: list[Entry], stakeholder: Member
) -> Roadmap:
    """Published on Saturday, seen by a stakeholder on Monday; now it is Thursday."""
    publish(roadmap, by=roadmap.owner.actor())
    clock.move_to(MONDAY)
    assert news(roadmap, stakeholder) is None
    clock.move_to(MONDAY + timedelta(days=3))
    return roadmap


@pytest.fixture
def url(seen: Roadmap) -> str:
    return f"/w/{seen.workspace.slug}/roadmaps/{seen.pk}/"


def news(roadmap: Roadmap, member: Member) -> SinceVisit | None:
    return since_last_visit(roadmap, member, by=member.actor())


def test_what_changed_since(
    seen: Roadmap, entries: list[Entry], items: list[Item], by: Actor, stakeholder: Member
) -> None:
    update_item(items[0], by=by, fields={"due_on": date(2027, 1, 14)})
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    remove_entry(entries[2], by=by)
    found = news(seen, stakeholder)
    assert found is not None
    assert (found.since, found.day, found.count) == ("2026-11-09", "9 Nov", 3)
    told = {
        str(
            entries[0].pk
        ): "Later: 31 Dec → 14 Jan 2027, 14 days; Renamed: Pay by bank transfer → Bank transfer"
    }
    assert found.marks == told


def test_nothing_is_told_on_the_same_day_nor_to_who_plans(
    seen: Roadmap, entries: list[Entry], by: Actor, stakeholder: Member, product_manager: Member
) -> None:
    assert news(seen, stakeholder) is None  # Thursday's visit
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    assert news(seen, stakeholder) is None
    assert news(seen, product_manager) is None
    assert not RoadmapVisit.objects.filter(member=product_manager).exists()


def test_it_stays_until_it_was_looked_at(
    seen: Roadmap, entries: list[Entry], by: Actor, stakeholder: Member, clock: time_machine.Traveller
) -> None:
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    clock.move_to(MONDAY + timedelta(days=5))
    found = news(seen, stakeholder)
    looked(seen, stakeholder, "2026-11-01", by=stakeholder.actor())
    assert found == news(seen, stakeholder)
    assert found is not None
    looked(seen, stakeholder, found.since, by=stakeholder.actor())
    assert news(seen, stakeholder) is None


def test_the_page_leads_to_the_comparison_which_settles_it(
    seen: Roadmap, entries: list[Entry], by: Actor, url: str, client_of: ClientOf, stakeholder: Member
) -> None:
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    reader = client_of(stakeholder)
    page = text(reader, url)
    assert "1 change since 9 Nov" in page
    assert f'href="{url}changes/?since=2026-11-09&amp;small=no"' in page
    assert "Pay by bank transfer → Bank transfer" in text(reader, f"{url}changes/?since=2026-11-09&small=no")
    assert "since-visit" not in text(reader, url)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_it_can_be_put_away(
    headers: dict[str, str], seen: Roadmap, entries: list[Entry], by: Actor, url: str,
    client_of: ClientOf, stakeholder: Member,
) -> None:  # fmt: skip
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    reader = client_of(stakeholder)
    assert reader.post(f"{url}seen/", headers=headers).status_code == (200 if headers else 302)
    assert "since-visit" not in text(reader, url)


@pytest.fixture
def editions_only(seen: Roadmap, by: Actor, stakeholder: Member) -> Roadmap:
    """Readers see editions; the stakeholder has seen the first one."""
    update_roadmap(seen, by=by, fields={"readers_see": "published"})
    seen.refresh_from_db()
    RoadmapVisit.objects.update(edition=1)
    return seen


def test_readers_of_editions_learn_of_editions(
    editions_only: Roadmap,
    entries: list[Entry],
    by: Actor,
    url: str,
    client_of: ClientOf,
    stakeholder: Member,
) -> None:
    reader = client_of(stakeholder)
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    keep_edition_of_the_night(editions_only)
    assert ("since-visit" in text(reader, url), tagged(reader, url)) == (False, False)
    publish(editions_only, by=by)
    assert tagged(reader, url)
    update_entry(entries[1], by=by, fields={"public_title": "Zebra"})
    page = text(reader, url)
    assert "1 change since 12 Nov" in page  # Thursday's visit brought nothing new
    assert ("?since=1&amp;" in page, "Zebra" in page) == (True, False)
    ref = page.split('id="bar-')[1][:16]
    assert f'<li data-id="{ref}">Renamed' in page


def tagged(reader: Client, url: str) -> bool:
    """Whether the list of roadmaps says that it has changed."""
    return ">Changed<" in text(reader, url.rsplit("/", 2)[0] + "/")


def test_the_list_tells_of_what_a_night_has_kept(
    seen: Roadmap, entries: list[Entry], by: Actor, url: str, client_of: ClientOf, stakeholder: Member
) -> None:
    reader = client_of(stakeholder)
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    assert not tagged(reader, url)
    keep_edition_of_the_night(seen)
    assert (tagged(reader, url), tagged(client_of(seen.owner), url)) == (True, False)
    reader.post(f"{url}seen/")
    assert not tagged(reader, url)


def test_who_saw_more_before_compares_with_what_was_published_then(
    seen: Roadmap, entries: list[Entry], by: Actor, stakeholder: Member
) -> None:
    update_entry(entries[1], by=by, fields={"public_title": "Wallet"})
    keep_edition_of_the_night(seen)
    RoadmapVisit.objects.update(edition=2)
    seen.readers_see = "published"
    assert news(seen, stakeholder) is None
    publish(seen, by=by)
    found = news(seen, stakeholder)
    assert found is not None
    assert (found.since, found.count) == ("1", 1)


def test_by_the_api(
    editions_only: Roadmap, entries: list[Entry], by: Actor, client_of: ClientOf, stakeholder: Member
) -> None:
    def kinds() -> list[str]:
        address = f"/api/v1/roadmaps/{editions_only.pk}/changes/?since=visit"
        found = client_of(stakeholder).get(address, headers={"X-Workspace": "acme"}).json()
        return [change["kind"] for change in found["changes"]]

    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    assert kinds() == []
    publish(editions_only, by=by)
    assert kinds() == ["renamed"]


def test_a_known_day_costs_one_statement(
    seen: Roadmap, stakeholder: Member, django_assert_num_queries: Any
) -> None:
    news(seen, stakeholder)
    with django_assert_num_queries(1):
        news(seen, stakeholder)


def test_what_was_made_on_the_day_of_the_visit_is_no_news(
    clock: time_machine.Traveller, roadmap: Roadmap, entries: list[Entry], by: Actor, stakeholder: Member
) -> None:
    assert news(roadmap, stakeholder) is None
    clock.shift(timedelta(hours=17))
    keep_edition_of_the_night(roadmap)
    clock.shift(timedelta(days=1))
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    found = news(roadmap, stakeholder)
    assert found is not None
    assert (found.since, found.count) == ("2026-11-08", 1)


def test_news_cost_eight_statements_whatever_their_number(
    seen: Roadmap, entries: list[Entry], by: Actor, stakeholder: Member, django_assert_max_num_queries: Any
) -> None:
    for entry in entries:
        update_entry(entry, by=by, fields={"public_title": f"New {entry.pk}"})
    with django_assert_max_num_queries(8):
        found = news(seen, stakeholder)
    assert found is not None
    assert found.count == len(found.marks) == 3


def test_its_visit_begins_with_the_empty_page(
    roadmap: Roadmap, entries: list[Entry], by: Actor, client_of: ClientOf, stakeholder: Member
) -> None:
    update_roadmap(roadmap, by=by, fields={"readers_see": "published"})
    url, reader = f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/", client_of(stakeholder)
    reader.get(url)
    publish(roadmap, by=by)
    assert "since-visit" not in text(reader, url)
    update_entry(entries[0], by=by, fields={"public_title": "Bank transfer"})
    publish(roadmap, by=by)
    assert "1 change since" in text(reader, url)
