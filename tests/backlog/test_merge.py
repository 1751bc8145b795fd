"""Merging: what comes over, what stays, one undo."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Attachment, Item, ItemLink, Product
from backlog.services.discussion import add_comment, add_criterion
from backlog.services.items import delete_item, update_item
from backlog.services.links import link_items
from backlog.services.merging import merge_item
from backlog.services.watching import watch
from core.errors import Conflict
from tests.factories import make_item


@pytest.fixture
def twin(product: Product, item: Item, owner: Member, product_owner: Member) -> Item:
    """WEB-2, a duplicate of WEB-1 that has one of everything."""
    by = owner.actor()
    twin = make_item(product, "Pay by transfer", by=owner)
    add_comment(twin, by=by, text="Please")
    for criterion in ("Works", "Says so"):
        add_criterion(twin, by=by, text=criterion)
    add_criterion(item, by=by, text="works")
    watch(item, by=by, member=product_owner)
    Attachment.objects.create(
        workspace=item.workspace, item=twin, name="a.png", media_type="image/png", size=1
    )
    make_item(product, "Child", parent=twin)
    link_items(make_item(product, "Blocker"), target=twin, kind="blocks", by=by)
    return twin


def state(item: Item) -> list[object]:
    """Everything that a merge may move."""
    links = ItemLink.objects.filter(source=item) | ItemLink.objects.filter(target=item)
    return [
        Item.objects.get(pk=item.pk).status.name,
        item.comments.count(),
        [row.text for row in item.acceptance_criteria.all()],
        item.attachments.count(),
        sorted(row.member.name for row in item.watchers.select_related("member")),
        [row.title for row in item.children.filter(deleted_at=None)],
        [(row.pk, row.source.title, row.kind, row.target.title) for row in links.order_by("id")],
    ]


def test_everything_comes_over(item: Item, twin: Item, owner: Member, product_owner: Member) -> None:
    merge_item(twin, into=item, by=product_owner.actor())
    links = [link[1:] for link in state(item)[-1]]  # type: ignore[attr-defined]
    assert state(item)[:-1] == [
        "Backlog",
        1,
        ["works", "Says so"],
        1,
        ["Olive Owner", "Paul Owner"],
        ["Child"],
    ]
    duplicate = (twin.title, "duplicates", item.title)
    assert links == [("Blocker", "blocks", item.title), duplicate]
    assert state(twin)[:4] == ["Dropped", 0, ["Works", "Says so"], 0]
    assert [link[1:] for link in state(twin)[-1]] == [duplicate]  # type: ignore[attr-defined]


def test_one_undo_parts_them_again(item: Item, twin: Item, product_owner: Member) -> None:
    before, by = (state(item), state(twin)), product_owner.actor()
    merge_item(twin, into=item, by=by)
    assert undo_action(by.action, by=product_owner.actor()).message() == "Undone."
    assert (state(item), state(twin)) == before


def test_both_tell_of_it(item: Item, twin: Item, product_owner: Member) -> None:
    by = product_owner.actor()
    merge_item(twin, into=item, by=by)
    told = Event.objects.filter(action=by.action, verb__in=["item.merged", "item.absorbed"])
    assert {event.object_id: event.data["keys"] for event in told} == {twin.pk: ["WEB-1"], item.pk: ["WEB-2"]}


def test_a_link_that_would_close_a_circle_stays(item: Item, twin: Item, product_owner: Member) -> None:
    blocker = Item.objects.select_related("product").get(title="Blocker")
    link_items(item, target=blocker, kind="blocks", by=product_owner.actor())
    merge_item(twin, into=item, by=product_owner.actor())
    assert ItemLink.objects.get(kind="blocks", source=blocker).target == twin


def test_links_between_both_go_and_what_both_had_is_there_once(
    item: Item, twin: Item, product_owner: Member
) -> None:
    blocker = Item.objects.select_related("product").get(title="Blocker")
    for source, target in ((item, twin), (blocker, item)):
        link_items(source, target=target, kind="blocks", by=product_owner.actor())
    merge_item(twin, into=item, by=product_owner.actor())
    kinds = [(link.source.title, link.kind) for link in ItemLink.objects.order_by("id")]
    assert kinds == [("Blocker", "blocks"), (twin.title, "duplicates")]


def test_what_cannot_be_merged_is_said(item: Item, twin: Item, product_owner: Member) -> None:
    child = Item.objects.get(title="Child")
    for into in (twin, child, make_item()):
        with pytest.raises(ValidationError) as caught:
            merge_item(twin, into=into, by=product_owner.actor())
        assert list(caught.value.message_dict) == ["into"]
    item.product.statuses.filter(category="dropped").delete()
    with pytest.raises(Conflict, match="no step for what is dropped"):
        merge_item(twin, into=item, by=product_owner.actor())


def test_what_is_deleted_is_not_merged(item: Item, product_owner: Member) -> None:
    gone = make_item(item.product)
    delete_item(gone, by=product_owner.actor())
    with pytest.raises(Conflict):
        merge_item(gone, into=item, by=product_owner.actor())
    with pytest.raises(ValidationError):
        merge_item(item, into=gone, by=product_owner.actor())


def test_a_contributor_does_not_merge_even_their_own(
    item: Item, twin: Item, contributor: Member, owner: Member
) -> None:
    update_item(twin, by=owner.actor(), fields={"assignee": contributor})
    with pytest.raises(PermissionDenied, match="product owner"):
        merge_item(twin, into=item, by=contributor.actor())
