"""Lists of items: filters, orders, fields, pages that stay right while others move things."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Member
from activity.tasks import drain
from backlog.models import Item, Product, Score
from backlog.services.items import delete_item, update_item
from backlog.services.words import learn_words
from tests.factories import make_item, make_label, make_product, make_team

ITEMS = "/api/v1/items/"


def keys(api: APIClient, **params: Any) -> list[str]:
    """The keys of a list, page by page."""
    found, at, query = [], ITEMS, {"fields": "key", **params}
    while at:
        answer = api.get(at, query)
        assert answer.status_code == 200, answer.json()
        found += [row["key"] for row in answer.json()["results"]]
        at, query = answer.json()["next"], {}
    return found


@pytest.fixture
def varied(items: list[Item], product_owner: Member, contributor: Member) -> list[Item]:
    """WEB-1 a bug of Cora's, due; WEB-2 ready, labelled; WEB-3 done, of a team, below WEB-1; WEB-4, WEB-5 plain."""
    by, workspace = product_owner.actor(), product_owner.workspace
    statuses = {status.name: status for status in items[0].product.statuses.all()}
    update_item(items[0], by=by, fields={"kind": "bug", "assignee": contributor, "due_on": date(2027, 3, 1)})
    labels = [make_label(workspace, "Payments")]
    update_item(
        items[1], by=by, fields={"status": statuses["Ready"], "labels": labels, "estimate": Decimal(3)}
    )
    done = {"status": statuses["Done"], "parent": items[0], "team": make_team(workspace, "Core")}
    update_item(items[2], by=by, fields=done)
    return items


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"status": "ready,DONE"}, "23"), ({"category": "done"}, "3"), ({"category": "ready,done"}, "23"),
        ({"kind": "bug"}, "1"), ({"assignee": "none", "category": "backlog"}, "45"), ({"assignee": "me"}, ""),
        ({"label": "payments"}, "2"), ({"label": "none"}, "1345"), ({"team": "core"}, "3"), ({"team": "none"}, "1245"),
        ({"parent": "web-1"}, "3"), ({"parent": "none"}, "1245"), ({"q": "kind:bug due<2027-04"}, "1"),
        ({"q": "item -has:estimate", "category": "backlog"}, "145"), ({"q": "sort:-estimate", "limit": 2}, "25431"),
        ({"ordering": "-estimate,id", "limit": 1}, "21345"), ({"ordering": "due_on,-id", "limit": 2}, "15432"),
        ({"ordering": "-id", "limit": 2}, "54321"), ({"ordering": "-updated_at"}, "32154"), ({"product": ""}, "12345"),
        ({"ordering": "id,title"}, "12345"), ({"ordering": "title", "q": "sort:-title"}, "12345"),
    ],
)  # fmt: skip
def test_filters_and_orders(
    api: APIClient, varied: list[Item], params: dict[str, Any], expected: str
) -> None:
    assert keys(api, **params) == [f"WEB-{number}" for number in expected]


def test_ids_filter_too(api: APIClient, varied: list[Item], contributor: Member) -> None:
    label, team = varied[1].labels.get(), Item.objects.get(pk=varied[2].pk).team
    assert keys(api, assignee=f"{contributor.pk},me") == ["WEB-1"]
    assert keys(api, assignee=f"{contributor.email.upper()},me") == ["WEB-1"]
    assert keys(api, label=str(label.pk)) == ["WEB-2"]
    assert team is not None
    assert keys(api, team=str(team.pk)) == ["WEB-3"]
    assert keys(api, status=str(varied[0].product.statuses.get(name="Ready").pk)) == ["WEB-2"]


@pytest.mark.parametrize(
    "params",
    [
        {"product": "OTHER"}, {"status": "Nowhere"}, {"category": "open"}, {"kind": "saga"}, {"assignee": "Cora"}, {"assignee": "nobody@example.org"},
        {"label": "later"}, {"team": "x"}, {"parent": "OTHER-1"}, {"updated_since": "yesterday"},
        {"updated_since": "2027-13-01T00:00:00Z"}, {"updated_since": "9999-12-31T23:59:59-23:00"}, {"q": "colour:red"}, {"q": "sort:rank"}, {"ordering": "rank"},
        {"ordering": "rank_"}, {"fields": "key,colour"}, {"limit": "0"}, {"limit": "201"}, {"cursor": "x"}, {"x": "1"},
    ],
)  # fmt: skip
def test_a_mistake_names_its_parameter(api: APIClient, elsewhere: Item, params: dict[str, str]) -> None:
    answer = api.get(ITEMS, params)
    assert (answer.status_code, [error["parameter"] for error in answer.json()["errors"]]) == (
        422,
        list(params),
    )


def test_only_the_workspaces_items(api: APIClient, items: list[Item], elsewhere: Item) -> None:
    assert keys(api) == [item.key for item in items]


def test_a_product_is_listed_by_rank(api: APIClient, items: list[Item]) -> None:
    make_item(make_product(items[0].workspace, "APP"))
    api.post(f"{ITEMS}WEB-4/move/", {"before": "WEB-2"})
    assert keys(api, product="web") == [f"WEB-{number}" for number in "14235"]
    assert keys(api, product="WEB", ordering="-rank", limit=2) == [f"WEB-{number}" for number in "53241"]
    assert keys(api)[-1] == "APP-1"


def test_by_score_those_without_come_last(api: APIClient, items: list[Item], product: Product) -> None:
    model = product.scoring_models.get(is_active=True)
    for item, value in zip(items, (5.0, None, 20.0, 5.0), strict=False):
        Score.objects.create(workspace=item.workspace, item=item, model=model, value=value,
                             reason=None if value else "x", revision=1, updated_at=timezone.now())  # fmt: skip
    for limit in (1, 2, 50):
        assert keys(api, ordering="-score", limit=limit) == [f"WEB-{number}" for number in "34152"]
        assert keys(api, ordering="score", product="WEB", limit=limit) == [
            f"WEB-{number}" for number in "14325"
        ]


def test_fields_are_cut_where_they_are_made(api: APIClient, items: list[Item]) -> None:
    rows = api.get(ITEMS, {"fields": "title,key"}).json()["results"]
    assert rows[0] == {"key": "WEB-1", "title": "Item 1"}
    assert api.get(f"{ITEMS}WEB-1/", {"fields": "title"}).json() == {"title": "Item 1"}


def test_since_a_moment(api: APIClient, items: list[Item], product_owner: Member) -> None:
    Item.objects.update(updated_at=timezone.now() - timedelta(days=3))
    update_item(items[2], by=product_owner.actor(), fields={"title": "Newer"})
    since = (timezone.now() - timedelta(days=1)).isoformat()
    assert keys(api, updated_since=since) == ["WEB-3"]
    assert keys(api, updated_since=since.partition("+")[0]) == ["WEB-3"]


def test_since_an_event_nothing_is_missed(api: APIClient, items: list[Item], product_owner: Member) -> None:
    drain(str(product_owner.workspace_id))
    seq = api.get(ITEMS, {"updated_since": 0})["Throughline-Seq"]
    assert keys(api, updated_since=seq) == []
    api.post(f"{ITEMS}WEB-4/move/", {"to": "top"})
    update_item(items[1], by=product_owner.actor(), fields={"title": "Newer"})
    drain(str(product_owner.workspace_id))
    assert keys(api, updated_since=seq) == ["WEB-2", "WEB-4"]
    assert len(keys(api, updated_since=0)) == 5


def test_pages_hold_what_stays_once_while_others_move(api: APIClient, product: Product) -> None:
    for number in range(20):
        make_item(product, f"Item {number}")
    page, seen, moved = (
        api.get(f"{ITEMS}?product=WEB&limit=4").json(),
        [],
        ["WEB-20", "WEB-1", "WEB-9"],
    )
    while True:
        seen += [row["key"] for row in page["results"]]
        if page["next"] is None:
            break
        for key in moved:
            api.post(f"{ITEMS}{key}/move/", {"to": "bottom" if len(seen) % 8 else "top"})
        page = api.get(page["next"]).json()
    stayed = [key for key in seen if key not in moved]
    assert stayed == [f"WEB-{number}" for number in range(1, 21) if f"WEB-{number}" not in moved]


def test_deleted_items_are_not_listed(api: APIClient, items: list[Item], product_owner: Member) -> None:
    delete_item(items[0], by=product_owner.actor())
    assert keys(api) == ["WEB-2", "WEB-3", "WEB-4", "WEB-5"]


def test_pages_lead_back(api: APIClient, items: list[Item]) -> None:
    first = api.get(f"{ITEMS}?product=WEB&limit=2").json()
    second = api.get(first["next"]).json()
    assert api.get(second["previous"]).json()["results"] == first["results"]


def test_a_mistyped_word_is_put_right_in_a_header(api: APIClient, product: Product) -> None:
    make_item(product, "A naïve payment")
    learn_words(product.workspace_id)
    none = api.get(ITEMS, {"q": "paymnet kind:story"})
    assert (none.json()["results"], none["Throughline-Similar"]) == ([], "payment%20kind%3Astory")
    assert api.get(ITEMS, {"q": "naive"})["Throughline-Similar"] == "na%C3%AFve"
    for right in ("payment", "kind:spike", "zzzzzz", '"paymnet"'):
        assert "Throughline-Similar" not in api.get(ITEMS, {"q": right})
