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
        roadmap = "Checkout, next two quarters"
        page, dark = _signed_in(browser, base, "light"), _signed_in(browser, base, "dark")
        _take(page, "backlog", "p/WEB/backlog/")
        _take(page, "timeline", "roadmaps/", roadmap)
        _take(page, "planning", "p/WEB/sprints/", "Sprint 27")
        _take(page, "goal", "goals/", "Buying from Fernhill takes a minute")
        _take(page, "pictures", "p/WEB/scoring/pictures/")
        _take(dark, "board-dark", "p/WEB/board/")
        _take(dark, "scenario-dark", "roadmaps/", roadmap, "Scenarios", "The bank signs in January")
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


def _take(page: Page, name: str, path: str, *links: str) -> None:
    """The page at the end of these links."""
    page.goto(HOME + path)
    for link in links:
        page.goto(str(page.locator("main a, header a", has_text=link).first.get_attribute("href")))
    page.wait_for_timeout(1000)  # fonts and the live stream have settled; nothing else moves
    page.screenshot(path=OUT / f"{name}.png")


if __name__ == "__main__":
    main()
