"""The same source once more: what changed there follows, what was edited here stays."""

from datetime import date
from pathlib import Path

from accounts.models import Member
from activity.models import Event
from activity.undo import undo_action
from backlog.models import Comment, Item, Product
from backlog.services.items import delete_item, update_item
from integrations.models import ImportedRow
from tests.factories import make_label, make_product
from tests.integrations.bringing import Row, brought, small_csv

SAMPLE = Path(__file__).parent / "files" / "jira-fernhill.csv"


def only(product: Product) -> Item:
    found: Item = Item.objects.select_related("product", "status").get(product=product)
    return found


def twice(first: Row, second: Row, product: Product, by: Member) -> Item:
    brought(small_csv(first), product, by)
    brought(small_csv(second), product, by)
    return only(product)


def test_the_same_file_changes_nothing(product: Product, product_owner: Member) -> None:
    brought(SAMPLE.read_bytes(), product, product_owner)
    before = list(Item.objects.order_by("id").values())
    job = brought(SAMPLE.read_bytes(), product, product_owner)
    assert (job.counts["unchanged"], job.counts.get("created")) == (299, None)
    assert list(Item.objects.order_by("id").values()) == before
    assert Comment.objects.count() == 309
    assert not Event.objects.filter(verb="item.updated").exists()


def test_what_changed_there_follows(product: Product, product_owner: Member) -> None:
    first = {"Status": "To Do", "Labels": "old", "Description": "One", "Assignee": "Ines"}
    second = {
        "Status": "Done",
        "Labels": "new",
        "Description": "Two",
        "Assignee": "Otto",
        "Summary": "Renamed",
    }
    item = twice(first, second, product, product_owner)
    assert (item.title, item.description, item.category, item.version) == ("Renamed", "Two", "done", 2)
    assert [label.name for label in item.labels.all()] == ["new"]
    assert item.assignee is not None
    assert item.assignee.name == "Otto"
    changes = Event.objects.get(verb="item.updated").changes
    assert sorted(changes) == ["assignee", "description", "labels", "status", "title"]


def test_what_was_edited_here_stays_and_is_told(product: Product, product_owner: Member) -> None:
    brought(small_csv({"Description": "One"}), product, product_owner)
    update_item(only(product), by=product_owner.actor(), fields={"title": "Mine"})
    job = brought(small_csv({"Summary": "Theirs", "Description": "Two"}), product, product_owner)
    assert (only(product).title, only(product).description) == ("Mine", "Two")
    assert [(p.field, p.value, p.kept) for p in job.problems.all()] == [("title", "Theirs", True)]


def test_an_edit_here_is_left_alone_where_the_source_stands_still(
    product: Product, product_owner: Member
) -> None:
    brought(small_csv({"Status": "To Do"}), product, product_owner)
    done = product.statuses.get(name="Done")
    label = make_label(product.workspace, "mine")
    update_item(only(product), by=product_owner.actor(), fields={"status": done, "labels": [label]})
    job = brought(small_csv({"Status": "To Do"}), product, product_owner)
    assert only(product).status == done
    assert job.counts["unchanged"] == 1
    assert job.problems.count() == 0


def test_a_conflict_is_told_once(product: Product, product_owner: Member) -> None:
    brought(small_csv({}), product, product_owner)
    update_item(only(product), by=product_owner.actor(), fields={"title": "Mine"})
    brought(small_csv({"Summary": "Theirs"}), product, product_owner)
    job = brought(small_csv({"Summary": "Theirs"}), product, product_owner)
    assert (job.problems.count(), only(product).title) == (0, "Mine")


def test_dates_of_two_hands_never_cross(product: Product, product_owner: Member) -> None:
    brought(small_csv({"Start date": "2026-01-01", "Due date": "2026-01-10"}), product, product_owner)
    update_item(only(product), by=product_owner.actor(), fields={"due_on": date(2026, 1, 5)})
    job = brought(small_csv({"Start date": "2026-01-08", "Due date": "2026-01-20"}), product, product_owner)
    item = only(product)
    assert (item.start_on, item.due_on) == (date(2026, 1, 1), date(2026, 1, 5))
    assert job.counts["kept_here"] == 1


def test_both_dates_move_beyond_the_old_ones(product: Product, product_owner: Member) -> None:
    first = {"Start date": "2026-01-01", "Due date": "2026-01-10"}
    item = twice(first, {"Start date": "2026-03-01", "Due date": "2026-03-10"}, product, product_owner)
    assert (item.start_on, item.due_on) == (date(2026, 3, 1), date(2026, 3, 10))


def test_only_new_comments_come(product: Product, product_owner: Member) -> None:
    first = "05/Jan/26 10:00 AM;a1;One"
    item = twice(
        {"Comment": first}, {"Comment": [first, "06/Jan/26 10:00 AM;a1;Two"]}, product, product_owner
    )
    assert [comment.text for comment in item.comments.all()] == ["One", "Two"]


def test_an_update_can_be_undone(product: Product, product_owner: Member) -> None:
    brought(small_csv({"Custom field (Story Points)": "3"}), product, product_owner)
    job = brought(
        small_csv({"Summary": "Renamed", "Custom field (Story Points)": "10"}), product, product_owner
    )
    undo_action(job.options["action"], by=product_owner.actor())
    assert (only(product).title, str(only(product).estimate)) == ("Row 1", "3.00")


def test_a_file_without_ids_finds_its_rows_by_key(product: Product, product_owner: Member) -> None:
    item = twice({}, {"Issue id": "", "Summary": "By key"}, product, product_owner)
    assert item.title == "By key"


def test_a_file_with_ids_finds_rows_of_one_without(product: Product, product_owner: Member) -> None:
    item = twice({"Issue id": ""}, {"Summary": "With id"}, product, product_owner)
    assert (item.title, ImportedRow.objects.get().external_id) == ("With id", "1001")


def test_another_site_is_another_row(product: Product, product_owner: Member) -> None:
    brought(small_csv({}), product, product_owner, site="one.example")
    brought(small_csv({}), product, product_owner, site="two.example")
    assert Item.objects.filter(product=product).count() == 2


def test_what_was_deleted_here_stays_deleted(product: Product, product_owner: Member) -> None:
    brought(small_csv({}), product, product_owner)
    delete_item(only(product), by=product_owner.actor())
    job = brought(small_csv({"Summary": "Again"}), product, product_owner)
    assert Item.objects.count() == 0
    assert "deleted" in job.problems.get().reason


def test_a_row_of_another_product_stays_there(product: Product, product_owner: Member) -> None:
    brought(small_csv({}), product, product_owner, site="one.example")
    other = make_product(product.workspace)
    job = brought(small_csv({"Summary": "Elsewhere"}), other, product_owner, site="one.example")
    assert only(product).title == "Row 1"
    assert job.problems.get().reason.startswith("It is WEB-1")
