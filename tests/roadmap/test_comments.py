"""Comments on entries: who may read and say, on the page and by the API; nothing of them where they do not belong."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Comment, Item
from backlog.queries.work import my_work
from backlog.services.discussion import add_comment, delete_comment, edit_comment, restore_comment
from backlog.services.items import delete_item
from core.errors import Conflict
from roadmap.discussions import MOST_SAID, discussion_of
from roadmap.document import document
from roadmap.models import Entry, Roadmap
from roadmap.queries import entry_of
from roadmap.services.entries import add_entry, remove_entry
from roadmap.services.roadmaps import delete_roadmap, update_roadmap
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item, make_member, make_product, make_roadmap

V1 = "/api/v1/comments/"
SCRIPT = {"X-Requested-With": "fetch"}


@pytest.fixture
def entry(entries: list[Entry]) -> Entry:
    return entries[0]


@pytest.fixture
def reader(client_of: ClientOf, stakeholder: Member) -> Client:
    """The stakeholder's browser."""
    return client_of(stakeholder)


@pytest.fixture
def api(stakeholder: Member) -> APIClient:
    """The API as the stakeholder's browser reaches it; their role has no tokens."""
    client = APIClient()
    assert stakeholder.user is not None
    client.force_login(stakeholder.user)
    client.credentials(HTTP_X_WORKSPACE="acme")
    return client


def at(name: str, entry: Entry, *args: Any) -> str:
    return reverse(f"roadmap:{name}", args=["acme", entry.roadmap_id, entry.pk, *args])


def private(roadmap: Roadmap, by: Actor) -> None:
    update_roadmap(roadmap, by=by, fields={"visibility": "private"})


def said(entry: Entry, member: Member) -> list[str]:
    fresh = entry_of(member.actor(), entry.roadmap_id, entry.pk)
    return [each.comment.text for each in discussion_of(fresh, member.workspace, member.actor()).said]


def test_a_stakeholder_asks_and_is_answered(
    reader: Client, client_of: ClientOf, product_manager: Member, entry: Entry
) -> None:
    reader.post(at("comment_on", entry), {"text": "Why *so* late?"})
    answer = client_of(product_manager).post(at("comment_on", entry), {"text": "Soon."}, headers=SCRIPT)
    assert answer.content.decode().count('class="comment"') == 2
    assert "Why <em>so</em> late?" in reader.get(at("entry", entry)).content.decode()


def test_ones_own_words_change_and_come_back(reader: Client, stakeholder: Member, entry: Entry) -> None:
    comment = add_comment(entry, by=stakeholder.actor(), text="Frist")
    changed = reader.post(at("change_comment", entry, comment.pk), {"text": "First", "version": "1"})
    assert changed["Location"] == at("entry", entry) + "#comments"
    gone = reader.post(at("remove_comment", entry, comment.pk), headers=SCRIPT)
    assert "First" not in gone.content.decode()
    reader.post(json.loads(gone["HX-Trigger"])["toast"]["undoUrl"])
    assert said(entry, stakeholder) == ["First"]


@pytest.mark.parametrize(("text", "version"), [("  ", "1"), ("Mine", "7")])
def test_what_cannot_be_saved_says_why(
    reader: Client, stakeholder: Member, entry: Entry, text: str, version: str
) -> None:
    comment = add_comment(entry, by=stakeholder.actor(), text="First")
    values = {"text": text, "version": version}
    answer = reader.post(at("change_comment", entry, comment.pk), values, headers=SCRIPT)
    assert (answer.status_code, said(entry, stakeholder)) == (422, ["First"])
    assert 'role="alert"' in answer.content.decode().split(f"comment-problem-{comment.pk}")[1]


def test_a_plain_form_keeps_what_was_typed(reader: Client, entry: Entry) -> None:
    answer = reader.post(at("comment_on", entry), {"text": "x" * 20_001})
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.content.decode()


def test_words_of_others_are_not_mine(reader: Client, product_manager: Member, entry: Entry) -> None:
    comment = add_comment(entry, by=product_manager.actor(), text="Theirs")
    for name in ("change_comment", "remove_comment"):
        assert reader.post(at(name, entry, comment.pk), {"text": "Mine"}).status_code == 403


def test_a_comment_answers_under_its_own_entry_alone(
    reader: Client, stakeholder: Member, entries: list[Entry], items: list[Item], owner: Member
) -> None:
    of_item = add_comment(items[0], by=owner.actor(), text="Inside")
    elsewhere = add_comment(entries[1], by=stakeholder.actor(), text="There")
    for comment in (of_item, elsewhere):
        assert reader.post(at("remove_comment", entries[0], comment.pk)).status_code == 404


def test_comments_of_the_item_stay_in_the_backlog(
    reader: Client, api: APIClient, items: list[Item], entry: Entry, owner: Member
) -> None:
    inside = add_comment(items[0], by=owner.actor(), text="Not for outsiders")
    assert "outsiders" not in reader.get(at("entry", entry)).content.decode()
    assert api.get(V1).json()["results"] == []
    assert api.get(f"{V1}{inside.pk}/").status_code == 403
    for answer in (api.get(V1, {"item": "WEB-1"}), api.post(V1, {"item": "WEB-1", "text": "Hi"})):
        assert answer.status_code == 403


def test_someone_elses_private_roadmap_has_no_comments(
    reader: Client, api: APIClient, roadmap: Roadmap, entry: Entry, stakeholder: Member, by: Actor
) -> None:
    comment = add_comment(entry, by=stakeholder.actor(), text="Hello")
    private(roadmap, by)
    assert reader.post(at("comment_on", entry), {"text": "Hi"}).status_code == 404
    assert api.get(f"{V1}{comment.pk}/").status_code == 404
    assert api.get(V1).json()["results"] == []
    assert api.get(V1, {"entry": str(entry.pk)}).status_code == 422
    with pytest.raises(Conflict):
        edit_comment(comment, by=stakeholder.actor(), text="Still me")


def test_an_item_and_an_entry_are_not_commented_at_once(entry: Entry, workspace: Any) -> None:
    for on in ({}, {"entry": entry, "item": entry.item}):
        with pytest.raises(IntegrityError, match="comment_on_one_thing"), transaction.atomic():
            Comment.objects.create(workspace=workspace, text="Both", **on)


def test_another_workspaces_entry_cannot_be_commented(entry: Entry, stranger: Member, api_of: ApiOf) -> None:
    with pytest.raises(Conflict):
        add_comment(entry, by=stranger.actor(), text="Hi")
    theirs = api_of(stranger)
    assert theirs.post(V1, {"entry": str(entry.pk), "text": "Hi"}).json()["errors"][0]["pointer"] == "/entry"
    smuggled = Comment.objects.create(workspace=stranger.workspace, entry=entry, text="Hi")
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    smuggled.delete()


def test_by_api(api: APIClient, api_of: ApiOf, owner: Member, entry: Entry, items: list[Item]) -> None:
    made = api.post(V1, {"entry": str(entry.pk), "text": "Why?"})
    shown = made.json()
    assert (made.status_code, shown["item"], shown["entry"]) == (201, None, str(entry.pk))
    changed = api.patch(made["Location"], {"text": "When?"}, HTTP_IF_MATCH=made["ETag"]).json()
    assert api.patch(made["Location"], {"text": "Late"}, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    add_comment(items[0], by=owner.actor(), text="Inside")
    everything = api_of(owner).get(V1).json()["results"]
    assert [(row["item"], row["text"]) for row in everything] == [(None, "When?"), ("WEB-1", "Inside")]
    assert api_of(owner).get(V1, {"entry": str(entry.pk)}).json()["results"] == [changed]
    assert api.delete(made["Location"]).status_code == 204


def test_by_api_one_of_both_is_named(api_of: ApiOf, owner: Member, entry: Entry, items: list[Item]) -> None:
    api = api_of(owner)
    for on in ({}, {"item": "WEB-1", "entry": str(entry.pk)}, {"entry": "x"}, {"entry": str(items[0].pk)}):
        assert api.post(V1, {"text": "Hi", **on}).status_code == 422
    assert api.get(V1, {"entry": "x"}).json()["errors"][0]["parameter"] == "entry"


def test_what_is_said_goes_with_its_entry_and_comes_back(
    api: APIClient, roadmap: Roadmap, entry: Entry, stakeholder: Member, by: Actor
) -> None:
    comment = add_comment(entry, by=stakeholder.actor(), text="Still there?")
    doing = by.anew()
    remove_entry(entry, by=doing)
    assert api.get(f"{V1}{comment.pk}/").status_code == 404
    with pytest.raises(Conflict, match="no longer"):
        delete_comment(comment, by=stakeholder.actor())
    assert undo_action(doing.action, by=by).refused == []
    assert said(entry, stakeholder) == ["Still there?"]


def test_an_item_put_on_anew_starts_without_words(
    roadmap: Roadmap, entry: Entry, items: list[Item], stakeholder: Member, by: Actor
) -> None:
    add_comment(entry, by=stakeholder.actor(), text="Old")
    doing = by.anew()
    remove_entry(entry, by=doing)
    again = add_entry(roadmap, items[0], by=by)
    assert said(again, stakeholder) == []
    assert "already" in undo_action(doing.action, by=by).refused[0][1]


def test_gone_with_its_item_and_its_roadmap(
    api: APIClient, roadmap: Roadmap, entries: list[Entry], items: list[Item], stakeholder: Member, by: Actor
) -> None:
    for entry in entries[:2]:
        add_comment(entry, by=stakeholder.actor(), text=entry.item.title)
    delete_item(items[0], by=by)
    assert [row["text"] for row in api.get(V1).json()["results"]] == ["Apple Pay"]
    delete_roadmap(roadmap, by=by)
    assert api.get(V1).json()["results"] == []


def test_nothing_of_it_is_published(roadmap: Roadmap, entry: Entry, stakeholder: Member) -> None:
    before = document(roadmap)
    add_comment(entry, by=stakeholder.actor(), text="For us alone")
    assert document(roadmap) == before


def test_my_work_and_the_item_know_nothing_of_it(
    entry: Entry, owner: Member, product_manager: Member
) -> None:
    add_comment(entry, by=owner.actor(), text=f"@{product_manager.name}")
    work = my_work(product_manager, product_manager.actor(), today=entry.created_at.date())
    assert work.said == []
    assert entry.item.comments.count() == 0


def test_only_who_may_read_the_backlog_gets_links(entry: Entry, stakeholder: Member, owner: Member) -> None:
    add_comment(entry, by=owner.actor(), text="See WEB-2")
    fresh = entry_of(owner.actor(), entry.roadmap_id, entry.pk)
    links = [
        discussion_of(fresh, member.workspace, member.actor()).addresses for member in (owner, stakeholder)
    ]
    assert links == [{"WEB-2": "/w/acme/items/WEB-2/"}, {}]


def test_a_restored_comment_is_told_once(entry: Entry, stakeholder: Member) -> None:
    comment = add_comment(entry, by=stakeholder.actor(), text="Hm")
    for act in (delete_comment, delete_comment, restore_comment, restore_comment):
        act(comment, by=stakeholder.actor())
    verbs = Event.objects.filter(object_id=comment.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["comment.created", "comment.deleted", "comment.restored"]


def test_a_demoted_author_loses_the_item_with_its_words(items: list[Item], contributor: Member) -> None:
    comment = add_comment(items[0], by=contributor.actor(), text="Mine")
    contributor.role = "stakeholder"
    with pytest.raises(PermissionDenied, match="read the backlog"):
        edit_comment(comment, by=contributor.actor(), text="Still mine")


def test_the_views_count_what_is_said(reader: Client, entries: list[Entry], stakeholder: Member) -> None:
    for text in ("One", "Two"):
        add_comment(entries[0], by=stakeholder.actor(), text=text)
    delete_comment(add_comment(entries[1], by=stakeholder.actor(), text="No"), by=stakeholder.actor())
    home = reverse("roadmap:roadmap", args=["acme", entries[0].roadmap_id])
    pages = {
        view: reader.get(home, {"view": view}).content.decode() for view in ("timeline", "horizons", "list")
    }
    counted = pages["timeline"].count("comments</title>"), pages["timeline"].count("2 comments</title>")
    assert counted == (1, 1)
    assert [pages[view].count('class="talk"') for view in ("horizons", "list")] == [1, 1]


def statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url, headers=SCRIPT).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


def test_many_comments_cost_what_one_does(
    reader: Client, entry: Entry, workspace: Any, owner: Member
) -> None:
    home = reverse("roadmap:roadmap", args=["acme", entry.roadmap_id])
    add_comment(entry, by=owner.actor(), text="One")
    reader.get(home)
    views, page, comments = (
        statements(reader, url) for url in (home, at("entry", entry), at("comments", entry))
    )
    more = [make_member(workspace) for _ in range(3)]
    for number in range(MOST_SAID + 5):
        add_comment(entry, by=more[number % 3].actor(), text=f"WEB-{number % 3 + 1}")
    many = [statements(reader, url) for url in (home, at("entry", entry), at("comments", entry))]
    assert many == [views, page + 1, comments + 1]  # how many there are


def test_older_words_come_in_pages(reader: Client, entry: Entry, stakeholder: Member) -> None:
    for number in range(MOST_SAID + 2):
        add_comment(entry, by=stakeholder.actor(), text=f"Word {number}.")
    page = reader.get(at("entry", entry)).content.decode()
    assert "Word 1." not in page
    before = page.split("?before=")[1].split("#")[0]
    older = reader.get(at("entry", entry), {"before": before}).content.decode()
    assert ("Word 1." in older, "Word 2." in older) == (True, False)


def test_two_workspaces_keep_their_words(
    api: APIClient, entry: Entry, stakeholder: Member, stranger: Member
) -> None:
    there = make_roadmap(stranger)
    other = add_entry(there, make_item(make_product(stranger.workspace)), by=stranger.actor())
    add_comment(other, by=stranger.actor(), text="Far away")
    add_comment(entry, by=stakeholder.actor(), text="Near")
    assert [row["text"] for row in api.get(V1).json()["results"]] == ["Near"]
