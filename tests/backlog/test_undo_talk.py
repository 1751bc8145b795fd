"""Undo of what was said, of signs under it, of files brought back, of watching."""

import pytest
from django.test import Client

from accounts.models import Member
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Attachment, Comment, Item
from backlog.services.attachments import remove_attachment, restore_attachment
from backlog.services.discussion import add_comment, delete_comment, edit_comment, restore_comment
from backlog.services.reactions import react
from backlog.services.watching import unwatch, watch
from tests.factories import make_attachment


@pytest.fixture
def by(product_owner: Member) -> Actor:
    return product_owner.actor()


@pytest.fixture
def comment(item: Item, product_owner: Member) -> Comment:
    return add_comment(item, by=product_owner.actor(), text="Old")


def back(by: Actor) -> str:
    return undo_action(by.action, by=by.anew()).message()


def test_words_go_back_unless_they_were_changed_again(comment: Comment, by: Actor) -> None:
    edit_comment(comment, by=by, text="New")
    assert back(by) == "Undone."
    comment.refresh_from_db()
    assert comment.text == "Old"
    assert "Someone has changed it since" in back(by)


def test_a_comment_brought_back_goes_again(comment: Comment, by: Actor) -> None:
    delete_comment(comment, by=by.anew())
    restore_comment(comment, by=by)
    assert back(by) == "Undone."
    comment.refresh_from_db()
    assert comment.deleted_at is not None


@pytest.mark.parametrize("on", [True, False])
def test_a_sign(comment: Comment, by: Actor, on: bool) -> None:
    react(comment, by=by.anew(), sign="heart", on=not on)
    react(comment, by=by, sign="heart", on=on)
    assert back(by) == "Undone."
    assert comment.reactions.exists() is not on


def test_a_file_brought_back_goes_again(item: Item, product_owner: Member, by: Actor) -> None:
    file = make_attachment(item, by=product_owner)
    remove_attachment(file, by=by.anew())
    restore_attachment(file, by=by)
    assert back(by) == "Undone."
    assert Attachment.objects.get().deleted_at is not None


def test_watching(item: Item, contributor: Member, by: Actor) -> None:
    watch(item, by=by, member=contributor)
    assert back(by) == "Undone."
    assert not item.watchers.filter(member=contributor).exists()
    watch(item, by=by.anew(), member=contributor)
    gone = by.anew()
    unwatch(item, by=gone, member=contributor)
    assert back(gone) == "Undone."
    assert item.watchers.filter(member=contributor).exists()


def test_the_page_offers_it_once(client: Client, item: Item, contributor: Member) -> None:
    url = f"/w/acme/items/{item.key}/watchers/"
    answers = [
        client.post(url, {"member": contributor.name}, headers={"X-Requested-With": "fetch"})
        for _ in range(2)
    ]
    assert ["undoUrl" in answer.headers.get("HX-Trigger", "") for answer in answers] == [True, False]
