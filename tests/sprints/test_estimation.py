"""Planning poker: blind until the cards are turned, by whom, and what comes of it."""

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
from activity.undo import undo_action
from backlog.models import Item, ProductTeam
from backlog.queries.stream import stream
from backlog.services.items import update_item
from core.errors import Conflict, OutOfDate
from sprints.cards import checked, deck_of, spread
from sprints.models import EstimationRound
from sprints.queries.voters import voters_of, waiting_for
from sprints.services.estimation import open_rounds, reveal, set_estimate, skip, vote, vote_again
from tests.factories import make_item, make_member, make_product, make_team
from tests.threads import attempt

FIBONACCI = deck_of("fibonacci")
OpenRound = Callable[..., EstimationRound]


@pytest.fixture
def item(product_owner: Member) -> Item:
    """An item that two are asked to estimate: the product owner and Cora."""
    return make_item(make_product(product_owner.workspace, "WEB"), "Pay by bank transfer")


@pytest.fixture
def round_(item: Item, product_owner: Member, contributor: Member) -> EstimationRound:
    return open_rounds([item], by=product_owner.actor(), deck=FIBONACCI)[0]


def state(round_: EstimationRound) -> str:
    return EstimationRound.objects.get(pk=round_.pk).state


def test_the_cards_are_turned_when_everybody_has_voted(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    assert state(round_) == "open"
    vote(round_, by=product_owner.actor(), card="8")
    assert state(round_) == "revealed"


def test_no_event_holds_a_card_before_they_are_turned(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="21")
    skip(round_, by=product_owner.actor())
    said = [
        (event.verb, event.changes, event.data) for event in Event.objects.filter(verb__startswith="round.")
    ]
    assert "21" not in str(said).replace(str(round_.pk), "").replace(str(round_.item_id), "").replace(
        str(round_.product_id), ""
    )
    assert {verb for verb, _changes, _data in said} == {"round.opened", "round.voted", "round.skipped"}


def test_the_event_of_the_turning_names_who_chose_what(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    reveal(round_, by=product_owner.actor())
    assert Event.objects.get(verb="round.revealed").data["cards"] == [["Cora Contributor", "5"]]


def test_a_card_can_be_changed_until_then_and_not_after(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    vote(round_, by=contributor.actor(), card="?")
    assert [one.card for one in round_.votes.all()] == ["?"]
    reveal(round_, by=product_owner.actor())
    with pytest.raises(Conflict):
        vote(round_, by=contributor.actor(), card="8")


def test_only_who_opened_the_round_turns_the_cards_early(
    round_: EstimationRound, product_manager: Member, contributor: Member, product_owner: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    for other in (contributor, product_manager):
        with pytest.raises(PermissionDenied):
            reveal(round_, by=other.actor())
    reveal(round_, by=product_owner.actor())
    assert state(round_) == "revealed"


def test_where_who_opened_it_has_left_whoever_grooms_turns_the_cards(
    round_: EstimationRound, product_manager: Member, contributor: Member, product_owner: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    Member.objects.filter(pk=product_owner.pk).update(deactivated_at=timezone.now())
    reveal(round_, by=product_manager.actor())
    assert state(round_) == "revealed"


def test_nobody_waits_for_who_has_left(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="21")
    Member.objects.filter(pk=contributor.pk).update(deactivated_at=timezone.now())
    vote(round_, by=product_owner.actor(), card="3")
    assert Event.objects.get(verb="round.revealed").data["cards"] == [["Paul Owner", "3"]]


def test_a_stakeholder_has_no_vote_and_a_contributor_opens_no_round(
    round_: EstimationRound, stakeholder: Member, contributor: Member, item: Item
) -> None:
    with pytest.raises(PermissionDenied):
        vote(round_, by=stakeholder.actor(), card="5")
    with pytest.raises(PermissionDenied):
        open_rounds([item], by=contributor.actor(), deck=FIBONACCI)


@pytest.mark.parametrize("card", ["4", "", "5 ", "x" * 500])
def test_a_card_must_be_of_the_deck(round_: EstimationRound, contributor: Member, card: str) -> None:
    with pytest.raises(ValidationError):
        vote(round_, by=contributor.actor(), card=card)


def test_a_vote_for_what_was_taken_up_again_is_refused(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5", expected_version=1)
    reveal(round_, by=product_owner.actor())
    again = vote_again(round_, by=product_owner.actor())
    assert (again.state, again.votes.count()) == ("open", 0)
    with pytest.raises(OutOfDate):
        vote(round_, by=contributor.actor(), card="8", expected_version=1)


def test_setting_writes_the_estimate_and_its_event_names_the_round(
    round_: EstimationRound, product_owner: Member, contributor: Member, item: Item
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    reveal(round_, by=product_owner.actor())
    set_estimate(round_, by=product_owner.actor(), estimate=Decimal(5))
    item.refresh_from_db()
    event = Event.objects.get(verb="item.updated")
    assert (item.estimate, state(round_)) == (Decimal(5), "ended")
    assert (event.data["round"], event.data["cards"]) == (str(round_.pk), ["5"])


def test_an_estimate_is_set_once_the_cards_are_turned(round_: EstimationRound, product_owner: Member) -> None:
    with pytest.raises(Conflict):
        set_estimate(round_, by=product_owner.actor(), estimate=Decimal(5))


def test_undo_of_setting_brings_the_estimate_and_the_round_back(
    round_: EstimationRound, product_owner: Member, contributor: Member, item: Item
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    reveal(round_, by=product_owner.actor())
    by = product_owner.actor()
    set_estimate(round_, by=by, estimate=Decimal(5))
    assert undo_action(by.action, by=product_owner.actor()).refused == []
    item.refresh_from_db()
    assert (item.estimate, state(round_)) == (None, "revealed")


def test_undo_of_setting_leaves_what_was_estimated_since(
    round_: EstimationRound, product_owner: Member, contributor: Member, item: Item
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    reveal(round_, by=product_owner.actor())
    by = product_owner.actor()
    set_estimate(round_, by=by, estimate=Decimal(5))
    update_item(item, by=product_owner.actor(), fields={"estimate": Decimal(13)})
    assert len(undo_action(by.action, by=product_owner.actor()).refused) == 1
    item.refresh_from_db()
    assert item.estimate == Decimal(13)


def test_undo_of_skipping_and_of_opening(round_: EstimationRound, product_owner: Member, item: Item) -> None:
    by = product_owner.actor()
    skip(round_, by=by)
    undo_action(by.action, by=product_owner.actor())
    assert state(round_) == "open"
    opened = Event.objects.get(verb="round.opened").action
    assert undo_action(opened, by=product_owner.actor()).refused == []
    assert state(round_) == "ended"


def test_opening_is_not_undone_once_somebody_has_voted(
    round_: EstimationRound, product_owner: Member, contributor: Member
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    opened = Event.objects.get(verb="round.opened").action
    assert len(undo_action(opened, by=product_owner.actor()).refused) == 1


def test_an_item_has_one_round_at_a_time(round_: EstimationRound, product_owner: Member, item: Item) -> None:
    other = make_item(item.product)
    made = open_rounds([item, other], by=product_owner.actor(), deck=FIBONACCI)
    assert [one.item_id for one in made] == [other.pk]
    with pytest.raises(Conflict):
        open_rounds([item, other], by=product_owner.actor(), deck=FIBONACCI)


def test_history_tells_of_the_round(
    round_: EstimationRound, product_owner: Member, contributor: Member, item: Item
) -> None:
    vote(round_, by=contributor.actor(), card="5")
    reveal(round_, by=product_owner.actor())
    set_estimate(round_, by=product_owner.actor(), estimate=Decimal(5))
    entries = stream(item, actor=product_owner.actor(), criteria={}).entries
    said = " ".join(text for entry in entries for text in entry.texts)
    for words in (
        "asked for estimates",
        "turned the cards: Cora Contributor 5",
        "estimated it at 5 after a vote",
    ):
        assert words in said


def test_the_items_team_is_asked_else_the_products_else_everybody(
    round_: EstimationRound, product_owner: Member, contributor: Member, item: Item, stakeholder: Member
) -> None:
    assert list(voters_of(round_)) == [contributor, product_owner]
    team = make_team(item.workspace, members=[contributor, stakeholder])
    ProductTeam.objects.create(workspace=item.workspace, product=item.product, team=team)
    assert list(voters_of(round_)) == [contributor]
    round_.item.team = make_team(item.workspace, members=[product_owner])
    assert list(voters_of(round_)) == [product_owner]


def test_nobody_is_asked_who_cannot_sign_in(round_: EstimationRound) -> None:
    Member.objects.create(workspace=round_.workspace, name="Imported", role="contributor")
    assert "Imported" not in [member.name for member in voters_of(round_)]


def test_what_waits_for_a_member(round_: EstimationRound, product_owner: Member, contributor: Member) -> None:
    assert list(waiting_for(contributor.actor())) == [round_]
    vote(round_, by=contributor.actor(), card="5")
    assert list(waiting_for(contributor.actor())) == []
    assert list(waiting_for(product_owner.actor())) == [round_]


def test_the_spread_names_the_ends_and_the_middle() -> None:
    found = spread(FIBONACCI, [("Ann", "3"), ("Ben", "13"), ("Cy", "5"), ("Di", "?"), ("Ed", "5")])
    assert found.lowest
    assert found.highest
    assert (found.lowest.people, found.highest.people) == (["Ann"], ["Ben"])
    assert ([column.card for column in found.columns], found.suggested) == (["3", "5", "8", "13"], "5")
    assert (found.unsure, found.mean, found.agreed) == (["Di"], Decimal("6.5"), None)


def test_sizes_are_no_numbers() -> None:
    found = spread(deck_of("shirts"), [("Ann", "L"), ("Ben", "S")])
    assert ([column.card for column in found.columns], found.suggested, found.mean) == (
        ["S", "M", "L"],
        None,
        None,
    )


def test_an_own_deck() -> None:
    assert deck_of("own", "8; 1, 2 0.5 ? 2") == ["0.5", "1", "2", "8"]
    assert checked(["much", "little"]) == ["much", "little"]


@pytest.mark.parametrize("cards", ["", "1", "1 1 ?", "1 123456789", " ".join(map(str, range(30)))])
def test_an_own_deck_that_cannot_be_played_with(cards: str) -> None:
    with pytest.raises(ValidationError):
        deck_of("own", cards)


@pytest.mark.django_db(transaction=True)
def test_ten_vote_and_the_cards_are_turned_at_the_same_moment(
    round_: EstimationRound, product_owner: Member
) -> None:
    """Each vote is on the table when the cards are turned, or was refused: none is lost, none slips in afterwards."""
    voters = [make_member(round_.workspace, "contributor", name=f"Voter {n}") for n in range(10)]
    vote(round_, by=voters[0].actor(), card="1")
    acts: list[Callable[[], Any]] = [partial(vote, round_, by=who.actor(), card="8") for who in voters[1:]]
    acts.insert(5, partial(reveal, round_, by=product_owner.actor()))
    with ThreadPoolExecutor(len(acts)) as pool:
        refused = [one for one in pool.map(attempt, acts) if isinstance(one, Exception)]
    shown = Event.objects.get(verb="round.revealed").data["cards"]
    assert len(shown) == round_.votes.count() == 10 - len(refused)
    assert state(round_) == "revealed"


@pytest.mark.django_db(transaction=True)
def test_ten_open_rounds_for_the_same_items_at_once(item: Item, product_owner: Member) -> None:
    with ThreadPoolExecutor(10) as pool:
        acts = [lambda: open_rounds([item], by=product_owner.actor(), deck=FIBONACCI)] * 10
        made = [one for one in pool.map(attempt, acts) if not isinstance(one, Exception)]
    assert len(made) == EstimationRound.objects.count() == 1
