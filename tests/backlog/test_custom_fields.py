"""Custom fields: how they are defined, what they take, and how items hold it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member, Workspace
from activity.models import Event
from activity.undo import undo_action
from backlog.custom import fields_of, shown_values
from backlog.models import CustomField, Item, Product
from backlog.search import search_items
from backlog.services.custom_fields import create_field, update_field
from backlog.services.items import update_item
from backlog.wording import sentences
from core.errors import Conflict, OutOfDate
from core.query import QueryError
from tests.backlog.statements import counted
from tests.factories import make_field, make_item, make_member, make_product, make_workspace

TODAY = date(2026, 11, 23)


@pytest.fixture
def fields(product: Product) -> dict[str, CustomField]:
    rows = [
        make_field(product, "Note"),
        make_field(product, "Value", "number"),
        make_field(product, "Launch", "date"),
        make_field(product, "Tier", "choice", choices=["Gold", "Silver"]),
        make_field(product, "Experts", "people"),
        make_field(product, "Return", "formula", formula="value / estimate"),
    ]
    return {row.key: row for row in rows}


def hold(item: Item, by: Member, **values: Any) -> Item:
    return update_item(item, by=by.actor(), fields={"custom": values})


def test_keys_are_made_of_names(product: Product) -> None:
    names = ["Launch date", "launch DATE?", "Status", "42 points"]
    assert [make_field(product, name).key for name in names] == [
        "launch_date", "launch_date_2", "status_2", "field_42_points",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": ""}, "name"), ({"name": "NOTE"}, "name"), ({"name": "x", "key": "note"}, "key"),
        ({"name": "x", "key": "status"}, "key"), ({"name": "x", "key": "min"}, "key"), ({"name": "x", "key": "A b"}, "key"),
        ({"name": "x", "form": "colour"}, "form"), ({"name": "x", "form": "choice"}, "choices"),
        ({"name": "x", "form": "choice", "choices": ["a", "A"]}, "choices"), ({"name": "x", "choices": ["a"]}, "choices"),
        ({"name": "x", "form": "formula", "formula": "value +"}, "formula"), ({"name": "x", "formula": "value"}, "formula"),
        ({"name": "x", "form": "formula", "formula": "note * 2"}, "formula"), ({"name": "x", "form": "formula"}, "formula"),
    ],
)  # fmt: skip
def test_what_a_field_cannot_be(
    product: Product, fields: dict[str, CustomField], owner: Member, wanted: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        create_field(product, by=owner.actor(), **{"form": "text", **wanted})
    assert list(refused.value.message_dict) == [field]


def test_a_key_means_one_form_in_the_workspace(product: Product, workspace: Workspace) -> None:
    make_field(product, "Tier", "number")
    other = make_product(workspace, "APP")
    with pytest.raises(ValidationError, match="of another kind: Number"):
        make_field(other, "Tier")
    assert make_field(other, "Tier", "number").key == "tier"


def test_a_product_owner_may_not_define_fields(product: Product, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied, match="product manager"):
        create_field(product, by=product_owner.actor(), name="Tier", form="text")


@pytest.mark.parametrize(
    ("key", "given", "held"),
    [
        ("note", "  a\n b ", "a b"), ("note", "", None), ("value", "3,50", 3.5), ("value", Decimal("4.0"), 4), ("value", -2, -2),
        ("launch", "2027-03-01", "2027-03-01"), ("launch", date(2027, 3, 1), "2027-03-01"), ("tier", "gold", "Gold"),
    ],
)  # fmt: skip
def test_what_it_holds(
    item: Item, fields: dict[str, CustomField], owner: Member, key: str, given: Any, held: Any
) -> None:
    hold(item, owner, **{key: given})
    item.refresh_from_db()
    assert item.custom.get(key) == held


@pytest.mark.parametrize(
    ("key", "given", "said"),
    [
        ("note", 3, "Note is a text."), ("note", "x" * 1001, "at most 1000"), ("value", "three", "“three” is none"),
        ("value", True, "is a number"), ("value", "1e13", "twelve digits"), ("value", "0.1234567", "six after"),
        ("value", "NaN", "is a number"), ("launch", "soon", "“soon” is none"), ("launch", "9999-01-01", "must lie between"),
        ("tier", "Bronze", "one of: Gold, Silver"), ("experts", ["nobody"], "members of this workspace"),
        ("return", 3, "worked out by its formula"), ("return", None, "worked out"), ("teir", "Gold", "Did you mean “tier”"),
    ],
)  # fmt: skip
def test_what_it_refuses(
    item: Item, fields: dict[str, CustomField], owner: Member, key: str, given: Any, said: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        hold(item, owner, **{key: given})
    assert [getattr(error, "at", None) for error in refused.value.error_dict["custom"]] == [(key,)]
    assert said in refused.value.messages[0]


def test_people_are_members_of_the_workspace(
    item: Item, fields: dict[str, CustomField], owner: Member
) -> None:
    stranger = make_member(make_workspace())
    with pytest.raises(ValidationError, match="is none of them"):
        hold(item, owner, experts=[str(stranger.pk)])
    assert hold(item, owner, experts=[str(owner.pk), str(owner.pk).upper()]).custom["experts"] == [
        str(owner.pk)
    ]


def test_keys_merge_and_the_same_key_clashes(
    item: Item, fields: dict[str, CustomField], owner: Member
) -> None:
    hold(item, owner, tier="Gold")
    update_item(item, by=owner.actor(), fields={"custom.note": "x"}, seen={"custom.note": None})
    with pytest.raises(OutOfDate):
        update_item(item, by=owner.actor(), fields={"custom.tier": "Silver"}, seen={"custom.tier": None})
    item.refresh_from_db()
    assert item.custom == {"tier": "Gold", "note": "x"}


def test_history_and_undo(item: Item, fields: dict[str, CustomField], owner: Member) -> None:
    hold(item, owner, tier="Gold", experts=[str(owner.pk)])
    by = owner.actor()
    update_item(item, by=by, fields={"custom": {"tier": None, "experts": None, "value": 5}})
    event = Event.objects.get(action=by.action)
    said = " ".join(sentences(event))
    assert "cleared Tier (Gold)" in said
    assert "cleared Experts (Olive Owner)" in said
    assert "set Value to 5" in said
    update_item(item, by=owner.actor(), fields={"custom.value": 6})
    undo_action(by.action, by=by)
    item.refresh_from_db()
    assert item.custom == {"tier": "Gold", "experts": [str(owner.pk)], "value": 6}


def test_archived_fields_are_out_of_the_way(
    item: Item, fields: dict[str, CustomField], owner: Member
) -> None:
    hold(item, owner, tier="Gold")
    update_field(fields["tier"], by=owner.actor(), archived=True)
    assert "tier" not in [field.key for field in fields_of(item.product_id)]
    with pytest.raises(ValidationError, match="has been archived"):
        hold(item, owner, tier="Silver")
    with pytest.raises(Conflict, match="“Return” uses this field"):
        update_field(fields["value"], by=owner.actor(), archived=True)
    update_field(fields["tier"], by=owner.actor(), archived=False)
    item.refresh_from_db()
    assert item.custom == {"tier": "Gold"}


def test_a_choice_in_use_stays(item: Item, fields: dict[str, CustomField], owner: Member) -> None:
    hold(item, owner, tier="Gold")
    with pytest.raises(ValidationError, match="1 item holds “Gold”"):
        update_field(fields["tier"], by=owner.actor(), choices=["Silver"])
    changed = update_field(fields["tier"], by=owner.actor(), choices=["Platinum", "Gold"], name="Level")
    assert (changed.choices, changed.name, changed.version) == (["Platinum", "Gold"], "Level", 2)


def test_order(product: Product, fields: dict[str, CustomField], owner: Member) -> None:
    update_field(fields["experts"], by=owner.actor(), position=0)
    assert [field.key for field in fields_of(product.pk)] == [
        "experts", "note", "value", "launch", "tier", "return",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("tier:gold", "1"), ("tier:GOLD,silver", "12"), ("tier:none", "3"), ("-tier:gold", "23"), ("value>3", "1"),
        ("value<=3", "2"), ("value:5", "1"), ("value:2..6", "12"), ("value:none", "3"), ("launch<2w", "1"), ("launch:2027", "2"),
        ("launch>=2027-02", "2"), ("experts:me", "1"), ("experts:olive", "1"), ("experts:none", "23"), ("note:bank", "1"),
        ('note:"the BANK"', "1"), ("note:none", "23"), ("return>2", "1"), ("return:2.5", "1"), ("return:none", "23"),
        ("-return:2.5", "23"), ("-value>3", "23"), ("-note:bank", "23"), ("tier:gold value>3 kind:story", "1"),
    ],
)  # fmt: skip
def test_search(
    product: Product, fields: dict[str, CustomField], owner: Member, text: str, numbers: str
) -> None:
    one, two, _three = (make_item(product, estimate=estimate) for estimate in (2, 0, 1))
    hold(one, owner, tier="Gold", value=5, launch="2026-12-01", experts=[str(owner.pk)], note="Ask the bank")
    hold(two, owner, tier="Silver", value=3, launch="2027-05-05")
    items = Item.objects.filter(product=product)
    found = search_items(items, text, actor=owner.actor(), today=TODAY).order_by("number")
    assert "".join(str(item.number) for item in found) == numbers


def test_an_items_own_fields_are_named_before_those_of_a_product(
    product: Product, fields: dict[str, CustomField], owner: Member
) -> None:
    with pytest.raises(QueryError, match=r"It can be: status, "):
        search_items(Item.objects.all(), "limit:5", actor=owner.actor(), today=TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tier:xyzzy", "It can be"),
        ("teir:gold", "“tier”"),
        ("value>many", "not a number"),
        ("note>3", "only with: :"),
    ],
)
def test_mistakes_in_a_search(
    product: Product, fields: dict[str, CustomField], owner: Member, text: str, said: str
) -> None:
    with pytest.raises(QueryError, match=said):
        search_items(Item.objects.filter(product=product), text, actor=owner.actor(), today=TODAY)


def test_a_list_shows_them_with_one_statement(
    product: Product, fields: dict[str, CustomField], owner: Member
) -> None:
    items = [hold(make_item(product, estimate=2), owner, value=5, experts=[str(owner.pk)]) for _ in range(3)]
    items.append(make_item(product))
    rows = fields_of(product.pk)
    with counted() as statements:
        shown = shown_values(rows, [(item.custom, item.estimate) for item in items])
    assert len(statements) == 1
    assert [value.text for value in shown[0]] == ["", "5", "", "", "Olive Owner", "2.5"]
    assert shown[3][5].reason == "missing: Value, estimate"


def test_made_with_values(product: Product, fields: dict[str, CustomField]) -> None:
    assert make_item(product, custom={"tier": "gold"}).custom == {"tier": "Gold"}
