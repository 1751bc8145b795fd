"""`manage.py import_items`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Member
from backlog.models import Item, Product
from integrations.models import ImportJob
from tests.integrations.bringing import small_csv

SAMPLE = Path(__file__).parent / "files" / "jira-fernhill.csv"


def run(file: Path, by: Member, *more: str, product: str = "WEB") -> str:
    out = StringIO()
    email = by.email
    call_command(
        "import_items", str(file), "--workspace", by.workspace.slug, "--product", product, "--by", email, *more,
        stdout=out, stderr=StringIO(),
    )  # fmt: skip
    return out.getvalue()


def test_imports_and_says_what_it_did(product: Product, product_owner: Member) -> None:
    assert "299 new, 2 left out, 309 comments" in run(SAMPLE, product_owner)
    assert Item.objects.count() == 299
    assert "299 unchanged" in run(SAMPLE, product_owner)


def test_dry_run_says_what_maps_where_and_writes_nothing(
    product: Product, product_owner: Member, media: Path
) -> None:
    said = run(SAMPLE, product_owner, "--dry-run")
    assert "Selected for Development" in said
    assert "299 new" in said
    assert (Item.objects.count(), ImportJob.objects.count(), list(media.rglob("*.csv"))) == (0, 0, [])


@pytest.mark.parametrize(("file", "key"), [("missing.csv", "WEB"), ("export.csv", "NIX")])
def test_wrong_arguments_end_with_two(
    product: Product, product_owner: Member, tmp_path: Path, file: str, key: str
) -> None:
    (tmp_path / "export.csv").write_bytes(small_csv({}))
    with pytest.raises(CommandError) as refused:
        run(tmp_path / file, product_owner, product=key)
    assert refused.value.returncode == 2


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", small_csv({"Summary": ""})])
def test_nothing_imported_ends_with_one(
    product: Product, product_owner: Member, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "export.csv").write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(tmp_path / "export.csv", product_owner)
    assert refused.value.returncode == 1


def test_who_may_not_import_is_told_so(product: Product, contributor: Member) -> None:
    with pytest.raises(CommandError, match="product owner"):
        run(SAMPLE, contributor)
