"""Comments, acceptance criteria, and the stream that tells an item's story."""

from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Member
from backlog.models import Comment, Item, Product
from backlog.queries.stream import stream
from backlog.services.criteria import move_criterion
from backlog.services.discussion import add_comment, add_criterion, remove_criterion, update_criterion
from backlog.services.items import create_item, update_item
from backlog.services.ranking import move_item
from tests.factories import make_item, make_label

PANEL = {"X-Requested-With": "fetch"}


def told(item: Item, who: Member) -> list[str]:
    """The stream as text, one line a sentence."""
    entries = stream(item, actor=who.actor(), criteria={"reach": "Reach"}).entries
    lines: list[str] = []
    for entry in entries:
        lines += [strip_tags(text) for text in entry.texts]
        lines += [entry.comment.text] if entry.comment else []
    return lines


def test_a_comment_is_said_edited_deleted_and_brought_back(client: Client, item: Item) -> None:
    client.post("/w/acme/items/WEB-1/comments/", {"text": "Looks **good**"}, headers=PANEL)
    comment = Comment.objects.get()
    client.post(f"/w/acme/comments/{comment.pk}/", {"text": "Looks fine", "version": "1"}, headers=PANEL)
    gone = client.post(f"/w/acme/comments/{comment.pk}/delete/", headers=PANEL)
    assert "Looks fine" not in gone.content.decode()
    undo = gone["HX-Trigger"].split('"undoUrl": "')[1].split('"')[0]
    client.post(undo, headers=PANEL)
    assert "Looks fine" in client.get("/w/acme/items/WEB-1/").content.decode()


@pytest.mark.parametrize(("text", "version"), [("  ", "1"), ("Mine", "7")])
def test_a_comment_that_cannot_be_saved_says_why(
    client: Client, item: Item, product_owner: Member, text: str, version: str
) -> None:
    comment = add_comment(item, by=product_owner.actor(), text="First")
    response = client.post(
        f"/w/acme/comments/{comment.pk}/", {"text": text, "version": version}, headers=PANEL
    )
    assert response.status_code == 422
    assert f"problem-comment-{comment.pk}" in response.content.decode()


def test_words_of_others_are_not_mine_to_edit(client: Client, item: Item, owner: Member) -> None:
    comment = add_comment(item, by=owner.actor(), text="Theirs")
    assert client.post(f"/w/acme/comments/{comment.pk}/", {"text": "Mine"}, headers=PANEL).status_code == 403


def test_criteria_are_added_ticked_reworded_moved_removed(client: Client, item: Item) -> None:
    for text in ("One", "Two"):
        client.post("/w/acme/items/WEB-1/criteria/", {"text": text}, headers=PANEL)
    one, two = item.acceptance_criteria.all()
    client.post(f"/w/acme/criteria/{two.pk}/move/", {"up": "1"}, headers=PANEL)
    client.post(f"/w/acme/criteria/{one.pk}/", {"text": "First"}, headers=PANEL)
    client.post(f"/w/acme/criteria/{one.pk}/", {"met": "1"}, headers=PANEL)
    assert [(row.text, row.is_met) for row in item.acceptance_criteria.all()] == [
        ("Two", False),
        ("First", True),
    ]
    client.post(f"/w/acme/criteria/{two.pk}/delete/", headers=PANEL)
    assert item.acceptance_criteria.count() == 1


def test_each_change_of_criteria_raises_the_items_version(item: Item, product_owner: Member) -> None:
    by, versions = product_owner.actor(), [item.version]
    one = add_criterion(item, by=by, text="One")
    two = add_criterion(item, by=by, text="Two")
    for act in (
        lambda: update_criterion(one, by=by, is_met=True),
        lambda: update_criterion(one, by=by, is_met=True),  # nothing new
        lambda: move_criterion(two, by=by, up=True),
        lambda: remove_criterion(two, by=by),
    ):
        act()
        versions.append(Item.objects.get(pk=item.pk).version)
    assert versions == [1, 4, 4, 5, 6]


def test_what_is_done_to_criteria_offers_undo(client: Client, item: Item, product_owner: Member) -> None:
    one = add_criterion(item, by=product_owner.actor(), text="One")
    add_criterion(item, by=product_owner.actor(), text="Two")
    address = f"/w/acme/criteria/{one.pk}/"
    acts = [
        ("/w/acme/items/WEB-1/criteria/", {"text": "Three"}), (address, {"text": "First"}), (address, {"met": "1"}),
        (f"{address}move/", {}), (f"{address}delete/", {}),
    ]  # fmt: skip
    for where, what in acts:
        answer = client.post(where, what, headers=PANEL)
        assert "/w/acme/undo/" in answer["HX-Trigger"]
    assert "HX-Trigger" not in client.post(
        f"/w/acme/criteria/{item.acceptance_criteria.all()[0].pk}/", {"text": "Two"}, headers=PANEL
    )


def test_history_reads_as_sentences(product: Product, product_owner: Member, contributor: Member) -> None:
    by = product_owner.actor()
    item = create_item(product, by=by, title="Pay")
    ready = product.statuses.get(name="Ready")
    update_item(item, by=by, fields={"status": ready, "assignee": contributor, "estimate": Decimal(5)})
    update_item(item, by=by, fields={"labels": [make_label(product.workspace, "payments")], "assignee": None})
    move_item(make_item(product), by=by, to="top")
    move_item(item, by=by, to="top")
    assert told(item, product_owner) == [
        "Paul Owner created it",
        "Paul Owner moved it from Backlog to Ready",
        "Paul Owner assigned it to Cora Contributor",
        "Paul Owner estimated it at 5",
        "Paul Owner unassigned Cora Contributor",
        "Paul Owner added the label payments",
        "Paul Owner ranked it at the top",
    ]


def test_dates_and_criteria_in_words(item: Item, product_owner: Member) -> None:
    by = product_owner.actor()
    year = timezone.localdate().year + 1
    update_item(item, by=by, fields={"due_on": date(year, 2, 10), "due_precision": "quarter"})
    criterion = add_criterion(item, by=by, text="Works")
    update_criterion(criterion, by=by, is_met=True)
    assert told(item, product_owner)[1:] == [
        f"Paul Owner set the due date to Q1 {year}",
        "Paul Owner added the criterion “Works”",
        "Paul Owner ticked “Works”",
    ]


def test_names_cannot_bring_markup_into_history(item: Item, product_owner: Member) -> None:
    update_item(item, by=product_owner.actor(), fields={"title": "<b>x</b>"})
    update_item(item, by=product_owner.actor(), fields={"title": "y"})
    [*_rest, last] = stream(item, actor=product_owner.actor(), criteria={}).entries
    assert "&lt;b&gt;x" in last.texts[-1]


def test_a_long_story_comes_in_pages(item: Item, product_owner: Member) -> None:
    for number in range(7):
        comment = add_comment(item, by=product_owner.actor(), text=str(number))
        Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() + timedelta(minutes=number))
    last = stream(item, actor=product_owner.actor(), criteria={}, limit=3)
    before = stream(item, actor=product_owner.actor(), criteria={}, limit=3, before=last.before)
    assert [e.comment.text for page in (before, last) for e in page.entries if e.comment] == list("123456")


def test_a_page_of_the_past_leads_back_and_further(client: Client, item: Item, product_owner: Member) -> None:
    for number in range(105):
        comment = add_comment(item, by=product_owner.actor(), text=str(number))
        Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() + timedelta(minutes=number))
    latest = client.get("/w/acme/items/WEB-1/").content.decode()
    assert "Back to the latest" not in latest
    earlier = unescape(latest.split('href="/w/acme/items/WEB-1/?before=')[1].split('"')[0])
    past = client.get(f"/w/acme/items/WEB-1/?before={earlier}").content.decode()
    assert "Back to the latest" in past
    assert "?before=" in past


def test_preview_is_safe(client: Client, item: Item) -> None:
    shown = client.post("/w/acme/preview/", {"text": "**a** <script>x</script> WEB-1"}).content.decode()
    assert "<strong>a</strong>" in shown
    assert "<script>" not in shown
    assert "/w/acme/items/WEB-1/" in shown
