"""What visitors of a share link speak of: an entry that the link shows them."""

import pytest
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from roadmap.document import ref_of
from roadmap.models import Entry, Lane, Roadmap, ShareLink, VisitorComment
from roadmap.services.entries import remove_entry, update_entry
from roadmap.services.publishing import publish
from roadmap.services.sharing import create_share_link, token_of, update_share_link
from roadmap.services.visitor_comments import decide_on, say_as_visitor
from roadmap.shared import editions_of, shown_by
from roadmap.topics import topics_of
from tests.conftest import ApiOf
from tests.roadmap.conftest import text
from tests.roadmap.visitors import SAID, send


@pytest.fixture
def link(roadmap: Roadmap, entries: list[Entry], by: Actor) -> ShareLink:
    publish(roadmap, by=by)
    return create_share_link(roadmap, by=by, name="Board", takes_comments=True)


@pytest.fixture
def url(link: ShareLink) -> str:
    return f"/share/{token_of(link)}/"


@pytest.fixture
def desk(roadmap: Roadmap) -> str:
    return f"/w/acme/roadmaps/{roadmap.pk}/visitors/"


def word_of(link: ShareLink, title: str) -> str:
    return {topic.title: word for word, topic in topics_of(link, shown_by(link, editions_of(link))).items()}[
        title
    ]


def test_an_entry_is_chosen_by_a_word_of_this_link(
    link: ShareLink, url: str, entries: list[Entry], roadmap: Roadmap, by: Actor, client: Client
) -> None:
    word = word_of(link, "Apple Pay")
    assert f"comment/?on={word}" in text(client, f"{url}?view=list")
    assert f"comment/?on={word}" in text(client, f"{url}?view=horizons")
    assert f'<option value="{word}" selected>Apple Pay' in text(client, f"{url}comment/?on={word}")
    assert send(url, on=word).status_code == 302
    assert VisitorComment.objects.get().item_id == entries[1].item_id
    other = create_share_link(roadmap, by=by, name="Other", takes_comments=True)
    assert word not in topics_of(other, shown_by(other, editions_of(other)))


def test_no_ids_and_no_references_of_documents(
    link: ShareLink, url: str, entries: list[Entry], roadmap: Roadmap, client: Client
) -> None:
    pages = text(client, f"{url}?view=list") + text(client, f"{url}comment/")
    for entry in entries:
        named = (str(entry.pk), str(entry.item_id), ref_of(roadmap, entry.item_id))
        assert not [word for word in named if word in pages]


def test_approved_it_stands_with_its_name_and_the_entry_leads_to_it(
    link: ShareLink, url: str, entries: list[Entry], roadmap: Roadmap, by: Actor, client: Client
) -> None:
    word = word_of(link, "Apple Pay")
    said = say_as_visitor(link, **SAID, about_ref=ref_of(roadmap, entries[1].item_id))
    assert "1 comment" not in text(client, f"{url}?view=list")
    decide_on(said, by=by, state="approved")
    page = text(client, f"{url}?view=list")
    assert f'<a href="#on-{word}">1 comment</a>' in page
    assert '<p class="about">Apple Pay</p>' in page
    assert f'id="on-{word}"' in page


def test_what_the_link_hides_is_not_named(
    link: ShareLink,
    url: str,
    entries: list[Entry],
    lanes: list[Lane],
    roadmap: Roadmap,
    by: Actor,
    client: Client,
) -> None:
    said = say_as_visitor(link, **SAID, about_ref=ref_of(roadmap, entries[1].item_id))
    decide_on(said, by=by, state="approved")
    update_share_link(link, by=by, fields={"lanes": [str(lanes[1].pk)]})
    page = text(client, f"{url}?view=list")
    assert "Vera Visitor" in page
    assert 'class="about"' not in page
    assert "<select" not in text(client, f"{url}comment/")


@pytest.mark.parametrize("word", ["0" * 16, "nonsense"])
def test_what_is_not_there_is_asked_again(word: str, url: str, entries: list[Entry]) -> None:
    answer = send(url, on=word)
    assert (answer.status_code, b"no longer on this page" in answer.content) == (422, True)
    assert not VisitorComment.objects.exists()


def test_a_long_list_offers_the_one_that_was_asked_for(
    link: ShareLink, url: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.views.visitor_comments.MOST_OFFERED", 2)
    page = text(client, f"{url}comment/?on={word_of(link, 'Apple Pay')}")
    assert ("Apple Pay" in page, "Guest basket" in page) == (True, False)
    assert send(url, on=word_of(link, "Guest basket")).status_code == 302


def test_the_desk_names_the_entry_also_when_it_has_left(
    link: ShareLink, entries: list[Entry], roadmap: Roadmap, by: Actor, desk: str, manager: Client
) -> None:
    say_as_visitor(link, **SAID, about_ref=ref_of(roadmap, entries[1].item_id))
    update_entry(entries[1], by=by, fields={"public_title": "Pay by phone"})
    assert f'/entries/{entries[1].pk}/">Pay by phone</a>' in text(manager, desk)
    remove_entry(entries[1], by=by)
    assert "No longer on the roadmap" in text(manager, desk)


def test_the_api_names_the_item(
    link: ShareLink, entries: list[Entry], roadmap: Roadmap, api_of: ApiOf, product_manager: Member
) -> None:
    say_as_visitor(link, **SAID, about_ref=ref_of(roadmap, entries[1].item_id))
    (row,) = api_of(product_manager).get("/api/v1/visitor-comments/").json()["results"]
    assert row["item"] == entries[1].item.key
