"""A file and its row: both are kept, or neither."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from accounts.models import Member
from backlog.models import Product
from core.files import save_with_row
from integrations.models import ImportJob
from tests.factories import make_member, make_product, make_workspace


@pytest.fixture
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def job(transactional_db: None) -> ImportJob:
    workspace = make_workspace("Acme", slug="acme")
    product: Product = make_product(workspace, "WEB")
    member: Member = make_member(workspace, "owner", email="olive@example.com")
    return ImportJob(
        workspace=workspace, product=product, started_by=member, format="jira", file_name="a.csv"
    )


def keep(job: ImportJob) -> None:
    save_with_row(job.file, "a.csv", ContentFile(b"a,b"))
    job.save()


def files(media: Path) -> list[str]:
    return [path.name for path in media.rglob("*.csv")]


def test_what_is_committed_stays(job: ImportJob, media: Path) -> None:
    with transaction.atomic():
        keep(job)
    assert files(media) == ["a.csv"]


def keep_and(fail: Callable[[], object], job: ImportJob, media: Path) -> None:
    with transaction.atomic():
        keep(job)
        assert files(media) == ["a.csv"]
        fail()


def refuse() -> None:
    raise ValidationError("Refused.")


def lose_connection() -> None:
    connection.close()
    refuse()


@pytest.mark.parametrize("fail", [refuse, lose_connection])
def test_what_fails_after_both_were_saved_takes_the_file(
    fail: Callable[[], object], job: ImportJob, media: Path
) -> None:
    with pytest.raises(ValidationError):
        keep_and(fail, job, media)
    assert files(media) == []


def test_a_savepoint_rolled_back_takes_its_file_alone(job: ImportJob, media: Path) -> None:
    with transaction.atomic():
        keep(job)
        with transaction.atomic():
            save_with_row(ImportJob().file, "b.csv", ContentFile(b"c,d"))
            transaction.set_rollback(True)
        assert files(media) == ["a.csv"]
    assert files(media) == ["a.csv"]


def test_a_constraint_that_fails_at_commit_takes_the_file(job: ImportJob, media: Path) -> None:
    job.product = make_product(make_workspace("Other", slug="other"), "FAR")
    with pytest.raises(IntegrityError):
        keep_and(lambda: None, job, media)
    assert files(media) == []


def test_outside_a_transaction_it_refuses(job: ImportJob, media: Path) -> None:
    with pytest.raises(AssertionError):
        keep(job)
    assert files(media) == []
