"""The tree in a browser: unfolded, walked and changed by keys alone and by pointer; changes of others come in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import update_item
from tests.factories import make_item

TREE = "/w/acme/p/WEB/tree/"


@pytest.fixture
def grown(page: Page, web: Product) -> Page:
    """WEB-1 holds WEB-2, which holds WEB-3; WEB-4 holds nothing."""
    one = make_item(web, "Payments", kind="epic")
    make_item(web, "Card", parent=make_item(web, "Methods", parent=one))
    make_item(web, "Delivery", kind="epic")
    page.goto(TREE)
    expect(page.locator("tr[data-key]")).to_have_count(2)
    return page


def row(page: Page, key: str) -> Locator:
    return page.locator(f'tr[data-key="{key}"]')


def parent_of(number: int) -> str:
    parent = Item.objects.get(number=number).parent
    return parent.title if parent else ""


def test_the_tree_is_walked_by_keys_alone(grown: Page) -> None:
    row(grown, "WEB-1").focus()
    grown.keyboard.press("ArrowRight")
    expect(row(grown, "WEB-2")).to_have_attribute("aria-level", "2")
    expect(row(grown, "WEB-1")).to_be_focused()
    grown.keyboard.press("ArrowRight")
    expect(row(grown, "WEB-2")).to_be_focused()
    grown.keyboard.press("ArrowRight")
    expect(row(grown, "WEB-3")).to_be_visible()
    grown.keyboard.press("End")
    expect(row(grown, "WEB-4")).to_be_focused()
    grown.reload()
    expect(row(grown, "WEB-3")).to_be_visible()  # what is open stands in the address
    row(grown, "WEB-3").focus()
    grown.keyboard.press("ArrowLeft")
    expect(row(grown, "WEB-2")).to_be_focused()
    grown.keyboard.press("ArrowLeft")
    expect(row(grown, "WEB-3")).to_have_count(0)
    grown.keyboard.press("Enter")
    expect(grown.locator("#drawer tl-item")).to_be_visible()


def test_an_item_is_put_below_another_by_keys_and_comes_back(grown: Page) -> None:
    row(grown, "WEB-4").focus()
    grown.keyboard.press("m")
    grown.keyboard.press("ArrowUp")
    expect(row(grown, "WEB-1")).to_have_class("is-current is-target")
    grown.keyboard.press("Enter")
    expect(row(grown, "WEB-4")).to_have_attribute("aria-level", "2")
    expect(row(grown, "WEB-4")).to_be_focused()
    assert parent_of(4) == "Payments"
    grown.keyboard.press("m")
    grown.keyboard.press("Home")
    grown.keyboard.press("Enter")
    expect(row(grown, "WEB-4")).to_have_attribute("aria-level", "1")
    grown.keyboard.press("Control+z")
    expect(row(grown, "WEB-4")).to_have_attribute("aria-level", "2")


def test_what_is_below_is_no_place_for_it(grown: Page) -> None:
    row(grown, "WEB-1").focus()
    grown.keyboard.press("ArrowRight")
    expect(row(grown, "WEB-2")).to_be_visible()
    grown.keyboard.press("m")
    grown.keyboard.press("ArrowDown")
    expect(row(grown, "WEB-2")).not_to_have_class("is-target")
    grown.keyboard.press("Escape")
    expect(row(grown, "WEB-1")).not_to_have_class("is-picked")
    assert parent_of(1) == ""


def test_a_row_is_dragged_below_another_and_out_to_the_top(grown: Page) -> None:
    row(grown, "WEB-4").locator("[data-handle]").drag_to(row(grown, "WEB-1"))
    expect(row(grown, "WEB-4")).to_have_attribute("aria-level", "2")
    assert parent_of(4) == "Payments"
    row(grown, "WEB-4").locator("[data-handle]").drag_to(grown.locator("tr[data-top]"))
    expect(row(grown, "WEB-4")).to_have_attribute("aria-level", "1")
    assert parent_of(4) == ""


def test_what_others_change_comes_in(grown: Page, product_owner: Member) -> None:
    done = Item.objects.get(number=3)
    update_item(done, by=product_owner.actor(), fields={"status": done.product.statuses.get(name="Done")})
    expect(row(grown, "WEB-1")).to_contain_text("1 of 1")


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_barriers(grown: Page, check_axe: Callable[[Page], None], size: tuple[int, int]) -> None:
    grown.set_viewport_size({"width": size[0], "height": size[1]})
    grown.goto(f"{TREE}?open=WEB-1,WEB-2")
    expect(row(grown, "WEB-3")).to_be_visible()
    assert grown.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    check_axe(grown)
