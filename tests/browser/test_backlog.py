"""The backlog in a browser: adding, ranking by pointer and by keys, editing in place, others' changes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from backlog.services.items import update_item
from tests.browser.conftest import SignIn
from tests.factories import make_item

BACKLOG = "/w/acme/p/WEB/backlog/"


def rows(page: Page) -> Locator:
    return page.locator("tbody tr[data-key]")


def row(page: Page, key: str) -> Locator:
    return page.locator(f'tbody tr[data-key="{key}"]')


def shown(page: Page) -> list[str]:
    return [
        text.removeprefix("WEB-") for text in rows(page).evaluate_all("all => all.map(r => r.dataset.key)")
    ]


def ranked(product: Product) -> list[str]:
    return [str(item.number) for item in Item.objects.filter(product=product).order_by("rank")]


def drag(page: Page, source: Locator, target: Locator, *, below: bool = False) -> None:
    """Take a row by its handle and drop it above (or below) another."""
    source.hover()
    handle, to = source.locator("[data-handle]").bounding_box(), target.bounding_box()
    assert handle is not None
    assert to is not None
    page.mouse.move(handle["x"] + 6, handle["y"] + 6)
    page.mouse.down()
    page.mouse.move(to["x"] + 200, to["y"] + (to["height"] - 4 if below else 4), steps=8)
    page.wait_for_timeout(60)
    page.mouse.up()


@pytest.fixture
def backlog(page: Page, items: list[Item]) -> Page:
    page.goto(BACKLOG)
    expect(rows(page)).to_have_count(6)
    return page


def test_quick_add_puts_items_on_top_and_keeps_the_focus(backlog: Page, web: Product) -> None:
    backlog.keyboard.press("c")
    backlog.keyboard.type("Gift cards\n")
    expect(rows(backlog).first).to_contain_text("Gift cards")
    backlog.keyboard.type("Vouchers\n")
    expect(rows(backlog).first).to_contain_text("Vouchers")
    assert ranked(web)[:3] == ["8", "7", "1"]


def test_escape_leads_from_quick_add_back_to_the_row(backlog: Page) -> None:
    rows(backlog).nth(2).focus()
    backlog.keyboard.press("c")
    backlog.keyboard.type("Half a title")
    backlog.keyboard.press("Escape")
    expect(rows(backlog).nth(2)).to_be_focused()
    backlog.keyboard.press("c")
    expect(backlog.get_by_placeholder("Add an item…")).to_have_value("Half a title")


def test_first_item_of_an_empty_backlog(page: Page, web: Product) -> None:
    page.goto(BACKLOG)
    expect(page.get_by_text("What should be built first?")).to_be_visible()
    page.get_by_placeholder("Add an item…").fill("The very first")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_text("What should be built first?")).to_have_count(0)


def test_drag_ranks_one_row_and_undo_takes_it_back(backlog: Page, web: Product) -> None:
    drag(backlog, row(backlog, "WEB-5"), row(backlog, "WEB-2"))
    expect(backlog.get_by_text("WEB-5 moved.")).to_be_visible()
    assert shown(backlog) == ranked(web) == ["1", "5", "2", "3", "4", "6"]
    backlog.get_by_role("button", name="Undo").click()
    expect(rows(backlog).nth(4)).to_contain_text("WEB-5")
    assert ranked(web) == ["1", "2", "3", "4", "5", "6"]


def test_drag_ranks_all_that_are_selected(backlog: Page, web: Product) -> None:
    row(backlog, "WEB-1").locator(".pick").click()
    row(backlog, "WEB-3").locator(".col-score").click(modifiers=["Shift"])
    row(backlog, "WEB-2").locator(".pick").click()
    expect(backlog.get_by_text("2 selected")).to_be_visible()
    drag(backlog, row(backlog, "WEB-1"), row(backlog, "WEB-5"), below=True)
    expect(backlog.get_by_text("2 items moved.")).to_be_visible()
    assert shown(backlog) == ranked(web) == ["2", "4", "5", "1", "3", "6"]


def test_escape_cancels_a_drag(backlog: Page, web: Product) -> None:
    source, target = row(backlog, "WEB-5"), row(backlog, "WEB-1").bounding_box()
    source.hover()
    source.locator("[data-handle]").hover()
    backlog.mouse.down()
    assert target is not None
    backlog.mouse.move(target["x"] + 99, target["y"] + 3, steps=5)
    expect(backlog.locator(".drop-line")).to_be_visible()
    backlog.keyboard.press("Escape")
    backlog.mouse.up()
    expect(backlog.locator(".drop-line")).to_have_count(0)
    assert shown(backlog) == ranked(web) == ["1", "2", "3", "4", "5", "6"]


def test_rank_by_keys(backlog: Page, web: Product) -> None:
    for key in ("j", "j", "Alt+ArrowDown"):
        backlog.keyboard.press(key)
    expect(rows(backlog).nth(2)).to_contain_text("WEB-2")
    backlog.keyboard.press("b")
    expect(rows(backlog).last).to_contain_text("WEB-2")
    expect(row(backlog, "WEB-4")).to_be_focused()
    backlog.keyboard.press("t")
    expect(rows(backlog).first).to_contain_text("WEB-4")
    expect(backlog.locator("tl-backlog")).not_to_have_attribute("aria-busy", "true")
    assert ranked(web) == ["4", "1", "3", "5", "6", "2"]


def test_undo_among_more_rows_than_an_address_can_name(backlog: Page, web: Product) -> None:
    for number in range(110):
        make_item(web, title=f"Further {number}")
    backlog.reload()
    backlog.keyboard.press("j")
    backlog.keyboard.press("b")
    expect(row(backlog, "WEB-1")).to_have_count(0)
    backlog.keyboard.press("Control+z")
    expect(rows(backlog).first).to_contain_text("WEB-1")


def test_typing_does_not_wait_for_the_editor(backlog: Page, items: list[Item]) -> None:
    row(backlog, "WEB-1").locator("[data-edit=estimate]").click()
    backlog.keyboard.type("13")
    backlog.keyboard.press("Tab")
    backlog.keyboard.type("4 Dec 2031")
    backlog.keyboard.press("Enter")
    expect(row(backlog, "WEB-1").locator(".col-due")).to_contain_text("4 Dec 2031")
    expect(row(backlog, "WEB-1").locator(".col-estimate")).to_have_text("13")


def test_edit_in_place_and_tab_on(backlog: Page, items: list[Item]) -> None:
    backlog.keyboard.press("j")
    backlog.keyboard.press("e")
    expect(backlog.get_by_role("textbox", name="Title", exact=True)).to_be_focused()
    backlog.keyboard.type("Pay by instant transfer")
    backlog.keyboard.press("Tab")
    expect(backlog.get_by_role("combobox", name="Status", exact=True)).to_be_focused()
    backlog.keyboard.type("prog")
    backlog.keyboard.press("Enter")
    expect(row(backlog, "WEB-1").locator(".col-status > .status")).to_have_text("In progress")
    expect(row(backlog, "WEB-1").locator("form")).to_have_count(0)
    items[0].refresh_from_db()
    assert (items[0].title, items[0].status.name) == ("Pay by instant transfer", "In progress")


def test_a_hand_presses_slowly(backlog: Page, items: list[Item]) -> None:
    row(backlog, "WEB-1").locator(".col-status").dblclick()
    backlog.get_by_role("option", name="In review").click(delay=300)
    expect(row(backlog, "WEB-1").locator(".col-status")).to_contain_text("In review")


def test_a_wrong_value_stays_open_with_the_reason(backlog: Page, items: list[Item]) -> None:
    row(backlog, "WEB-2").locator(".col-due").click()
    due = backlog.get_by_role("textbox", name="Due")
    due.fill("soonish")
    due.press("Enter")
    expect(backlog.get_by_role("alert").filter(has_text="is not a date")).to_be_visible()
    due.fill("Q1 2099")
    due.press("Enter")
    expect(row(backlog, "WEB-2").locator(".col-due")).to_have_text("Q1 2099")
    items[1].refresh_from_db()
    assert str(items[1].due_on) == "2099-03-31"


def test_labels_are_made_and_toggled(backlog: Page, items: list[Item]) -> None:
    backlog.keyboard.press("j")
    backlog.keyboard.press("l")
    backlog.get_by_role("combobox", name="Labels", exact=True).fill("payments")
    backlog.keyboard.press("Enter")
    backlog.get_by_role("button", name="Done").click()
    expect(row(backlog, "WEB-1").locator(".tag")).to_have_text("payments")
    assert [label.name for label in items[0].labels.all()] == ["payments"]


def test_status_of_many_at_once(backlog: Page, web: Product) -> None:
    for key in ("j", "x", "j", "x", "s"):
        backlog.keyboard.press(key)
    backlog.get_by_role("combobox", name="Status", exact=True).fill("ready")
    backlog.keyboard.press("Enter")
    expect(backlog.get_by_text("2 items changed.")).to_be_visible()
    expect(rows(backlog).filter(has_text="Ready")).to_have_count(2)


def test_another_persons_edit_appears_but_not_in_an_open_editor(
    backlog: Page, items: list[Item], product_owner: Member
) -> None:
    row(backlog, "WEB-2").locator(".col-estimate").click()
    expect(backlog.get_by_role("textbox", name="Estimate")).to_be_focused()
    backlog.keyboard.type("8")
    for item in items[:2]:
        update_item(item, by=product_owner.actor(), fields={"title": f"{item.title}, renamed"})
    expect(row(backlog, "WEB-1")).to_contain_text("renamed")
    expect(backlog.get_by_role("textbox", name="Estimate")).to_have_value("8")
    backlog.keyboard.press("Enter")
    expect(row(backlog, "WEB-2")).to_contain_text("renamed")
    expect(row(backlog, "WEB-2").locator(".col-estimate")).to_have_text("8")


def test_an_edit_that_was_waited_for_appears_after_escape(
    backlog: Page, items: list[Item], product_owner: Member
) -> None:
    row(backlog, "WEB-2").locator(".col-estimate").click()
    expect(backlog.get_by_role("textbox", name="Estimate")).to_be_focused()
    update_item(items[1], by=product_owner.actor(), fields={"title": "Renamed"})
    expect(row(backlog, "WEB-2")).to_have_attribute("data-stale", "")
    backlog.keyboard.press("Escape")
    expect(row(backlog, "WEB-2")).to_contain_text("Renamed")


def test_contributor_cannot_rank(signed_in: SignIn, contributor: Member, items: list[Item]) -> None:
    page = signed_in(contributor)
    page.goto(BACKLOG)
    expect(page.locator("[data-handle]")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text("Ranking needs the role of a product owner.")).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844)])
def test_no_barriers(backlog: Page, check_axe: Callable[[Page], None], size: tuple[int, int]) -> None:
    backlog.set_viewport_size({"width": size[0], "height": size[1]})
    check_axe(backlog)


def test_board_card_moves_by_pointer_and_by_keys(
    page: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    page.goto("/w/acme/p/WEB/board/")
    card, ready = page.locator('.card[data-key="WEB-2"]'), page.locator('.board-column[data-name="Ready"]')
    card.locator(".card-top").hover()
    page.mouse.down()
    to = ready.bounding_box()
    assert to is not None
    page.mouse.move(to["x"] + 60, to["y"] + 120, steps=8)
    page.wait_for_timeout(60)
    page.mouse.up()
    expect(page.get_by_text("WEB-2 is in “Ready”.")).to_be_visible()
    expect(ready.locator(".card")).to_have_count(1)
    ready.locator(".card").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_text("WEB-2 is in “In progress”.")).to_be_visible()
    items[1].refresh_from_db()
    assert items[1].status.name == "In progress"
    check_axe(page)
