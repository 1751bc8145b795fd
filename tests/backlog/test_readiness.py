"""The definition of ready: its rules, its questions, the light and the filter."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Member
from activity.actors import Actor
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, Product, ReadyRule, ReadyTick, Score
from backlog.queries.ready import ready_lines
from backlog.readiness import Missing, light
from backlog.search import search_items
from backlog.services.custom_fields import update_field
from backlog.services.discussion import add_criterion
from backlog.services.items import update_item
from backlog.services.readiness import add_rule, remove_rule, tick_rule, update_rule
from backlog.wording import sentences
from core.errors import OutOfDate
from tests.backlog.statements import counted
from tests.factories import make_field, make_item, make_product, make_rule

QUESTION = "Are the designs there?"


@pytest.fixture
def rules(product: Product) -> list[ReadyRule]:
    """One of each kind."""
    tier = make_field(product, "Tier", "choice", choices=["Gold"])
    plain = ["description", "criteria", "estimate", "assignee", "parent", "score"]
    rows = [make_rule(product, demands) for demands in plain]
    return [*rows, make_rule(product, "field", field=tier), make_rule(product, "question", text=QUESTION)]


def found(text: str, by: Actor) -> list[str]:
    items = Item.objects.filter(workspace=by.workspace_id).select_related("product")
    return [item.key for item in search_items(items, text, actor=by, today=date(2026, 11, 23))]


def lacks(item: Item) -> str:
    shown = light(Item.objects.annotate(lacks=Missing()).get(pk=item.pk).lacks)
    return "no rules" if shown is None else ", ".join(shown.missing)


def test_each_thing_that_is_missing_is_named(item: Item, rules: list[ReadyRule]) -> None:
    assert lacks(item) == (
        f"a description, acceptance criteria, an estimate, an assignee, a parent, a score, Tier, {QUESTION}"
    )


def test_each_rule_is_met_by_what_it_asks_for(item: Item, rules: list[ReadyRule], owner: Member) -> None:
    by = owner.actor()
    fields: dict[str, Any] = {
        "description": "x",
        "estimate": 0,
        "assignee": owner,
        "custom": {"tier": "Gold"},
    }
    update_item(item, by=by, fields={**fields, "parent": make_item(item.product, kind="epic")})
    add_criterion(item, by=by, text="Works")
    model = item.product.scoring_models.get()
    Score.objects.create(
        workspace=item.workspace, item=item, model=model, value=1, revision=1, updated_at=timezone.now()
    )
    tick_rule(item, rules[-1], by=by, done=True)
    assert lacks(item) == ""
    assert found("ready:yes", by) == [item.key]
    assert all(line.is_met for line in ready_lines(item))


@pytest.mark.parametrize("missing", range(8))
def test_one_rule_that_is_not_met_is_enough(item: Item, owner: Member, missing: int) -> None:
    demands = ["description", "criteria", "estimate", "assignee", "parent", "score", "field", "question"]
    more: dict[str, dict[str, Any]] = {
        "field": {"field": make_field(item.product, "Tier")},
        "question": {"text": QUESTION},
    }
    make_rule(item.product, demands[missing], **more.get(demands[missing], {}))
    assert (found("ready:yes", owner.actor()), found("ready:no", owner.actor())) == ([], [item.key])


def test_no_rules_no_light(item: Item) -> None:
    assert (lacks(item), ready_lines(item)) == ("no rules", [])


def test_an_archived_field_is_not_asked_for(item: Item, owner: Member) -> None:
    tier = make_field(item.product, "Tier")
    make_rule(item.product, "field", field=tier)
    make_rule(item.product, "estimate")
    update_field(tier, by=owner.actor(), archived=True)
    assert lacks(item) == "an estimate"
    assert [line.text for line in ready_lines(item)] == ["It is estimated"]


@pytest.mark.parametrize(
    ("text", "numbers"), [("ready:yes", "1"), ("ready:no", "2"), ("-ready:yes", "23"), ("ready:yes,no", "12")]
)
def test_filter(product: Product, owner: Member, text: str, numbers: str) -> None:
    make_rule(product, "estimate")
    rows = [make_item(product, estimate=3), make_item(product)]
    other = make_item(make_product(product.workspace, "APP"), estimate=3)
    Item.objects.filter(pk=other.pk).update(number=3)
    items = Item.objects.filter(pk__in=[*(row.pk for row in rows), other.pk])
    found = search_items(items, text, actor=owner.actor(), today=date(2026, 11, 23)).order_by("number")
    assert "".join(str(item.number) for item in found) == numbers


def test_the_lights_of_a_list_cost_no_statement_more(product: Product, rules: list[ReadyRule]) -> None:
    for _ in range(5):
        make_item(product)
    with counted() as statements:
        rows = list(Item.objects.filter(product=product).annotate(lacks=Missing()).values_list("lacks"))
    assert (len(rows), len(statements)) == (5, 1)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"demands": "estimate"}, "demands"), ({"demands": "question"}, "text"), ({"demands": "field"}, "field"),
        ({"demands": "luck"}, "demands"), ({"demands": "criteria", "text": "x"}, "text"),
    ],
)  # fmt: skip
def test_what_a_rule_cannot_be(product: Product, owner: Member, wanted: dict[str, Any], field: str) -> None:
    make_rule(product, "estimate")
    with pytest.raises(ValidationError) as refused:
        add_rule(product, by=owner.actor(), **wanted)
    assert list(refused.value.message_dict) == [field]


def test_a_formula_is_not_demanded(product: Product) -> None:
    worth = make_field(product, "Worth", "formula", formula="estimate * 2")
    with pytest.raises(ValidationError, match="ask for the numbers it needs"):
        make_rule(product, "field", field=worth)


def test_order_and_words(product: Product, owner: Member) -> None:
    first, second = make_rule(product, "estimate"), make_rule(product, "question", text="Seen?")
    update_rule(second, by=owner.actor(), position=0)
    update_rule(second, by=owner.actor(), text="  Seen   by all? ")
    rows = list(ReadyRule.objects.filter(product=product))
    assert [(row.pk, row.text) for row in rows] == [(second.pk, "Seen by all?"), (first.pk, "")]
    with pytest.raises(OutOfDate):
        remove_rule(second, by=owner.actor(), expected_version=1)


def test_a_tick_is_told_and_taken_back(item: Item, rules: list[ReadyRule], owner: Member) -> None:
    by = owner.actor()
    assert tick_rule(item, rules[-1], by=by, done=True)
    assert not tick_rule(item, rules[-1], by=owner.actor(), done=True)
    event = Event.objects.get(action=by.action)
    assert f"answered “{QUESTION}”" in sentences(event)[0]
    undo_action(by.action, by=by)
    assert not ReadyTick.objects.exists()


def test_a_tick_that_no_longer_holds_is_not_taken_back(
    item: Item, rules: list[ReadyRule], owner: Member
) -> None:
    by = owner.actor()
    tick_rule(item, rules[-1], by=by, done=True)
    remove_rule(rules[-1], by=owner.actor())
    assert "no longer in the definition" in undo_action(by.action, by=by).refused[0][1]


def test_who_may_tick(item: Item, rules: list[ReadyRule], contributor: Member) -> None:
    with pytest.raises(PermissionDenied):
        tick_rule(item, rules[-1], by=contributor.actor(), done=True)
    own = make_item(item.product, by=contributor)
    assert tick_rule(own, rules[-1], by=contributor.actor(), done=True)
    with pytest.raises(ValidationError, match="no question"):
        tick_rule(own, rules[0], by=contributor.actor(), done=True)
