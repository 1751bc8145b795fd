"""Custom fields wherever items are: in the order of a list, in a change of many, in a pasted column."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.services import deactivate_member
from activity.undo import undo_action
from backlog.models import CustomField, Item, Product
from backlog.queries import backlog_page
from backlog.queries.backlog import matching_items
from backlog.search import search_items
from backlog.services.bulk import Edit, edit_items
from backlog.services.custom_fields import update_field
from backlog.services.items import update_item
from backlog.services.merging import merge_item
from backlog.services.splitting import Part, split_item
from tests.backlog.statements import counted
from tests.factories import actor_in, make_field, make_item, make_product

TODAY = date(2026, 11, 23)
BASE = "/w/acme/p/WEB/"


@pytest.fixture
def fields(product: Product) -> dict[str, CustomField]:
    rows = [
        make_field(product, "Note"),
        make_field(product, "Value", "number"),
        make_field(product, "Launch", "date"),
        make_field(product, "Tier", "choice", choices=["Gold", "Silver", "Bronze"]),
        make_field(product, "Experts", "people"),
        make_field(product, "Return", "formula", formula="value / estimate"),
    ]
    return {row.key: row for row in rows}


@pytest.fixture
def items(
    product: Product,
    fields: dict[str, CustomField],
    owner: Member,
    contributor: Member,
    product_owner: Member,
) -> list[Item]:
    """The fourth holds nothing."""
    one, two, three = ([str(member.pk)] for member in (owner, contributor, product_owner))
    held = [
        {"note": "Beech", "value": 10, "launch": "2027-03-01", "tier": "Silver", "experts": one},
        {"note": "ash", "value": 9, "launch": "2026-12-01", "tier": "Gold", "experts": two},
        {
            "note": "Cedar",
            "value": 10.5,
            "launch": "2027-01-01",
            "tier": "Bronze",
            "experts": [*three, *one, *two],
        },
        {},
    ]
    return [make_item(product, estimate=2, custom=custom) for custom in held]


SORTS = {
    "note": "2134", "-note": "3124", "value": "2134", "-value": "3124", "launch": "2314", "-launch": "1324",
    "tier": "2134", "-tier": "3124", "experts": "2134", "-experts": "3124", "return": "2134", "-return": "3124",
    "estimate,-tier": "3124",
}  # fmt: skip


@pytest.mark.parametrize("limit", [1, 10])
@pytest.mark.parametrize("sort", SORTS)
def test_the_backlog_in_its_order(
    product: Product, items: list[Item], owner: Member, sort: str, limit: int
) -> None:
    numbers, after = "", ""
    while True:
        page = backlog_page(
            product, actor=owner.actor(), query=f"sort:{sort}", today=TODAY, after=after, limit=limit
        )
        numbers += "".join(row.key[-1] for row in page.rows)
        after = page.next
        if not after:
            break
    assert numbers == SORTS[sort]


@pytest.mark.parametrize("sort", SORTS)
def test_a_search_and_all_that_it_chooses_in_its_order(
    product: Product, items: list[Item], owner: Member, sort: str
) -> None:
    found = search_items(Item.objects.all(), f"sort:{sort}", actor=owner.actor(), today=TODAY)
    chosen = matching_items(product, actor=owner.actor(), query=f"sort:{sort}", today=TODAY, most=10)
    assert "".join(str(item.number) for item in found) == SORTS[sort]
    assert "".join(str(item.number) for item in chosen) == SORTS[sort]


def test_a_group_in_its_order(client: Client, items: list[Item]) -> None:
    text = client.get(f"{BASE}backlog/?q=sort:-value&group=status").content.decode()
    places = [text.index(f'data-key="WEB-{number}"') for number in "3124"]
    assert places == sorted(places)


def test_many_at_once_cost_no_more_than_one(items: list[Item], owner: Member) -> None:
    costs = []
    for some, tier in ((items[:1], "Gold"), (items, "Bronze")):
        edits = [Edit(item, {"custom.tier": tier, "custom.experts": [str(owner.pk)]}) for item in some]
        with counted() as statements:
            edit_items(edits, by=owner.actor())
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 6
    assert Item.objects.filter(custom__tier="Bronze").count() == 4


FORM = {
    "custom-tier": "gold", "custom-value": "2,5", "custom-launch": "Q1 2027", "custom-experts": "Olive Owner, cora contributor",
    "clear": ["custom-note"],
}  # fmt: skip


def test_the_form_of_many(client: Client, items: list[Item], owner: Member, contributor: Member) -> None:
    form = client.get(f"{BASE}changes/form/").content.decode()
    assert [name in form for name in ("custom-tier", "custom-experts", "custom-return")] == [
        True,
        True,
        False,
    ]
    data = {**FORM, "items": ",".join(item.key for item in items)}
    preview = client.post(f"{BASE}changes/preview/", data).content.decode()
    for word in (
        "Tier",
        "Silver",
        "<strong>Gold</strong>",
        "Olive Owner, Cora Contributor",
        "2027-03-31",
        "Beech",
    ):
        assert word in preview
    done = client.post(f"{BASE}changes/", data)
    assert done.status_code == 204
    custom = {
        "tier": "Gold",
        "value": 2.5,
        "launch": "2027-03-31",
        "experts": [str(owner.pk), str(contributor.pk)],
    }
    assert [item.custom for item in Item.objects.all()] == [custom] * 4
    client.post(f"/w/acme/undo/{done['X-Action']}/")
    assert [item.custom for item in Item.objects.order_by("number")] == [item.custom for item in items]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"custom-value": "many"}, "“many” is none"), ({"custom-tier": "Tin"}, "one of: Gold"),
        ({"custom-experts": "nobody"}, "no active member"), ({"custom-launch": "soon"}, "is not a date"),
    ],
)  # fmt: skip
def test_what_the_form_refuses_is_said_once(
    client: Client, items: list[Item], data: dict[str, str], said: str
) -> None:
    keys = ",".join(item.key for item in items)
    answer = client.post(f"{BASE}changes/", {**data, "items": keys, "kind": "bug"})
    assert answer.status_code == 422
    assert answer.content.decode().count(said) == 1
    assert not Item.objects.filter(kind="bug").exists()


PASTED: dict[str, tuple[str, list[Any]]] = {
    "note": ("One\nTwo", ["One", "Two"]), "value": ("1,5\n", [1.5]), "tier": ("bronze\n\nGOLD", ["Bronze", None, "Gold"]),
    "launch": ("Mar 2027\n2027-04-01", ["2027-03-31", "2027-04-01"]),
}  # fmt: skip


@pytest.mark.parametrize("key", PASTED)
def test_a_pasted_column(client: Client, items: list[Item], product_owner: Member, key: str) -> None:
    text, held = PASTED[key]
    data = {"items": ",".join(item.key for item in items), "text": text}
    done = client.post(f"{BASE}paste/custom-{key}/", data)
    assert done.status_code == 204
    now = [item.custom.get(key) for item in Item.objects.order_by("number")]
    assert now == [*held, *(item.custom.get(key) for item in items[len(held) :])]


def test_a_pasted_column_of_people(client: Client, items: list[Item], owner: Member) -> None:
    data = {"items": "WEB-4", "text": f"Olive Owner, {owner.email}"}
    assert client.post(f"{BASE}paste/custom-experts/", data).status_code == 204
    assert Item.objects.get(number=4).custom == {"experts": [str(owner.pk)]}
    refused = client.post(f"{BASE}paste/custom-experts/", {**data, "text": "Olivia"})
    assert "no active member “Olivia”" in refused.content.decode()


def test_a_formula_is_not_pasted_into(client: Client, items: list[Item]) -> None:
    assert client.post(f"{BASE}paste/custom-return/", {"items": "WEB-1", "text": "3"}).status_code == 404


def test_undo_of_many_costs_the_same_for_any_number(
    product: Product, fields: dict[str, CustomField], owner: Member
) -> None:
    items = [make_item(product) for _ in range(30)]
    by = owner.actor()
    edit_items([Edit(item, {"custom.tier": "Gold"}) for item in items], by=by)
    update_item(items[0], by=actor_in(product.workspace), fields={"custom": {"tier": "Silver"}})
    with counted() as statements:
        undone = undo_action(by.action, by=owner.actor())
    assert len(statements) < 20
    assert undone.refused == [("WEB-1", "Someone has changed it since.")]
    assert [item.custom for item in Item.objects.order_by("number")] == [{"tier": "Silver"}, *[{}] * 29]


def test_the_parts_of_an_item_hold_what_it_holds(
    items: list[Item], owner: Member, product_owner: Member, contributor: Member
) -> None:
    update_field(CustomField.objects.get(key="note"), by=owner.actor(), archived=True)
    deactivate_member(contributor, by=owner.actor())
    made = split_item(items[2], by=owner.actor(), parts=[Part("One"), Part("Two")], how="siblings")
    custom = {
        "value": 10.5,
        "launch": "2027-01-01",
        "tier": "Bronze",
        "experts": [str(product_owner.pk), str(owner.pk)],
    }
    assert [item.custom for item in made] == [custom] * 2


def test_the_survivor_takes_what_it_lacks(product: Product, items: list[Item], owner: Member) -> None:
    into = make_item(product, custom={"tier": "Gold"})
    by = owner.actor()
    merge_item(items[0], into=into, by=by)
    into.refresh_from_db()
    assert into.custom == {**items[0].custom, "tier": "Gold"}
    undo_action(by.action, by=owner.actor())
    into.refresh_from_db()
    assert into.custom == {"tier": "Gold"}


def test_a_survivor_of_another_product_takes_what_fits_there(items: list[Item], owner: Member) -> None:
    other = make_product(items[0].workspace, "APP")
    make_field(other, "Tier", "choice", choices=["Gold"])
    make_field(other, "Value", "number")
    into = make_item(other)
    merge_item(items[0], into=into, by=owner.actor())
    into.refresh_from_db()
    assert into.custom == {"value": 10}


def test_the_pages_say_so(client: Client, product: Product, items: list[Item]) -> None:
    into = make_item(product, custom={"tier": "Gold"})
    plan = client.get(f"/w/acme/items/WEB-1/merge/?into={into.key}").content.decode()
    assert "4 values in fields of WEB that it has none in" in plan
    assert "own fields follow by themselves" in client.get("/w/acme/items/WEB-1/split/").content.decode()


def test_the_head_of_a_column_sorts_by_it(client: Client, items: list[Item]) -> None:
    client.cookies["table"] = "status.custom-tier"
    text = client.get(f"{BASE}backlog/").content.decode()
    assert '<a href="?q=sort%3Atier" tabindex="-1">Tier</a>' in text
    text = client.get(f"{BASE}backlog/?q=kind:story+sort:tier").content.decode()
    assert 'aria-sort="ascending"' in text
    assert 'href="?q=kind%3Astory+sort%3A-tier"' in text
    assert 'href="?q=kind%3Astory"' in client.get(f"{BASE}backlog/?q=kind:story+sort:-tier").content.decode()
