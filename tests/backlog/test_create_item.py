"""Numbers, ranks and rights of new items."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import Member
from activity.models import Event, Outbox
from backlog.models import Item, Product, Watcher
from backlog.services.items import create_item
from tests.factories import make_item, make_label


def test_gets_number_rank_status_and_an_event(product: Product, product_owner: Member) -> None:
    first = make_item(product, "One", by=product_owner)
    second = make_item(product, "Two", by=product_owner)
    assert (first.key, second.key) == ("WEB-1", "WEB-2")
    assert first.rank < second.rank
    assert first.status == product.statuses.first()
    assert first.category == "backlog"
    event = Event.objects.get(object_id=first.pk)
    assert (event.verb, event.actor_id, event.changes["title"]) == (
        "item.created",
        product_owner.pk,
        [None, "One"],
    )
    assert Outbox.objects.filter(event_id=event.pk).exists()
    assert Watcher.objects.filter(item=first, member=product_owner).exists()


def test_goes_to_the_top_for_who_may_rank(
    product: Product, product_owner: Member, contributor: Member
) -> None:
    first = make_item(product)
    top = create_item(product, by=product_owner.actor(), title="Top", to="top")
    modest = create_item(product, by=contributor.actor(), title="Bottom")
    assert top.rank < first.rank < modest.rank
    with pytest.raises(PermissionDenied, match="product owner or above may rank"):
        create_item(product, by=contributor.actor(), title="Top", to="top")


def test_stakeholder_may_not(product: Product, stakeholder: Member) -> None:
    with pytest.raises(PermissionDenied, match="contributor or above"):
        create_item(product, by=stakeholder.actor(), title="No")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "x", "estimate": -1}, "estimate"),
        ({"title": "x", "kind": "saga"}, "kind"),
        ({"title": "x", "start_on": date(2027, 3, 2), "due_on": date(2027, 3, 1)}, "due_on"),
    ],
)
def test_refuses_bad_fields(
    product: Product, product_owner: Member, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as caught, transaction.atomic():
        create_item(product, by=product_owner.actor(), **fields)  # type: ignore[arg-type]
    assert field in caught.value.message_dict
    assert make_item(product).number == 1  # the refused one took no number


def test_fuzzy_dates_cover_their_period(product: Product) -> None:
    item = make_item(
        product,
        start_on=date(2027, 2, 14),
        start_precision="month",
        due_on=date(2027, 5, 2),
        due_precision="quarter",
    )
    assert (item.start_on, item.due_on) == (date(2027, 2, 1), date(2027, 6, 30))


def test_labels_are_in_the_event(product: Product) -> None:
    item = make_item(product, labels=[make_label(product.workspace, "b"), make_label(product.workspace, "a")])
    assert Event.objects.get(object_id=item.pk).changes["labels"] == [[], ["a", "b"]]


def test_database_refuses_a_parent_of_another_workspace(product: Product) -> None:
    foreign = make_item()
    item = make_item(product)

    def adopt() -> None:
        Item.objects.filter(pk=item.pk).update(parent=foreign)
        connection.check_constraints()

    with pytest.raises(IntegrityError), transaction.atomic():
        adopt()


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_under_concurrency(product: Product, product_owner: Member) -> None:
    def create(n: int) -> None:
        try:
            title = "" if n % 4 == 0 else f"Item {n}"  # every fourth is refused and must leave no gap
            create_item(product, by=product_owner.actor(), title=title)
        except ValidationError:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(create, range(40)))
    items = Item.objects.filter(product=product)
    assert sorted(items.values_list("number", flat=True)) == list(range(1, 31))
    assert len(set(items.values_list("rank", flat=True))) == 30
