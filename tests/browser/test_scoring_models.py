"""The room of scoring models in a browser: a criterion, a formula over it, and what it would change beside what is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import Member
from activity import dispatch
from backlog.models import Item, Product
from backlog.services.own_models import create_model
from tests.browser.test_scoring import SCORING, cell


def test_from_a_question_to_another_order(
    page: Page, items: list[Item], web: Product, worker: None, check_axe: Callable[[Page], None]
) -> None:
    page.goto(f"{SCORING}criteria/new/")
    page.get_by_label("Name", exact=True).fill("Joy of use")
    page.get_by_label("Scale").select_option("fibonacci")
    expect(page.get_by_role("textbox", name="Value")).to_have_count(9)
    expect(page.get_by_label("Least")).to_be_hidden()
    page.get_by_role("textbox", name="What it means").first.fill("People sigh")
    check_axe(page)
    page.get_by_role("button", name="Make the criterion").click()
    expect(page.get_by_text("1, 2, 3, 5, 8, 13, 20, 40, 100")).to_be_visible()

    page.goto(f"{SCORING}models/new/")
    page.get_by_label("Name", exact=True).fill("Joyful")
    page.get_by_role("button", name="joy_of_use").click()
    expect(page.get_by_role("textbox", name="Formula")).to_have_value("joy_of_use")
    expect(page.locator(".formula-tried")).to_contain_text("can be read")
    page.get_by_role("textbox", name="Formula").fill("joy_of_us * 2")
    expect(page.locator(".formula-place mark")).to_have_text("joy_of_us")
    page.get_by_role("textbox", name="Formula").fill("joy_of_use * 2")
    check_axe(page)
    page.get_by_role("button", name="Make the model").click()
    expect(page.get_by_text("Joyful is made.")).to_be_visible()
    check_axe(page)

    page.get_by_role("button", name="Compare Joyful").click()
    expect(page.get_by_text("Comparing RICE with Joyful")).to_be_visible()
    page.get_by_role("link", name="Joyful").first.click()
    for key, joy in (("WEB-1", "3"), ("WEB-2", "8")):
        cell(page, key, "Joy of use").fill(joy)
        cell(page, key, "Joy of use").press("Enter")
    expect(page.locator(f'[data-fresh="tried-{items[1].pk}"]')).to_contain_text("16")
    expect(page.locator(f'[data-fresh="tried-place-{items[0].pk}"]')).to_have_text("2")
    check_axe(page)
    page.get_by_role("button", name="Use Joyful").click()
    expect(page.get_by_text("Joyful is in use.")).to_be_visible()
    assert web.scoring_models.get(is_active=True).name == "Joyful"


def test_what_was_pressed_is_done_though_the_gallery_is_drawn_anew(
    page: Page, web: Product, owner: Member
) -> None:
    with page.expect_response("**/live/**"):
        page.goto(f"{SCORING}models/")
    asked: list[Route] = []
    page.route(
        "**/palette/", lambda route: asked.append(route)
    )  # whether the server answers: it takes its time
    page.get_by_role("button", name="Use WSJF").click()
    create_model(web, name="Joyful", formula="reach * 2", by=owner.actor())
    expect(page.get_by_role("button", name="Use Joyful")).to_be_visible()
    asked[0].continue_()
    expect(page.get_by_text("WSJF (weighted shortest job first) is in use.")).to_be_visible()


def test_values_are_added_and_taken_out(page: Page, web: Product) -> None:
    page.goto(f"{SCORING}criteria/new/")
    values = page.get_by_role("textbox", name="Value")
    expect(values).to_have_count(2)
    page.get_by_role("button", name="Add a value").click()
    expect(values).to_have_count(3)
    expect(values.nth(2)).to_be_focused()
    page.get_by_role("button", name="Take this value out").first.click()
    expect(values).to_have_count(2)


def test_a_recompute_shows_how_far_it_is(page: Page, items: list[Item], web: Product) -> None:
    with page.expect_response("**/live/**"):
        page.goto(SCORING)
    bar = page.get_by_role("progressbar", name="Scores are being computed")
    expect(bar).to_be_hidden()
    news = {"kind": "recompute", "ids": [], "product": str(web.pk), "done": 10_000, "of": 30_000}
    dispatch.publish(web.workspace_id, [news])
    expect(bar).to_have_attribute("value", "10000")
    dispatch.publish(web.workspace_id, [{**news, "done": 30_000}])
    expect(bar).to_be_hidden()


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_no_barriers_in_the_gallery(
    page: Page, web: Product, check_axe: Callable[[Page], None], size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for address in ("models/", "criteria/"):
        page.goto(SCORING + address)
        check_axe(page)
