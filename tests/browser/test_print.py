"""A roadmap on paper: all of it on one landscape page, with nothing of the shell around it."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from backlog.models import Item
from roadmap.models import Roadmap

A4 = (842, 595)


def printed(page: Page) -> tuple[list[tuple[int, int]], str]:
    """The sizes of the pages in points, and what they say."""
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    sizes = [(round(float(each.mediabox.width)), round(float(each.mediabox.height))) for each in pages]
    return sizes, "\n".join(each.extract_text() for each in pages)


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_a_roadmap_is_printed_on_one_page(plan: Page, roadmap: Roadmap, items: list[Item], view: str) -> None:
    if view != "timeline":
        plan.goto(f"/w/acme/roadmaps/{roadmap.pk}/?view={view}")
    sizes, text = printed(plan)
    assert sizes == [A4]
    assert [word in text for word in (roadmap.name, "Printed on", "Trust", items[3].title)] == [True] * 4
    assert [word in text for word in ("My work", "Settings", "Publish", "Skip to content")] == [False] * 4


def test_afterwards_the_page_is_as_it_was(plan: Page) -> None:
    canvas = plan.locator(".tl-canvas")
    before = canvas.bounding_box()
    printed(plan)
    expect(canvas).to_be_visible()
    assert canvas.bounding_box() == before
