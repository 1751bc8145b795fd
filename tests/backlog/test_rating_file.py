"""Ratings as a CSV file: what one says, what it does, and the file of a list."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product, Rating
from backlog.rating_file import RatingFile, rating_lines, read_rating_file
from core.csv_file import FileProblem
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

PAGE = "/w/acme/p/WEB/scoring/import/"
EXPORT = "/w/acme/p/WEB/scoring/ratings.csv"


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product, title) for title in ("Pay", "=Ship", "Return")]


def read(product: Product, text: str | bytes, by: Member, **more: Any) -> RatingFile:
    data = text if isinstance(text, bytes) else text.encode()
    return read_rating_file(product, data, by=by.actor(), **more)


def seen(file: RatingFile) -> dict[str, Any]:
    return {line.key: dict(line.changes) for line in file.changed}


@pytest.mark.parametrize(
    "text",
    [
        "key,Reach,Impact\nWEB-1,5,0.5\n",
        "\ufeffIMPACT;Item key;reach\r\n0,5;web-1;5\r\n",
        "sep=\t\nkey\tunknown\treach\timpact\nWEB-1\t1\t5\t50%\n",
        '"Issue key","REACH","impact"\n"WEB-1","5","0,5"\n',
    ],
)
def test_columns_and_numbers_in_many_forms(
    items: list[Item], product: Product, product_owner: Member, text: str
) -> None:
    assert seen(read(product, text, product_owner)) == {
        "WEB-1": {"reach": [None, "5"], "impact": [None, "0.5"]}
    }


def test_windows_1252(items: list[Item], product: Product, product_owner: Member) -> None:
    file = read(product, "key;Grösse;reach\nWEB-1;ä;5\n".encode("cp1252"), product_owner)
    assert [column.header for column in file.columns] == ["key", "Grösse", "reach"]
    assert seen(file) == {"WEB-1": {"reach": [None, "5"]}}


def test_an_unknown_column_is_named_with_the_nearest(
    items: list[Item], product: Product, product_owner: Member
) -> None:
    file = read(product, "key,title,raech,impact,colour\nWEB-1,Pay,5,1,red\n", product_owner)
    assert [(c.header, c.near) for c in file.columns] == [
        ("key", ""), ("title", ""), ("raech", "reach"), ("impact", ""), ("colour", ""),
    ]  # fmt: skip


def test_each_refused_row_says_why(items: list[Item], product: Product, product_owner: Member) -> None:
    make_item(make_product(product.workspace, "OTH"))
    text = "key,reach,impact\nWEB-1,5,7\nWEB-99,1,1\n,1,1\nOTH-1,1,1\nWEB-2,many,1\nWEB-3,1,1\nweb-3,2,2\n"
    file = read(product, text, product_owner)
    assert [(line.number, line.key, line.why) for line in file.refused] == [
        (2, "WEB-1", ["Impact is one of 0.25, 0.5, 1, 2, 3."]),
        (3, "WEB-99", ["There is no item “WEB-99” in this product."]),
        (4, "", ["It names no item."]),
        (5, "OTH-1", ["There is no item “OTH-1” in this product."]),
        (6, "WEB-2", ["Reach: “many” is not a number."]),
        (8, "WEB-3", ["Line 7 names this item too."]),
    ]
    assert seen(file) == {"WEB-3": {"reach": [None, "1"], "impact": [None, "1"]}}


def test_empty_cells_stay_unless_told_otherwise(
    items: list[Item], product: Product, product_owner: Member
) -> None:
    for criterion in product.criteria.filter(key__in=("reach", "impact")):
        Rating.objects.create(workspace=product.workspace, item=items[0], criterion=criterion, value=1)
    text = "key,reach,impact\nWEB-1,,—\n"
    assert seen(read(product, text, product_owner)) == {"WEB-1": {"impact": ["1", None]}}
    assert seen(read(product, text, product_owner, empties=True))["WEB-1"].keys() == {"reach", "impact"}
    assert read(product, "key,reach\nWEB-1,1.0\n", product_owner).same == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reach\n5\n", "must be called “key”"), ("key,item,reach\nA,B,1\n", "must be called “key”"),
        ("key,colour\nWEB-1,red\n", "The criteria are: reach, impact, confidence, effort"),
        ("key,reach,Reach\nWEB-1,1,2\n", "Two columns are for “Reach”"), ("", "The file is empty"),
        ('key,reach\nWEB-1,"5\n', "A quoted text does not end"), ("<html>", "web page"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_ratings(product: Product, product_owner: Member, text: str, said: str) -> None:
    with pytest.raises(FileProblem, match=said):
        read(product, text, product_owner)


def test_no_more_rows_than_ten_thousand(
    product: Product, product_owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.rating_file.MOST_ROWS", 2)
    with pytest.raises(FileProblem, match="more than 2 rows"):
        read(product, "key,reach\n" + "WEB-1,1\n" * 3, product_owner)


@pytest.mark.parametrize("size", [2, 40])
def test_reading_costs_the_same_for_any_size(product: Product, product_owner: Member, size: int) -> None:
    text = "key,reach\n" + "".join(f"{make_item(product).key},5\n" for _ in range(size))
    with counted() as statements:
        read(product, text, product_owner)
    assert len(statements) == 4


def upload(client: Client, text: str, **more: str) -> Any:
    return client.post(f"{PAGE}preview/", {"file": SimpleUploadedFile("r.csv", text.encode()), **more})


def test_shown_then_done_then_undone(client: Client, items: list[Item]) -> None:
    text = "key,reach,colour\nWEB-1,5,red\nWEB-2,6,\nWEB-9,1,\n"
    page = upload(client, text).content.decode()
    assert "Change 2 items" in page
    assert "There is no item “WEB-9” in this product." in page
    assert not Rating.objects.exists()
    done = client.post(f"{PAGE}apply/", {"text": text}, follow=True)
    assert "The numbers of 2 items changed." in done.content.decode()
    assert Rating.objects.count() == 2
    assert Event.objects.filter(verb="rating.set").values("action").distinct().count() == 1
    undo = done.content.decode().split('data-undo="/w/')[1].split('"')[0]
    client.post(f"/w/{undo}")
    assert not Rating.objects.exists()


def test_more_than_undo_takes_is_said_before(
    client: Client, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.views.rating_files.MOST_UNDONE", 1)
    text = "key,reach\nWEB-1,5\nWEB-2,6\n"
    assert "this cannot be undone at once" in upload(client, text).content.decode()
    done = client.post(f"{PAGE}apply/", {"text": text}, follow=True).content.decode()
    assert "The numbers of 2 items changed." in done
    assert 'data-undo="/w/' not in done


def test_a_wrong_file_says_so_beside_the_field(client: Client, product: Product) -> None:
    answer = upload(client, "colour\nred\n")
    assert answer.status_code == 422
    assert "must be called “key”" in answer.content.decode()
    assert client.post(f"{PAGE}preview/").status_code == 422
    assert client.post(f"{PAGE}apply/", {"text": "colour\nred\n"}).status_code == 422


def test_the_list_as_a_file_that_comes_in_again(
    client: Client, items: list[Item], product: Product, product_owner: Member
) -> None:
    client.post(f"{PAGE}apply/", {"text": "key,reach,confidence\nWEB-1,1250.5,\nWEB-2,6,0.8\n"})
    answer = client.get(EXPORT, {"q": "sort:-title"})
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert data.decode("utf-8-sig").splitlines() == [
        "key,title,reach,impact,confidence,effort", "WEB-3,Return,,,,", "WEB-1,Pay,1250.5,,,", "WEB-2,'=Ship,6,,0.8,",
    ]  # fmt: skip
    again = read(product, data, product_owner)
    assert (again.same, again.changed, again.refused) == (3, [], [])


def test_a_long_list_is_read_by_turns(
    items: list[Item], product: Product, product_owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backlog.rating_file.PAGE", 2)
    today = items[0].created_at.date()
    lines = list(rating_lines(product, actor=product_owner.actor(), query="", today=today))
    assert [line[0] for line in lines] == ["key", "WEB-1", "WEB-2", "WEB-3"]


def test_a_mistaken_query_is_said(client: Client, product: Product) -> None:
    assert client.get(EXPORT, {"q": "statu:ready"}).status_code == 422


def test_who_may_read_may_export_but_not_import(
    client_of: ClientOf, contributor: Member, items: list[Item]
) -> None:
    client = client_of(contributor)
    assert [client.get(EXPORT).status_code, client.get(PAGE).status_code] == [200, 403]
