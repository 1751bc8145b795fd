"""The pages of scoring models and criteria, and one model beside another."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from activity.tasks import drain
from backlog.models import Criterion, Item, Product, ScoringModel
from backlog.queries.scoring import scoring_page
from backlog.queries.scoring_models import criteria_of, gallery, models_of
from backlog.services.own_models import create_model
from backlog.services.rating_criteria import create_criterion
from backlog.services.recompute import recompute
from backlog.services.scoring import preset_model
from backlog.services.trying import try_model
from tests.backlog.statements import counted
from tests.backlog.test_scores import rate
from tests.conftest import ClientOf
from tests.factories import make_item

ROOM = "/w/acme/p/WEB/scoring/"
SCALE = {"scale": "own", "minimum": "", "maximum": "", "description": "", "unit": ""}


@pytest.fixture
def client(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


@pytest.fixture
def rice(product: Product) -> ScoringModel:
    return product.scoring_models.get()


@pytest.fixture
def simple(product: Product, owner: Member) -> ScoringModel:
    """Value ÷ effort beside RICE, with a criterion of effort of its own."""
    return try_model(preset_model(product, "value_effort", by=owner.actor()), by=owner.actor())


def settle(product: Product) -> None:
    drain(str(product.workspace_id))
    recompute(product)


def text(client: Client, address: str = "") -> str:
    return client.get(f"{ROOM}{address}").content.decode()


def undo(client: Client, page: str) -> None:
    found = re.search(r"/w/acme/undo/[0-9a-f-]+/", page)
    assert found
    client.post(found[0], headers={"X-Requested-With": "fetch"})


def test_the_room_shows_models_and_presets(client: Client, product: Product) -> None:
    page = text(client, "models/")
    assert "Reach × Impact × Confidence" in page
    assert page.count("gallery-card") == 9
    assert "Sean McBride" in page


def test_a_model_is_used_and_the_other_one_again(
    client: Client, product: Product, rice: ScoringModel
) -> None:
    client.post(f"{ROOM}model/", {"preset": "wsjf"})
    assert "WSJF" in text(client)
    client.post(f"{ROOM}models/{rice.pk}/use/")
    rice.refresh_from_db()
    assert rice.is_active


def test_a_preset_is_compared_and_left(client: Client, product: Product) -> None:
    client.post(f"{ROOM}comparison/", {"preset": "wsjf"})
    assert "Comparing RICE with WSJF" in text(client)
    client.post(f"{ROOM}comparison/end/")
    assert "Comparing" not in text(client)


def test_what_is_compared_takes_the_place(client: Client, product: Product, simple: ScoringModel) -> None:
    client.post(f"{ROOM}models/{simple.pk}/use/")
    assert product.scoring_models.get(is_active=True) == simple
    assert not product.scoring_models.filter(is_tried=True).exists()


def test_the_model_in_use_is_not_compared(client: Client, product: Product, rice: ScoringModel) -> None:
    answer = client.post(f"{ROOM}models/{rice.pk}/compare/", follow=True)
    assert answer.status_code == 200
    assert "is the model in use" in answer.content.decode()


def test_a_model_of_ones_own_is_made(client: Client, product: Product) -> None:
    sent = {"name": "Ours", "formula": "reach + days_to_due", "kinds": ["bug", "story"]}
    page = client.post(f"{ROOM}models/new/", sent, follow=True).content.decode()
    assert "For Story, Bug only" in page or "For Bug, Story only" in page
    assert product.scoring_models.get(name="Ours").formula == "reach + days_to_due"


def test_weights_are_given_on_the_page_that_follows(client: Client, product: Product) -> None:
    sent = {"name": "Ours", "formula": "weight_reach * reach"}
    page = client.post(f"{ROOM}models/new/", sent, follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {**sent, "weight_reach": "2,5", "version": "1"})
    assert str(product.scoring_models.get(name="Ours").model_criteria.get().weight) == "2.500"


def test_a_wrong_formula_is_told_with_its_place_and_kept(client: Client, product: Product) -> None:
    sent = {"name": "Ours", "formula": "reach * effrt"}
    answer = client.post(f"{ROOM}models/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "reach * <mark>effrt</mark>" in page
    assert 'value="Ours"' in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "rice", "formula": "reach"}, "Another scoring model of this product has this name."),
        ({"name": "", "formula": "reach"}, "This field is required."),
        ({"name": "Ours", "formula": "reach", "kinds": ["cat"]}, "cat is not one of the available choices"),
    ],
)
def test_what_a_model_cannot_be(client: Client, product: Product, sent: dict[str, Any], said: str) -> None:
    answer = client.post(f"{ROOM}models/new/", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_model_is_changed(client: Client, product: Product, rice: ScoringModel) -> None:
    sent = {"name": "Ours", "formula": "reach / effort", "kinds": ["story"], "version": rice.version}
    client.post(f"{ROOM}models/{rice.pk}/", sent)
    rice.refresh_from_db()
    assert (rice.name, rice.formula, rice.kinds) == ("Ours", "reach / effort", ["story"])


def test_who_was_slower_sees_it_and_keeps_the_words(
    client: Client, product: Product, rice: ScoringModel
) -> None:
    sent = {"name": "Ours", "formula": "reach", "version": rice.version}
    ScoringModel.objects.filter(pk=rice.pk).update(version=9)
    answer = client.post(f"{ROOM}models/{rice.pk}/", sent)
    assert answer.status_code == 412
    page = answer.content.decode()
    assert 'value="Ours"' in page
    assert 'name="version" value="9"' in page


def test_a_deleted_model_comes_back(client: Client, product: Product, owner: Member) -> None:
    model = create_model(product, by=owner.actor(), name="Ours", formula="reach")
    page = client.post(f"{ROOM}models/{model.pk}/delete/", follow=True).content.decode()
    assert "Ours is deleted." in page
    undo(client, page)
    assert product.scoring_models.filter(name="Ours").exists()


def test_the_model_in_use_stays(client: Client, product: Product, rice: ScoringModel) -> None:
    page = client.post(f"{ROOM}models/{rice.pk}/delete/", follow=True).content.decode()
    assert "is in use. Choose another model first." in page


def test_criteria_are_listed_with_their_models_and_ratings(client: Client, item: Item, owner: Member) -> None:
    rate(item, owner, reach=4)
    page = text(client, "criteria/")
    assert "1 rating<" in page
    assert "0.25, 0.5, 1, 2, 3" in page
    assert "delete/" not in page  # the formula of RICE uses all of them


def test_a_criterion_is_made_with_values_and_words(client: Client, product: Product) -> None:
    values = {"step_value": ["1", "3", ""], "step_meaning": ["Little", "Much", ""]}
    client.post(f"{ROOM}criteria/new/", {"name": "Joy of use", **SCALE, **values})
    made = product.criteria.get(key="joy_of_use")
    assert made.steps == [["1", "Little"], ["3", "Much"]]
    assert [made.minimum, made.maximum] == [Decimal(1), Decimal(3)]


def test_without_values_the_range_counts(client: Client, product: Product) -> None:
    client.post(f"{ROOM}criteria/new/", {"name": "Joy", **SCALE, "minimum": "0,5", "maximum": "7"})
    made = product.criteria.get(key="joy")
    assert [made.steps, made.minimum, made.maximum] == [[], Decimal("0.5"), Decimal(7)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "Reach"}, "Another criterion has this name."),
        ({"name": "Joy", "key": "min"}, "means something else in formulas."),
        ({"name": "Joy", "minimum": "low"}, "“low” is not a number."),
        ({"name": "Joy", "minimum": "5", "maximum": "1"}, "The most must be above the least."),
        ({"name": "Joy", "step_value": ["1", "x"], "step_meaning": ["", ""]}, "“x” is not a number."),
        ({"name": "Joy", "step_value": ["1", "1"], "step_meaning": ["", ""]}, "1 is there twice."),
        ({"name": "Joy", "step_value": [""], "step_meaning": ["Much"]}, "Which value means this?"),
    ],
)
def test_what_a_criterion_cannot_be(
    client: Client, product: Product, sent: dict[str, Any], said: str
) -> None:
    answer = client.post(f"{ROOM}criteria/new/", {**SCALE, **sent})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{sent["name"]}"' in answer.content.decode()


def test_a_criterion_is_changed_and_an_endless_range_stays(client: Client, product: Product) -> None:
    reach = product.criteria.get(key="reach")
    client.post(
        f"{ROOM}criteria/{reach.pk}/", {"name": "People", **SCALE, "minimum": "0", "version": reach.version}
    )
    changed = Criterion.objects.get(pk=reach.pk)
    assert (changed.name, changed.maximum) == ("People", reach.maximum)


def test_a_scale_that_leaves_out_ratings_is_refused(client: Client, item: Item, owner: Member) -> None:
    rate(item, owner, reach=40)
    reach = item.product.criteria.get(key="reach")
    answer = client.post(
        f"{ROOM}criteria/{reach.pk}/", {"name": "Reach", **SCALE, "minimum": "0", "maximum": "9"}
    )
    assert answer.status_code == 422
    assert "1 rating would be outside: WEB-1 has 40." in answer.content.decode()


def test_a_criterion_goes_with_its_ratings_and_says_so(client: Client, item: Item, owner: Member) -> None:
    joy = create_criterion(item.product, by=owner.actor(), name="Joy", scale="own", minimum=0, maximum=9)
    rate(item, owner, joy=4)
    assert 'data-confirm="Delete Joy with its 1 rating? Undo brings both back."' in text(client, "criteria/")
    page = client.post(f"{ROOM}criteria/{joy.pk}/delete/", follow=True).content.decode()
    undo(client, page)
    assert item.ratings.get().value == 4


def test_two_models_put_items_in_other_places(
    client: Client, product: Product, owner: Member, simple: ScoringModel
) -> None:
    first, second, third = (make_item(product, title) for title in ("One", "Two", "Three"))
    for item, reach, value in ((first, 900, 1), (second, 100, 9), (third, 100, 5)):
        rate(item, owner, reach=reach, impact=1, confidence=1, effort=1, value=value, value_effort_effort=1)
    settle(product)
    page = scoring_page(product, actor=owner.actor(), query="", today=timezone.localdate())
    places = [[standing.place for standing in line.standings] for line in page.rows]
    assert places == [[1, 3], [2, 1], [2, 2]]
    assert [line.shift for line in page.rows] == [-2, 1, 0]


def test_the_sheet_is_sorted_by_the_other_model(
    client: Client, product: Product, owner: Member, simple: ScoringModel
) -> None:
    for title, value in (("Low", 2), ("High", 8)):
        rate(make_item(product, title), owner, value=value, value_effort_effort=1)
    settle(product)
    page = text(client, "?q=sort:-score&by=tried")
    assert page.index(">High<") < page.index(">Low<")
    assert 'aria-label="WEB-1 Value"' in page
    assert 'aria-label="WEB-1 Reach"' not in page


def test_what_has_no_score_is_counted_and_found(client: Client, product: Product, owner: Member) -> None:
    rate(make_item(product, "Half rated"), owner, reach=9)
    make_item(product, "Not rated")
    rate(make_item(product, "Rated"), owner, reach=1, impact=1, confidence=1, effort=1)
    settle(product)
    page = text(client)
    assert "2 without a score" in page
    assert "No score, missing: impact, confidence, effort" in page
    assert page.count("is-missing") == 3
    assert ">Rated<" not in text(client, "?q=-has:score")


def test_the_backlog_says_what_is_missing(client: Client, product: Product, owner: Member) -> None:
    rate(make_item(product), owner, reach=9, impact=1, confidence=1)
    settle(product)
    page = client.get("/w/acme/p/WEB/backlog/").content.decode()
    assert '<span class="visually-hidden">No score, missing: effort</span>' in page


@pytest.mark.parametrize("size", [1, 30])
def test_comparing_costs_the_same_for_any_size(
    product: Product, owner: Member, simple: ScoringModel, size: int
) -> None:
    for _ in range(size):
        make_item(product)
    with counted() as statements:
        scoring_page(product, actor=owner.actor(), query="", today=timezone.localdate())
    assert len(statements) <= 9


def test_the_room_costs_the_same_for_any_number(product: Product, owner: Member) -> None:
    for number in range(8):
        create_model(product, by=owner.actor(), name=f"Model {number}", formula="reach * 2")
    with counted() as statements:
        models_of(product)
        gallery(product)
        criteria_of(product)
    assert len(statements) <= 7


def test_who_only_reads_sees_no_buttons(client_of: ClientOf, contributor: Member, product: Product) -> None:
    reader = client_of(contributor)
    for address in ("models/", "criteria/"):
        page = text(reader, address).split('id="content"')[1].split("</main>")[0]
        assert 'method="post"' not in page
        assert "Edit " not in page
