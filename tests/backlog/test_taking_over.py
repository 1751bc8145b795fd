"""What comes of a round: its numbers taken over, its end, and what is taken back."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Criterion, Item, Product, Rating, RatingRound
from backlog.queries.rounds import round_page
from backlog.services.blind_rating import take_over
from backlog.services.items import delete_item
from backlog.services.own_models import delete_model
from backlog.services.rating import Given
from backlog.services.rating_criteria import delete_criterion
from backlog.services.rating_rounds import end_round, open_round, reopen, reveal
from backlog.services.scoring import use_preset
from core.errors import Conflict
from tests.backlog import blind
from tests.backlog.blind import state, values
from tests.factories import make_item

items, criteria, round_, rate = blind.items, blind.criteria, blind.round_, blind.rate


def test_the_means_become_ratings_on_the_scale_in_one_act(
    rate: Callable[..., Any],
    round_: RatingRound,
    items: list[Item],
    product_owner: Member,
    contributor: Member,
) -> None:
    for who, numbers in ((contributor, (3, 100)), (product_owner, ("0.5", 201))):
        rate(who, numbers[0])
        rate(who, numbers[1], key="reach", at=1)
    reveal(round_, by=product_owner.actor())
    by = product_owner.actor()
    take_over(round_, by=by)
    assert ratings() == {(items[0].key, "impact"): 2, (items[1].key, "reach"): Decimal("150.5")}
    undo_action(by.action, by=product_owner.actor())
    assert ratings() == {}


def ratings() -> dict[tuple[str, str], Decimal]:
    rows = Rating.objects.select_related("item__product", "criterion")
    return {(row.item.key, row.criterion.key): row.value for row in rows}


def test_one_item_by_medians_and_one_cell_by_hand(
    rate: Callable[..., Any], round_: RatingRound, items: list[Item], criteria: dict[str, Criterion],
    product_owner: Member, product_manager: Member, contributor: Member,
) -> None:  # fmt: skip
    for who, value in ((contributor, 10), (product_owner, 20), (product_manager, 90)):
        rate(who, value, key="reach")
        rate(who, value, key="reach", at=1)
        rate(who, 1, at=1)
    reveal(round_, by=product_owner.actor())
    take_over(round_, by=product_owner.actor(), way="median", items=[items[0].pk])
    by_hand = [Given(items[1], criteria["reach"], Decimal(45))]
    take_over(round_, by=product_owner.actor(), way=None, chosen=by_hand)
    assert ratings() == {(items[0].key, "reach"): 20, (items[1].key, "reach"): 45}


def test_what_is_hidden_or_not_in_the_round_is_not_taken_over(
    rate: Callable[..., Any], round_: RatingRound, criteria: dict[str, Criterion], product_owner: Member
) -> None:
    rate(product_owner, 3)
    with pytest.raises(Conflict):
        take_over(round_, by=product_owner.actor())
    reveal(round_, by=product_owner.actor())
    other = [Given(make_item(round_.product), criteria["impact"], Decimal(3))]
    with pytest.raises(ValidationError):
        take_over(round_, by=product_owner.actor(), way=None, chosen=other)
    assert ratings() == {}


def test_a_round_that_ended_unrevealed_keeps_its_secrets(
    rate: Callable[..., Any], round_: RatingRound, product_owner: Member, contributor: Member
) -> None:
    rate(contributor, 3)
    end_round(round_, by=product_owner.actor())
    end_round(round_, by=product_owner.actor())
    assert values(round_, product_owner) == []
    for act in (partial(reveal, round_), partial(take_over, round_), partial(reopen, round_)):
        with pytest.raises(Conflict):
            act(by=product_owner.actor())


def test_undo_takes_back_a_first_number_but_none_that_was_changed_since(
    rate: Callable[..., Any], round_: RatingRound, contributor: Member
) -> None:
    for changed in (False, True):
        by = contributor.actor()
        rate(contributor, 3, by=by)
        if changed:
            rate(contributor, 2)
        undo_action(by.action, by=contributor.actor())
        assert values(round_, contributor) == ([2] if changed else [])


def test_undo_of_opening_waits_for_nobody_who_rated(
    rate: Callable[..., Any], items: list[Item], round_: RatingRound, product_owner: Member
) -> None:
    by = product_owner.actor()
    made = open_round(items, by=by)
    undo_action(by.action, by=product_owner.actor())
    assert state(made) == "ended"
    opened = Event.objects.get(object_id=round_.pk)
    rate(product_owner, 3)
    assert undo_action(opened.action, by=product_owner.actor()).refused
    assert state(round_) == "open"


def test_undo_of_ending_and_of_reopening(
    rate: Callable[..., Any], round_: RatingRound, product_owner: Member, contributor: Member
) -> None:
    rate(contributor, 3)
    reveal(round_, by=product_owner.actor())
    for act in (end_round, reopen):
        by = product_owner.actor()
        act(round_, by=by)
        undo_action(by.action, by=product_owner.actor())
        assert values(round_, product_owner) == [3]
    by = product_owner.actor()
    reopen(round_, by=by)
    rate(contributor, 1)
    assert undo_action(by.action, by=product_owner.actor()).refused
    assert values(round_, product_owner) == []


def test_a_reveal_is_not_undone(rate: Callable[..., Any], round_: RatingRound, product_owner: Member) -> None:
    rate(product_owner, 3)
    by = product_owner.actor()
    reveal(round_, by=by)
    assert by.action not in Event.objects.exclude(verb="rating_round.revealed").values_list(
        "action", flat=True
    )
    assert state(round_) == "revealed"


def test_a_deleted_item_leaves_the_round_and_a_model_that_goes_leaves_it_be(
    round_: RatingRound, items: list[Item], product: Product, product_manager: Member
) -> None:
    delete_item(items[0], by=product_manager.actor())
    assert [line.item for line in round_page(round_, actor=product_manager.actor()).lines] == [items[1]]
    used = product.scoring_models.get()
    use_preset(product, "wsjf", by=product_manager.actor())
    delete_model(used, by=product_manager.actor())
    round_.refresh_from_db()
    assert (round_.model, round_.columns.count()) == (None, 4)
    with pytest.raises(Conflict, match="Autumn themes"):
        delete_criterion(product.criteria.get(key="reach"), by=product_manager.actor())
