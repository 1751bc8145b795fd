"""A dry run says what the run would say, though each of its batches is taken back."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Member
from backlog.models import Item, Product
from integrations.models import ImportJob
from tests.integrations.bringing import MORE, Row, brought, small_csv
from tests.integrations.jira_files import Shape, jira_csv

SAMPLE = Path(__file__).parent / "files" / "jira-fernhill.csv"
MANY: list[Row] = [{} for _ in range(MORE)]


def under(number: int, **row: Any) -> Row:
    return {"Parent key": f"SHOP-{number}", **row}


def said(job: ImportJob) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
    """The counts that are not nought, and the problems."""
    counts = job.preview["dry_run"] if job.options["dry_run"] else job.counts
    kept = {name: count for name, count in counts.items() if count and name not in ("line", "ranks")}
    return kept, list(job.problems.values_list("line", "field", "value", "reason", "kept"))


def is_rehearsed(content: bytes, product: Product, by: Member) -> ImportJob:
    """Both runs of a file say the same; returns the job that wrote."""
    items = Item.objects.count()
    tried = said(brought(content, product, by, dry_run=True))
    assert Item.objects.count() == items
    job = brought(content, product, by)
    assert tried == said(job)
    return job


def test_the_sample_says_six_problems_both_times(product: Product, product_owner: Member) -> None:
    assert is_rehearsed(SAMPLE.read_bytes(), product, product_owner).counts["problems"] == 6


def test_people_and_labels_of_several_batches_count_once(product: Product, product_owner: Member) -> None:
    content = jira_csv(Shape(issues=settings.IMPORT_BATCH + 50))
    job = is_rehearsed(content, product, product_owner)
    assert (job.counts["people"] > 1, job.counts["labels"] > 1) == (True, True)
    is_rehearsed(content, product, product_owner)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([under(2), under(3), under(1)], id="a ring"),
        pytest.param([under(MORE + 1), *MANY, under(1)], id="behind and before, over two batches"),
        pytest.param([under(MORE + 1), *MANY[1:], under(1)], id="a ring over two batches"),
        pytest.param([{}, *(under(n) for n in range(1, 10))], id="nine levels"),
        pytest.param([{}, *(under(n) for n in range(1, 7)), *MANY, *(under(n) for n in (7, MORE + 8, MORE + 9))],
                     id="nine levels over two batches"),
        pytest.param([under(4), under(1), *MANY, under(MORE, Summary="")], id="a parent that is left out"),
        pytest.param([under(5000)], id="a parent in no file"),
        pytest.param([{}, *MANY, {"Issue Type": "Odd"}, under(1)], id="with children behind"),
    ],
)  # fmt: skip
def test_parents(rows: list[Row], product: Product, product_owner: Member) -> None:
    is_rehearsed(small_csv(*rows), product, product_owner)


def test_a_parent_that_the_database_refused_is_missing(product: Product, product_owner: Member) -> None:
    content = small_csv({}, {"Issue Type": "Odd"}, *MANY, under(2))
    chosen = {"reader_options": {"kinds": {"Odd": "nonsense"}}}
    tried = said(brought(content, product, product_owner, dry_run=True, **chosen))
    assert tried == said(brought(content, product, product_owner, **chosen))
    assert [problem[0] for problem in tried[1]] == [3, MORE + 4]


@pytest.mark.parametrize("number", [2, 3, 9], ids=["another", "its own child", "one in no file"])
def test_a_known_row_that_moves(number: int, product: Product, product_owner: Member) -> None:
    brought(small_csv({}, {}, under(1)), product, product_owner)
    is_rehearsed(small_csv(under(number), {}, under(1)), product, product_owner)
