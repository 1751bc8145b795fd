"""The pages of an import, as a browser without scripts sees them."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from backlog.models import Item, Product
from integrations import services
from integrations.models import ImportJob
from integrations.services import jobs
from integrations.services.jobs import look_at_file
from tests.conftest import ClientOf
from tests.integrations.bringing import brought, small_csv, upload

SAMPLE = Path(__file__).parent / "files" / "jira-fernhill.csv"


@pytest.fixture
def client(product_manager: Member, client_of: ClientOf) -> Client:
    return client_of(product_manager)


def sent(client: Client, product: Product, content: bytes, name: str = "export.csv") -> Any:
    data = {"format": "jira", "product": str(product.pk), "file": upload(content, name)}
    return client.post(reverse("integrations:upload", args=["acme"]), data)


def address(name: str, job: ImportJob) -> str:
    return reverse(f"integrations:{name}", args=["acme", job.pk])


def choices(answer: Any) -> dict[str, Any]:
    form = answer.context["form"]
    return {field.name: field.value() for field in form}


def test_upload_shows_what_becomes_of_it(client: Client, product: Product) -> None:
    answer = client.get(sent(client, product, SAMPLE.read_bytes()).url)
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "Selected for Development",
        "Custom field (Story Points)",
        "Becomes a label such as",
        "No summary.",
    ):
        assert words in text
    assert Item.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("export.xlsx", b"PK", "Choose a CSV file"),
        ("export.csv", b"a,b\n1,2\n", "does not look like a CSV export of Jira"),
        ("export.csv", b"", "empty"),
    ],
)
def test_a_wrong_file_is_explained(
    client: Client, product: Product, name: str, content: bytes, words: str
) -> None:
    answer = sent(client, product, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_too_large_is_refused(
    client: Client, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_BYTES", 10)
    assert "larger than" in sent(client, product, small_csv({})).content.decode()


def test_a_large_file_is_looked_at_by_the_worker(
    client: Client, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 10)
    page = sent(client, product, small_csv({})).url
    assert "Reading the file" in client.get(page).content.decode()
    look_at_file(ImportJob.objects.get())
    assert "In the file" in client.get(page).content.decode()


def test_import_with_choices(client: Client, product: Product) -> None:
    page = sent(client, product, small_csv({"Status": "In QA", "Issue Type": "Odd"})).url
    job = ImportJob.objects.get()
    client.post(
        address("start_import", job), {**choices(client.get(page)), "status-0": "new", "kind-0": "spike"}
    )
    job.refresh_from_db()
    assert job.state == "waiting"
    services.run_import(job)
    item = Item.objects.select_related("status").get()
    assert (item.status.name, item.kind) == ("In QA", "spike")
    assert "new items" in client.get(page).content.decode()


def test_dry_run_shows_what_it_would_bring(client: Client, product: Product) -> None:
    page = sent(client, product, small_csv({}, {})).url
    job = ImportJob.objects.get()
    client.post(address("try_import", job), choices(client.get(page)))
    services.run_import(ImportJob.objects.get())
    assert "The dry run" in client.get(page).content.decode()
    assert Item.objects.count() == 0


def test_the_question_comes_first(client: Client, product: Product) -> None:
    page = sent(client, product, small_csv({"Due date": "03/04/2026"})).url
    assert "One question first" in client.get(page).content.decode()
    job = ImportJob.objects.get()
    assert client.post(address("start_import", job), {}).status_code == 422
    client.post(address("choose_meanings", job), {"date_order": "day_first"})
    assert "In the file" in client.get(page).content.decode()


def test_progress_until_there_is_more_to_see(
    client: Client, product: Product, product_manager: Member
) -> None:
    job = services.start_preview(upload(small_csv({})), product, by=product_manager.actor())
    job = services.start_import(job, by=product_manager.actor())
    assert "0 of 1 rows" in client.get(address("import_progress", job)).content.decode()
    services.run_import(job)
    assert client.get(address("import_progress", job))["HX-Redirect"] == address("import_job", job)


def test_cancel(client: Client, product: Product, product_manager: Member) -> None:
    job = services.start_preview(upload(small_csv({})), product, by=product_manager.actor())
    services.start_import(job, by=product_manager.actor())
    client.post(address("cancel_import", job))
    services.run_import(ImportJob.objects.get())
    assert Item.objects.count() == 0
    assert "Cancelled" in client.get(address("import_job", job)).content.decode()


def test_problems_as_csv_are_guarded(client: Client, product: Product, product_manager: Member) -> None:
    job = brought(small_csv({"Custom field (Story Points)": "=1+1"}), product, product_manager)
    rows = list(
        csv.reader(io.StringIO(client.get(address("import_problems", job)).content.decode("utf-8-sig")))
    )
    assert rows[1][:3] == ["2", "estimate", "'=1+1"]


def test_the_list_costs_the_same_for_many(client: Client, product: Product, product_manager: Member) -> None:
    costs = []
    for _ in range(3):
        brought(small_csv({}), product, product_manager)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("integrations:imports", args=["acme"]))
        costs.append(len(asked))
    assert costs[1] == costs[2] <= 15
