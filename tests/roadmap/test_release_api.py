from datetime import date

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from backlog.models import Item, Product
from roadmap.models import Release
from roadmap.services.release_items import add_items
from roadmap.services.releases import mark_released
from sprints.services.sprints import create_sprint
from tests.backlog.statements import counted
from tests.conftest import ApiOf
from tests.factories import make_item, make_product, make_release, make_team

V1 = "/api/v1/releases/"
ITEMS = "/api/v1/items/"


@pytest.fixture
def api(api_of: ApiOf, product_manager: Member) -> APIClient:
    return api_of(product_manager)


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=date(2027, 1, 15))


@pytest.fixture
def url(release: Release) -> str:
    return f"{V1}{release.pk}/"


def test_a_release_from_nothing_to_its_day(api: APIClient, items: list[Item]) -> None:
    made = api.post(V1, {"product": "WEB", "name": "4.2", "date": "2027-01-15"})
    assert (made.status_code, made.json()["product"], made.json()["released_at"]) == (201, "WEB", None)
    url = made["Location"]
    put = api.post(f"{url}items/", {"items": ["WEB-1", "WEB-2", "WEB-3"]}).json()
    assert (put["item_count"], put["late_count"], put["version"]) == (3, 1, 1)
    assert api.post(f"{url}items/remove/", {"items": ["WEB-3"]}).json()["item_count"] == 2
    shown = {row["item"]: row["is_late"] for row in api.get(f"{url}items/").json()["results"]}
    assert shown == {"WEB-1": False, "WEB-2": True}
    assert api.post(f"{url}release/").json()["released_at"]
    assert api.post(f"{url}unrelease/").json()["released_at"] is None
    assert (api.delete(url).status_code, api.get(url).status_code) == (204, 404)


def test_lists_are_narrowed_and_ordered(api: APIClient, release: Release, web: Product, by: Actor) -> None:
    mark_released(make_release(web, "4.1"), by=by)
    make_release(make_product(web.workspace, "APP"), "2.9", date=date(2027, 1, 1))

    def names(**asked: str) -> list[str]:
        return [row["name"] for row in api.get(V1, asked).json()["results"]]

    assert names(state="released") == ["4.1"]
    assert names(product="WEB", state="planned") == ["4.2"]
    assert names(ordering="date") == ["2.9", "4.2", "4.1"]
    assert api.get(V1, {"state": "soon"}).status_code == api.get(V1, {"product": "NO"}).status_code == 422


def test_changes_need_the_current_version(api: APIClient, url: str) -> None:
    assert api.patch(url, {"name": "4.3"}, headers={"If-Match": '"1"'}).json()["version"] == 2
    late = api.patch(url, {"name": "4.4"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["current"]["name"]) == (412, "4.3")
    for act in (f"{url}release/", f"{url}unrelease/"):
        assert api.post(act, headers={"If-Match": '"1"'}).status_code == 412
    assert api.delete(url, headers={"If-Match": '"1"'}).status_code == 412


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("", {"product": "NO", "name": "1"}, "/product"),
        ("", {"product": "WEB", "name": "4.2"}, "/name"),
        ("", {"product": "WEB", "name": "1", "date": "3000-01-01"}, "/date"),
        ("", {"product": "WEB", "name": "1", "note": ""}, "/note"),
        ("one/items/", {"items": ["WEB-99"]}, "/items"),
        ("one/items/remove/", {"items": []}, "/items"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    api: APIClient, release: Release, path: str, body: dict[str, object], pointer: str
) -> None:
    answer = api.post(f"{V1}{path.replace('one', str(release.pk))}", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_lists_cost_the_same_for_any_number(api: APIClient, web: Product, by: Actor) -> None:
    costs = []
    api.get(V1)  # the token notes its use once
    for count in (1, 12):
        for number in range(count):
            add_items(make_release(web, f"{count}.{number}"), [make_item(web)], by=by)
        with counted() as statements:
            api.get(V1)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 4


def test_an_item_says_and_takes_its_release(api: APIClient, release: Release, items: list[Item]) -> None:
    shown = api.patch(f"{ITEMS}WEB-1/", {"release": "4.2"}).json()
    assert (shown["release"], shown["sprint"]) == ({"id": str(release.pk), "name": "4.2"}, None)
    assert shown["version"] == items[0].version, "what it is put into is not the item's own"
    assert api.get(ITEMS, {"q": "release:4.2"}).json()["results"][0]["release"]["name"] == "4.2"
    assert api.patch(f"{ITEMS}WEB-1/", {"release": None}).json()["release"] is None
    assert Event.objects.filter(verb="release.item_removed", object_id=items[0].pk).count() == 1


def test_a_new_item_can_begin_in_a_release_and_a_sprint(api: APIClient, release: Release, by: Actor) -> None:
    team = make_team(release.workspace)
    create_sprint(team, by=by, name="Sprint 7", start_on=date(2027, 1, 4), end_on=date(2027, 1, 15))
    body = {"product": "WEB", "title": "Pay", "release": str(release.pk), "sprint": "sprint 7"}
    made = api.post(ITEMS, body)
    assert made.status_code == 201
    assert (made.json()["release"]["name"], made.json()["sprint"]["name"]) == ("4.2", "Sprint 7")


def test_a_release_that_two_products_have_is_named_by_its_id(
    api: APIClient, items: list[Item], url: str
) -> None:
    other = make_release(make_product(items[0].workspace, "APP"), "4.2")
    refused = api.patch(f"{ITEMS}WEB-1/", {"release": "4.2"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/release")
    assert api.patch(f"{ITEMS}WEB-1/", {"release": str(other.pk)}).json()["release"]["id"] == str(other.pk)
    unknown = api.patch(f"{ITEMS}WEB-1/", {"release": "9.9", "title": "Not saved"})
    assert (unknown.status_code, api.get(f"{ITEMS}WEB-1/").json()["title"]) == (422, items[0].title)


def test_a_contributor_may_not_put_even_their_own_item_in(
    api_of: ApiOf, contributor: Member, web: Product, release: Release
) -> None:
    own = make_item(web, by=contributor)
    refused = api_of(contributor).patch(f"{ITEMS}{own.key}/", {"release": "4.2", "title": "Not saved"})
    own.refresh_from_db()
    assert (refused.status_code, own.title == "Not saved") == (403, False)


def test_many_items_at_once(api: APIClient, release: Release, items: list[Item]) -> None:
    rows = [{"key": item.key, "release": "4.2"} for item in items[:2]]
    assert api.post(f"{ITEMS}bulk/", {"items": [*rows, {"key": "WEB-3", "release": None}]}).status_code == 200
    assert release.places.count() == 2
    wrong = api.post(f"{ITEMS}bulk/", {"items": [rows[0], {"key": "WEB-3", "release": "9.9"}]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/items/1/release")
