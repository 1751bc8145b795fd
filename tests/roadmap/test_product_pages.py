"""A product's page: its texts, its principles, their history, and the API to them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Item, Product
from core.errors import OutOfDate
from roadmap.models import Entry, Principle
from roadmap.product_queries import product_page, rewritings_of
from roadmap.services.principles import add_principle, delete_principle, move_principle, update_principle
from roadmap.services.product_pages import page_of, update_page
from roadmap.services.theme_items import add_items
from tests.backlog.statements import counted
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_product, make_release, make_theme
from tests.roadmap.conftest import HTMX, text, undo_of

URL, API = "/w/acme/p/WEB/", "/api/v1/products/WEB/"


def names(product: Product) -> list[str]:
    return [row.name for row in Principle.objects.filter(product=product).order_by("position")]


@pytest.fixture
def principles(web: Product, by: Actor) -> list[Principle]:
    return [add_principle(web, by=by.anew(), name=name) for name in ("Correct", "Fast", "Pretty")]


def test_texts_are_written_and_taken_back(web: Product, by: Actor) -> None:
    update_page(web, by=by.anew(), fields={"users": "Gardeners"})
    page = update_page(web, by=by, fields={"users": "Tenants ", "vision": "A minute", "wedge": "Balconies"})
    assert (page.version, page.users, page.product.vision) == (2, "Tenants", "A minute")
    assert update_page(web, by=by, fields={"users": "Tenants"}).version == 2
    assert undo_action(by.action, by=by).refused == []
    page = page_of(Product.objects.get())
    assert (page.users, page.wedge, page.product.vision) == ("Gardeners", "", "")


@pytest.mark.parametrize("name", ["vision", "users"])
def test_nobody_writes_over_anothers_words(web: Product, by: Actor, name: str) -> None:
    update_page(web, by=by, fields={name: "Theirs"})
    with pytest.raises(OutOfDate):
        update_page(web, by=by, fields={name: "Mine"}, seen={name: ""})


def test_who_may_write_and_how_much(web: Product, by: Actor, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied):
        update_page(web, by=product_owner.actor(), fields={"users": "Me"})
    with pytest.raises(ValidationError):
        update_page(web, by=by, fields={"vision": "x" * 2001})


def test_principles_keep_their_order(web: Product, principles: list[Principle], by: Actor) -> None:
    move_principle(principles[2], by=by, to=0)
    assert names(web) == ["Pretty", "Correct", "Fast"]
    undo_action(by.action, by=by)
    assert names(web) == ["Correct", "Fast", "Pretty"]


def test_a_principle_is_changed_deleted_and_taken_back(
    web: Product, principles: list[Principle], by: Actor
) -> None:
    update_principle(principles[0], by=by, fields={"name": "Right", "text": "Before fast."})
    delete_principle(principles[1], by=by)
    assert names(web) == ["Right", "Pretty"]
    assert undo_action(by.action, by=by).refused == []
    assert names(web) == ["Correct", "Fast", "Pretty"]


def test_an_empty_page_teaches_and_readers_write_nothing(
    manager: Client, client_of: ClientOf, stakeholder: Member, web: Product
) -> None:
    page, read = text(manager, URL), text(client_of(stakeholder), URL)
    assert "Start with the vision" in page
    assert "Write it" in page
    assert "has not been written down yet" in read
    assert "Write it" not in read
    assert web.name in text(client_of(stakeholder), "/w/acme/products/")


def test_it_leads_to_what_it_works_on(
    web: Product, items: list[Item], entries: list[Entry], by: Actor
) -> None:
    theme, release = make_theme(web.workspace, "Trust"), make_release(web, "2.4")
    add_items(theme, items[:1], by=by)
    with counted() as few:
        around = product_page(web, by=by).around
    assert (around.themes, around.releases) == ([theme], [release])
    assert [row.name for row in around.roadmaps] == ["Checkout"]
    assert len(few) <= 6


def test_a_text_is_written_in_place(manager: Client, web: Product) -> None:
    url = f"{URL}about/users/"
    done = manager.post(url, {"text": "**Tenants**", "from": ""}, headers=HTMX)
    assert "<strong>Tenants</strong>" in done.content.decode()
    late = manager.post(url, {"text": "Mine", "from": "old"}, headers=HTMX)
    assert (late.status_code, "Someone else" in late.content.decode(), "Mine" in late.content.decode()) == (
        412, True, True,
    )  # fmt: skip
    manager.post(undo_of(done["HX-Trigger"]))
    assert page_of(web).users == ""
    assert manager.post(f"{URL}about/nothing/", {"text": ""}).status_code == 404
    assert manager.post(f"{URL}about/vision/", {"text": "x" * 2001}).status_code == 422


def test_its_history_can_be_restored(manager: Client, web: Product, by: Actor) -> None:
    for words in ("For gardeners", "For tenants"):
        update_page(web, by=by.anew(), fields={"users": words, "vision": words})
    page = text(manager, f"{URL}history/")
    assert "Restore what stood before" in page
    restore = page.split('action="')[1:]
    address = next(part.split('"')[0] for part in restore if part.split('"')[0].endswith("/restore/"))
    assert manager.post(address, {"name": "nothing"}).status_code == 422
    assert manager.post(address, {"name": "users"}).status_code == 302
    now = page_of(Product.objects.get())
    assert (now.users, now.product.vision) == ("For gardeners", "For tenants")


def test_its_history_reads_only_what_happened_to_it(web: Product, by: Actor, workspace: Workspace) -> None:
    """Not all that happened in the workspace, which grows without end."""
    made = add_principle(web, by=by, name="Fast")
    update_principle(made, by=by, fields={"name": "Swift"})
    update_page(web, by=by, fields={"users": "Tenants"})
    other = add_principle(make_product(workspace, "APP"), by=by, name="Other")
    update_principle(other, by=by, fields={"name": "Zebra"})
    delete_principle(made, by=by)
    with CaptureQueriesContext(connection) as told:
        titles = [one.title for one in rewritings_of(web)]
    assert (titles, len(told)) == (["Target users", "Swift"], 4)
    assert "ORDER BY" not in told[-2]["sql"]


def test_principles_by_page(manager: Client, web: Product, principles: list[Principle]) -> None:
    assert manager.post(f"{URL}principles/new/", {"name": ""}, headers=HTMX).status_code == 422
    manager.post(f"{URL}principles/new/", {"name": "Kind", "text": ""})
    one = f"{URL}principles/{principles[0].pk}/"
    manager.post(one, {"name": "Right", "text": "Always."})
    manager.post(f"{one}move/", {"to": "down"})
    manager.post(f"{URL}principles/{principles[2].pk}/delete/")
    assert names(web) == ["Fast", "Right", "Kind"]


def test_the_page_by_the_api(
    api_of: ApiOf, product_manager: Member, contributor: Member, web: Product
) -> None:
    api: APIClient = api_of(product_manager)
    said = api.patch(f"{API}page/", {"users": "Tenants", "vision": "A minute"}).json()
    assert (said["users"], said["vision"]) == ("Tenants", "A minute")
    made = api.post(f"{API}principles/", {"name": "Correct"})
    url = made["Location"]
    assert api.patch(url, {"text": "Before fast."}).json()["version"] == 2
    assert api.patch(url, {"text": "Late"}, headers={"If-Match": '"1"'}).status_code == 412
    api.post(f"{API}principles/", {"name": "Fast"})
    assert api.post(f"{url}move/", {"to": 1}).json()["position"] == 1
    read = api_of(contributor)
    assert [row["name"] for row in read.get(f"{API}principles/").json()["results"]] == ["Fast", "Correct"]
    assert api.delete(url).status_code == 204


@pytest.mark.parametrize("name", ["vision", "users"])
def test_nobody_writes_over_what_the_api_has_not_shown(
    api_of: ApiOf, product_manager: Member, web: Product, name: str
) -> None:
    api: APIClient = api_of(product_manager)
    blank = api.get(f"{API}page/")["ETag"]
    theirs = api.patch(f"{API}page/", {name: "Theirs"}, headers={"If-Match": blank})
    late = api.patch(f"{API}page/", {name: "Mine"}, headers={"If-Match": blank})
    assert (theirs.status_code, late.status_code, late.json()["current"][name]) == (200, 412, "Theirs")
    assert late["ETag"] == theirs["ETag"] == api.get(f"{API}page/")["ETag"]
    again = api.patch(f"{API}page/", {name: "Both"}, headers={"If-Match": late["ETag"]})
    assert (again.status_code, again.json()[name]) == (200, "Both")
