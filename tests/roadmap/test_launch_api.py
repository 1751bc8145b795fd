from datetime import date

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Product
from roadmap.models import Release
from tests.conftest import ApiOf
from tests.factories import make_release

V1 = "/api/v1/"


@pytest.fixture
def api(api_of: ApiOf, product_manager: Member) -> APIClient:
    return api_of(product_manager)


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=date(2027, 1, 15))


@pytest.fixture
def url(release: Release) -> str:
    return f"{V1}releases/{release.pk}/"


def test_a_checklist_from_nothing_to_done(api: APIClient, url: str, contributor: Member) -> None:
    made = api.post(
        f"{url}steps/", {"text": "Tell support", "owner": str(contributor.pk), "due_on": "2027-01-12"}
    )
    step = made["Location"]
    assert (made.status_code, made.json()["owner"], made.json()["done_at"]) == (
        201,
        str(contributor.pk),
        None,
    )
    assert api.post(f"{step}tick/", headers={"If-Match": '"9"'}).status_code == 412
    assert api.post(f"{step}tick/").json()["done_at"]
    assert (api.get(url).json()["step_count"], api.get(url).json()["steps_done"]) == (1, 1)
    assert api.post(f"{step}untick/").json()["done_at"] is None
    late = api.patch(step, {"text": "Tell sales"}, headers={"If-Match": '"1"'})
    assert (late.status_code, api.patch(step, {"owner": None}).json()["owner"]) == (412, None)
    assert (api.delete(step).status_code, api.get(f"{url}steps/").json()["results"]) == (204, [])


def test_steps_come_by_their_days_and_from_the_template(api: APIClient, url: str, web: Product) -> None:
    for text, day in (("b", "2027-01-20"), ("c", None), ("a", "2027-01-10")):
        api.post(f"{url}steps/", {"text": text, "due_on": day})
    assert [row["text"] for row in api.get(f"{url}steps/").json()["results"]] == ["a", "b", "c"]
    late = api.get(f"{url}steps/", {"ordering": "-due_on"}).json()["results"]
    assert [row["text"] for row in late if row["due_on"]] == ["b", "a"]
    assert api.post(f"{url}steps/keep/").status_code == 204
    other = make_release(web, "5.0")
    begun = f"{V1}releases/{other.pk}/steps/"
    assert api.post(f"{begun}begin/").status_code == 204
    assert [row["text"] for row in api.get(begun).json()["results"]] == ["a", "b", "c"]


def test_a_step_of_another_release_is_not_found(api: APIClient, url: str, web: Product) -> None:
    step = api.post(f"{url}steps/", {"text": "Tell"}).json()["id"]
    other = make_release(web, "5.0")
    assert api.get(f"{V1}releases/{other.pk}/steps/{step}/").status_code == 404
    assert api.post(f"{V1}releases/{other.pk}/steps/{step}/tick/").status_code == 404


def test_notes_go_onto_the_changelog(api: APIClient, url: str, client: APIClient) -> None:
    assert api.get(f"{url}draft-notes/").json()["notes"] == ""
    assert api.post(f"{url}publish/").status_code == 409
    api.post(f"{url}release/")
    refused = api.post(f"{url}publish/")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/notes")
    api.patch(url, {"notes": "- Pay by bank"})
    assert api.post(f"{url}publish/").json()["published_at"]
    shown = api.patch(f"{V1}changelog/", {"is_open": True}).json()
    assert api.patch(f"{V1}changelog/", {"is_open": False}, headers={"If-Match": '"1"'}).status_code == 412
    assert (shown["is_open"], shown["feed"]) == (True, f"{shown['url']}atom.xml")
    assert "Pay by bank" in client.get("/changelog/acme/").content.decode()
    assert api.post(f"{url}unpublish/").json()["published_at"] is None


def test_steps_go_along_with_a_new_day(api: APIClient, url: str) -> None:
    api.patch(url, {"date": "2027-01-15"})
    api.post(f"{url}steps/", {"text": "Tell", "due_on": "2027-01-12"})
    api.patch(url, {"date": "2027-01-20", "move_steps": True})
    assert [row["due_on"] for row in api.get(f"{url}steps/").json()["results"]] == ["2027-01-17"]
