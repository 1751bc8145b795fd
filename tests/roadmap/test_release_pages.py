from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.queries.stream import stream
from roadmap.models import Release
from roadmap.services.release_items import add_items, remove_items
from roadmap.views.places import MOST_SHOWN, shown
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_release
from tests.roadmap.conftest import HTMX, text, undo_of

HOME = "/w/acme/releases/"


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=timezone.localdate() + timedelta(days=10))


@pytest.fixture
def url(release: Release) -> str:
    return f"{HOME}{release.pk}/"


def test_without_releases_the_page_says_what_they_are_for(
    manager: Client, web: Product, client_of: ClientOf, stakeholder: Member
) -> None:
    assert 'href="/w/acme/releases/new/"' in text(manager, HOME)
    assert "as soon as a product manager plans a release" in text(client_of(stakeholder), HOME)


def test_a_release_is_made_in_a_dialog(manager: Client, web: Product) -> None:
    made = manager.post(f"{HOME}new/", {"product": web.pk, "name": "4.2", "date": "2027-01-15"}, headers=HTMX)
    assert made["HX-Redirect"] == f"{HOME}{Release.objects.get(name='4.2').pk}/"
    again = manager.post(f"{HOME}new/", {"product": web.pk, "name": "4.2"}, headers=HTMX)
    assert (again.status_code, "of that name already" in again.content.decode()) == (422, True)


def test_the_page_marks_what_would_be_late(
    manager: Client, web: Product, release: Release, url: str, by: Actor
) -> None:
    due = timezone.localdate() + timedelta(days=20)
    add_items(release, [make_item(web, "In time"), make_item(web, "Too late", due_on=due)], by=by)
    page = text(manager, url)
    assert "1 item is due after" in page
    assert ("In time" in page, "Too late" in page) == (True, True)
    late = text(manager, f"{url}?show=late")
    assert ("In time" in late, "Too late" in late) == (False, True)
    assert "1 due later" in text(manager, HOME)


def test_two_who_change_it_at_once_both_see_it(manager: Client, release: Release, url: str) -> None:
    data = {"name": "4.3", "date": "", "from_name": "4.2", "from_date": str(release.date)}
    assert manager.post(f"{url}settings/", data, headers=HTMX).status_code == 204
    assert manager.post(f"{url}settings/", {**data, "name": "4.4"}, headers=HTMX).status_code == 412


def test_what_they_saw_that_is_no_date_is_refused(manager: Client, url: str) -> None:
    data = {"name": "4.3", "date": "", "from_name": "4.2", "from_date": "soon"}
    assert manager.post(f"{url}settings/", data, headers=HTMX).status_code == 422


def test_nothing_changed_offers_no_undo(manager: Client, release: Release, url: str) -> None:
    same = {"name": "4.2", "date": str(release.date)}
    assert '"undoUrl": ""' in manager.post(f"{url}settings/", same, headers=HTMX)["HX-Trigger"]


def test_a_long_page_ends() -> None:
    assert shown(range(MOST_SHOWN + 7)) == {"rows": range(MOST_SHOWN), "more": 7}
    assert shown(range(3)) == {"rows": range(3), "more": 0}


def test_items_are_found_put_in_and_taken_out(
    manager: Client, release: Release, url: str, items: list[Item]
) -> None:
    found = manager.get(f"{url}candidates/", {"q": "apple"}, headers=HTMX).content.decode()
    assert ("WEB-2" in found, "WEB-1" in found) == (True, False)
    put = manager.post(f"{url}add/", {"items": [items[0].pk, items[1].pk]}, headers=HTMX)
    assert (put.status_code, release.places.count(), "undoUrl" in put["HX-Trigger"]) == (204, 2, True)
    assert "WEB-1" not in manager.get(f"{url}candidates/", headers=HTMX).content.decode()
    manager.post(f"{url}remove/", {"items": items[0].pk}, headers=HTMX)
    assert release.places.count() == 1
    assert manager.post(f"{url}add/", {"items": ["nothing"]}, headers=HTMX).status_code == 422


def test_it_is_released_deleted_and_brought_back(manager: Client, release: Release, url: str) -> None:
    manager.post(f"{url}released/", headers=HTMX)
    assert "Not released after all" in text(manager, url)
    manager.post(f"{url}unreleased/", headers=HTMX)
    assert "Mark as released" in text(manager, url)
    gone = manager.post(f"{url}delete/", headers=HTMX)
    assert ("4.2 has been deleted" in gone.content.decode(), manager.get(url).status_code) == (True, 404)
    manager.post(undo_of(gone["HX-Trigger"]))
    assert manager.get(url).status_code == 200


def test_plain_forms_lead_back_to_the_page(manager: Client, url: str) -> None:
    assert manager.post(f"{url}released/")["Location"] == url
    assert manager.post(f"{url}delete/")["Location"] == HOME


def test_a_stakeholder_reads_without_links_into_the_backlog(
    client_of: ClientOf, stakeholder: Member, release: Release, url: str, items: list[Item], by: Actor
) -> None:
    add_items(release, items, by=by)
    page = text(client_of(stakeholder), url)
    assert "Apple Pay" in page
    for hidden in ("/items/WEB-2/", "Mark as released", "Add items", "/remove/", str(items[1].pk)):
        assert hidden not in page


@pytest.mark.parametrize("path", ["", "one"])
def test_pages_cost_the_same_for_any_number(
    manager: Client, web: Product, release: Release, url: str, by: Actor, path: str
) -> None:
    costs = []
    manager.get(HOME)  # the session notes that it was seen
    for count in (1, 20):
        add_items(release, [make_item(web) for _ in range(count)], by=by)
        make_release(web, f"{count}")
        with counted() as statements:
            manager.get(url if path else HOME)
        costs.append(len(statements))
    assert costs[0] == costs[1]


def test_an_item_shows_its_release_and_is_moved_there(
    manager: Client, release: Release, items: list[Item]
) -> None:
    cell = "/w/acme/items/WEB-1/cells/release/"
    assert "4.2" in text(manager, cell)
    put = manager.post(f"{cell}?as=none", {"value": str(release.pk), "old": ""})
    assert (put.status_code, "Release: 4.2" in put["HX-Trigger"]) == (204, True)
    assert f'<a href="{HOME}{release.pk}/"' in text(manager, "/w/acme/items/WEB-1/")
    other = make_release(release.product, "5.0")
    assert manager.post(cell, {"value": str(other.pk), "old": ""}).status_code == 412
    assert manager.post(f"{cell}?as=none", {"value": "", "old": str(release.pk)}).status_code == 204
    assert not release.places.exists()


def test_the_history_of_an_item_tells_its_releases(release: Release, items: list[Item], by: Actor) -> None:
    add_items(release, items[:1], by=by)
    remove_items(release, items[:1], by=by)
    told = " ".join(
        str(line) for entry in stream(items[0], actor=by, criteria={}).entries for line in entry.texts
    )
    assert "put it into the release 4.2" in told
    assert "took it out of the release 4.2" in told
