"""What every list takes: an order, and names of rows that are there."""

from datetime import date
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from core.api.schema import document
from roadmap.models import Roadmap
from roadmap.services.entries import add_entries
from roadmap.services.lanes import add_lane
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import publish
from roadmap.services.roadmaps import create_roadmap
from roadmap.services.scenarios import create_scenario
from roadmap.services.sharing import create_share_link
from roadmap.services.visitor_comments import say_as_visitor
from tests.factories import make_key_result, make_label, make_objective, make_team, make_theme

V1 = "/api/v1"
BY_ID_ALONE = {
    "attachments", "descriptions", "events", "estimation-rounds", "watchers", "releases/{release_pk}/items",
    "rating-rounds", "rating-rounds/{round_pk}/votes", "sprints/{sprint_pk}/items", "objectives/{objective_pk}/items", "themes/{theme_pk}/items", "key-results/{result_pk}/check-ins",
}  # fmt: skip
ORDERED_ELSEWHERE = {
    "items",
    "scores",
    "releases/{release_pk}/steps",
    "products/{key}/principles",
}  # test_item_lists.py, test_scores.py, test_launch_api.py, test_product_pages.py
NO_ID = "01a205f5-3bfe-7647-828b-eb2436a126cc"
ORDERS = [
    ("products", "key"), ("products", "-id"), ("statuses", "-position"), ("labels", "name"), ("labels", "-name"),
    ("comments", "-id"), ("criteria", "-position"), ("scoring-models", "-product"), ("ratings", "-id"),
    ("roadmaps", "-name"), ("lanes", "-rank"), ("entries", "-rank"), ("entries", "-id"), ("editions", "published_at"), ("milestones", "-on"),
    ("editions", "number"), ("scenarios", "-created_at"), ("share-links", "-created_at"), ("visitor-comments", "-created_at"), ("members", "-name"), ("teams", "-name"),
    ("custom-fields", "position"), ("ready-rules", "position"), ("templates", "kind"), ("saved-views", "name"),
    ("dependencies", "id"), ("sprints", "start_on"), ("releases", "date"), ("releases", "-name"),
    ("objectives", "name"), ("objectives", "-position"), ("key-results", "due_on"), ("themes", "name"), ("themes", "-position"),
]  # fmt: skip


@pytest.fixture
def roadmap(items: list[Item], product_manager: Member) -> Roadmap:
    by = product_manager.actor()
    made = [create_roadmap(product_manager.workspace, by=by, name=f"Map {number}") for number in (1, 2, 3)]
    for one in made:
        add_entries(one, items[:2], by=by)
        for name in ("Pay", "Trust"):
            add_lane(one, by=by, name=name)
            publish(one, by=by, note=name)
            add_milestone(one, by=by, name=name, on=date(2027, 3, len(name)))
            link = create_share_link(one, by=by, name=name, takes_comments=True)
            say_as_visitor(link, name="Vera", text=name)
            create_scenario(one, by=by, name=name)
    return made[0]


@pytest.fixture
def full(roadmap: Roadmap, items: list[Item], manager: APIClient, owner: Member) -> APIClient:
    """The manager's client of a workspace that has several rows of everything."""
    for name in ("beta", "Alpha", "Gamma"):
        make_label(roadmap.workspace, name)
        make_team(roadmap.workspace, name)
        make_key_result(make_objective(roadmap.workspace, name))
        make_theme(roadmap.workspace, name)
    manager.post(f"{V1}/scoring-models/", {"product": "WEB", "preset": "wsjf"})
    manager.post(f"{V1}/products/", {"key": "APP", "name": "App"})
    team = str(make_team(roadmap.workspace, "Crew").pk)
    for number, kind in enumerate(("bug", "story"), 1):
        manager.post(f"{V1}/custom-fields/", {"product": "WEB", "name": f"Field {number}", "form": "text"})
        manager.post(
            f"{V1}/ready-rules/", {"product": "WEB", "demands": "question", "text": f"Seen {number}?"}
        )
        manager.post(f"{V1}/templates/", {"product": "WEB", "kind": kind, "description": "Why"})
        manager.post(f"{V1}/saved-views/", {"product": "WEB", "name": f"View {number}"})
        manager.post(f"{V1}/dependencies/", {"source": items[0].key, "target": items[number].key})
        days = {"start_on": f"2027-0{number}-01", "end_on": f"2027-0{number}-14"}
        manager.post(f"{V1}/sprints/", {"team": team, **days})
        manager.post(f"{V1}/releases/", {"product": "WEB", "name": f"1.{number}"})
    for item in items[:3]:
        manager.post(f"{V1}/comments/", {"item": item.key, "text": "Well"})
        manager.post(f"{V1}/ratings/", {"item": item.key, "criterion": "reach", "value": 5})
    return manager


def pages(api: APIClient, url: str) -> list[Any]:
    found, step = [], url
    while step:
        page = api.get(step).json()
        found += page["results"]
        step = page["next"]
    return found


@pytest.mark.parametrize(("resource", "ordering"), ORDERS)
def test_an_order_holds_over_pages_and_turns_round(full: APIClient, resource: str, ordering: str) -> None:
    rows = pages(full, f"{V1}/{resource}/?ordering={ordering}&limit=1")
    other = ordering.removeprefix("-") if ordering.startswith("-") else f"-{ordering}"
    back = pages(full, f"{V1}/{resource}/?ordering={other}&limit=1")
    assert len(rows) > 1
    assert [row["id"] for row in rows] == [row["id"] for row in reversed(back)]


def test_labels_are_ordered_in_any_case(full: APIClient) -> None:
    assert [row["name"] for row in pages(full, f"{V1}/labels/?ordering=name")] == ["Alpha", "beta", "Gamma"]


def test_every_list_tells_its_orders(api: APIClient) -> None:
    paths = orders_of_lists()
    resources = {resource for resource, _ordering in ORDERS} | ORDERED_ELSEWHERE | BY_ID_ALONE
    assert {f"{V1}/{resource}/" for resource in resources} == paths.keys()
    for resource, ordering in ORDERS:
        assert ordering in paths[f"{V1}/{resource}/"]
    answer = api.get(f"{V1}/labels/?ordering=hue")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "ordering")


def orders_of_lists() -> dict[str, list[str]]:
    found = {}
    for path, operations in orjson.loads(document())["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", []):
            if parameter["name"] == "ordering":
                one = parameter["schema"]["items"]  # beside the words may stand a pattern
                found[path] = one.get("anyOf", [one])[0]["enum"]
    return found


@pytest.mark.parametrize(
    ("address", "near"),
    [
        (f"items/?assignee={NO_ID}", None), (f"items/?label={NO_ID}", None), (f"items/?team={NO_ID}", None),
        (f"items/?status={NO_ID}", None), ("items/?label=alfa", "Alpha"), ("items/?status=Redy", "Ready"),
        ("items/?assignee=mia@example.com", None), ("items/?kind=stori", "story"),
        ("items/?product=WEBB", "WEB"), ("ratings/?criterion=reech", "reach"), (f"lanes/?roadmap={NO_ID}", None),
        ("ratings/?product=APP&criterion=nothing", None), ("entries/?horizon=nou", "now"), ("editions/?roadmap=x", None),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(full: APIClient, address: str, near: str | None) -> None:
    answer = full.get(f"{V1}/{address}")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    name, _equals, value = address.rpartition("?")[2].rpartition("&")[2].partition("=")
    assert error["parameter"] == name
    assert value in error["detail"] or name == "horizon"
    assert near is None or f"Did you mean “{near}”?" in error["detail"]


def test_a_private_roadmap_of_another_is_not_there(full: APIClient, owner: Member) -> None:
    secret = create_roadmap(owner.workspace, by=owner.actor(), name="Secret", visibility="private")
    assert full.get(f"{V1}/entries/?roadmap={secret.pk}").status_code == 422


def test_names_of_another_workspace_are_not_told(full: APIClient, elsewhere: Item) -> None:
    make_label(elsewhere.workspace, "Zebra")
    assert "Zebra" not in full.get(f"{V1}/items/?label=Zebro").json()["detail"]


def test_people_are_found_by_any_name(full: APIClient, product_manager: Member, product: Product) -> None:
    full.patch(f"{V1}/items/WEB-1/", {"assignee": "me"})
    for name in ("me", str(product_manager.pk), str(product_manager.email).upper()):
        assert [row["key"] for row in pages(full, f"{V1}/items/?assignee={name}")] == ["WEB-1"]
    assert len(pages(full, f"{V1}/items/?assignee=me,none")) == 5
