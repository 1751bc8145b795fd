from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.db import connections, transaction
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from activity.actors import Actor
from backlog.models import Item
from roadmap.models import Entry, Lane, Roadmap
from roadmap.services.roadmaps import create_roadmap
from tests.conftest import ApiOf, ClientOf

V1 = "/api/v1"


@pytest.fixture
def api(api_of: ApiOf, product_manager: Member) -> APIClient:
    return api_of(product_manager)


def titles(api: APIClient, roadmap: Roadmap) -> list[str]:
    return [row["title"] for row in api.get(f"{V1}/entries/?roadmap={roadmap.pk}").json()["results"]]


def test_a_roadmap_from_nothing_to_a_link(api: APIClient, items: list[Item]) -> None:
    roadmap = api.post(f"{V1}/roadmaps/", {"name": "Spring", "purpose": "Why"}).json()["id"]
    lane = api.post(f"{V1}/lanes/", {"roadmap": roadmap, "name": "Pay"}).json()["id"]
    entry = api.post(f"{V1}/entries/", {"roadmap": roadmap, "item": "WEB-1", "lane": lane, "horizon": "now"})
    assert (entry.status_code, entry.json()["due_on"]) == (201, "2026-12-31")
    assert api.get(entry["Location"]).json() == entry.json()
    edition = api.post(f"{V1}/editions/", {"roadmap": roadmap, "note": "First"}).json()
    assert edition["document"]["entries"][0]["title"] == "Pay by bank transfer"
    link = api.post(f"{V1}/share-links/", {"roadmap": roadmap, "name": "Board", "shown": ["dates"]}).json()
    assert "Pay by bank transfer" in api.get(link["url"]).content.decode()
    assert api.delete(f"{V1}/share-links/{link['id']}/").status_code == 204
    assert api.get(link["url"]).status_code == 404


def test_changes_need_the_current_version(api: APIClient, roadmap: Roadmap) -> None:
    url = f"{V1}/roadmaps/{roadmap.pk}/"
    assert api.patch(url, {"name": "Pay"}, headers={"If-Match": '"1"'}).json()["version"] == 2
    late = api.patch(url, {"name": "Buy"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["current"]["name"]) == (412, "Pay")
    assert api.delete(url).status_code == 204
    assert api.get(url).status_code == 404


def test_an_entry_changes_in_part(api: APIClient, entries: list[Entry], lanes: list[Lane]) -> None:
    url = f"{V1}/entries/{entries[0].pk}/"
    values = {
        "public_title": "Bank",
        "lane": str(lanes[1].pk),
        "due_on": "2027-03-01",
        "due_precision": "quarter",
    }
    shown = api.patch(url, values).json()
    assert (shown["public_title"], shown["lane"], shown["due_on"]) == ("Bank", str(lanes[1].pk), "2027-03-31")
    assert api.patch(url, {"public_note": "x"}, headers={"If-Match": '"1"'}).status_code == 412


def test_moves(api: APIClient, roadmap: Roadmap, entries: list[Entry]) -> None:
    url = f"{V1}/entries/{entries[2].pk}/move/"
    assert api.post(url, {"before": str(entries[0].pk), "horizon": "next"}).json()["horizon"] == "next"
    assert titles(api, roadmap)[0] == "Guest basket"
    assert api.post(url, {"after": str(entries[1].pk)}).status_code == 200
    assert titles(api, roadmap)[-1] == "Guest basket"
    assert api.post(url, {"to": "top"}).status_code == 200
    assert api.post(url, {"to": "bottom"}).status_code == 200
    assert titles(api, roadmap)[-1] == "Guest basket"
    assert api.post(url, {"after": str(entries[1].pk), "to": "top"}).status_code == 422


def test_lanes_by_api(api: APIClient, roadmap: Roadmap, lanes: list[Lane], entries: list[Entry]) -> None:
    assert api.patch(f"{V1}/lanes/{lanes[0].pk}/", {"name": "Pay"}).json()["name"] == "Pay"
    api.post(f"{V1}/lanes/{lanes[1].pk}/move/", {"to": "top"})
    api.post(f"{V1}/lanes/{lanes[1].pk}/move/", {"to": "bottom"})
    assert [lane.name for lane in roadmap.lanes.all()] == ["Pay", "Trust"]
    api.post(f"{V1}/lanes/{lanes[1].pk}/move/", {"before": str(lanes[0].pk)})
    assert [row["name"] for row in api.get(f"{V1}/lanes/?roadmap={roadmap.pk}").json()["results"]] == [
        "Trust",
        "Pay",
    ]
    assert api.delete(f"{V1}/lanes/{lanes[0].pk}/").status_code == 409
    assert api.delete(f"{V1}/lanes/{lanes[0].pk}/?keep_entries=true").status_code == 204


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("entries", {"item": "WEB-99"}, "/item"),
        ("entries", {"item": "WEB-3", "lane": "01a205f0-c4a7-72b7-ac0d-7f24ff4d3653"}, "/lane"),
        ("entries", {"item": "WEB-3", "horizon": "someday"}, "/horizon"),
        ("lanes", {"name": "Pay", "colour": "red"}, "/colour"),
        ("share-links", {"name": "Board", "shown": ["budget"]}, "/shown"),
    ],
)
def test_what_cannot_be_used_is_named(
    path: str, body: dict[str, Any], pointer: str, api: APIClient, roadmap: Roadmap, items: list[Item]
) -> None:
    answer = api.post(f"{V1}/{path}/", {"roadmap": str(roadmap.pk), **body})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_a_private_roadmap_of_another_is_nowhere(
    api_of: ApiOf, api: APIClient, owner: Member, workspace: Workspace
) -> None:
    secret = create_roadmap(workspace, by=owner.actor(), name="Secret", visibility="private")
    assert api.get(f"{V1}/roadmaps/{secret.pk}/").status_code == 404
    assert api.get(f"{V1}/roadmaps/").json()["results"] == []
    assert api.post(f"{V1}/lanes/", {"roadmap": str(secret.pk), "name": "x"}).status_code == 422


def test_a_product_owner_changes_dates_but_no_titles(
    api_of: ApiOf, product_owner: Member, entries: list[Entry]
) -> None:
    api, url = api_of(product_owner), f"{V1}/entries/{entries[0].pk}/"
    assert api.patch(url, {"due_on": "2027-01-15"}).status_code == 200
    refused = api.patch(url, {"public_title": "x"})
    assert refused.status_code == 403
    assert "product manager" in refused.json()["detail"]


def test_adding_twice_is_a_conflict_and_a_retry_is_not(
    api: APIClient, roadmap: Roadmap, items: list[Item], by: Actor
) -> None:
    body, key = {"roadmap": str(roadmap.pk), "item": "WEB-1"}, {"Idempotency-Key": "one"}
    first = api.post(f"{V1}/entries/", body, headers=key)
    assert api.post(f"{V1}/entries/", body, headers=key).json() == first.json()
    assert api.post(f"{V1}/entries/", body).status_code == 409


def test_a_horizon_that_is_none_is_refused(api: APIClient, roadmap: Roadmap) -> None:
    answer = api.get(f"{V1}/entries/?horizon=soon")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "horizon")
    assert api.get(f"{V1}/entries/?horizon=now").status_code == 200


@pytest.mark.parametrize(("field", "day"), [("start_on", "0001-01-01"), ("due_on", "9999-12-31")])
def test_an_entry_takes_no_date_out_of_reach(
    api: APIClient, entries: list[Entry], field: str, day: str
) -> None:
    answer = api.patch(f"{V1}/entries/{entries[0].pk}/", {field: day})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, f"/{field}")


def test_a_lane_moves_only_as_it_is_known(api: APIClient, lanes: list[Lane]) -> None:
    url = f"{V1}/lanes/{lanes[0].pk}/move/"
    late = api.post(url, {"to": "bottom"}, headers={"If-Match": '"9"'})
    assert (late.status_code, late.json()["current"]["id"]) == (412, str(lanes[0].pk))
    assert api.post(url, {"to": "bottom"}, headers={"If-Match": '"1"'}).status_code == 200


def test_dates_change_only_as_the_entry_is_known(api: APIClient, entries: list[Entry]) -> None:
    url = f"{V1}/entries/{entries[0].pk}/"
    known = api.get(url)
    late = api.patch(url, {"due_on": "2027-03-01"}, headers={"If-Match": '"9"'})
    assert (late.status_code, late.json()["current"], late["ETag"]) == (412, known.json(), known["ETag"])
    assert api.patch(url, {}, headers={"If-Match": '"9"'}).status_code == 412
    both = {"due_on": "2027-03-01", "public_note": "x"}
    assert api.patch(url, both, headers={"If-Match": known["ETag"]}).json()["version"] == 2


@pytest.mark.django_db(transaction=True)
def test_dates_wait_for_who_is_changing_the_entry(api: APIClient, entries: list[Entry]) -> None:
    url = f"{V1}/entries/{entries[0].pk}/"

    def patch() -> int:
        try:
            return api.patch(url, {"due_on": "2027-03-01"}, headers={"If-Match": '"1"'}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Entry.objects.filter(pk=entries[0].pk).update(version=2)
            answer = pool.submit(patch)
            assert not wait([answer], timeout=0.5).done
        assert answer.result(timeout=10) == 412


def test_publishing_nothing_new_answers_what_stands(api: APIClient, roadmap: Roadmap) -> None:
    first = api.post(f"{V1}/editions/", {"roadmap": str(roadmap.pk)})
    again = api.post(f"{V1}/editions/", {"roadmap": str(roadmap.pk)})
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    assert "Location" not in again
    assert api.post(f"{V1}/editions/", {"roadmap": str(roadmap.pk), "note": "New"}).status_code == 201


def test_keep_entries_is_yes_or_no(api: APIClient, lanes: list[Lane]) -> None:
    answer = api.delete(f"{V1}/lanes/{lanes[0].pk}/?keep_entries=maybe")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "keep_entries")


def test_a_stakeholder_reads_what_the_roadmap_calls_an_item(
    api: APIClient, client_of: ClientOf, stakeholder: Member, roadmap: Roadmap, entries: list[Entry]
) -> None:
    api.patch(f"{V1}/entries/{entries[0].pk}/", {"public_title": "Pay as you like"})
    answer = client_of(stakeholder).get(f"{V1}/entries/", headers={"X-Workspace": "acme"})
    assert answer.json()["results"][0]["title"] == "Pay as you like"
    assert titles(api, roadmap)[0] == "Pay by bank transfer"
