"""The inbox page: days, unread marks, reading, paging."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import Member
from notifications import queries
from notifications.models import Notification
from notifications.services import Line, mark_all_read, tell
from notifications.templatetags.notifications import line_words
from notifications.words import due_words
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

URL = "/w/acme/inbox/"


def told(member: Member, count: int = 1, kind: str = "commented", **data: str) -> list[Notification]:
    """Lines about items of a product, in the order they were told."""
    product = make_product(member.workspace)
    lines = []
    for number in range(count):
        item = make_item(product, f"Title {number}")
        shown = {"by": "Mia", "key": item.key, "title": item.title, **data}
        lines.append(Line(member.pk, kind, f"{kind}:{item.pk}", shown, item.pk))
    tell(member.workspace_id, lines)
    return list(Notification.objects.filter(member=member).order_by("pk"))


@pytest.fixture
def client(client_of: ClientOf, contributor: Member) -> Client:
    return client_of(contributor)


def text(client: Client, url: str = URL, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_a_line_says_who_did_what_and_leads_to_the_item(client: Client, contributor: Member) -> None:
    (line,) = told(contributor, text="Look here")
    page = text(client)
    assert line.item is not None
    assert f'href="/w/acme/items/{line.item.key}/"' in page
    for words in ("Mia commented", "Look here", "Title 0", "Today", "is-unread"):
        assert words in page


def test_lines_come_by_day_the_newest_first(contributor: Member) -> None:
    lines = told(contributor, 3)
    Notification.objects.filter(pk=lines[0].pk).update(created_at=timezone.now() - timedelta(days=1))
    days = queries.inbox(contributor).days
    assert [[line.pk for line in day.lines] for day in days] == [[lines[2].pk, lines[1].pk], [lines[0].pk]]


def test_an_empty_inbox_says_what_it_is_for(client: Client) -> None:
    assert "arrive here" in text(client)


def test_a_deleted_item_has_no_link_but_its_line(client: Client, contributor: Member) -> None:
    (line,) = told(contributor)
    type(line.item)._base_manager.filter(pk=line.item_id).update(deleted_at=timezone.now())
    page = text(client)
    assert "Title 0" in page
    assert "/items/" not in page.split("<main", 1)[1]


def test_reading_one_answers_its_line_and_the_new_number(client: Client, contributor: Member) -> None:
    first, _second = told(contributor, 2)
    response = client.post(f"{URL}{first.pk}/read/", headers={"HX-Request": "true"})
    assert f'id="line-{first.pk}"' in response.content.decode()
    assert "is-unread" not in response.content.decode()
    assert '"count": 1' in response.headers["HX-Trigger"]
    assert queries.unread_count(contributor) == 1


def test_a_plain_form_goes_back_to_the_inbox(client: Client, contributor: Member) -> None:
    (line,) = told(contributor)
    response = client.post(f"{URL}{line.pk}/read/")
    assert (response.status_code, response.headers["Location"]) == (302, URL)


def test_a_line_can_be_unread_again(client: Client, contributor: Member) -> None:
    (line,) = told(contributor)
    client.post(f"{URL}{line.pk}/read/")
    client.post(f"{URL}{line.pk}/unread/")
    assert queries.unread_count(contributor) == 1


def test_nobody_reads_what_was_told_to_another(
    client_of: ClientOf, contributor: Member, owner: Member
) -> None:
    (line,) = told(contributor)
    assert client_of(owner).post(f"{URL}{line.pk}/read/").status_code == 404
    assert "Title 0" not in text(client_of(owner))


def test_marking_all_leaves_what_came_later(client: Client, contributor: Member) -> None:
    first, second = told(contributor, 2)
    client.post(f"{URL}read/", {"newest": str(first.pk)})
    assert list(Notification.objects.unread()) == [second]


def test_marking_all_is_ones_own(contributor: Member, owner: Member) -> None:
    told(contributor, 2)
    told(owner)
    assert mark_all_read(contributor) == 2
    assert queries.unread_count(owner) == 1


def test_pages_follow_each_other_without_a_gap(contributor: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    lines = told(contributor, 5)
    seen, before = [], None
    while True:
        page = queries.inbox(contributor, before=before)
        seen += [line.pk for day in page.days for line in day.lines]
        before = page.older
        if before is None:
            break
    assert seen == [line.pk for line in reversed(lines)]


def test_only_unread_lines_can_be_shown(client: Client, contributor: Member) -> None:
    first, _second = told(contributor, 2)
    client.post(f"{URL}{first.pk}/read/")
    page = text(client, f"{URL}?show=unread")
    assert "Title 1" in page
    assert "Title 0" not in page


def test_a_former_contributor_no_longer_reads_of_items(client: Client, contributor: Member) -> None:
    told(contributor)
    Member.objects.filter(pk=contributor.pk).update(role="stakeholder")
    assert "Title 0" not in text(client)
    contributor.refresh_from_db()
    assert queries.unread_count(contributor) == 0


@pytest.mark.parametrize("count", [1, 40])
def test_the_page_costs_the_same_for_many_lines(client: Client, contributor: Member, count: int) -> None:
    told(contributor, count)
    with CaptureQueriesContext(connection) as statements:
        text(client)
    ours = [one["sql"] for one in statements if "notifications_notification" in one["sql"]]
    assert len(ours) <= 3
    assert len(statements) <= 12


def test_an_unknown_place_is_the_first_page(client: Client, contributor: Member) -> None:
    told(contributor)
    assert "Title 0" in text(client, f"{URL}?before=nonsense")


@pytest.mark.parametrize(
    ("kind", "words"),
    [("assigned", "Mia assigned it to you"), ("mentioned", "Mia mentioned you"), ("done", "Mia finished it")],
)
def test_every_kind_has_its_words(kind: str, words: str) -> None:
    assert line_words(Notification(kind=kind, data={"by": "Mia"})) == words


def test_a_deadline_is_said_in_days() -> None:
    day = timezone.localdate()
    with translation.override("en"):
        said = [due_words(offset, day, "day").split(" (")[0] for offset in (7, 1, 0)]
    assert said == ["due in 7 days", "due tomorrow", "due today"]
