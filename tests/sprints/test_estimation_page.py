"""Planning poker in pages: what is drawn for whom, and what leaves by live news."""

import re
from contextlib import closing

import pytest
from django.test import Client

from accounts.models import Member
from activity import dispatch
from backlog.models import Item, Product
from backlog.services.words import learn_words
from sprints.cards import deck_of
from sprints.models import EstimationRound
from sprints.services.estimation import open_rounds, reveal, vote
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_member, make_product

HOME = "/w/acme/p/WEB/estimation/"


@pytest.fixture
def product(product_owner: Member) -> Product:
    return make_product(product_owner.workspace, "WEB")


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product, title) for title in ("Pay by bank transfer", "Guest checkout", "Delivery day")]


@pytest.fixture
def rounds(items: list[Item], product_owner: Member, contributor: Member) -> list[EstimationRound]:
    return open_rounds(items, by=product_owner.actor(), deck=deck_of("fibonacci"))


@pytest.fixture
def client(client_of: ClientOf, product_owner: Member) -> Client:
    return client_of(product_owner)


def step(client: Client, round_: EstimationRound, name: str, **data: str) -> str:
    answer = client.post(f"{HOME}{round_.pk}/{name}/", data, HTTP_X_REQUESTED_WITH="fetch")
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def pressed(html: str) -> list[str]:
    return re.findall(r'value="([^"]+)"\s+class="poker-card"\s+aria-pressed="true"', html)


def test_a_mistyped_word_is_put_right_where_one_chooses(client: Client, items: list[Item]) -> None:
    learn_words(items[0].workspace_id)
    page = client.get(f"{HOME}open/", {"q": "chekcout"}).content.decode()
    assert 'href="?q=checkout">Did you mean checkout?</a>' in page


def test_a_page_shows_one_own_card_and_no_other(
    client: Client, client_of: ClientOf, contributor: Member, rounds: list[EstimationRound]
) -> None:
    cora = client_of(contributor)
    assert pressed(step(cora, rounds[0], "vote", card="13")) == ["13"]
    before = client.get(HOME, HTTP_X_REQUESTED_WITH="fetch").content.decode()
    vote(rounds[0], by=contributor.actor(), card="3")
    after = client.get(HOME, HTTP_X_REQUESTED_WITH="fetch").content.decode()
    assert pressed(before) == []
    assert without_token(before) == without_token(after)  # which card it is makes no difference to a byte
    assert "1 of 2 have voted" in " ".join(before.split())


def without_token(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def test_turned_cards_are_shown_with_their_ends(
    client: Client, contributor: Member, rounds: list[EstimationRound]
) -> None:
    vote(rounds[0], by=contributor.actor(), card="13")
    html = " ".join(step(client, rounds[0], "vote", card="5").split())
    assert "From 5 to 13." in html
    assert (
        html.index("Lowest")
        < html.index("Paul Owner")
        < html.index("Highest")
        < html.index("Cora Contributor")
    )


def test_setting_goes_on_to_the_next_and_offers_undo(
    client: Client, items: list[Item], rounds: list[EstimationRound]
) -> None:
    step(client, rounds[0], "vote", card="5")
    step(client, rounds[0], "reveal")
    answer = client.post(f"{HOME}{rounds[0].pk}/set/", {"estimate": "5"}, HTTP_X_REQUESTED_WITH="fetch")
    assert 'id="estimation-item"' in answer.content.decode()
    assert f'data-item="{items[1].pk}"' in answer.content.decode()
    assert "/undo/" in answer["HX-Trigger"]
    items[0].refresh_from_db()
    assert items[0].estimate == 5


@pytest.mark.parametrize("estimate", ["", "many", "-1", "1e99", "1.234"])
def test_what_is_no_estimate_is_refused(
    client: Client, rounds: list[EstimationRound], product_owner: Member, estimate: str
) -> None:
    vote(rounds[0], by=product_owner.actor(), card="5")
    reveal(rounds[0], by=product_owner.actor())
    assert client.post(f"{HOME}{rounds[0].pk}/set/", {"estimate": estimate}).status_code == 422


def test_items_are_chosen_by_query_and_a_round_opened_for_each(client: Client, items: list[Item]) -> None:
    found = client.get(f"{HOME}open/", {"q": "checkout"}).content.decode()
    assert re.findall(r'name="items" value="([^"]+)"', found) == ["WEB-2"]
    answer = client.post(f"{HOME}open/", {"items": ["WEB-3", "WEB-1"], "deck": "powers"})
    assert answer.status_code == 302
    assert set(EstimationRound.objects.values_list("item__number", flat=True)) == {1, 3}
    assert EstimationRound.objects.all()[0].deck == deck_of("powers")


def test_what_is_on_the_table_is_not_offered_again(
    client: Client, rounds: list[EstimationRound], product: Product
) -> None:
    make_item(product, "Retry a card")
    found = client.get(f"{HOME}open/").content.decode()
    assert re.findall(r'name="items" value="([^"]+)"', found) == ["WEB-4"]
    named = client.post(f"{HOME}open/", {"items": ["WEB-1"], "deck": "powers"})
    assert named.status_code == 409


def test_a_bad_query_and_a_bad_deck_say_why_and_keep_what_was_typed(
    client: Client, items: list[Item]
) -> None:
    assert "colour" in client.get(f"{HOME}open/", {"q": "colour:red"}).content.decode()
    data = {"items": ["WEB-3"], "deck": "own", "cards": "seven"}
    answer = client.post(f"{HOME}open/", data)
    assert answer.status_code == 422
    assert "Name between 2 and 20" in answer.content.decode()
    assert 'value="seven"' in answer.content.decode()


def test_the_page_costs_the_same_for_any_number(
    client: Client,
    product: Product,
    product_owner: Member,
    contributor: Member,
    rounds: list[EstimationRound],
) -> None:
    client.get(HOME)
    with counted() as few:
        client.get(HOME)
    made = open_rounds(
        [make_item(product) for _ in range(9)], by=product_owner.actor(), deck=deck_of("fibonacci")
    )
    for who in [make_member(product.workspace, "contributor") for _ in range(5)]:
        vote(rounds[0], by=who.actor(), card="5")
        vote(made[0], by=who.actor(), card="5")
    with counted() as many:
        client.get(HOME)
    assert len(many) == len(few)


def test_my_work_says_how_many_wait(
    client_of: ClientOf, contributor: Member, stakeholder: Member, rounds: list[EstimationRound]
) -> None:
    vote(rounds[0], by=contributor.actor(), card="5")
    html = client_of(contributor).get("/w/acme/").content.decode()
    assert "2 estimates wait for you" in html
    assert f"?round={rounds[1].pk}" in html
    assert "estimates wait" not in client_of(stakeholder).get("/w/acme/").content.decode()


def test_the_items_page_shows_the_way_to_the_table(client: Client, rounds: list[EstimationRound]) -> None:
    assert "Lay down your card" in client.get("/w/acme/items/WEB-1/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_live_news_of_a_vote_name_the_round_and_no_card(
    contributor: Member, rounds: list[EstimationRound], product: Product
) -> None:
    listener = dispatch.client().pubsub()  # type: ignore[no-untyped-call]
    with closing(listener):
        listener.subscribe(dispatch.channel(product.workspace_id))
        listener.get_message(timeout=1)
        vote(rounds[0], by=contributor.actor(), card="21")
        news = listener.get_message(timeout=2)
    assert news is not None
    text = re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}", b"", news["data"])
    assert b'"kind":"estimationround"' in text
    assert b"21" not in text
