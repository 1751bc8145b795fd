"""The query language is the same through every door: pages, API, saved views, roadmaps, reports."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from backlog.models import Item, Product, SavedView
from backlog.search import ItemSearch
from core.query import QueryError
from roadmap.services.entries import add_entry
from roadmap.services.roadmaps import create_roadmap
from tests.backlog.test_query_table import items
from tests.conftest import ApiOf, ClientOf

__all__ = ["items"]
P, API = "/w/acme/p/WEB/", "/api/v1/"
Door = Callable[[Client, APIClient, str, str], Any]
DOORS: dict[str, Door] = {
    "backlog": lambda page, _api, _pk, q: page.get(f"{P}backlog/", {"q": q}),
    "board": lambda page, _api, _pk, q: page.get(f"{P}board/", {"q": q}),
    "scoring": lambda page, _api, _pk, q: page.get(f"{P}scoring/", {"q": q}),
    "forecast": lambda page, _api, _pk, q: page.get("/w/acme/reports/", {"view": "forecast", "q": q}),
    "roadmap": lambda page, _api, pk, q: page.get(f"/w/acme/roadmaps/{pk}/", {"q": q}),
    "saved view": lambda page, _api, _pk, q: page.post(f"{P}views/", {"name": "Mine", "query": q}),
    "items": lambda _page, api, _pk, q: api.get(f"{API}items/", {"q": q}),
    "groups": lambda _page, api, _pk, q: api.get(
        f"{API}items/groups/", {"product": "WEB", "by": "status", "q": q}
    ),
    "flow": lambda _page, api, _pk, q: api.get(f"{API}reports/flow/", {"q": q}),
    "view by API": lambda _page, api, _pk, q: api.post(
        f"{API}saved-views/", {"product": "WEB", "name": "Ours", "query": q}
    ),
}
SOME_GOOD = ("", "status=open", 'label:"needs design",payments', "due>=today due<1m sort:-score")
SOME_BAD = ("statsu:ready", "status: ready", 'label:"payments', "sort:scor")


@pytest.fixture
def ask(
    client_of: ClientOf,
    api_of: ApiOf,
    product_owner: Member,
    workspace: Workspace,
    owner: Member,
    items: list[Item],
) -> Callable[[str, str], Any]:
    page, api = client_of(product_owner), api_of(product_owner)
    plan = create_roadmap(workspace, by=owner.actor(), name="Plan")
    add_entry(plan, item=items[0], by=owner.actor())
    return lambda door, q: DOORS[door](page, api, str(plan.pk), q)


@pytest.mark.parametrize("door", DOORS)
def test_bad_ones_are_told_alike(
    items: list[Item], product_owner: Member, ask: Callable[[str, str], Any], door: str
) -> None:
    for text in SOME_BAD:
        with pytest.raises(QueryError) as refused:
            ItemSearch(text, actor=product_owner.actor(), today=timezone.localdate())
        answer = ask(door, text)
        is_api = "json" in answer["Content-Type"]
        said = answer.json()["errors"][0]["detail"] if is_api else unescape(answer.content.decode())
        assert answer.status_code == 422
        assert refused.value.message in said
        assert is_api or text in said  # what was typed stands there still


@pytest.mark.parametrize("door", DOORS)
def test_good_ones_are_taken_by_all(items: list[Item], ask: Callable[[str, str], Any], door: str) -> None:
    for text in SOME_GOOD:
        assert ask(door, text).status_code in (200, 201, 302)
        SavedView.objects.all().delete()


@pytest.mark.parametrize(
    "page",
    [f"{P}backlog/", f"{P}board/", f"{P}scoring/", f"{P}scoring/pictures/", f"{P}estimation/open/", f"{P}scoring/rounds/open/",
     "/w/acme/reports/?view=forecast", "/w/acme/roadmaps/{plan}/"],
)  # fmt: skip
def test_a_mistake_is_told_where_there_is_nothing_yet(
    client: Client, product: Product, owner: Member, page: str
) -> None:
    plan = create_roadmap(product.workspace, by=owner.actor(), name="Plan")
    address = page.format(plan=plan.pk)
    answer = client.get(f"{address}{'&' if '?' in address else '?'}q=statsu:ready")
    with pytest.raises(QueryError) as refused:
        ItemSearch("statsu:ready", actor=owner.actor(), today=timezone.localdate())
    assert refused.value.message in unescape(answer.content.decode())
