"""Goals in a browser: set, measured, served; what others do comes in; the item's strip."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from backlog.models import Item, Product
from roadmap.models import Objective
from roadmap.services.check_ins import check_in
from roadmap.services.objective_items import add_items
from tests.factories import make_key_result, make_objective

HOME = "/w/acme/goals/"


@pytest.fixture
def objective(web: Product) -> Objective:
    return make_objective(web.workspace, "Buy in a minute")


def test_a_goal_is_set_measured_and_served(
    page: Page, items: list[Item], check_axe: Callable[[Page], None]
) -> None:
    page.goto(HOME)
    check_axe(page)
    page.get_by_role("link", name="New objective").click()
    page.locator("#new-objective").get_by_label("Objective").fill("Buy in a minute")
    page.get_by_role("button", name="Add objective").click()
    expect(page.get_by_text("Not measured yet.")).to_be_visible()
    page.get_by_role("link", name="Add key result").click()
    dialog = page.locator("#key-result")
    dialog.get_by_label("Key result").fill("Paid at once")
    dialog.get_by_label("Start").fill("40")
    dialog.get_by_label("Target").fill("60")
    dialog.get_by_role("button", name="Add key result").click()
    expect(page.locator(".result")).to_contain_text("Paid at once")
    page.get_by_role("link", name="Check in: Paid at once").click()
    dialog.get_by_label("Now").fill("45")
    dialog.get_by_label("At risk").check()
    dialog.get_by_role("button", name="Check in").click()
    expect(page.locator(".goal-sums")).to_contain_text("25 %")
    expect(page.locator(".result-plot circle")).to_have_count(1)
    page.get_by_role("link", name="Add items").click()
    page.locator("#add label", has_text=items[0].title).click()
    page.get_by_role("button", name="Add to the objective").click()
    expect(page.locator(".goal-sums")).to_contain_text("0 of 1 item")
    check_axe(page)
    page.get_by_role("button", name="Untie from the objective: WEB-1").click()
    expect(page.locator(".goal-sums")).to_contain_text("No items")
    page.keyboard.press("Control+z")
    expect(page.locator(".goal-sums")).to_contain_text("0 of 1 item")


def test_the_tree_moves_and_what_others_do_comes_in(
    page: Page, objective: Objective, product_manager: Member, check_axe: Callable[[Page], None]
) -> None:
    row = make_key_result(objective, "Paid at once")
    make_objective(objective.workspace, "Trusted by all")
    page.goto(HOME)
    names = page.locator(".goal-name > a")
    expect(names).to_have_text(["Buy in a minute", "Trusted by all"])
    page.get_by_role("button", name="More: Trusted").click()
    page.get_by_role("menuitem", name="Move up").click()
    expect(names).to_have_text(["Trusted by all", "Buy in a minute"])
    check_axe(page)
    page.wait_for_timeout(500)
    check_in(row, by=product_manager.actor(), value=Decimal(37), confidence="off_track")
    expect(page.locator("#goals")).to_contain_text("37 %")
    expect(page.locator("#goals")).to_contain_text("Off track")


def drop(page: Page, source: Locator, target: Locator, *, at: float) -> None:
    """Drag a row by its handle to a height of another one, 0 its top, 1 its bottom."""
    source.hover()
    handle, to = source.locator("[data-handle]").bounding_box(), target.bounding_box()
    assert handle is not None
    assert to is not None
    page.mouse.move(handle["x"] + 6, handle["y"] + 6)
    page.mouse.down()
    page.mouse.move(to["x"] + 200, to["y"] + to["height"] * at, steps=8)
    page.mouse.up()


def test_an_objective_is_put_below_another_by_keys_and_by_drag(
    page: Page, objective: Objective, check_axe: Callable[[Page], None]
) -> None:
    other = make_objective(objective.workspace, "Trusted by all")
    page.goto(HOME)
    first, second = (page.locator(f'tr[data-key="{one.pk}"]') for one in (objective, other))
    second.focus()
    page.keyboard.press("m")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-level", "2")
    expect(second).to_be_focused()
    check_axe(page)
    page.keyboard.press("Control+z")
    expect(second).to_have_attribute("aria-level", "1")
    drop(page, first, second, at=0.5)
    expect(first).to_have_attribute("aria-level", "2")
    expect(page.locator(".goal-name > a")).to_have_text(["Trusted by all", "Buy in a minute"])
    drop(page, first, second, at=0.05)
    expect(first).to_have_attribute("aria-level", "1")
    expect(page.locator(".goal-name > a")).to_have_text(["Buy in a minute", "Trusted by all"])
    first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".goal-name > a")).to_have_text(["Trusted by all", "Buy in a minute"])
    expect(first).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(".goal-name > a")).to_have_text(["Buy in a minute", "Trusted by all"])
    drop(page, first, second, at=0.5)
    expect(first).to_have_attribute("aria-level", "2")
    assert Objective.objects.get(pk=objective.pk).parent == other
    first.get_by_role("button", name="More").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("dialog:modal").get_by_label("Objective")).to_be_visible()


QUICK = """([from, to]) => {
  const send = (on, type, x, y) => on.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, pointerType: "mouse", bubbles: true }));
  const handle = from.querySelector("[data-handle]");
  const [start, end] = [handle, to].map((each) => each.getBoundingClientRect());
  send(handle, "pointerdown", start.x + 6, start.y + 6);
  send(window, "pointermove", start.x + 12, start.y + 6);
  send(window, "pointermove", end.x + 200, end.y + end.height / 2);
  send(window, "pointerup", end.x + 200, end.y + end.height / 2);
}"""


def test_a_drag_that_is_quicker_than_a_frame_is_not_lost(page: Page, objective: Objective) -> None:
    other = make_objective(objective.workspace, "Trusted by all")
    page.goto(HOME)
    first, second = (page.locator(f'tr[data-key="{one.pk}"]') for one in (objective, other))
    page.evaluate(QUICK, [first.element_handle(), second.element_handle()])
    expect(first).to_have_attribute("aria-level", "2")


def test_what_is_wrong_is_said_in_its_own_dialog(page: Page, objective: Objective) -> None:
    page.goto(f"{HOME}{objective.pk}/")
    page.get_by_role("button", name="More: Buy in a minute").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.locator("#objective-settings").get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name="Add key result").click()
    dialog = page.locator("#key-result")
    dialog.locator("label[for=id_name]").click()
    expect(dialog.get_by_label("Key result")).to_be_focused()
    page.keyboard.type("Paid at once")
    for name in ("Start", "Target"):
        dialog.get_by_label(name).fill("40")
    dialog.get_by_role("button", name="Add key result").click()
    expect(dialog).to_contain_text("there is no way to go")


def test_the_drawer_ties_an_item_to_its_goal(page: Page, objective: Objective, items: list[Item]) -> None:
    page.goto("/w/acme/p/WEB/backlog/")
    page.get_by_role("link", name=items[0].title).click()
    drawer = page.locator("tl-item")
    drawer.locator("dd[data-edit=objective] button").click()
    page.get_by_role("option", name="Buy in a minute").click()
    expect(drawer.locator(".throughline > a").first).to_contain_text("Buy in a minute")
    assert objective.places.get().item_id == items[0].pk


def test_a_deleted_goal_comes_back_where_it_stood(
    page: Page, objective: Objective, items: list[Item], owner: Member
) -> None:
    add_items(objective, items[:1], by=owner.actor())
    page.goto(f"{HOME}{objective.pk}/")
    page.get_by_role("button", name="More: Buy in a minute").click()
    page.get_by_role("menuitem", name="Delete objective").click()
    expect(page.get_by_role("heading", name="Buy in a minute has been deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#objective")).to_contain_text(items[0].title)
