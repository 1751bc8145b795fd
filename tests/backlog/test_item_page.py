"""The page of one item: what it shows, to whom, at what cost, and the editing of its texts."""

import pytest
from django.test import Client

from accounts.models import Member
from activity.models import Event
from backlog.models import FormerKey, Item, Product
from backlog.queries.item import digest, item_page
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import delete_item, update_item
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_label, make_product

PANEL = {"X-Requested-With": "fetch"}


def body(client: Client, path: str) -> str:
    return client.get(f"/w/acme/items/{path}").content.decode()


def test_the_line_above_an_item_reaches_its_root(product: Product, owner: Member) -> None:
    root = make_item(product, "Paying takes a minute", kind="initiative")
    epic = make_item(product, "Bank transfer", kind="epic", parent=root)
    leaf = make_item(product, "Choose a bank", parent=epic)
    above = item_page(leaf, actor=owner.actor()).above
    assert [(step.key, step.kind) for step in above] == [("WEB-1", "initiative"), ("WEB-2", "epic")]


@pytest.mark.parametrize("key", ["web-1", "OLD-9"])
def test_another_way_to_write_the_key_leads_to_it(client: Client, item: Item, key: str) -> None:
    FormerKey.objects.create(workspace=item.workspace, item=item, key="OLD-9")
    response = client.get(f"/w/acme/items/{key}/")
    assert (response.status_code, response["Location"]) == (302, "/w/acme/items/WEB-1/")


def test_a_deleted_item_is_gone_even_by_a_former_key(client: Client, item: Item, owner: Member) -> None:
    FormerKey.objects.create(workspace=item.workspace, item=item, key="OLD-9")
    delete_item(item, by=owner.actor())
    assert [client.get(f"/w/acme/items/{key}/").status_code for key in ("WEB-1", "OLD-9")] == [404, 404]


def test_who_may_not_edit_sees_values_without_editors(
    item: Item, client_of: ClientOf, contributor: Member
) -> None:
    page = body(client_of(contributor), "WEB-1/panel/")
    assert "Pay by bank transfer" in page
    assert "data-edit" not in page
    assert "texts/title" not in page


def test_a_contributor_edits_what_they_are_to_do(
    item: Item, client_of: ClientOf, contributor: Member, owner: Member
) -> None:
    update_item(item, by=owner.actor(), fields={"assignee": contributor})
    assert 'data-edit="status"' in body(client_of(contributor), "WEB-1/panel/")


def test_markdown_links_keys_of_this_workspace_only(client: Client, item: Item, owner: Member) -> None:
    make_item(make_product(key="SEC"), "Secret")
    update_item(item, by=owner.actor(), fields={"description": "See **WEB-1** and SEC-1."})
    page = body(client, "WEB-1/")
    assert '<strong><a href="/w/acme/items/WEB-1/" class="item-key"' in page
    assert "/items/SEC-1/" not in page


@pytest.mark.parametrize("size", [1, 30])
def test_the_page_costs_the_same_for_any_size(item: Item, owner: Member, size: int) -> None:
    by = owner.actor()
    for number in range(size):
        make_item(item.product, parent=item)
        add_comment(item, by=by, text=f"See WEB-{number + 1}")
        add_criterion(item, by=by, text="Works")
    update_item(
        item, by=by, fields={"labels": [make_label(item.workspace)], "parent": make_item(item.product)}
    )
    found = Item.objects.select_related("product", "status", "workspace", "assignee", "team", "parent").get(
        pk=item.pk
    )
    with counted() as statements:
        item_page(found, actor=by)
    assert len(statements) <= 18 + 4 + 4  # four kinds of places, four of the panels of higher apps


def test_a_text_is_saved_with_undo(client: Client, item: Item) -> None:
    response = client.post(
        "/w/acme/items/WEB-1/texts/title/", {"value": "Pay by  transfer", "old": item.title}, headers=PANEL
    )
    item.refresh_from_db()
    assert (response.status_code, item.title) == (200, "Pay by transfer")
    assert '"undoUrl": "/w/acme/undo/' in response["HX-Trigger"]


def test_an_empty_title_says_so_beside_the_field(client: Client, item: Item) -> None:
    response = client.post(
        "/w/acme/items/WEB-1/texts/title/", {"value": " ", "old": item.title}, headers=PANEL
    )
    assert response.status_code == 422
    assert f'id="problem-title-{item.pk}"' in response.content.decode()


def test_two_descriptions_at_once_are_both_shown(client: Client, item: Item, owner: Member) -> None:
    old = digest(item.description)
    update_item(item, by=owner.actor(), fields={"description": "Theirs"})
    mine = {"value": "Mine", "old": old}
    response = client.post("/w/acme/items/WEB-1/texts/description/", mine, headers=PANEL)
    assert (response.status_code, "Theirs" in response.content.decode()) == (412, True)
    now = {**mine, "old_now": digest("Theirs")}
    assert client.post("/w/acme/items/WEB-1/texts/description/", now, headers=PANEL).status_code == 200
    item.refresh_from_db()
    assert item.description == "Mine"


def test_a_plain_form_comes_back_to_the_page(client: Client, item: Item) -> None:
    response = client.post("/w/acme/items/WEB-1/texts/title/", {"value": "Shorter", "old": item.title})
    assert (response.status_code, response["Location"]) == (302, "/w/acme/items/WEB-1/")


def test_a_child_is_made_under_its_parent(client: Client, item: Item) -> None:
    client.post("/w/acme/items/WEB-1/children/", {"title": "Choose a bank"}, headers=PANEL)
    assert [child.title for child in item.children.all()] == ["Choose a bank"]


def test_deleting_leads_back_and_can_be_undone(client: Client, item: Item) -> None:
    response = client.post("/w/acme/items/WEB-1/delete/", headers=PANEL)
    assert '"to": "/w/acme/p/WEB/backlog/"' in response["HX-Trigger"]
    action = Event.objects.get(verb="item.deleted").action
    client.post(f"/w/acme/undo/{action}/", headers=PANEL)
    assert client.get("/w/acme/items/WEB-1/").status_code == 200


def test_undo_says_what_could_not_be(
    client: Client, item: Item, owner: Member, product_owner: Member
) -> None:
    mine = product_owner.actor()
    update_item(item, by=mine, fields={"title": "Mine"})
    update_item(item, by=owner.actor(), fields={"title": "Theirs"})
    response = client.post(f"/w/acme/undo/{mine.action}/", headers=PANEL)
    assert "Not undone: WEB-1. Someone has changed it since." in response["HX-Trigger"]


def test_watching_can_be_ended_and_begun(client: Client, item: Item, product_owner: Member) -> None:
    for on, count in (("1", 1), ("1", 1), ("0", 0)):
        client.post("/w/acme/items/WEB-1/watch/", {"on": on}, headers=PANEL)
        assert product_owner.watching.filter(item=item).count() == count


def test_a_stranger_finds_nothing(item: Item, client_of: ClientOf, stranger: Member) -> None:
    assert client_of(stranger).get("/w/acme/items/WEB-1/").status_code == 404
    assert client_of(stranger).get("/w/other/items/WEB-1/").status_code == 404
