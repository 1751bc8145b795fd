"""A block of cells pasted into the sheet of the scoring page."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from backlog.models import Item, Product, Rating
from backlog.services.scoring import update_model
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import actor_in, make_item

CELLS = "/w/acme/p/WEB/scoring/ratings/"
FETCH = {"X-Requested-With": "fetch", "Accept": "text/html, application/json;q=0.9"}


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product) for _ in range(3)]


def paste(
    client: Client,
    text: str,
    *,
    items: str = "WEB-1,WEB-2",
    criteria: str = "reach,impact",
    act: str = "paste",
) -> Any:
    data = {"items": items, "criteria": criteria, "text": text, "act": act}
    return client.post(CELLS, data, headers=FETCH)


def test_a_block_is_pasted_with_one_undo(client: Client, items: list[Item]) -> None:
    answer = paste(client, "1 250,5\t2\r\n—\t50%\r\n")
    assert answer.json() == {
        "values": {"WEB-1": {"reach": "1250.5", "impact": "2"}, "WEB-2": {"reach": "", "impact": "0.5"}}
    }
    assert "4 cells pasted." in answer["HX-Trigger"]
    client.post(answer["HX-Trigger"].split('"undoUrl": "')[1].split('"')[0], headers=FETCH)
    assert not Rating.objects.exists()


def test_each_wrong_cell_is_named_and_nothing_written(client: Client, items: list[Item]) -> None:
    answer = paste(client, "many\t2\n5\t7")
    assert answer.status_code == 422
    said = answer.json()
    assert said["cells"] == [
        {"item": "WEB-1", "criterion": "reach", "why": "“many” is not a number."},
        {"item": "WEB-2", "criterion": "impact", "why": "Impact is one of 0.25, 0.5, 1, 2, 3."},
    ]
    assert said["detail"].startswith("2 of 4 cells cannot be used, so nothing was changed. WEB-1: “many”")
    assert not Rating.objects.exists()


@pytest.mark.parametrize("text", ["1\n2\n3", "1\t2\t3"])
def test_no_more_cells_than_there_are(client: Client, items: list[Item], text: str) -> None:
    assert paste(client, text).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"items": "WEB-99"}, {"items": "OTHER-1"}, {"criteria": "beauty"}, {"items": ""}]
)
def test_what_is_not_there_is_refused(client: Client, items: list[Item], wrong: dict[str, str]) -> None:
    assert paste(client, "1", **wrong).status_code == 422


def test_emptied_and_nothing_left_to_empty(client: Client, items: list[Item]) -> None:
    paste(client, "5\t2\n6\t3")
    assert "4 cells emptied." in paste(client, "\t\n\t", act="clear")["HX-Trigger"]
    assert not Rating.objects.exists()
    assert "undoUrl" not in paste(client, "\t\n\t", act="clear")["HX-Trigger"]


def test_a_column_is_emptied_to_its_end(client: Client, items: list[Item]) -> None:
    paste(client, "5\n6\n", criteria="reach")
    paste(client, "\n\n", criteria="reach", act="clear")
    assert not Rating.objects.exists()


def test_a_shorter_line_leaves_the_rest(client: Client, items: list[Item]) -> None:
    paste(client, "5\t2\n6\t3")
    paste(client, "7\n8\t1")
    assert {float(value) for value in Rating.objects.values_list("value", flat=True)} == {7, 2, 8, 1}


def test_a_kind_that_is_not_scored(client: Client, items: list[Item], product: Product) -> None:
    Item.objects.filter(pk=items[1].pk).update(kind="bug")
    update_model(product.scoring_models.get(), by=actor_in(product.workspace), kinds=["story"])
    Item.objects.filter(pk=items[0].pk).update(kind="story")
    assert paste(client, "5\t2\n·\t").status_code == 200
    assert paste(client, "5\t2\n6\t").json()["cells"] == [
        {"item": "WEB-2", "criterion": "reach", "why": "This model does not score items of this kind."}
    ]


@pytest.mark.parametrize("size", [2, 40])
def test_costs_the_same_for_any_block(client: Client, product: Product, size: int) -> None:
    keys = [make_item(product).key for _ in range(size)]
    text = "\n".join(["5\t2"] * size)
    paste(client, text, items=",".join(keys))  # what a session asks for first
    with counted() as statements:
        paste(client, text.replace("5", "6"), items=",".join(keys))
    assert len(statements) <= 14


def test_a_first_number_can_be_taken_back_by_key_alone(client: Client, items: list[Item]) -> None:
    answer = client.post("/w/acme/items/WEB-1/ratings/reach/", {"value": "50 %"}, headers=FETCH)
    assert "HX-Trigger" not in answer
    assert Rating.objects.get().value == 0.5
    client.post(answer["X-Undo"], headers=FETCH)
    assert not Rating.objects.exists()


def test_who_may_not_rate(client_of: ClientOf, contributor: Member, items: list[Item]) -> None:
    assert paste(client_of(contributor), "5\t2").status_code == 403


def test_the_lines_are_shown_as_they_are_now(client: Client, items: list[Item]) -> None:
    paste(client, "5\t2", items="WEB-1")
    page = client.get(f"/w/acme/p/WEB/scoring/scores/?ids={items[0].pk},{items[1].pk}").content.decode()
    assert page.count("<tr") == 2
    assert 'value="5"' in page
