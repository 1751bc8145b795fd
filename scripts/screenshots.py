"""`make screenshots`: the README's pictures, taken from a running demo (BASE_URL, default http://127.0.0.1:8000)."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from config.demo.company import PASSWORD
from scripts import chromium

OUT = Path(__file__).resolve().parent.parent / "docs" / "images"
HOME = "/w/fernhill/"


def main() -> None:
    """Sign in as the head of product, walk the road, write one picture a page."""
    base = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=chromium.FLAGS)
        page = _signed_in(browser, base, "light")
        _take(page, f"{HOME}p/WEB/backlog/", "backlog")
        page.goto(f"{base}{HOME}roadmaps/")
        page.get_by_role("link", name="Checkout, next two quarters").first.click()
        page.wait_for_load_state("networkidle")
        roadmap = page.url.removeprefix(base)
        _take(page, roadmap, "timeline")
        _take(page, f"{HOME}p/WEB/scoring/", "scoring")
        _take(_signed_in(browser, base, "dark"), f"{HOME}p/WEB/board/", "board-dark")
        browser.close()


def _signed_in(browser: Any, base: str, theme: str) -> Page:
    context = browser.new_context(base_url=base, viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page: Page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "mila@fernhill.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/w/fernhill/**")
    return page


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.wait_for_timeout(1000)  # fonts and the live stream have settled; nothing else moves
    page.screenshot(path=OUT / f"{name}.png")


if __name__ == "__main__":
    main()
