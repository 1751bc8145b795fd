"""Parents of imported items, whatever order and shape the file has."""

from accounts.models import Member
from activity.models import Event
from backlog.models import Item, Product
from backlog.services.items import update_item
from tests.factories import make_item
from tests.integrations.bringing import MORE, Row, brought, small_csv


def parents(product: Product) -> dict[str, str]:
    rows = Item.objects.filter(product=product).exclude(parent=None)
    return dict(rows.values_list("title", "parent__title"))


def under(number: int, **row: str) -> Row:
    return {"Parent key": f"SHOP-{number}", **row}


def test_by_key_before_and_behind(product: Product, product_owner: Member) -> None:
    brought(small_csv(under(2), {}, under(1)), product, product_owner)
    assert parents(product) == {"Row 1": "Row 2", "Row 3": "Row 1"}


def test_by_id(product: Product, product_owner: Member) -> None:
    brought(small_csv({}, {"Parent": "1001"}), product, product_owner)
    assert parents(product) == {"Row 2": "Row 1"}


def test_over_two_batches(product: Product, product_owner: Member) -> None:
    rows = [under(MORE + 1), *({} for _ in range(MORE)), under(1)]
    job = brought(small_csv(*rows), product, product_owner)
    assert job.counts["problems"] == 0
    assert parents(product) == {"Row 1": f"Row {MORE + 1}", f"Row {MORE + 2}": "Row 1"}


def test_a_ring_is_broken_and_told(product: Product, product_owner: Member) -> None:
    job = brought(small_csv(under(2), under(3), under(1)), product, product_owner)
    assert len(parents(product)) == 2
    assert [problem.field for problem in job.problems.all()] == ["parent"]


def test_a_ring_over_two_batches_is_broken_and_told(product: Product, product_owner: Member) -> None:
    rows = [under(MORE + 1), *({} for _ in range(MORE - 1)), under(1)]
    job = brought(small_csv(*rows), product, product_owner)
    assert parents(product) == {f"Row {MORE + 1}": "Row 1"}
    assert [problem.line for problem in job.problems.all()] == [2]


def test_no_deeper_than_eight(product: Product, product_owner: Member) -> None:
    job = brought(small_csv({}, *(under(n) for n in range(1, 10))), product, product_owner)
    assert "Row 9" not in parents(product)
    assert parents(product)["Row 8"] == "Row 7"
    assert [problem.line for problem in job.problems.all()] == [10]


def test_a_parent_that_comes_with_a_later_file(product: Product, product_owner: Member) -> None:
    job = brought(small_csv(under(9)), product, product_owner)
    assert [problem.field for problem in job.problems.all()] == ["parent"]
    brought(small_csv({"Issue key": "SHOP-9", "Issue id": "1009", "Summary": "Late"}), product, product_owner)
    assert parents(product) == {"Row 1": "Late"}


def test_a_parent_that_changed_in_the_source(product: Product, product_owner: Member) -> None:
    brought(small_csv({}, {}, under(1)), product, product_owner)
    brought(small_csv({}, {}, under(2)), product, product_owner)
    assert parents(product) == {"Row 3": "Row 2"}
    assert "parent" in Event.objects.get(verb="item.updated").changes


def test_a_parent_set_here_stays(product: Product, product_owner: Member) -> None:
    brought(small_csv({}, {}, under(1)), product, product_owner)
    mine = make_item(product, "Mine")
    row = Item.objects.select_related("product").get(product=product, title="Row 3")
    update_item(row, by=product_owner.actor(), fields={"parent": mine})
    job = brought(small_csv({}, {}, under(2)), product, product_owner)
    assert parents(product) == {"Row 3": "Mine"}
    assert [problem.field for problem in job.problems.all()] == ["parent"]
