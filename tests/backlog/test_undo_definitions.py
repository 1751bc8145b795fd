"""Undo of what a product is set up with: fields, templates, definition of ready, workflow, labels, scoring, its name."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from backlog.custom import fields_of
from backlog.models import CustomField, Item, ItemTemplate, Label, Product, ReadyRule, ScoringModel
from backlog.services.custom_fields import create_field, update_field
from backlog.services.items import update_item
from backlog.services.labels import create_label, delete_label, label_named, merge_label, update_label
from backlog.services.products import add_status, remove_status, update_product, update_status
from backlog.services.readiness import add_rule, remove_rule, tick_rule, update_rule
from backlog.services.scoring import update_model, use_preset
from backlog.services.templates import remove_template, set_template
from tests.conftest import ClientOf
from tests.factories import make_field, make_item, make_label, make_rule, make_team


@pytest.fixture
def by(product_manager: Member) -> Actor:
    return product_manager.actor()


def back(by: Actor) -> str:
    """What undoing the act says."""
    return undo_action(by.action, by=by.anew()).message()


def test_a_new_field_goes_while_it_is_empty(product: Product, item: Item, by: Actor) -> None:
    create_field(product, by=by, name="Tier", form="choice", choices=["Gold"])
    update_item(item, by=by.anew(), fields={"custom": {"tier": "Gold"}})
    assert "Items hold values in it. Archive it instead." in back(by)
    update_item(item, by=by.anew(), fields={"custom": {"tier": None}})
    assert back(by) == "Undone."
    assert not fields_of(product.pk)


def test_undoing_the_undo_makes_the_field_again(product: Product, by: Actor) -> None:
    made = [create_field(product, by=by.anew(), name=name, form="number") for name in ("One", "Two")]
    first, gone = by.anew(), by.anew()
    field = create_field(product, by=first, name="Sum", form="formula", formula="one + two", key="sum")
    update_field(field, by=by.anew(), position=0)
    undo_action(first.action, by=gone)
    again = fields_of(product.pk)
    assert again == made


def test_a_changed_field_goes_back(product: Product, by: Actor) -> None:
    field = make_field(product, "Tier", "choice", choices=["Gold"])
    make_field(product, "Note")
    update_field(field, by=by, name="Level", choices=["Gold", "Tin"], position=1)
    assert back(by) == "Undone."
    now = fields_of(product.pk)[0]
    assert (now.pk, now.name, now.choices) == (field.pk, "Tier", ["Gold"])


@pytest.mark.parametrize("archived", [True, False])
def test_archiving_and_bringing_back(product: Product, by: Actor, archived: bool) -> None:
    field = make_field(product, "Tier")
    update_field(field, by=by.anew(), archived=not archived)
    update_field(field, by=by, archived=archived)
    assert back(by) == "Undone."
    assert (CustomField.objects.get().archived_at is not None) is not archived


def template(product: Product) -> tuple[str, list[str]] | None:
    found = ItemTemplate.objects.filter(product=product, kind="bug").first()
    return (found.description, found.acceptance_criteria) if found else None


def test_templates_step_by_step(product: Product, by: Actor) -> None:
    acts = [by.anew() for _ in range(3)]
    set_template(product, "bug", by=acts[0], description="Steps", acceptance_criteria=[])
    set_template(product, "bug", by=acts[1], description="Steps", acceptance_criteria=["Seen"])
    remove_template(ItemTemplate.objects.get(), by=acts[2])
    seen = []
    for act in reversed(acts):
        assert back(act) == "Undone."
        seen.append(template(product))
    assert seen == [("Steps", ["Seen"]), ("Steps", []), None]


def test_a_template_set_by_another_since_stays(product: Product, by: Actor, owner: Member) -> None:
    set_template(product, "bug", by=by, description="Steps", acceptance_criteria=[])
    set_template(product, "bug", by=owner.actor(), description="Other", acceptance_criteria=[])
    assert "Someone has changed it since" in back(by)
    assert template(product) == ("Other", [])


def test_a_rule_comes_back_with_its_answers(product: Product, item: Item, by: Actor, owner: Member) -> None:
    rule, _last = make_rule(product, "question", text="Tested?"), make_rule(product, "estimate")
    tick_rule(item, rule, by=owner.actor(), done=True)
    remove_rule(rule, by=by)
    assert back(by) == "Undone."
    now = ReadyRule.objects.filter(product=product).first()
    assert now is not None
    assert (now.pk, now.text, [tick.member for tick in item.ready_ticks.all()]) == (
        rule.pk,
        "Tested?",
        [owner],
    )


def test_a_rule_added_or_changed(product: Product, by: Actor) -> None:
    first, second = make_rule(product, "question", text="Tested?"), by.anew()
    rule = add_rule(product, by=by, demands="field", field=make_field(product, "Tier"))
    update_rule(first, by=second, text="Tried?", position=1)
    assert back(second) == "Undone."
    assert [row.text for row in ReadyRule.objects.filter(product=product)] == ["Tested?", ""]
    assert back(by) == "Undone."
    assert not ReadyRule.objects.filter(pk=rule.pk).exists()


def steps(product: Product) -> list[str]:
    return [status.name for status in product.statuses.all()]


def test_the_workflow_step_by_step(product: Product, by: Actor) -> None:
    acts, seen = [by.anew() for _ in range(3)], [steps(product)]
    step = add_status(product, by=acts[0], name="Testing", category="active")
    seen.append(steps(product))
    update_status(step, by=acts[1], name="Trial")
    seen.append(steps(product))
    remove_status(product.statuses.get(name="In progress"), by=acts[2])
    for act, before in zip(reversed(acts), reversed(seen), strict=True):
        assert back(act) == "Undone."
        assert steps(product) == before


def test_a_step_that_was_moved(product: Product, by: Actor) -> None:
    before = steps(product)
    update_status(product.statuses.get(name="In review"), by=by, position=2)
    assert steps(product)[2:4] == ["In review", "In progress"]
    assert back(by) == "Undone."
    assert steps(product) == before


def test_a_step_with_items_stays(product: Product, item: Item, by: Actor) -> None:
    step = add_status(product, by=by, name="Testing", category="active")
    update_item(item, by=by.anew(), fields={"status": step})
    assert "Items are in this status" in back(by)


def test_a_deleted_label_is_on_its_items_again(product: Product, by: Actor) -> None:
    label = make_label(product.workspace, "payments", hue=7)
    items = [make_item(product, labels=[label]) for _ in range(2)]
    make_item(product)
    delete_label(label, by=by)
    assert back(by) == "Undone."
    now = Label.objects.get()
    assert (now.pk, now.name, now.hue, list(now.items.order_by("number"))) == (label.pk, "payments", 7, items)


def test_merged_labels_are_two_again(product: Product, by: Actor) -> None:
    old, new = (make_label(product.workspace, name) for name in ("pay", "payments"))
    both, one = make_item(product, labels=[old, new]), make_item(product, labels=[old])
    own = make_item(product, labels=[new])
    merge_label(old, into=new, by=by)
    assert list(new.items.order_by("number")) == [both, one, own]
    assert back(by) == "Undone."
    assert list(Label.objects.get(name="pay").items.order_by("number")) == [both, one]
    assert list(new.items.order_by("number")) == [both, own]


def test_a_label_that_was_renamed_or_made(product: Product, by: Actor) -> None:
    made = create_label(product.workspace, by=by, name="new")
    change = by.anew()
    update_label(made, by=change, name="newer", hue=3)
    assert back(change) == "Undone."
    assert Label.objects.get().name == "new"
    assert back(by) == "Undone."
    assert not Label.objects.exists()


def test_a_label_made_by_an_edit_goes_with_it(item: Item, by: Actor) -> None:
    label = label_named(item.workspace, "fresh", by=by)
    update_item(item, by=by, fields={"labels": [label]})
    assert back(by) == "Undone."
    assert not Label.objects.exists()


def test_the_former_model_is_chosen_again(product: Product, by: Actor) -> None:
    use_preset(product, "wsjf", by=by)
    assert back(by) == "Undone."
    assert ScoringModel.objects.get(product=product, is_active=True).preset == "rice"


def test_a_changed_model_has_its_weights_again(product: Product, by: Actor) -> None:
    model = ScoringModel.objects.get(product=product)
    update_model(model, by=by.anew(), weights={"reach": Decimal("2.5")})
    update_model(model, by=by, formula="impact * confidence", kinds=["bug"], name="Mine")
    assert back(by) == "Undone."
    now = ScoringModel.objects.get(pk=model.pk)
    assert (now.formula, now.kinds, now.name) == (model.formula, model.kinds, model.name)
    assert now.model_criteria.get(criterion__key="reach").weight == Decimal("2.5")


def test_weights(product: Product, by: Actor) -> None:
    model = ScoringModel.objects.get(product=product)
    update_model(model, by=by, weights={"reach": Decimal(2), "impact": Decimal(3)})
    update_model(model, by=by.anew(), weights={"impact": Decimal(4)})
    assert back(by) == "Undone."
    weights = {row.criterion.key: row.weight for row in model.model_criteria.select_related("criterion")}
    assert (weights["reach"], weights["impact"]) == (Decimal(1), Decimal(4))


def test_what_a_product_is_called_and_who_works_on_it(product: Product, by: Actor) -> None:
    first, second = make_team(product.workspace, "A"), make_team(product.workspace, "B")
    update_product(product, by=by.anew(), teams=[first])
    update_product(product, by=by, name="Shop", vision="Sell", teams=[second])
    assert back(by) == "Undone."
    now = Product.objects.get(pk=product.pk)
    assert (now.name, now.vision, list(now.teams.all())) == (product.name, "", [first])


def test_pages_offer_undo(client_of: ClientOf, product: Product, product_manager: Member) -> None:
    client: Client = client_of(product_manager)
    base = "/w/acme/p/WEB/settings/"
    data = {"description": "Steps", "acceptance_criteria": ""}
    text = client.post(f"{base}templates/bug/", data, follow=True).content.decode()
    assert 'data-undo="/w/acme/undo/' in text
    text = client.post(f"{base}templates/bug/", data, follow=True).content.decode()
    assert "Saved." in text
    assert 'data-undo="/w/acme/undo/' not in text
