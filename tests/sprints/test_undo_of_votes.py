"""Undo of a vote, and of taking up everybody's cards."""

import pytest
from django.http import Http404

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Item
from sprints.models import EstimationRound, EstimationVote
from sprints.services.estimation import open_rounds, reveal, vote, vote_again
from tests.factories import make_item, make_product


@pytest.fixture
def by(product_owner: Member) -> Actor:
    return product_owner.actor()


@pytest.fixture
def round_(by: Actor, owner: Member, contributor: Member) -> EstimationRound:
    item: Item = make_item(make_product(owner.workspace))
    return open_rounds([item], by=by.anew(), deck=["1", "2", "3"])[0]


def back(by: Actor) -> str:
    return undo_action(by.action, by=by.anew()).message()


def test_a_first_vote_is_taken_back(round_: EstimationRound, by: Actor) -> None:
    vote(round_, by=by, card="3")
    assert back(by) == "Undone."
    assert not EstimationVote.objects.exists()


def test_a_changed_vote_offers_no_undo(round_: EstimationRound, by: Actor) -> None:
    vote(round_, by=by.anew(), card="3")
    vote(round_, by=by, card="2")
    with pytest.raises(Http404):
        back(by)


def test_cards_that_were_turned_stay(round_: EstimationRound, by: Actor) -> None:
    vote(round_, by=by, card="3")
    reveal(round_, by=by.anew())
    assert "The cards are on the table already" in back(by)


def test_cards_taken_up_by_mistake_lie_there_again(round_: EstimationRound, by: Actor, owner: Member) -> None:
    vote(round_, by=owner.actor(), card="3")
    reveal(round_, by=by.anew())
    vote_again(round_, by=by)
    assert back(by) == "Undone."
    round_.refresh_from_db()
    assert (round_.state, [row.card for row in round_.votes.all()]) == ("revealed", ["3"])
    assert "Somebody has voted already" in back(by)
