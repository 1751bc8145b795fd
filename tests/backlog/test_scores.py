"""From a rating to a score: requests, recompute, history, models."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member
from activity import dispatch
from activity.models import Event
from activity.tasks import drain
from backlog.models import Item, Product, Score, ScoreHistory, ScoreRequest, ScoringModel
from backlog.services.items import update_item
from backlog.services.rating import rate_item
from backlog.services.recompute import recompute, request_scores
from backlog.services.scoring import update_model, use_preset
from tests.factories import make_item


def rate(item: Item, by: Member, **values: object) -> None:
    criteria = {row.key: row for row in item.product.criteria.all()}
    rate_item(
        item,
        by=by.actor(),
        values={criteria[k]: None if v is None else Decimal(str(v)) for k, v in values.items()},
    )


def settle(product: Product) -> int:
    """What the worker does: drain the news, then compute."""
    drain(str(product.workspace_id))
    return recompute(product)


def score(item: Item) -> tuple[float | None, str | None]:
    return Score.objects.filter(item=item, model__is_active=True).values_list("value", "reason").get()


def test_rice_is_computed_and_a_gap_is_named(product: Product, product_owner: Member) -> None:
    item, bare = make_item(product), make_item(product)
    rate(item, product_owner, reach=800, impact=2, confidence="0.8", effort=4)
    rate(bare, product_owner, reach=800)
    assert settle(product) == 2
    assert score(item) == (320.0, None)
    assert score(bare) == (None, "missing:impact,confidence,effort")
    assert not ScoreRequest.objects.exists()


def test_the_news_names_what_moved_and_counts_other_reasons(product: Product, product_owner: Member) -> None:
    item, bare = make_item(product), make_item(product)
    settle(product)
    rate(item, product_owner, reach=800, impact=2, confidence="0.8", effort=4)
    rate(bare, product_owner, reach=800)
    assert settle(product) == 2
    told = Event.objects.filter(verb="item.score_changed").latest("id").data
    assert (told["count"], told["moved"]) == (2, 1)
    assert told["items"] == [{"key": item.key, "before": None, "after": 320.0}]


def test_writes_only_what_changed_with_history(product: Product, product_owner: Member) -> None:
    settle(product)  # the new model's own request
    item, other = make_item(product), make_item(product)
    for one in (item, other):
        rate(one, product_owner, reach=100, impact=1, confidence=1, effort=1)
    settle(product)
    rate(item, product_owner, reach=300)
    assert settle(product) == 1
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="test")
    assert recompute(product) == 0
    moves = ScoreHistory.objects.filter(item=item).order_by("id").values_list("before", "after", "cause")
    assert list(moves) == [(None, 100.0, "rating.set"), (100.0, 300.0, "rating.set")]


def test_item_row_is_left_alone(product: Product, product_owner: Member) -> None:
    item = make_item(product)
    rate(item, product_owner, reach=1, impact=1, confidence=1, effort=1)
    before = Item.objects.values().get(pk=item.pk)
    settle(product)
    assert Item.objects.values().get(pk=item.pk) == before


def test_closed_items_keep_their_last(product: Product, product_owner: Member) -> None:
    item = make_item(product)
    rate(item, product_owner, reach=10, impact=1, confidence=1, effort=1)
    settle(product)
    update_item(item, by=product_owner.actor(), fields={"status": product.statuses.get(name="Done")})
    rate(item, product_owner, reach=50)
    settle(product)
    assert score(item) == (10.0, None)


def test_new_formula_computes_the_whole_product(
    product: Product, product_owner: Member, owner: Member
) -> None:
    items = [make_item(product) for _ in range(3)]
    for n, item in enumerate(items, 1):
        rate(item, product_owner, reach=n, impact=1, confidence=1, effort=1)
    settle(product)
    update_model(product.scoring_models.get(), by=owner.actor(), formula="reach * 2")
    assert settle(product) == 3
    assert [score(item)[0] for item in items] == [2.0, 4.0, 6.0]
    assert Event.objects.filter(verb="item.score_changed").latest("id").data["count"] == 3


def test_formula_says_what_is_wrong(product: Product, owner: Member) -> None:
    with pytest.raises(ValidationError, match="reach"):
        update_model(product.scoring_models.get(), by=owner.actor(), formula="raech * 2")


def test_presets_share_or_rename_criteria(product: Product, owner: Member) -> None:
    model = use_preset(product, "ice_ease", by=owner.actor())
    assert "ice_ease_impact" in model.formula
    assert use_preset(product, "rice", by=owner.actor()).formula == "(reach * impact * confidence) / effort"
    assert product.scoring_models.filter(is_active=True).count() == 1


def test_rating_outside_its_scale_is_refused(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    item = make_item(product)
    with pytest.raises(ValidationError, match=r"Impact is one of 0\.25, 0\.5, 1, 2, 3"):
        rate(item, product_owner, impact=7)
    with pytest.raises(ValidationError, match=r"goes from 0\.5 to 1000"):
        rate(item, product_owner, effort=0)
    with pytest.raises(PermissionDenied):
        rate(item, contributor, impact=1)
    rate(item, product_owner, impact=1)
    rate(item, product_owner, impact=None)
    assert not item.ratings.exists()


def test_asking_again_during_a_run_is_not_swallowed(product: Product) -> None:
    make_item(product)
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="first")
    first = ScoreRequest.objects.get()
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="second")
    assert not ScoreRequest.objects.filter(pk=first.pk, at=first.at).exists()


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backlog.services.recompute.WINDOW", 2)


def test_a_killed_run_goes_on_where_it_was(product: Product, small_windows: None) -> None:
    items = [make_item(product) for _ in range(5)]
    settle(product)
    Score.objects.all().delete()
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="test")
    ScoreRequest.objects.update(reached=items[2].number)
    assert recompute(product) == 2
    assert set(Score.objects.values_list("item", flat=True)) == {items[3].pk, items[4].pk}


def test_a_newer_request_begins_anew(product: Product, small_windows: None) -> None:
    for _ in range(5):
        make_item(product)
    settle(product)
    Score.objects.all().delete()
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="first")
    ScoreRequest.objects.update(reached=4)
    request_scores(product.pk, None, workspace_id=product.workspace_id, cause="second")
    assert recompute(product) == 5
    assert not ScoreRequest.objects.exists()


def test_how_far_a_large_one_has_come_is_told(
    product: Product,
    small_windows: None,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    for _ in range(3):
        make_item(product)
    settle(product)
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(dispatch, "publish", lambda _workspace, messages: told.extend(messages))
    with django_capture_on_commit_callbacks(execute=True):
        request_scores(product.pk, None, workspace_id=product.workspace_id, cause="test")
        recompute(product)
    runs = [(news["done"], news["of"]) for news in told if news["kind"] == "recompute"]
    assert runs == [(2, 3), (3, 3)]


def test_the_model_that_is_tried_is_computed_too(product: Product, owner: Member) -> None:
    item = make_item(product)
    tried = use_preset(product, "value_effort", by=owner.actor())
    use_preset(product, "rice", by=owner.actor())
    ScoringModel.objects.filter(pk=tried.pk).update(is_tried=True)
    settle(product)
    assert Score.objects.filter(item=item).count() == 2
