"""Every write of an object that may be there already compares `If-Match`, and answers 412 with the object and its tag."""

from typing import Any

import pytest
from django.urls import URLResolver, get_resolver
from rest_framework.test import APIClient

from accounts.models import Member
from backlog.models import Item, Product
from core.api.views import WorkspaceViewSet
from roadmap.models import Roadmap
from roadmap.services.roadmaps import create_roadmap
from roadmap.services.sharing import create_share_link

V1 = "/api/v1"
ITEM = f"{V1}/items/WEB-1/"
ONLY_MAKE = {"create"}
# A reaction leaves the comment as it is, what it holds the sprint and the release, what an item does for it the
# goal, targets of a period the themes, a shift of items the entry.
LEAVES_AS_IT_IS = {"react", "add", "remove", "note", "set_targets", "begin", "keep", "shift"}
READ = {
    "list", "retrieve", "content", "capacity", "what_if", "check_formula", "results", "draft_notes", "read", "comparison",
}  # fmt: skip


def views(patterns: Any) -> list[tuple[type[WorkspaceViewSet], set[str]]]:
    """Each viewset of the URLconf, with the actions that an address leads to."""
    found: list[tuple[type[WorkspaceViewSet], set[str]]] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            found += views(one.url_patterns)
        elif issubclass(getattr(one.callback, "cls", object), WorkspaceViewSet):
            found.append((one.callback.cls, set(one.callback.actions.values())))
    return found


@pytest.fixture
def roadmap(product_manager: Member) -> Roadmap:
    return create_roadmap(product_manager.workspace, by=product_manager.actor(), name="Spring")


def test_no_write_of_an_object_forgets_it() -> None:
    for cls, actions in views(get_resolver().url_patterns):
        assert actions - READ - ONLY_MAKE - LEAVES_AS_IT_IS <= set(cls.versioned), cls


def late(api: APIClient, method: str, url: str, body: Any = None, version: int = 9) -> Any:
    answer = getattr(api, method)(url, body, HTTP_IF_MATCH=f'"{version}"')
    assert answer.status_code == 412, answer.content
    return answer


def test_setting_a_rating(api: APIClient, items: list[Item]) -> None:
    body = {"item": "WEB-1", "criterion": "reach", "value": 5}
    assert late(api, "post", f"{V1}/ratings/", body).json()["current"] is None
    rating = api.post(f"{V1}/ratings/", body).json()
    refused = late(api, "post", f"{V1}/ratings/", {**body, "value": 6})
    assert refused.json()["current"] == rating
    assert refused["ETag"] == api.get(f"{V1}/ratings/{rating['id']}/")["ETag"]
    changed = api.post(f"{V1}/ratings/", {**body, "value": 6}, HTTP_IF_MATCH=refused["ETag"])
    assert (changed.status_code, changed.json()["value"]) == (200, 6)


def test_using_a_preset(manager: APIClient, product: Product) -> None:
    body = {"product": "WEB", "preset": "rice"}
    [model] = manager.get(f"{V1}/scoring-models/").json()["results"]
    assert late(manager, "post", f"{V1}/scoring-models/", body).json()["current"] == model
    late(manager, "post", f"{V1}/scoring-models/", {**body, "preset": "wsjf"})
    assert len(manager.get(f"{V1}/scoring-models/").json()["results"]) == 1


def test_restoring_an_item(api: APIClient, items: list[Item]) -> None:
    api.delete(ITEM)
    assert late(api, "post", f"{ITEM}restore/", version=1).json()["current"]["version"] == 2
    assert api.get(ITEM).status_code == 404
    assert api.post(f"{ITEM}restore/", HTTP_IF_MATCH='"2"').status_code == 200


def test_moving_an_item(api: APIClient, items: list[Item]) -> None:
    before = [item.pk for item in Item.objects.order_by("rank")]
    refused = late(api, "post", f"{ITEM}move/", {"to": "bottom"})
    assert refused["ETag"] == api.get(ITEM)["ETag"]
    assert [item.pk for item in Item.objects.order_by("rank")] == before
    assert api.post(f"{ITEM}move/", {"to": "bottom"}, HTTP_IF_MATCH='"1"').status_code == 200


def test_revoking_a_share_link(manager: APIClient, roadmap: Roadmap, product_manager: Member) -> None:
    link = create_share_link(roadmap, by=product_manager.actor(), name="Board")
    url = f"{V1}/share-links/{link.pk}/"
    refused = late(manager, "delete", url)
    assert (refused.json()["current"]["revoked_at"], refused["ETag"]) == (None, manager.get(url)["ETag"])
    assert manager.delete(url, HTTP_IF_MATCH=refused["ETag"]).status_code == 204
    assert late(manager, "delete", url, version=1).json()["current"]["version"] == 2
