"""What an import writes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Member
from activity.models import Event
from backlog.models import Comment, Item, Label, Product, Watcher
from core.csv_file import FileProblem
from integrations import services
from integrations.models import ImportJob
from tests.factories import make_item, make_member
from tests.integrations.bringing import brought, small_csv, upload

SAMPLE = Path(__file__).parent / "files" / "jira-fernhill.csv"


def item(product: Product, title: str) -> Item:
    found: Item = Item.objects.get(product=product, title=title)
    return found


def test_the_sample_comes_in_whole(product: Product, product_owner: Member) -> None:
    job = brought(SAMPLE.read_bytes(), product, product_owner)
    assert job.state == "done"
    assert (job.done_rows, job.counts["created"], job.counts["skipped"]) == (301, 299, 2)
    assert Item.objects.filter(product=product).count() == 299
    assert Comment.objects.filter(item__product=product).count() == 309
    assert Item.objects.filter(product=product).exclude(parent=None).count() == 233


def test_numbers_have_no_gap_and_ranks_no_double(product: Product, product_owner: Member) -> None:
    first = make_item(product)
    brought(SAMPLE.read_bytes(), product, product_owner)
    last = make_item(product)
    numbers = sorted(Item.objects.filter(product=product).values_list("number", flat=True))
    assert numbers == list(range(1, 302))
    order = list(Item.objects.filter(product=product).order_by("rank"))
    assert (order[0], order[-1]) == (first, last)


def test_order_is_that_of_jiras_rank(product: Product, product_owner: Member) -> None:
    ranks = ["0|i003:", "0|i001:", "", "0|i002:"]
    brought(small_csv(*({"Custom field (Rank)": rank} for rank in ranks)), product, product_owner)
    titles = Item.objects.filter(product=product).order_by("rank").values_list("title", flat=True)
    assert list(titles) == ["Row 2", "Row 4", "Row 1", "Row 3"]


def test_values_and_dates_are_kept(product: Product, product_owner: Member) -> None:
    content = small_csv(
        {
            "Issue Type": "Bug", "Status": "Done", "Created": "2026-01-05 10:00", "Updated": "2026-02-01 10:00",
            "Resolved": "2026-01-30 10:00", "Due date": "2026-01-31", "Custom field (Story Points)": "2.5",
        }
    )  # fmt: skip
    brought(content, product, product_owner)
    row = item(product, "Row 1")
    assert (row.kind, row.category, str(row.estimate), str(row.due_on)) == (
        "bug",
        "done",
        "2.50",
        "2026-01-31",
    )
    assert row.created_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert row.updated_at == datetime(2026, 2, 1, 10, tzinfo=UTC)
    assert row.closed_at == datetime(2026, 1, 30, 10, tzinfo=UTC)


def test_people_are_members_or_become_ones_without_a_user(product: Product, product_owner: Member) -> None:
    content = small_csv(
        {"Assignee": product_owner.name}, {"Assignee": "Ines Neumann", "Watchers": "Ines Neumann"}
    )
    brought(content, product, product_owner)
    new = item(product, "Row 2").assignee
    assert item(product, "Row 1").assignee == product_owner
    assert new is not None
    assert (new.name, new.user, new.role) == ("Ines Neumann", None, "contributor")
    assert [watcher.member for watcher in item(product, "Row 2").watchers.all()] == [new]


def test_two_people_of_one_name_stay_two(product: Product, product_owner: Member) -> None:
    make_member(product.workspace, name="Kim Berg")
    rows = [{"Assignee": "Kim Berg", "Assignee Id": identity} for identity in ("a1", "a2")]
    brought(small_csv(*rows), product, product_owner)
    brought(small_csv(*rows, {"Assignee": "Kim Berg", "Assignee Id": "a2"}), product, product_owner)
    assert item(product, "Row 1").assignee != item(product, "Row 2").assignee
    assert item(product, "Row 3").assignee == item(product, "Row 2").assignee


def test_a_person_can_be_left_out_or_be_somebody_else(product: Product, product_owner: Member) -> None:
    other = make_member(product.workspace)
    content = small_csv({"Assignee": "Ines"}, {"Assignee": "Otto"})
    brought(content, product, product_owner, people={"ines": "", "otto": str(other.pk)})
    assert item(product, "Row 1").assignee is None
    assert item(product, "Row 2").assignee == other


def test_a_person_left_out_watches_nothing(product: Product, product_owner: Member) -> None:
    content = small_csv({"Watchers": ["Ines", "Otto"], "Watchers Id": ["ines", "otto"]})
    brought(content, product, product_owner, people={"ines": ""})
    watching = Watcher.objects.filter(item__product=product)
    assert list(watching.values_list("member__name", flat=True)) == ["Otto"]


def test_comments_keep_author_and_day(product: Product, product_owner: Member) -> None:
    content = small_csv(
        {"Comment": ["05/Jan/26 10:00 AM;a1;Looks good"], "Assignee": "Ines", "Assignee Id": "a1"}
    )
    brought(content, product, product_owner)
    comment = item(product, "Row 1").comments.get()
    assert (comment.text, comment.author_name) == ("Looks good", "Ines")
    assert comment.created_at.date().isoformat() == "2026-01-05"


def test_labels_are_those_of_the_workspace_in_any_case(product: Product, product_owner: Member) -> None:
    Label.objects.create(workspace=product.workspace, name="Checkout")
    brought(small_csv({"Labels": ["checkout", "Fresh"]}, {"Labels": ["CHECKOUT"]}), product, product_owner)
    assert sorted(label.name for label in item(product, "Row 1").labels.all()) == ["Checkout", "Fresh"]
    assert Label.objects.filter(workspace=product.workspace).count() == 2


def test_statuses_go_where_they_are_sent(product: Product, product_manager: Member) -> None:
    ready = product.statuses.get(name="Ready")
    content = small_csv({"Status": "Waiting"}, {"Status": "In QA"}, {"Status": "Done"})
    brought(content, product, product_manager, statuses={"Waiting": str(ready.pk), "In QA": "new"})
    assert item(product, "Row 1").status == ready
    assert item(product, "Row 2").status.name == "In QA"
    assert item(product, "Row 2").category == "active"
    assert item(product, "Row 3").status.name == "Done"


def test_a_new_step_needs_who_may_make_one(product: Product, product_owner: Member) -> None:
    with pytest.raises(PermissionDenied):
        brought(small_csv({"Status": "In QA"}), product, product_owner, statuses={"In QA": "new"})


def test_each_item_has_its_event_and_the_import_one(product: Product, product_owner: Member) -> None:
    brought(small_csv({}, {}), product, product_owner)
    events = Event.objects.filter(verb__in=["item.imported", "import.finished"])
    assert sorted(event.verb for event in events) == ["import.finished", "item.imported", "item.imported"]
    assert {(event.actor_kind, event.actor_id, event.via) for event in events} == {
        ("import", product_owner.pk, "import")
    }
    assert len({event.action for event in events}) == 1


def test_bad_rows_are_named_and_the_rest_is_kept(product: Product, product_owner: Member) -> None:
    content = small_csv(
        {"Summary": ""}, {"Custom field (Story Points)": "many"}, {"Issue key": "SHOP-2", "Issue id": "1002"}
    )
    job = brought(content, product, product_owner)
    problems = list(job.problems.values_list("line", "kept"))
    assert problems == [(2, False), (3, True), (4, False)]
    assert Item.objects.filter(product=product).count() == 1


def test_what_the_database_refuses_is_one_row_not_the_batch(product: Product, product_owner: Member) -> None:
    content = small_csv({}, {"Issue Type": "Odd"}, {})
    done = brought(content, product, product_owner, reader_options={"kinds": {"Odd": "nonsense"}})
    assert (done.state, done.counts["created"], done.counts["skipped"]) == ("done", 2, 1)
    assert [problem.line for problem in done.problems.all()] == [3]


def test_a_dry_run_writes_nothing(product: Product, product_owner: Member) -> None:
    members, events = Member.objects.count(), Event.objects.count()
    job = brought(SAMPLE.read_bytes(), product, product_owner, dry_run=True)
    assert (job.state, job.preview["dry_run"]["created"]) == ("preview", 299)
    assert job.problems.count() >= 5
    assert (Item.objects.count(), Label.objects.count()) == (0, 0)
    assert (Member.objects.count(), Event.objects.count()) == (members, events)
    product.refresh_from_db()
    assert product.next_number == 1


def test_an_open_question_about_dates_must_be_answered(product: Product, product_owner: Member) -> None:
    content = small_csv({"Due date": "03/04/2026"}, {"Due date": "05/06/2026"})
    job = services.start_preview(upload(content), product, by=product_owner.actor())
    assert job.preview["question"]["choices"] == ["day_first", "month_first"]
    brought(content, product, product_owner, reader_options={"date_order": "month_first"})
    assert str(item(product, "Row 1").due_on) == "2026-03-04"


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04zip", b"{}"])
def test_another_kind_of_file_is_refused_and_not_kept(
    content: bytes, product: Product, product_owner: Member, media: Path
) -> None:
    with pytest.raises(FileProblem):
        services.start_preview(upload(content), product, by=product_owner.actor())
    assert ImportJob.objects.count() == 0
    assert list(media.rglob("*.csv")) == []


def test_who_may_not_import_is_refused(product: Product, contributor: Member) -> None:
    with pytest.raises(PermissionDenied, match="product owner"):
        services.start_preview(upload(small_csv({})), product, by=contributor.actor())
