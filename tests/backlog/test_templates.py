"""What new items of a kind begin with."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Member
from activity.undo import undo_action
from backlog.models import Item, ItemTemplate, Product
from backlog.services.templates import begin_item, remove_template, set_template
from core.errors import OutOfDate
from tests.backlog.statements import counted

STORY: dict[str, Any] = {
    "description": "As a …\n\nI want …",
    "acceptance_criteria": ["Works", "  Is   tested "],
}


@pytest.fixture
def template(product: Product, owner: Member) -> ItemTemplate:
    return set_template(product, "story", by=owner.actor(), **STORY)


def criteria(item: Item) -> list[str]:
    return [row.text for row in item.acceptance_criteria.all()]


def test_a_new_item_begins_with_it(product: Product, template: ItemTemplate, owner: Member) -> None:
    item = begin_item(product, by=owner.actor(), title="New")
    assert (item.description, criteria(item)) == ("As a …\n\nI want …", ["Works", "Is tested"])
    bug = begin_item(product, by=owner.actor(), title="New", kind="bug")
    assert (bug.description, criteria(bug)) == ("", [])


def test_what_is_given_stays(product: Product, template: ItemTemplate, owner: Member) -> None:
    item = begin_item(product, by=owner.actor(), title="New", description="", acceptance_criteria=["Own"])
    assert (item.description, criteria(item)) == ("", ["Own"])


def test_one_undo_takes_all_of_it_back(product: Product, template: ItemTemplate, owner: Member) -> None:
    by = owner.actor()
    begin_item(product, by=by, title="New")
    undo_action(by.action, by=by)
    assert not Item.objects.exists()


def test_it_is_replaced(product: Product, template: ItemTemplate, owner: Member) -> None:
    with pytest.raises(OutOfDate):
        set_template(product, "story", by=owner.actor(), **STORY, expected_version=9)
    assert set_template(product, "story", by=owner.actor(), **STORY).version == 1
    changed = set_template(product, "story", by=owner.actor(), **{**STORY, "description": "Short"})
    assert (changed.pk, changed.version) == (template.pk, 2)


def test_removed_items_begin_empty_again(product: Product, template: ItemTemplate, owner: Member) -> None:
    remove_template(template, by=owner.actor())
    assert begin_item(product, by=owner.actor(), title="New").description == ""


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"description": " ", "acceptance_criteria": [" "]}, "description"),
        ({"description": "", "acceptance_criteria": ["x" * 501]}, "acceptance_criteria"),
        ({"description": "", "acceptance_criteria": ["x"] * 51}, "acceptance_criteria"),
    ],
)
def test_what_it_cannot_be(product: Product, owner: Member, wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        set_template(product, "story", by=owner.actor(), **wanted)
    assert list(refused.value.message_dict) == [field]


def test_a_product_owner_may_not(product: Product, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied):
        set_template(product, "story", by=product_owner.actor(), **STORY)


def test_it_costs_two_statements_more(product: Product, template: ItemTemplate, owner: Member) -> None:
    begin_item(product, by=owner.actor(), title="Warm")
    with counted() as plain:
        begin_item(product, by=owner.actor(), title="New", kind="bug")
    with counted() as full:
        begin_item(product, by=owner.actor(), title="New")
    assert len(full) == len(plain) + 1


def test_one_line_says_what_an_item_begins_with(client: Client, product: Product, owner: Member) -> None:
    text = "\n## **Steps** to reproduce\nFirst"
    set_template(product, "bug", by=owner.actor(), description=text, acceptance_criteria=["Seen", "Tested"])
    shown = " ".join(client.get("/w/acme/p/WEB/templates/").content.decode().split())
    assert "Bug begins with its template: <q" in shown
    assert ">Steps to reproduce</q>" in shown
    assert "2 acceptance criteria" in shown
