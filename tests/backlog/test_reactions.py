"""The signs under a comment."""

import pytest
from django.test import Client

from accounts.models import Member
from activity.models import Event
from backlog.models import Comment, Item, Reaction
from backlog.queries.stream import stream
from backlog.services.discussion import add_comment, delete_comment
from backlog.services.reactions import react
from core.errors import Conflict
from tests.backlog.statements import counted
from tests.conftest import ClientOf

PANEL = {"X-Requested-With": "fetch"}


@pytest.fixture
def said(item: Item, owner: Member) -> Comment:
    return add_comment(item, by=owner.actor(), text="Looks good")


def signs(item: Item, who: Member) -> dict[str, tuple[int, bool]]:
    """Sign → how many gave it, and whether `who` did; for those that anybody gave."""
    entry = next(one for one in stream(item, actor=who.actor(), criteria={}).entries if one.comment)
    return {one.sign: (len(one.people), one.is_mine) for one in entry.reactions if one.people}


def test_a_sign_is_given_and_taken_back(
    client: Client, item: Item, said: Comment, owner: Member, product_owner: Member
) -> None:
    react(said, by=owner.actor(), sign="heart", on=True)
    shown = client.post(f"/w/acme/comments/{said.pk}/reactions/", {"on": "heart"}, headers=PANEL)
    assert "Heart: Olive Owner, Paul Owner" in shown.content.decode()
    assert signs(item, product_owner) == {"heart": (2, True)}
    client.post(f"/w/acme/comments/{said.pk}/reactions/", {"off": "heart"}, headers=PANEL)
    assert signs(item, product_owner) == {"heart": (1, False)}


def test_twice_is_once_and_told_once(said: Comment, contributor: Member) -> None:
    for _time in range(2):
        react(said, by=contributor.actor(), sign="party-popper", on=True)
    event = Event.objects.get(verb="comment.reacted")
    assert (Reaction.objects.count(), event.changes) == (1, {"reaction": [None, "party-popper"]})
    assert event.data["item"] == str(said.item_id)


def test_an_unknown_sign_is_refused(client: Client, said: Comment) -> None:
    answer = client.post(f"/w/acme/comments/{said.pk}/reactions/", {"on": "skull"}, headers=PANEL)
    assert (answer.status_code, Reaction.objects.count()) == (422, 0)


def test_a_deleted_comment_takes_none(said: Comment, owner: Member) -> None:
    delete_comment(said, by=owner.actor())
    with pytest.raises(Conflict):
        react(said, by=owner.actor(), sign="heart", on=True)


def test_who_may_not_read_may_not_react(client_of: ClientOf, said: Comment, stakeholder: Member) -> None:
    where = f"/w/acme/comments/{said.pk}/reactions/"
    assert client_of(stakeholder).post(where, {"on": "heart"}).status_code == 403


@pytest.mark.parametrize("count", [1, 12])
def test_a_stream_asks_once_for_all_signs(item: Item, owner: Member, contributor: Member, count: int) -> None:
    for number in range(count):
        said = add_comment(item, by=owner.actor(), text=f"Word {number}")
        react(said, by=contributor.actor(), sign="eye", on=True)
    with counted() as statements:
        stream(item, actor=owner.actor(), criteria={})
    assert len(statements) == 3
