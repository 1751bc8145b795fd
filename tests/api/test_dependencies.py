"""Links by the API: all kinds, at either end, with their errors where the caller sent them."""

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import delete_item
from backlog.services.links import link_items

URL = "/api/v1/dependencies/"


def test_blocking_is_what_it_does_unless_told(
    api: APIClient, items: list[Item], product_owner: Member
) -> None:
    answer = api.post(URL, {"source": "WEB-1", "target": "WEB-2"}, format="json")
    body = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"{URL}{body['id']}/")
    assert {name: body[name] for name in ("kind", "source", "target", "version")} == {
        "kind": "blocks", "source": "WEB-1", "target": "WEB-2", "version": 1,
    }  # fmt: skip
    assert body["created_by"]["name"] == product_owner.name


def test_lists_narrow_by_kind_and_end(api: APIClient, items: list[Item], owner: Member) -> None:
    for source, target, kind in ((0, 1, "blocks"), (1, 2, "relates"), (2, 0, "duplicates")):
        link_items(items[source], target=items[target], kind=kind, by=owner.actor())

    def kinds(**params: str) -> list[str]:
        return [row["kind"] for row in api.get(URL, params).json()["results"]]

    assert kinds() == ["blocks", "relates", "duplicates"]
    assert kinds(kind="relates") == ["relates"]
    assert kinds(item="WEB-1") == ["blocks", "duplicates"]
    assert kinds(source="WEB-1") == kinds(target="WEB-2") == ["blocks"]
    assert len(kinds(product="WEB")) == 3


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"source": "WEB-1", "target": "WEB-9"}, "/target"),
        ({"source": "WEB-9", "target": "WEB-1"}, "/source"),
        ({"source": "WEB-1", "target": "WEB-1"}, "/target"),
        ({"source": "WEB-2", "target": "WEB-1"}, "/target"),
        ({"source": "WEB-1", "target": "WEB-2", "kind": "likes"}, "/kind"),
    ],
)
def test_an_error_points_at_what_was_sent(
    api: APIClient, items: list[Item], owner: Member, body: dict[str, str], pointer: str
) -> None:
    link_items(items[0], target=items[1], kind="blocks", by=owner.actor())
    answer = api.post(URL, body, format="json")
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])


def test_the_same_link_again_is_a_conflict(api: APIClient, items: list[Item]) -> None:
    body = {"source": "WEB-1", "target": "WEB-2", "kind": "relates"}
    assert [api.post(URL, body, format="json").status_code for _ in range(2)] == [201, 409]


def test_an_unknown_kind_in_the_address_names_what_there_is(api: APIClient, product: Product) -> None:
    answer = api.get(URL, {"kind": "block"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "kind"


def test_a_link_is_taken_away_unless_it_is_out_of_date(
    api: APIClient, items: list[Item], owner: Member
) -> None:
    link = link_items(items[0], target=items[1], kind="blocks", by=owner.actor())
    assert api.delete(f"{URL}{link.pk}/", HTTP_IF_MATCH='"7"').status_code == 412
    assert api.delete(f"{URL}{link.pk}/", HTTP_IF_MATCH='"1"').status_code == 204
    assert api.get(f"{URL}{link.pk}/").status_code == 404


def test_a_link_to_what_was_deleted_is_not_shown(api: APIClient, items: list[Item], owner: Member) -> None:
    link = link_items(items[0], target=items[1], kind="blocks", by=owner.actor())
    delete_item(items[1], by=owner.actor())
    assert api.get(URL).json()["results"] == []
    assert api.get(f"{URL}{link.pk}/").status_code == 404
