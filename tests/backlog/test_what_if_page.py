"""The page of what if: what is typed, the new order beside the old, and making it so."""

from decimal import Decimal

import pytest
from django.test import Client
from django.test.html import Element

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product, ScoringModel
from backlog.services.scoring import update_model, use_preset
from tests.backlog.elements import attribute, body, having, text, walk
from tests.backlog.statements import counted
from tests.backlog.test_scores import rate, settle
from tests.conftest import ClientOf
from tests.factories import make_item

PAGE = "/w/acme/p/WEB/scoring/what-if/"
PREVIEW = f"{PAGE}preview/"
APPLY = f"{PAGE}apply/"


@pytest.fixture
def client(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


@pytest.fixture
def model(product: Product, owner: Member, product_owner: Member) -> ScoringModel:
    """A weighted model: the first item is best for customers, the other one in all else."""
    made = use_preset(product, "weighted", by=owner.actor())
    for title, values in (("First", (5, 1, 1)), ("Second", (1, 4, 4))):
        numbers = dict(zip(("customer_value", "strategic_fit", "feasibility"), values, strict=True))
        rate(make_item(product, title), product_owner, **numbers)
    settle(product)
    return made


def page(client: Client, **said: str) -> Element:
    return body(client.get(PAGE, said))


def words(found: Element, slot: str) -> str:
    return text(having(found, "data-slot", slot)[0])


def keys(found: Element) -> list[str]:
    return [text(each) for each in having(having(found, "data-slot", "rows")[0], "class", "key")]


def applied(found: Element) -> dict[str, str]:
    """What the form of the button sends."""
    fields = having(having(found, "data-apply")[0], "name")
    return {attribute(each, "name"): attribute(each, "value") for each in fields}


def weight(model: ScoringModel, key: str) -> int:
    return int(model.model_criteria.get(criterion__key=key).weight)


def test_as_it_is(client: Client, model: ScoringModel) -> None:
    found = page(client)
    assert (words(found, "said"), words(found, "acts")) == (
        "The order as it is.",
        "Rank the backlog by score",
    )
    assert keys(found) == ["WEB-1", "WEB-2"]
    assert [attribute(each, "value") for each in having(found, "class", "lever-number")] == ["3", "2", "1"]


def test_other_weights_show_the_new_order_beside_the_old(client: Client, model: ScoringModel) -> None:
    found = page(client, weight_customer_value="0,5")
    assert words(found, "said") == "2 of 2 items move."
    assert words(found, "was-customer_value") == "was 3"
    rows = [text(each) for each in walk(found) if each.name == "tr"]
    assert rows[1] == "1 WEB-2 Second 2.5 → then 3.57 up by 1 2"


def test_a_preview_is_the_same_without_the_page(client: Client, model: ScoringModel) -> None:
    answer = client.get(PREVIEW, {"weight_customer_value": "0"})
    assert "<html" not in answer.content.decode()
    assert words(body(answer), "said") == "2 of 2 items move."


def test_who_loses_a_score_is_said(client: Client, model: ScoringModel) -> None:
    found = page(client, formula="customer_value / (feasibility - 1)")
    assert words(found, "said") == "1 of 2 items move; 1 loses its score."
    assert "it divides by zero" in words(found, "rows")


@pytest.mark.parametrize(
    ("said", "slot", "message"),
    [
        ({"weight_feasibility": "many"}, "wrong-feasibility", "“many” is not a number."),
        ({"weight_feasibility": ""}, "wrong-feasibility", "Give it a number."),
        ({"weight_feasibility": "12345678"}, "wrong-feasibility", "6 digits before the decimal point"),
        ({"formula": "feasibilty"}, "mistake", "Did you mean “feasibility”?"),
        ({"formula": "feasibility *"}, "mistake", "something is missing here"),
    ],
)
def test_a_mistake_is_said_where_it_is(
    client: Client, model: ScoringModel, said: dict[str, str], slot: str, message: str
) -> None:
    answer = client.get(PAGE, said)
    found = body(answer)
    assert answer.status_code == 422
    assert message in words(found, slot)
    assert words(found, "said") == "Mend what is marked to see the new order."
    assert not having(found, "data-apply")


def test_what_was_shown_is_applied_in_one_act_that_undo_takes_back(
    client: Client, model: ScoringModel
) -> None:
    sent = applied(page(client, weight_customer_value="0", weight_feasibility="2"))
    answer = client.post(APPLY, sent, follow=True)
    assert "Weighted is changed. Scores follow." in answer.content.decode()
    assert (weight(model, "customer_value"), weight(model, "feasibility")) == (0, 2)
    event = Event.objects.filter(verb="scoring_model.changed").latest("id")
    client.post(f"/w/acme/undo/{event.action}/")
    assert (weight(model, "customer_value"), weight(model, "feasibility")) == (3, 1)


def test_until_the_worker_is_done_it_says_so(client: Client, model: ScoringModel, product: Product) -> None:
    client.post(APPLY, applied(page(client, weight_customer_value="0")))
    assert words(page(client), "said") == "Scores are being computed."
    settle(product)
    assert words(page(client), "acts") == "Rank the backlog by score"


def test_what_others_changed_meanwhile_is_shown_and_can_be_applied_then(
    client: Client, model: ScoringModel, owner: Member
) -> None:
    sent = applied(page(client, weight_customer_value="0"))
    update_model(model, by=owner.actor(), weights={"feasibility": Decimal(5)})
    answer = client.post(APPLY, sent)
    assert answer.status_code == 412
    assert "has changed since you loaded it" in answer.content.decode()
    client.post(APPLY, applied(body(answer)))
    assert (weight(model, "customer_value"), weight(model, "feasibility")) == (0, 1)


def test_what_cannot_be_read_is_not_applied(client: Client, model: ScoringModel) -> None:
    sent = applied(page(client, weight_customer_value="0"))
    assert client.post(APPLY, {**sent, "weight_feasibility": "x"}).status_code == 422
    assert client.post(APPLY, {**sent, "formula": "x"}).status_code == 422
    assert weight(model, "customer_value") == 3


def test_a_sum_without_weights_can_be_weighed(client: Client, product: Product, owner: Member) -> None:
    use_preset(product, "wsjf", by=owner.actor())
    url = attribute(having(having(page(client), "data-slot", "weigh")[0], "href")[0], "href")
    found = body(client.get(url))
    labels = [text(each) for each in having(found, "for") if "-" in attribute(each, "for")]
    assert labels[:3] == ["Business value", "Time criticality", "Risk reduction"]
    assert having(found, "data-changed")


def test_of_a_product_it_is_said_that_weights_change_nothing(client: Client, product: Product) -> None:
    assert words(page(client), "weigh") == (
        "Where criteria are only multiplied and divided, weights change nothing in the order."
    )


def test_another_model_is_tried_by_its_own_order(
    client: Client, model: ScoringModel, product: Product
) -> None:
    rice = product.scoring_models.get(preset="rice")
    found = page(client, model=str(rice.pk), formula="reach * 2")
    assert applied(found)["model"] == str(rice.pk)
    assert client.post(APPLY, applied(found))["Location"] == f"{PAGE}?model={rice.pk}"
    assert client.get(PAGE, {"model": "zebra"}).status_code == 404


def test_who_may_only_read_tries_without_applying(
    model: ScoringModel, client_of: ClientOf, contributor: Member
) -> None:
    found = page(client_of(contributor), weight_customer_value="0")
    assert words(found, "said") == "2 of 2 items move."
    assert words(found, "acts") == "Back to how it is"


@pytest.mark.parametrize(
    ("typed", "high", "low"), [("3", "10", "0"), ("90", "500", "0"), ("-3", "10", "-10")]
)
def test_sliders_have_room(client: Client, model: ScoringModel, typed: str, high: str, low: str) -> None:
    found = page(client, weight_customer_value=typed)
    slider = having(found, "data-slides")[0]
    assert (attribute(slider, "max"), attribute(slider, "min")) == (high, low)


@pytest.mark.parametrize("size", [1, 30])
def test_it_costs_the_same_for_any_number_of_items(
    client: Client, model: ScoringModel, product: Product, size: int
) -> None:
    for _ in range(size):
        make_item(product)
    with counted() as statements:
        client.get(PREVIEW, {"formula": "customer_value", "show": "moves"})
    assert len(statements) <= 16


def test_an_empty_backlog(client: Client, product: Product) -> None:
    assert words(page(client), "said") == "No open item to score."


def test_the_tab_leads_here(client: Client, item: Item) -> None:
    assert f'href="{PAGE}"' in client.get("/w/acme/p/WEB/scoring/").content.decode()


def test_without_items_the_page_leads_to_the_backlog(client: Client, product: Product) -> None:
    answer = client.get(PAGE).text
    assert "Nothing to score yet" in answer
    assert "Rank the backlog by score" not in answer


def test_without_a_score_nothing_is_ranked(client: Client, item: Item) -> None:
    found = page(client)
    assert words(found, "said") == "No item has a score yet."
    assert "Rank the backlog by score" not in words(found, "acts")


def test_with_scores_the_backlog_is_ranked_by_them(client: Client, model: ScoringModel) -> None:
    assert "Rank the backlog by score" in words(page(client), "acts")
    assert "Rank the backlog by score" in words(page(client, show="moves"), "acts")
