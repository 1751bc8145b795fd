"""Links: both ends, no circle, no double, also when two people are at it; undo."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Item, ItemLink, Product
from backlog.queries.links import blocked_count, links_of
from backlog.services.items import delete_item, update_item
from backlog.services.links import link_items, unlink_items
from core.errors import Conflict
from tests.backlog.statements import counted
from tests.factories import make_item

BLOCKS, RELATES, DUPLICATES = ItemLink.Kind.BLOCKS, ItemLink.Kind.RELATES, ItemLink.Kind.DUPLICATES


@pytest.fixture
def items(product: Product) -> list[Item]:
    return [make_item(product) for _ in range(4)]


def seen(item: Item) -> dict[str, list[str]]:
    return {
        group.relation: [other.key for _link, other in group.rows] for group in links_of(item) if group.rows
    }


def test_a_link_is_seen_from_both_ends(items: list[Item], product_owner: Member) -> None:
    one, two, three, four = items
    for target, kind in ((two, BLOCKS), (three, RELATES), (four, DUPLICATES)):
        link_items(one, target=target, kind=kind, by=product_owner.actor())
    assert seen(one) == {"blocks": ["WEB-2"], "relates": ["WEB-3"], "duplicates": ["WEB-4"]}
    assert [seen(item) for item in items[1:]] == [
        {"blocked_by": ["WEB-1"]},
        {"relates": ["WEB-1"]},
        {"duplicated_by": ["WEB-1"]},
    ]


def test_a_circle_is_refused_and_shown(items: list[Item], product_owner: Member) -> None:
    for one, two in pairwise(items):
        link_items(one, target=two, kind=BLOCKS, by=product_owner.actor())
    with pytest.raises(ValidationError, match="WEB-1 → WEB-2 → WEB-3 → WEB-4"):
        link_items(items[3], target=items[0], kind=BLOCKS, by=product_owner.actor())
    link_items(items[3], target=items[0], kind=RELATES, by=product_owner.actor())


def test_a_deleted_item_still_holds_its_place_in_a_circle(items: list[Item], product_owner: Member) -> None:
    for one, two in pairwise(items[:3]):
        link_items(one, target=two, kind=BLOCKS, by=product_owner.actor())
    delete_item(items[1], by=product_owner.actor())
    with pytest.raises(ValidationError, match="comes first already"):
        link_items(items[2], target=items[0], kind=BLOCKS, by=product_owner.actor())
    assert seen(items[0]) == {}


@pytest.mark.parametrize("kind", ItemLink.Kind.values)
def test_the_same_twice_is_refused(items: list[Item], product_owner: Member, kind: str) -> None:
    link_items(items[0], target=items[1], kind=kind, by=product_owner.actor())
    with pytest.raises(Conflict, match="already"):
        link_items(items[0], target=items[1], kind=kind, by=product_owner.actor())


def test_relating_back_is_the_same_link(items: list[Item], product_owner: Member) -> None:
    link_items(items[0], target=items[1], kind=RELATES, by=product_owner.actor())
    with pytest.raises(Conflict):
        link_items(items[1], target=items[0], kind=RELATES, by=product_owner.actor())


def test_an_item_is_not_linked_with_itself_or_with_another_workspace(
    items: list[Item], product_owner: Member
) -> None:
    for target in (items[0], make_item()):
        with pytest.raises(ValidationError):
            link_items(items[0], target=target, kind=RELATES, by=product_owner.actor())


def test_a_contributor_links_what_is_theirs(items: list[Item], contributor: Member, owner: Member) -> None:
    with pytest.raises(PermissionDenied, match="product owner"):
        link_items(items[0], target=items[1], kind=BLOCKS, by=contributor.actor())
    update_item(items[1], by=owner.actor(), fields={"assignee": contributor})
    target = Item.objects.select_related("product").get(pk=items[1].pk)
    link = link_items(items[0], target=target, kind=BLOCKS, by=contributor.actor())
    unlink_items(link, by=contributor.actor())
    assert not ItemLink.objects.exists()


def test_only_open_blockers_count(items: list[Item], product_owner: Member) -> None:
    one, two, three, _four = items
    for blocker in (one, two):
        link_items(blocker, target=three, kind=BLOCKS, by=product_owner.actor())
    done = one.product.statuses.get(name="Done")
    update_item(one, by=product_owner.actor(), fields={"status": done})
    counts = (
        Item.objects.annotate(blocked=blocked_count()).order_by("number").values_list("blocked", flat=True)
    )
    assert list(counts) == [0, 0, 1, 0]


def test_both_ends_tell_of_it_and_undo_takes_it_back_once(items: list[Item], product_owner: Member) -> None:
    by, away = product_owner.actor(), product_owner.actor()
    link = link_items(items[0], target=items[1], kind=BLOCKS, by=by)
    told = Event.objects.filter(action=by.action).order_by("id").values_list("object_label", flat=True)
    assert list(told) == ["WEB-1", "WEB-2"]
    unlink_items(link, by=away)
    unlink_items(link, by=product_owner.actor())
    assert undo_action(away.action, by=product_owner.actor()).message() == "Undone."
    assert ItemLink.objects.get().pk == link.pk
    assert undo_action(by.action, by=product_owner.actor()).message() == "Undone."
    assert not ItemLink.objects.exists()


def test_links_are_read_by_one_statement(items: list[Item], product_owner: Member) -> None:
    for target in items[1:]:
        link_items(items[0], target=target, kind=BLOCKS, by=product_owner.actor())
    with counted() as statements:
        groups = links_of(items[0])
        assert [other.status.name for _link, other in groups[1].rows] == ["Backlog"] * 3
    assert len(statements) == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_link_at_once_close_no_circle(product: Product, product_owner: Member) -> None:
    items = [make_item(product) for _ in range(6)]

    def close(start: int) -> int:
        made = 0
        for step in range(6):
            one, two = items[(start + step) % 6], items[(start + step + 1) % 6]
            try:
                link_items(one, target=two, kind=BLOCKS, by=product_owner.actor())
                made += 1
            except (ValidationError, Conflict):
                continue
        connections.close_all()
        return made

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(close, range(6))) == 5  # the sixth would close the ring, and none is there twice
    assert not _circle({(link.source_id, link.target_id) for link in ItemLink.objects.all()})


def _circle(edges: set[tuple[object, object]]) -> bool:
    """Whether something is left when what nothing comes before is taken away again and again."""
    left = set(edges)
    while gone := {edge for edge in left if edge[0] not in {after for _before, after in left}}:
        left -= gone
    return bool(left)
