"""The settings of a product: its fields, templates and definition of ready; and what items show of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from backlog.models import CustomField, Item, ItemTemplate, Product, ReadyRule, ReadyTick
from backlog.services.items import update_item
from backlog.services.templates import set_template
from tests.conftest import ClientOf
from tests.factories import make_field, make_rule


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


def post(client: Client, name: str, data: dict[str, Any], **where: Any) -> Any:
    address = reverse(f"backlog:{name}", kwargs={"slug": "acme", **where})
    return client.post(address, data, HTTP_X_REQUESTED_WITH="fetch")


def page(client: Client, name: str, **where: Any) -> str:
    answer = client.get(reverse(f"backlog:{name}", kwargs={"slug": "acme", **where}))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_field_is_made_changed_and_put_away(manager: Client, product: Product) -> None:
    made = {"name": "Tier", "form": "choice", "choices": "Gold\r\n\r\nSilver", "formula": "", "key": ""}
    assert post(manager, "fields", made, product_key="WEB").status_code == 302
    field = CustomField.objects.get()
    assert (field.key, field.choices) == ("tier", ["Gold", "Silver"])
    post(manager, "change_field", {"name": "Level", "choices": "Gold"}, product_key="WEB", pk=field.pk)
    assert "Level" in page(manager, "fields", product_key="WEB")
    post(manager, "change_field", {"archived": "1"}, product_key="WEB", pk=field.pk)
    field.refresh_from_db()
    assert field.archived_at is not None
    assert "Bring Level back" in page(manager, "fields", product_key="WEB")


def test_what_is_wrong_stands_beside_it(manager: Client, product: Product) -> None:
    tier = make_field(product, "Tier", "choice", choices=["Gold"])
    answer = post(manager, "fields", {"name": "Tier", "form": "text"}, product_key="WEB")
    assert answer.status_code == 422
    assert "has a field of this name" in answer.content.decode()
    answer = post(manager, "change_field", {"name": "Tier", "choices": ""}, product_key="WEB", pk=tier.pk)
    assert answer.status_code == 422
    assert "Name at least one choice" in answer.content.decode()


def test_fields_change_places(manager: Client, product: Product) -> None:
    make_field(product, "One")
    two = make_field(product, "Two")
    post(manager, "change_field", {"place": "0"}, product_key="WEB", pk=two.pk)
    assert list(CustomField.objects.values_list("name", flat=True)) == ["Two", "One"]


def test_a_template_is_written_and_removed(manager: Client, product: Product) -> None:
    written = {"description": "As a …", "acceptance_criteria": "Works\nIs tested"}
    post(manager, "change_template", written, product_key="WEB", kind="story")
    assert ItemTemplate.objects.get().acceptance_criteria == ["Works", "Is tested"]
    assert "As a …" in page(manager, "templates", product_key="WEB")
    assert post(manager, "change_template", {}, product_key="WEB", kind="story").status_code == 422
    post(manager, "change_template", {"remove": "1"}, product_key="WEB", kind="story")
    assert not ItemTemplate.objects.exists()


def test_quick_add_begins_with_the_template(client: Client, product: Product, owner: Member) -> None:
    set_template(product, "bug", by=owner.actor(), description="Steps:", acceptance_criteria=["Fixed"])
    post(client, "add_item", {"title": "Broken", "kind": "bug"}, product_key="WEB")
    item = Item.objects.get()
    assert (item.description, item.acceptance_criteria.get().text) == ("Steps:", "Fixed")


def test_rules_are_added_moved_and_removed(manager: Client, product: Product) -> None:
    for data in ({"demands": "estimate"}, {"demands": "question", "text": "Designed?"}):
        assert post(manager, "readiness", data, product_key="WEB").status_code == 302
    rule = ReadyRule.objects.get(demands="question")
    post(manager, "change_rule", {"place": "0"}, product_key="WEB", pk=rule.pk)
    post(manager, "change_rule", {"text": "Is it designed?"}, product_key="WEB", pk=rule.pk)
    shown = page(manager, "readiness", product_key="WEB")
    assert shown.index("Is it designed?") < shown.index("It is estimated")
    post(manager, "change_rule", {"remove": "1"}, product_key="WEB", pk=rule.pk)
    assert ReadyRule.objects.count() == 1
    assert post(manager, "readiness", {"demands": "estimate"}, product_key="WEB").status_code == 422


def test_an_item_shows_its_fields_and_what_it_lacks(client: Client, item: Item, owner: Member) -> None:
    make_field(item.product, "Worth", "number")
    make_field(item.product, "Return", "formula", formula="worth / estimate")
    rule = make_rule(item.product, "question", text="Designed?")
    shown = page(client, "item", key=item.key)
    assert 'data-edit="custom-worth"' in shown
    assert "missing: Worth, estimate" in shown
    assert "0 / 1" in shown
    answer = post(client, "tick_rule", {"done": "1"}, key=item.key, pk=rule.pk)
    assert "answered" in answer["HX-Trigger"]
    assert ReadyTick.objects.count() == 1
    update_item(item, by=owner.actor(), fields={"custom": {"worth": 6}, "estimate": 4})
    assert "1.5" in page(client, "item", key=item.key)


@pytest.mark.parametrize(
    ("form", "typed", "held"),
    [
        ("text", "a b", "a b"),
        ("number", "1,5", 1.5),
        ("date", "2027-03", "2027-03-31"),
        ("choice", "Gold", "Gold"),
    ],
)
def test_a_cell_is_edited_in_place(client: Client, item: Item, form: str, typed: str, held: Any) -> None:
    make_field(item.product, "Own", form, choices=["Gold"] if form == "choice" else [])
    where = {"key": item.key, "field": "custom-own"}
    assert b"Own" in client.get(reverse("backlog:cell", kwargs={"slug": "acme", **where})).content
    assert post(client, "cell", {"value": typed, "old": ""}, **where).status_code == 200
    item.refresh_from_db()
    assert item.custom == {"own": held}
    assert post(client, "cell", {"value": "", "old": ""}, **where).status_code == 412
    old = client.get(reverse("backlog:cell", kwargs={"slug": "acme", **where})).context["old"]
    assert post(client, "cell", {"value": "", "old": old}, **where).status_code == 200


def test_people_are_chosen_in_place(client: Client, item: Item, owner: Member) -> None:
    make_field(item.product, "Experts", "people")
    where = {"key": item.key, "field": "custom-experts"}
    assert "Olive Owner" in page(client, "cell", **where)
    post(client, "cell", {"value": [str(owner.pk)], "old": ""}, **where)
    item.refresh_from_db()
    assert item.custom == {"experts": [str(owner.pk)]}


def test_a_wrong_value_says_why_beside_the_cell(client: Client, item: Item) -> None:
    make_field(item.product, "Worth", "number")
    answer = post(client, "cell", {"value": "much", "old": ""}, key=item.key, field="custom-worth")
    assert answer.status_code == 422
    assert "“much” is none" in answer.content.decode()
    assert (
        post(client, "cell", {"value": "1", "old": ""}, key=item.key, field="custom-none").status_code == 404
    )


def test_rows_have_a_light(client: Client, item: Item) -> None:
    make_rule(item.product, "estimate")
    shown = page(client, "backlog", product_key="WEB")
    assert "Not ready, missing: an estimate" in shown
    assert "Not ready, missing: an estimate" in page(client, "board", product_key="WEB")
