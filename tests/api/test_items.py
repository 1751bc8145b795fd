"""Items: get, create, change, delete, restore."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from accounts.services import deactivate_member
from activity.models import Event
from backlog.models import FormerKey, Item, Product, Score
from backlog.queries.documents import FIELDS, USUAL
from backlog.serializers.items import ItemShape
from backlog.services.items import update_item
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_label, make_team

ITEMS = "/api/v1/items/"
WEB_1 = f"{ITEMS}WEB-1/"
NO_ID = "01a205f5-3bfe-7647-828b-eb2436a126cc"


def pointers(answer: Any) -> list[str]:
    return [error["pointer"] for error in answer.json()["errors"]]


def test_shows_what_the_document_says(api: APIClient, items: list[Item]) -> None:
    assert list(FIELDS) == list(ItemShape().fields)
    assert list(api.get(WEB_1).json()) == list(USUAL)
    assert list(api.get(f"{WEB_1}?fields=ready").json()) == ["ready"]


def test_one_form_for_list_and_single(api: APIClient, items: list[Item]) -> None:
    listed = api.get(ITEMS, {"product": "WEB"}).json()["results"]
    assert listed == [api.get(f"{ITEMS}{item.key}/").json() for item in items]


def test_every_field_can_be_written_and_read(
    api: APIClient, items: list[Item], product_owner: Member
) -> None:
    make_team(product_owner.workspace, "Checkout")
    body = {
        "product": "WEB", "title": "Pay by card", "description": "Well, *well*.\n", "kind": "bug", "status": "ready",
        "parent": "WEB-1", "assignee": "me", "team": "checkout", "labels": ["b", "A"], "estimate": 2.5,
        "start_on": "2027-01-20", "start_precision": "month", "due_on": "2027-02-03", "due_precision": "quarter",
        "acceptance_criteria": [{"text": "Works", "is_met": True}, {"text": "Looks well"}],
    }  # fmt: skip
    answer = api.post(ITEMS, body)
    shown = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, "/api/v1/items/WEB-6/")
    assert shown == api.get(answer["Location"]).json()
    same = (
        "product",
        "title",
        "description",
        "kind",
        "parent",
        "estimate",
        "start_precision",
        "due_precision",
    )
    assert {name: shown[name] for name in same} == {name: body[name] for name in same}
    assert (shown["start_on"], shown["due_on"]) == ("2027-01-01", "2027-03-31")
    assert (shown["status"]["name"], shown["status"]["category"]) == ("Ready", "ready")
    assert (shown["assignee"]["name"], shown["team"]["name"]) == ("Paul Owner", "Checkout")
    assert shown["labels"] == ["A", "b"]
    assert [(row["text"], row["is_met"]) for row in shown["acceptance_criteria"]] == [
        ("Works", True),
        ("Looks well", False),
    ]


def test_null_empties(api: APIClient, items: list[Item], product_owner: Member) -> None:
    full = {"assignee": "me", "parent": "WEB-2", "estimate": 0, "due_on": "2027-01-01", "labels": ["x"]}
    assert api.patch(WEB_1, full).json()["estimate"] == 0
    empty: dict[str, Any] = {"assignee": None, "parent": None, "estimate": None, "due_on": None, "labels": []}
    shown = api.patch(WEB_1, empty).json()
    assert {name: shown[name] for name in empty} == empty


def test_only_what_is_sent_changes(api: APIClient, items: list[Item]) -> None:
    before = api.get(WEB_1).json()
    after = api.patch(WEB_1, {"title": "New"}).json()
    assert {name for name in before if before[name] != after[name]} == {"title", "version", "updated_at"}
    assert api.patch(WEB_1, {}).json() == after


def test_criteria_keep_their_ids(api: APIClient, items: list[Item]) -> None:
    one, two = api.patch(WEB_1, {"acceptance_criteria": [{"text": "One"}, {"text": "Two"}]}).json()[
        "acceptance_criteria"
    ]
    wanted = [{"id": two["id"], "text": "Two", "is_met": True}, {"text": "Three"}]
    shown = api.patch(WEB_1, {"acceptance_criteria": wanted}).json()
    assert [row["text"] for row in shown["acceptance_criteria"]] == ["Two", "Three"]
    assert shown["version"] == 3
    assert shown["acceptance_criteria"][0] == {**two, "is_met": True}
    told = Event.objects.filter(verb="criterion.changed").order_by("-id")[:3]
    assert [event.changes["acceptance_criteria"] for event in reversed(told)] == [
        ["☐ One", None], ["☐ Two", "☑ Two"], [None, "☐ Three"]
    ]  # fmt: skip
    assert api.patch(WEB_1, {"acceptance_criteria": [one]}).status_code == 422
    twice = api.patch(WEB_1, {"acceptance_criteria": [two, {**two, "text": "Again"}]})
    assert pointers(twice) == ["/acceptance_criteria/1/id"]


def test_criteria_change_places(api: APIClient, items: list[Item]) -> None:
    rows = api.patch(WEB_1, {"acceptance_criteria": [{"text": "One"}, {"text": "Two"}]}).json()[
        "acceptance_criteria"
    ]
    shown = api.patch(WEB_1, {"acceptance_criteria": rows[::-1]}).json()
    assert shown["acceptance_criteria"] == rows[::-1]
    assert Event.objects.latest("id").changes == {"acceptance_criteria_order": [None, "Two"]}
    assert api.patch(WEB_1, {"acceptance_criteria": rows[::-1]}).json()["version"] == shown["version"]


def test_rows_are_named_by_id_too(api: APIClient, items: list[Item], product: Product, owner: Member) -> None:
    status, team = product.statuses.get(name="Done"), make_team(owner.workspace, "Core")
    shown = api.patch(
        WEB_1, {"status": str(status.pk), "assignee": str(owner.pk), "team": str(team.pk)}
    ).json()
    assert [shown[name]["id"] for name in ("status", "assignee", "team")] == [
        str(x.pk) for x in (status, owner, team)
    ]
    assert shown["closed_at"] is not None
    assert api.patch(WEB_1, {"assignee": owner.email.upper()}).json()["version"] == shown["version"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"status": "Nowhere"}, "/status"), ({"assignee": "no@one.example"}, "/assignee"), ({"team": "None"}, "/team"),
        ({"parent": "WEB-99"}, "/parent"), ({"parent": "WEB-1"}, "/parent"), ({"title": " "}, "/title"),
        ({"kind": "saga"}, "/kind"), ({"estimate": -1}, "/estimate"), ({"labels": ["x", ""]}, "/labels/1"),
        ({"acceptance_criteria": [{"text": "a", "id": "x"}]}, "/acceptance_criteria/0/id"),
        ({"acceptance_criteria": [{"text": "a"}, {"text": "b", "id": NO_ID}]}, "/acceptance_criteria/1/id"),
        ({"acceptance_criteria": [{"text": "a"}, {"text": "b"}, {"text": " "}]}, "/acceptance_criteria/2/text"),
        ({"acceptance_criteria": [{"text": "a"}, {"text": 5, "no": 1}]}, "/acceptance_criteria/1/no,/acceptance_criteria/1/text"),
        ({"start_on": "1969-12-31"}, "/start_on"), ({"labels": ["x", "y" * 51]}, "/labels/1"),
        ({"due_on": "9999-12-31"}, "/due_on"), ({"number": 7}, "/number"), ({"key": "WEB-9"}, "/key"),
        ({"start_on": "2027-02-02", "due_on": "2027-02-01"}, "/due_on"), ({"status": None}, "/status"),
    ],
)  # fmt: skip
def test_a_mistake_is_pointed_at(
    api: APIClient, items: list[Item], body: dict[str, Any], pointer: str
) -> None:
    answer = api.patch(WEB_1, body)
    assert (answer.status_code, pointers(answer)) == (422, pointer.split(","))
    assert Item.objects.get(pk=items[0].pk).version == 1


def test_who_has_left_is_not_assigned(
    api: APIClient, items: list[Item], contributor: Member, owner: Member
) -> None:
    deactivate_member(contributor, by=owner.actor())
    assert pointers(api.patch(WEB_1, {"assignee": contributor.email})) == ["/assignee"]


def test_names_of_another_workspace_are_unknown(api: APIClient, items: list[Item], elsewhere: Item) -> None:
    foreign = {
        "status": str(elsewhere.status_id),
        "parent": elsewhere.key,
        "team": str(make_team(elsewhere.workspace).pk),
    }
    answer = api.patch(WEB_1, foreign)
    assert (answer.status_code, set(pointers(answer))) == (422, {"/status", "/parent", "/team"})
    assert pointers(api.post(ITEMS, {"product": "OTHER", "title": "x"})) == ["/product"]
    label = make_label(elsewhere.workspace, "secret")
    assert api.patch(WEB_1, {"labels": ["secret"]}).json()["labels"] == ["secret"]
    assert not label.items.exists()


def test_another_workspaces_key_is_404(
    api_of: ApiOf, stranger: Member, items: list[Item], elsewhere: Item
) -> None:
    theirs = api_of(stranger)
    bodies = {"patch": {"title": "x"}, "get": None, "delete": None}
    assert {getattr(theirs, way)(WEB_1, body).status_code for way, body in bodies.items()} == {404}
    for act, body in (("move", {"to": "top"}), ("restore", {})):
        assert theirs.post(f"{WEB_1}{act}/", body).status_code == 404


@pytest.mark.parametrize("key", ["WEB-99", "WEB", "WEB-1x", "WEB-٣", "-1", "WEB-99999999999", "%00"])
def test_what_is_no_key_is_404(api: APIClient, items: list[Item], key: str) -> None:
    assert api.get(f"{ITEMS}{key}/").status_code == 404


def test_former_keys_lead_to_the_item(api: APIClient, items: list[Item]) -> None:
    FormerKey.objects.create(workspace=items[0].workspace, key="OLD-7", item=items[0])
    assert api.get(f"{ITEMS}old-7/").json()["key"] == "WEB-1"
    assert api.patch(f"{ITEMS}OLD-7/", {"title": "New"}).json()["key"] == "WEB-1"
    assert api.post(f"{ITEMS}OLD-7/move/", {"after": "WEB-3"}).json()["key"] == "WEB-1"


def test_shows_the_score_or_why_there_is_none(api: APIClient, items: list[Item], product: Product) -> None:
    model = product.scoring_models.get(is_active=True)
    rows = [(items[0], 12.5, None), (items[1], None, "Not rated: Reach")]
    for item, value, reason in rows:
        Score.objects.create(
            workspace=item.workspace, item=item, model=model, value=value, reason=reason, revision=1, updated_at=item.created_at
        )  # fmt: skip
    shown = [api.get(f"{ITEMS}WEB-{number}/").json() for number in (1, 2, 3)]
    assert [(row["score"], row["score_reason"]) for row in shown] == [
        (12.5, None), (None, "Not rated: Reach"), (None, None)
    ]  # fmt: skip


def test_deleted_is_404_until_restored(api: APIClient, items: list[Item]) -> None:
    assert api.delete(WEB_1).status_code == 204
    assert [getattr(api, way)(WEB_1, {}).status_code for way in ("get", "patch", "delete")] == [404] * 3
    refused = api.post(f"{WEB_1}restore/", {"to": "top"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/to")
    assert api.post(f"{WEB_1}restore/").json()["key"] == "WEB-1"
    assert api.get(WEB_1).status_code == 200
    assert api.post(ITEMS, {"product": "WEB", "title": "Next"}).json()["key"] == "WEB-6"


def test_a_parent_is_not_deleted(api: APIClient, items: list[Item], product_owner: Member) -> None:
    update_item(items[1], by=product_owner.actor(), fields={"parent": items[0]})
    answer = api.delete(WEB_1)
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "WEB-1 has 1 child. Move or delete it first.",
    )


def test_a_contributor_edits_their_own(api_of: ApiOf, contributor: Member, items: list[Item]) -> None:
    mine = api_of(contributor)
    assert mine.patch(WEB_1, {"title": "x"}).status_code == 403
    key = mine.post(ITEMS, {"product": "WEB", "title": "Mine", "to": "bottom"}).json()["key"]
    assert mine.patch(f"{ITEMS}{key}/", {"status": "Done"}).status_code == 200
    answer = mine.patch(f"{ITEMS}{key}/", {"labels": ["new"]})
    assert (answer.status_code, "product owner" in answer.json()["detail"]) == (403, True)
    assert mine.post(f"{ITEMS}{key}/move/", {"to": "top"}).status_code == 403


def test_the_top_is_for_who_may_rank(api_of: ApiOf, contributor: Member, product: Product) -> None:
    answer = api_of(contributor).post(ITEMS, {"product": "WEB", "title": "Mine", "to": "top"})
    assert (answer.status_code, "Only a product owner" in answer.json()["detail"]) == (403, True)
    assert not Item.objects.exists()


def test_a_stakeholder_reads_no_backlog(client_of: ClientOf, stakeholder: Member, items: list[Item]) -> None:
    session = client_of(stakeholder)
    answers = [session.get(url, headers={"X-Workspace": "acme"}) for url in (ITEMS, WEB_1)]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].json()["detail"] == "Only a contributor or above may read the backlog."


def test_versions(api: APIClient, items: list[Item]) -> None:
    etag = api.get(WEB_1)["ETag"]
    assert etag.startswith('"1-')
    assert api.get(WEB_1, HTTP_IF_NONE_MATCH=etag).status_code == 304
    changed = api.patch(WEB_1, {"title": "New"}, HTTP_IF_MATCH=etag)
    assert changed["ETag"].startswith('"2-')
    late = api.patch(WEB_1, {"title": "Late"}, HTTP_IF_MATCH='"1"')
    assert (late.status_code, late.json()["current"]) == (412, changed.json())
    criteria = {"acceptance_criteria": [{"text": "Late"}]}
    assert api.patch(WEB_1, criteria, HTTP_IF_MATCH=etag).status_code == 412
    assert api.delete(WEB_1, HTTP_IF_MATCH=etag).status_code == 412
    assert api.delete(WEB_1, HTTP_IF_MATCH='"2"').status_code == 204


def test_rank_and_score_leave_the_version(api: APIClient, items: list[Item]) -> None:
    moved = api.post(f"{WEB_1}move/", {"to": "bottom"})
    assert moved.json()["version"] == 1
    assert api.patch(WEB_1, {"title": "New"}, HTTP_IF_MATCH=moved["ETag"]).status_code == 200


def test_a_retried_create_makes_one(api: APIClient, product: Product) -> None:
    first, second = (
        api.post(ITEMS, {"product": "WEB", "title": "Once"}, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2)
    )
    assert (first.content, first["Location"], first["ETag"]) == (
        second.content,
        second["Location"],
        second["ETag"],
    )
    assert Item.objects.filter(product=product).count() == 1


def test_a_write_comes_by_the_api(api: APIClient, product: Product) -> None:
    api.post(ITEMS, {"product": "web", "title": "New"})
    assert Event.objects.get(verb="item.created").via == "api"


def test_a_refused_create_takes_no_number(api: APIClient, product: Product) -> None:
    assert (
        api.post(
            ITEMS, {"product": "WEB", "title": "x", "start_on": "2027-02-02", "due_on": "2027-01-01"}
        ).status_code
        == 422
    )
    assert (
        api.post(
            ITEMS,
            {"product": "WEB", "title": "y", "acceptance_criteria": [{"id": str(product.pk), "text": "z"}]},
        ).status_code
        == 422
    )
    assert api.post(ITEMS, {"product": "WEB", "title": "z"}).json()["key"] == "WEB-1"
