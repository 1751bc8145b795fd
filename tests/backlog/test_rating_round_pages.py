"""Rounds of blind ratings in pages: what is drawn for whom, what leaves by live news and the inbox, and what forms do."""

import re
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from activity import dispatch
from activity.models import Event
from backlog.models import Criterion, Item, Product, RatingRound
from backlog.services.blind_rating import Vote, vote
from backlog.services.rating_rounds import open_round, reveal
from notifications.handlers import inbox
from notifications.models import Notification
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_member

HOME = "/w/acme/p/WEB/scoring/rounds/"
FETCH: dict[str, Any] = {"HTTP_X_REQUESTED_WITH": "fetch"}


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product, title) for title in ("Pay by bank transfer", "Guest checkout")]


@pytest.fixture
def round_(items: list[Item], product_owner: Member, contributor: Member) -> RatingRound:
    return open_round(items, by=product_owner.actor(), name="Autumn themes")


@pytest.fixture
def home(round_: RatingRound) -> str:
    return f"{HOME}{round_.pk}/"


@pytest.fixture
def cora(client_of: ClientOf, contributor: Member) -> Client:
    return client_of(contributor)


def give(
    round_: RatingRound, who: Member, value: str, key: str = "reach", note: str = "", at: int = 0
) -> None:
    item = round_.items.order_by("rank")[at]
    criterion: Criterion = round_.criteria.get(key=key)
    vote(round_, [Vote(item, criterion, Decimal(value), note)], by=who.actor())


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    return " ".join(html.split())


def test_a_page_shows_ones_own_numbers_and_no_byte_of_others(
    client: Client, cora: Client, contributor: Member, round_: RatingRound, home: str
) -> None:
    pages = (home, f"{home}items/WEB-1/", HOME)
    give(round_, contributor, "731.25", note="xyzzy")
    before = [text(client.get(url, **FETCH)) for url in pages[:2]]
    give(round_, contributor, "4", note="plugh")
    assert [text(client.get(url, **FETCH)) for url in pages[:2]] == before
    assert not any(
        secret in text(client.get(url)) for url in pages for secret in ("731.25", "xyzzy", "plugh")
    )
    assert 'value="4"' in text(cora.get(home))
    assert "1 of 2 have rated" in text(client.get(home))
    assert "1 of 2 have rated" in text(client.get(HOME))


def test_a_cell_and_a_block_are_saved_and_say_what_is_wrong(
    cora: Client, round_: RatingRound, home: str
) -> None:
    one = f"{home}items/WEB-1/votes/impact/"
    saved = cora.post(one, {"value": "0,5"}, **FETCH)
    assert (saved.status_code, "X-Undo" in saved) == (204, True)
    assert cora.post(one, {"value": "4"}, **FETCH).status_code == 422
    block = {"items": "WEB-1,WEB-2", "criteria": "reach,impact", "text": "100\t1\n200\t2", "act": "paste"}
    answer = cora.post(f"{home}votes/", block, **FETCH)
    assert answer.json()["values"]["WEB-2"] == {"reach": "200", "impact": "2"}
    wrong = cora.post(f"{home}votes/", {**block, "text": "7\t4"}, **FETCH)
    assert (wrong.status_code, wrong.json()["cells"][0]["criterion"]) == (422, "impact")
    assert round_.votes.count() == 4


def test_an_item_is_rated_with_reasons_or_not_at_all(cora: Client, round_: RatingRound, home: str) -> None:
    url = f"{home}items/WEB-1/"
    wrong = cora.post(
        f"{url}votes/", {"value_reach": "many", "value_impact": "3", "note_impact": "All pay"}, **FETCH
    )
    html = " ".join(wrong.content.decode().split())
    assert (wrong.status_code, round_.votes.count()) == (422, 0)
    assert "“many” is not a number." in html
    assert 'value="All pay"' in html
    assert cora.post(f"{url}votes/", {"value_reach": "9", "value_impact": "4"}, **FETCH).status_code == 422
    plain = cora.post(f"{url}votes/", {"value_reach": "100", "value_impact": "3", "note_impact": "All pay"})
    assert (plain.status_code, plain["Location"]) == (302, url)
    kept = [(int(row.value), row.note) for row in round_.votes.order_by("value")]
    assert kept == [(3, "All pay"), (100, "")]


def test_revealed_numbers_stand_with_names_and_notes_those_apart_first(
    client: Client, contributor: Member, product_owner: Member, round_: RatingRound, home: str
) -> None:
    for who, impact in ((contributor, "3"), (product_owner, "0.5")):
        give(round_, who, "100")
        give(round_, who, impact, "impact", "because", at=1)
    html = text(client.post(f"{home}reveal/", **FETCH))
    assert "1 number to talk about" in html
    assert html.index("WEB-2") < html.index("WEB-1")
    by_rank = text(client.get(f"{home}?order=rank"))
    assert by_rank.index("Pay by bank transfer") < by_rank.index("Guest checkout")
    item = text(client.get(f"{home}items/WEB-2/"))
    assert item.index("Paul Owner") < item.index("Cora Contributor")
    assert item.count("because") == 2


def test_means_are_taken_over_for_one_item_and_for_all_and_undone(
    client: Client, contributor: Member, round_: RatingRound, home: str, items: list[Item]
) -> None:
    for at in (0, 1):
        give(round_, contributor, "100", at=at)
    reveal(round_, by=round_.opened_by.actor())
    one = client.post(f"{home}take-over/", {"item": "WEB-2"}, **FETCH)
    assert [item.ratings.count() for item in items] == [0, 1]
    client.post(f"{home}take-over/", {"way": "median"}, **FETCH)
    assert [item.ratings.count() for item in items] == [1, 1]
    client.post(f"/w/acme/undo/{one['X-Action']}/")
    assert [item.ratings.count() for item in items] == [1, 0]


def test_one_rating_is_agreed_on_and_talked_about(
    client: Client, contributor: Member, round_: RatingRound, home: str, items: list[Item]
) -> None:
    give(round_, contributor, "3", "impact")
    reveal(round_, by=round_.opened_by.actor())
    url = f"{home}items/WEB-1/"
    assert client.post(f"{url}ratings/impact/", {"value": "4"}, **FETCH).status_code == 422
    assert "now 2" in text(client.post(f"{url}ratings/impact/", {"value": "2"}, **FETCH))
    assert "Let us talk" in text(client.post(f"{url}comments/", {"text": "Let us talk"}, **FETCH))
    assert client.post(f"{url}comments/", {"text": " "}, **FETCH).status_code == 422
    assert items[0].comments.get().text == "Let us talk"


def test_a_step_that_came_too_late_changes_nothing(client: Client, round_: RatingRound, home: str) -> None:
    assert client.post(f"{home}end/", {"version": "7"}, **FETCH).status_code == 412
    assert client.post(f"{home}end/", {"version": "1"}).status_code == 302
    assert client.post(f"{home}items/WEB-1/votes/reach/", {"value": "3"}, **FETCH).status_code == 409
    assert "They stay secret" in text(client.get(home))


def test_a_round_is_opened_for_chosen_items_of_kinds_that_are_scored(
    client: Client, product: Product, items: list[Item]
) -> None:
    make_item(product, "Renew certificates", kind="chore")
    product.scoring_models.update(kinds=["story"])
    shown = text(client.get(f"{HOME}open/"))
    assert "Guest checkout" in shown
    assert "Renew certificates" not in shown
    refused = client.post(f"{HOME}open/", {"items": ["WEB-1", "WEB-3"]})
    assert (refused.status_code, b"of this kind: WEB-3" in refused.content) == (422, True)
    assert client.post(f"{HOME}open/", {}).status_code == 422
    made = client.post(f"{HOME}open/", {"items": ["WEB-1", "WEB-2"], "name": "Autumn"})
    assert made["Location"] == f"{HOME}{RatingRound.objects.get(name='Autumn').pk}/"


def test_an_item_of_another_round_or_product_is_not_found(
    client: Client, product: Product, home: str
) -> None:
    other = make_item(product, "Apple Pay")
    assert client.get(f"{home}items/{other.key}/").status_code == 404
    assert client.get(home.replace("/WEB/", "/APP/")).status_code == 404


def test_pages_cost_the_same_for_any_number(
    client: Client, product: Product, product_owner: Member, round_: RatingRound, home: str
) -> None:
    client.get(home)
    with counted() as few:
        client.get(home)
    many = open_round([make_item(product) for _ in range(25)], by=product_owner.actor())
    for _ in range(4):
        give(many, make_member(product.workspace, "contributor"), "3")
    with counted() as more:
        client.get(f"{HOME}{many.pk}/")
    with counted() as listed:
        client.get(HOME)
    assert len(more) == len(few) <= 13
    assert len(listed) <= 10


def test_news_and_inbox_tell_that_a_round_is_open_and_no_number(
    product_owner: Member, contributor: Member, stakeholder: Member, round_: RatingRound, client_of: ClientOf
) -> None:
    inbox.handle([event for event in Event.objects.order_by("id") if event.verb in inbox.verbs])
    line = Notification.objects.get()
    assert (line.member, line.kind, line.data["title"]) == (contributor, "rating", "Autumn themes")
    html = text(client_of(contributor).get("/w/acme/inbox/"))
    assert "Paul Owner asks for your ratings" in html
    assert f"{HOME}{round_.pk}/" in html


def test_what_is_published_when_somebody_rates_holds_no_number(
    contributor: Member, round_: RatingRound, django_capture_on_commit_callbacks: Any
) -> None:
    client = dispatch.client()
    with closing(client.pubsub()) as heard:  # type: ignore[no-untyped-call]
        heard.subscribe(dispatch.channel(round_.workspace_id))
        heard.get_message(timeout=2)
        with django_capture_on_commit_callbacks(execute=True):
            give(round_, contributor, "731.25", note="xyzzy")
        message = heard.get_message(timeout=2)
    assert message is not None
    assert b'"kind":"ratinground"' in message["data"]
    assert b"731.25" not in message["data"]
    assert b"xyzzy" not in message["data"]
