"""An import in a browser: from the file to the backlog."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from backlog.models import Product
from integrations import services
from integrations.models import ImportJob

SAMPLE = Path(__file__).parents[1] / "integrations" / "files" / "jira-fernhill.csv"
URL = "/w/acme/settings/import/"
DROP = """async ([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  const zone = document.querySelector(".file-drop");
  for (const type of ["dragenter", "drop"]) zone.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true }));
}"""


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def upload(page: Page) -> None:
    page.goto(URL)
    page.get_by_label("File").set_input_files(SAMPLE)
    page.get_by_role("button", name="Show what becomes of it").click()
    expect(page.get_by_role("heading", name="In the file")).to_be_visible()


def test_from_the_file_to_the_backlog(page: Page, web: Product) -> None:
    upload(page)
    page.get_by_label("Selected for Development", exact=True).select_option(label="Ready")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("0 of 301 rows")).to_be_visible()
    services.run_import(ImportJob.objects.get())
    page.get_by_role("link", name="Open the backlog").click()
    expect(page.get_by_text("Checkout in one page").first).to_be_visible()


def test_a_dry_run_comes_back_to_the_preview(page: Page, web: Product) -> None:
    upload(page)
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("everything is done and taken back")).to_be_visible()
    services.run_import(ImportJob.objects.get())
    expect(page.get_by_role("heading", name="The dry run")).to_be_visible()


def test_a_file_is_dropped(page: Page, web: Product) -> None:
    page.goto(URL)
    page.evaluate(DROP, ["dropped.csv", SAMPLE.read_text()])
    expect(page.locator("[data-file-name]")).to_have_text("dropped.csv")
    page.get_by_role("button", name="Show what becomes of it").click()
    expect(page.get_by_role("heading", name="dropped.csv")).to_be_visible()


def test_every_state_is_accessible(page: Page, web: Product, check_axe: Callable[[Page], None]) -> None:
    page.goto(URL)
    check_axe(page)
    upload(page)
    check_axe(page)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("0 of 301 rows")).to_be_visible()
    check_axe(page)
    services.run_import(ImportJob.objects.get())
    expect(page.get_by_role("link", name="Open the backlog")).to_be_visible()
    check_axe(page)
