"""Blind rating: hidden until it is revealed, and by whom."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Member
from activity.models import Event
from backlog.models import Criterion, Item, Product, ProductTeam, RatingRound
from backlog.queries.raters import raters_of
from backlog.queries.rounds import round_page
from backlog.services.blind_rating import Vote, take_over, vote
from backlog.services.rating import RatingErrors
from backlog.services.rating_rounds import end_round, open_round, reopen, reveal
from backlog.services.scoring import use_preset
from core.errors import Conflict, OutOfDate
from tests.backlog import blind
from tests.backlog.blind import everything, state, values
from tests.backlog.statements import counted
from tests.factories import actor_in, make_item, make_member, make_product, make_team
from tests.threads import attempt

SECRET = Decimal("3")
items, criteria, round_, rate = blind.items, blind.criteria, blind.round_, blind.rate


def test_a_round_asks_by_the_criteria_of_the_model_in_use(round_: RatingRound, product: Product) -> None:
    assert round_.name == "Autumn themes"
    assert [one.criterion.key for one in round_.columns.select_related("criterion")] == [
        "reach", "impact", "confidence", "effort",
    ]  # fmt: skip
    use_preset(product, "wsjf", by=actor_in(product.workspace))
    assert round_.columns.count() == 4


@pytest.mark.parametrize(("count", "name"), [(0, ""), (101, ""), (1, "x" * 81)])
def test_a_round_that_cannot_be_opened(
    product: Product, product_owner: Member, count: int, name: str
) -> None:
    item = make_item(product)
    items = [Item(product=product) for _ in range(count)] if count > 1 else [item] * count
    with pytest.raises(ValidationError):
        open_round([*items], by=product_owner.actor(), name=name)


def test_items_of_another_product_or_of_a_kind_that_is_not_scored_are_refused(
    product: Product, items: list[Item], product_owner: Member
) -> None:
    with pytest.raises(ValidationError, match="one product"):
        open_round([items[0], make_item(make_product(product.workspace))], by=product_owner.actor())
    product.scoring_models.update(kinds=["bug"])
    with pytest.raises(ValidationError, match=f"of this kind: {items[0].key}"):
        open_round(items, by=product_owner.actor())


def test_nobody_learns_a_number_before_the_reveal(
    rate: Callable[..., Any], round_: RatingRound, product_owner: Member, contributor: Member
) -> None:
    rate(contributor, SECRET, note="Everyone pays so")
    assert values(round_, contributor) == [SECRET]
    assert values(round_, product_owner) == []
    reveal(round_, by=product_owner.actor())
    assert values(round_, product_owner) == [SECRET]


def test_no_event_holds_a_number_or_a_note(
    rate: Callable[..., Any], round_: RatingRound, product_owner: Member, contributor: Member
) -> None:
    rate(contributor, "731.25", key="reach", note="because of xyzzy")
    rate(contributor, "731.5", key="reach")
    rate(contributor, None, key="reach")
    rate(contributor, "731.75", key="reach", note="because of xyzzy")
    reveal(round_, by=product_owner.actor())
    reopen(round_, by=product_owner.actor())
    end_round(round_, by=product_owner.actor())
    events = Event.objects.filter(object_id=round_.pk)
    said = str([(event.object_label, event.changes, event.data) for event in events])
    assert "731." not in said
    assert "xyzzy" not in said
    verbs = "opened reopened revealed ended vote_changed voted withdrawn"
    assert {event.verb for event in events} == {f"rating_round.{verb}" for verb in verbs.split()}


def test_a_number_that_is_there_already_is_no_news(rate: Callable[..., Any], contributor: Member) -> None:
    rate(contributor, 3)
    before = Event.objects.count()
    rate(contributor, 3)
    rate(contributor, None, key="effort")
    assert Event.objects.count() == before
    rate(contributor, 3, note="said why")
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize(("value", "key"), [(4, "impact"), (-1, "reach"), (0, "effort")])
def test_a_number_must_be_on_its_scale(
    rate: Callable[..., Any], round_: RatingRound, contributor: Member, value: int, key: str
) -> None:
    with pytest.raises(RatingErrors):
        rate(contributor, value, key=key)
    assert not round_.votes.exists()


def test_a_long_note_another_item_and_a_number_given_twice_are_refused(
    round_: RatingRound, items: list[Item], criteria: dict[str, Criterion], contributor: Member
) -> None:
    impact, other = criteria["impact"], make_item(items[0].product)
    wrong = [
        Vote(items[0], impact, SECRET, "x" * 301),
        Vote(other, impact, SECRET),
        Vote(items[1], impact, SECRET),
    ]
    with pytest.raises(RatingErrors) as raised:
        vote(round_, [*wrong, wrong[2]], by=contributor.actor())
    assert list(raised.value.refused) == [0, 1, 3]


def test_once_revealed_no_number_changes(
    rate: Callable[..., Any], round_: RatingRound, product_owner: Member, contributor: Member
) -> None:
    rate(contributor, 3)
    reveal(round_, by=product_owner.actor())
    for value in (1, None):
        with pytest.raises(Conflict):
            rate(contributor, value)
    reopen(round_, by=product_owner.actor())
    assert values(round_, product_owner) == []
    rate(contributor, 1)
    with pytest.raises(OutOfDate):
        rate(contributor, 2, expected_version=1)


def test_who_reveals(
    rate: Callable[..., Any], round_: RatingRound, items: list[Item], product_owner: Member,
    product_manager: Member, contributor: Member,
) -> None:  # fmt: skip
    rate(contributor, 3)
    for other in (contributor, product_manager):
        with pytest.raises(PermissionDenied):
            reveal(round_, by=other.actor())
    for who in (product_owner, product_manager, contributor):
        everything(round_, who, items)
    reveal(round_, by=product_manager.actor())
    assert state(round_) == "revealed"


def test_where_who_opened_it_has_left_whoever_grooms_reveals(
    rate: Callable[..., Any],
    round_: RatingRound,
    product_owner: Member,
    product_manager: Member,
    contributor: Member,
) -> None:
    rate(contributor, 3)
    rate(product_owner, 1)
    Member.objects.filter(pk=product_owner.pk).update(deactivated_at=timezone.now())
    reveal(round_, by=product_manager.actor())
    assert values(round_, product_manager) == [3]  # what they gave who are gone counts no more


def test_where_who_opened_it_grooms_no_longer_whoever_does_reveals(
    rate: Callable[..., Any],
    round_: RatingRound,
    product_owner: Member,
    product_manager: Member,
    contributor: Member,
) -> None:
    rate(contributor, 3)
    Member.objects.filter(pk=product_owner.pk).update(role="stakeholder")
    reveal(round_, by=product_manager.actor())
    assert values(round_, product_manager) == [3]


def test_nothing_is_revealed_that_nobody_gave(round_: RatingRound, product_owner: Member) -> None:
    with pytest.raises(Conflict):
        reveal(round_, by=product_owner.actor())


def test_a_stakeholder_does_not_rate_and_a_contributor_opens_and_takes_over_nothing(
    rate: Callable[..., Any], round_: RatingRound, items: list[Item], stakeholder: Member, contributor: Member
) -> None:
    with pytest.raises(PermissionDenied):
        rate(stakeholder, 3)
    for act in (
        partial(open_round, items), partial(take_over, round_), partial(end_round, round_), partial(reopen, round_),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            act(by=contributor.actor())


def test_asked_are_the_teams_of_the_product(
    product: Product, contributor: Member, product_owner: Member, stakeholder: Member
) -> None:
    assert list(raters_of(product)) == [contributor, product_owner]
    team = make_team(product.workspace, members=[contributor, stakeholder])
    ProductTeam.objects.create(workspace=product.workspace, product=product, team=team)
    assert list(raters_of(product)) == [contributor]


def test_a_page_costs_the_same_for_any_number(
    round_: RatingRound, items: list[Item], product: Product, product_owner: Member
) -> None:
    with counted() as small:
        round_page(round_, actor=product_owner.actor())
    more = [make_item(product) for _ in range(20)]
    large = open_round(more, by=product_owner.actor())
    for _ in range(5):
        everything(large, make_member(product.workspace, "contributor"), more)
    reveal(large, by=product_owner.actor())
    with counted() as many:
        assert len(round_page(RatingRound.objects.get(pk=large.pk), actor=product_owner.actor()).lines) == 20
    assert len(small) <= 6
    assert len(many) <= 9  # the round itself with what it names, and the ratings of today


def test_many_numbers_cost_what_one_does(
    round_: RatingRound, items: list[Item], criteria: dict[str, Criterion], contributor: Member
) -> None:
    votes = [Vote(item, one, Decimal(1)) for item in items for one in criteria.values()]
    with counted() as one:
        vote(round_, votes[:1], by=contributor.actor())
    with counted() as rest:
        vote(round_, votes[1:], by=contributor.actor())
    assert len(rest) == len(one) <= 7


@pytest.mark.django_db(transaction=True)
def test_ten_rate_and_the_numbers_are_shown_at_the_same_moment(
    rate: Callable[..., Any], round_: RatingRound, product_owner: Member
) -> None:
    """Each number is there at the reveal, or was refused: none is lost, none slips in afterwards."""
    raters = [make_member(round_.workspace, "contributor", name=f"Rater {n}") for n in range(10)]
    rate(raters[0], 1)
    acts: list[Callable[[], Any]] = [partial(rate, who, 3) for who in raters[1:]]
    acts.insert(5, partial(reveal, round_, by=product_owner.actor()))
    with ThreadPoolExecutor(len(acts)) as pool:
        refused = [one for one in pool.map(attempt, acts) if isinstance(one, Exception)]
    assert round_.votes.count() == 10 - len(refused)
    assert state(round_) == "revealed"
    shown_at = RatingRound.objects.get(pk=round_.pk).revealed_at
    assert not round_.votes.filter(voted_at__gt=shown_at).exists()
