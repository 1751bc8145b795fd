"""The pages on which an item is split or merged."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product
from backlog.queries.merging import what_follows
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import update_item
from tests.backlog.statements import counted
from tests.factories import make_item

SPLIT = "/w/acme/items/WEB-1/split/"
MERGE = "/w/acme/items/WEB-2/merge/"


@pytest.fixture
def twin(product: Product, item: Item, owner: Member) -> Item:
    twin = make_item(product, "Pay by transfer")
    add_comment(twin, by=owner.actor(), text="Please")
    return twin


def plan(client: Client, how: str, titles: str) -> str:
    return client.post(f"{SPLIT}plan/", {"how": how, "titles": titles}).content.decode()


def test_the_estimate_is_shared_out(client: Client, item: Item, owner: Member) -> None:
    update_item(item, by=owner.actor(), fields={"estimate": Decimal(8)})
    below, beside = (plan(client, how, "Card\n\n Bank  two \n") for how in ("children", "siblings"))
    assert [below.count(f'value="{share}"') for share in (4, 3, 2)] == [2, 0, 0]
    assert [beside.count(f'value="{share}"') for share in (4, 3, 2)] == [0, 2, 1]
    assert 'value="Bank two"' in below
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("titles", "said"),
    [("", "between one and 20"), ("A\n" * 21, "between one and 20"), ("A" * 301, "at most 300")],
)
def test_wrong_titles_come_back(client: Client, item: Item, titles: str, said: str) -> None:
    answer = client.post(f"{SPLIT}plan/", {"how": "children", "titles": titles})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert titles.strip() in answer.content.decode()


def test_what_was_planned_is_made_with_undo(client: Client, item: Item, owner: Member) -> None:
    criterion = add_criterion(item, by=owner.actor(), text="Works")
    sent = {"how": "siblings", "kind": "bug", "kept": "1", "title": ["Card", "Bank"], "estimate": ["2,5", ""],
            f"criterion-{criterion.pk}": "1"}  # fmt: skip
    answer = client.post(SPLIT, sent, follow=True)
    card, bank = Item.objects.filter(kind="bug").order_by("number")
    assert [(new.title, new.estimate) for new in (card, bank)] == [("Card", Decimal("2.5")), ("Bank", None)]
    assert [row.text for row in bank.acceptance_criteria.all()] == ["Works"]
    page, action = answer.content.decode(), Event.objects.get(verb="item.split").action
    assert f'data-undo="/w/acme/undo/{action}/"' in page
    assert "split it into WEB-2, WEB-3" in page


def test_a_wrong_estimate_keeps_what_was_typed(client: Client, item: Item) -> None:
    sent = {"how": "children", "kept": "", "title": ["Card"], "estimate": ["many"]}
    answer = client.post(SPLIT, sent)
    page = answer.content.decode()
    assert (answer.status_code, Item.objects.count()) == (422, 1)
    assert "“many” is not a number" in page
    assert 'value="many"' in page


def test_merging_shows_first_what_follows(client: Client, item: Item, twin: Item) -> None:
    page = client.get(MERGE, {"into": "WEB-1"}).content.decode()
    assert "1 comment" in page
    assert "children" not in page
    assert item.comments.count() == 0


def test_merging_leads_to_the_other_and_the_old_key_leads_on(client: Client, item: Item, twin: Item) -> None:
    answer = client.post(MERGE, {"into": "#web-1"})
    assert (answer.status_code, answer["Location"]) == (302, "/w/acme/items/WEB-1/")
    assert item.comments.count() == 1
    old = client.get("/w/acme/items/WEB-2/").content.decode()
    assert "Dropped as a duplicate" in old
    assert "merged it into WEB-1" in old


@pytest.mark.parametrize(
    ("into", "said"), [("WEB-2", "into itself"), ("WEB-99", "no item"), ("", "which item")]
)
def test_what_cannot_be_merged_is_said(client: Client, item: Item, twin: Item, into: str, said: str) -> None:
    for answer in (client.get(MERGE, {"into": into}), client.post(MERGE, {"into": into})):
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert "Merge into" not in answer.content.decode()


def test_a_plan_that_brings_nothing_over_says_so(client: Client, item: Item, twin: Item) -> None:
    bare = make_item(item.product)
    page = client.get(f"/w/acme/items/{bare.key}/merge/", {"into": item.key}).content.decode()
    assert "nothing: neither comments nor files" in page


def test_the_plan_of_a_merge_costs_one_statement(item: Item, twin: Item) -> None:
    with counted() as statements:
        what_follows(twin, item)
    assert len(statements) == 1
