"""Watchers by the API: listed, added, taken off; oneself always."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Watcher
from backlog.services.watching import watch
from tests.backlog.statements import counted
from tests.conftest import ApiOf

WATCHERS = "/api/v1/watchers/"


def names(item: Item) -> set[str]:
    return set(item.watchers.values_list("member__name", flat=True))


def test_oneself_is_meant_without_a_member(api: APIClient, items: list[Item], product_owner: Member) -> None:
    made = api.post(WATCHERS, {"item": "WEB-1"}, format="json")
    shown = made.json()
    assert (made.status_code, shown["item"], shown["member"]["name"]) == (201, "WEB-1", product_owner.name)
    assert api.get(made["Location"]).json() == shown
    assert api.post(WATCHERS, {"item": "WEB-1"}, format="json").status_code == 200
    assert Watcher.objects.count() == 1


BY: dict[str, Callable[[Member], str]] = {
    "id": lambda member: str(member.pk),
    "e-mail": lambda member: member.email.upper(),
    "name": lambda member: f"@{member.name}",
}


@pytest.mark.parametrize("by", BY)
def test_a_product_owner_adds_others(api: APIClient, items: list[Item], contributor: Member, by: str) -> None:
    body = {"item": "WEB-1", "member": BY[by](contributor)}
    assert api.post(WATCHERS, body, format="json").status_code == 201
    assert names(items[0]) == {contributor.name}


@pytest.mark.parametrize("word", ["nobody@example.com", "Nemo", "01a2072f-0da7-77ea-9bc5-a1e1e5446f56"])
def test_an_unknown_member_is_named(api: APIClient, items: list[Item], word: str) -> None:
    answer = api.post(WATCHERS, {"item": "WEB-1", "member": word}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/member")
    assert word in answer.json()["errors"][0]["detail"]


def test_who_may_not_read_it_is_not_told(api: APIClient, items: list[Item], stakeholder: Member) -> None:
    body = {"item": "WEB-1", "member": str(stakeholder.pk)}
    assert api.post(WATCHERS, body, format="json").status_code == 422


def test_a_contributor_takes_off_oneself_alone(
    api_of: ApiOf, items: list[Item], contributor: Member, product_owner: Member
) -> None:
    for member in (contributor, product_owner):
        watch(items[0], by=product_owner.actor(), member=member)
    api = api_of(contributor)
    url = {row.member_id: f"{WATCHERS}{row.pk}/" for row in items[0].watchers.all()}
    assert api.delete(url[product_owner.pk]).status_code == 403
    assert api.delete(url[contributor.pk], HTTP_IF_MATCH='"2"').status_code == 412
    assert api.delete(url[contributor.pk]).status_code == 204
    assert names(items[0]) == {product_owner.name}


def test_lists_narrow_in_five_statements(api: APIClient, items: list[Item], product_owner: Member) -> None:
    for item in items:
        watch(item, by=product_owner.actor(), member=product_owner)
    with counted() as statements:
        rows = api.get(WATCHERS, {"item": "WEB-2", "member": "me"}).json()["results"]
    assert [row["item"] for row in rows] == ["WEB-2"]
    assert len(statements) <= 5
    assert len(api.get(WATCHERS, {"member": product_owner.email}).json()["results"]) == len(items)
