"""What changed, and a what-if tried out beside the plan: by hand and by keys."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import APIResponse, Page, Route, expect

from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from roadmap.models import Roadmap, Scenario
from roadmap.services.milestones import add_milestone
from roadmap.services.publishing import publish
from roadmap.services.scenarios import create_scenario
from tests.browser.planning import DUE, NEXT, bar, box, drag


def opened(page: Page, roadmap: Roadmap, by: Actor) -> Scenario:
    made = create_scenario(roadmap, by=by, name="Later")
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/scenarios/{made.pk}/")
    expect(page.locator("a.tl-bar")).to_have_count(3)
    return made


def due_of(item: Item) -> object:
    item.refresh_from_db()
    return item.due_on


def test_one_is_begun_from_the_roadmap(plan: Page) -> None:
    plan.get_by_role("button", name="More").click()
    plan.get_by_role("menuitem", name="Scenarios").click()
    plan.get_by_label("New scenario").fill("Without the bank")
    plan.get_by_role("button", name="Try something out").click()
    expect(plan.locator("h1")).to_have_text("Without the bank")
    expect(plan.get_by_text("Only you see it")).to_be_visible()


def test_a_bar_is_dragged_compared_merged_and_taken_back(
    page: Page, roadmap: Roadmap, by: Actor, items: list[Item]
) -> None:
    opened(page, roadmap, by)
    first = bar(page, items[0])
    first.scroll_into_view_if_needed()
    body = box(first.locator(".tl-body"))
    middle = (body["x"] + body["width"] / 2, body["y"] + 10)
    drag(page, middle, (middle[0] + 31 * 4.8, middle[1]))
    expect(first).to_have_attribute("data-due", NEXT.isoformat())
    expect(first.locator(".tl-ghost")).to_have_count(1)
    assert due_of(items[0]) == DUE
    page.get_by_role("link", name="Compare and merge").click()
    expect(page.locator(".meant-row")).to_have_count(1)
    page.get_by_role("button", name="Merge into the plan").click()
    expect(bar(page, items[0])).to_have_attribute("data-due", NEXT.isoformat())
    assert due_of(items[0]) == NEXT
    page.get_by_role("button", name="Undo").click()
    expect(bar(page, items[0])).to_have_attribute("data-due", DUE.isoformat())


def test_a_bar_moves_by_keys_and_its_panel_opens(
    page: Page, roadmap: Roadmap, by: Actor, items: list[Item]
) -> None:
    opened(page, roadmap, by)
    first = bar(page, items[0])
    first.focus()
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        page.keyboard.press("Enter")
    expect(first).to_have_attribute("data-due", NEXT.isoformat())
    first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="As in the plan").click()
    expect(page.get_by_text("Nothing is otherwise in this scenario")).to_be_visible()


def test_a_clash_is_shown_and_chosen(page: Page, roadmap: Roadmap, by: Actor, items: list[Item]) -> None:
    made = opened(page, roadmap, by)
    first = bar(page, items[0])
    first.focus()
    page.keyboard.press("ArrowRight")
    with page.expect_response(lambda answer: answer.url.endswith("/move/")):
        page.keyboard.press("Enter")
    update_item(items[0], by=by, fields={"due_on": NEXT + timedelta(days=60), "due_precision": "day"})
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/scenarios/{made.pk}/compare/")
    expect(page.get_by_text("the plan has changed meanwhile")).to_be_visible()
    box_of = page.get_by_role("checkbox", name=items[0].title)
    expect(box_of).not_to_be_checked()
    box_of.check()
    page.get_by_role("button", name="Merge into the plan").click()
    expect(bar(page, items[0])).to_have_attribute("data-due", NEXT.isoformat())


def test_what_changed_is_read_from_the_roadmap(
    plan: Page, roadmap: Roadmap, by: Actor, items: list[Item]
) -> None:
    publish(roadmap, by=by, note="First")
    update_item(items[0], by=by, fields={"due_on": DUE + timedelta(days=14), "due_precision": "day"})
    plan.get_by_role("button", name="More").click()
    plan.get_by_role("menuitem", name="What changed").click()
    expect(plan.get_by_role("heading", name="Later 1")).to_be_visible()
    expect(plan.get_by_text("14 days")).to_be_visible()
    plan.locator("select[name=until]").select_option("1")
    plan.get_by_role("button", name="Compare").click()
    expect(plan.get_by_text("Nothing changed")).to_be_visible()


def test_a_flag_a_card_and_a_cell_are_tried_out(
    page: Page, roadmap: Roadmap, by: Actor, items: list[Item]
) -> None:
    add_milestone(roadmap, by=by, name="Fair", on=DUE)
    made = opened(page, roadmap, by)
    flag = page.get_by_role("link", name="Fair")
    flag.focus()
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Enter")
    expect(flag).to_have_attribute("data-on", (DUE + timedelta(days=1)).isoformat())
    expect(page.locator(".tl-flags .tl-ghost")).to_be_visible()
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/scenarios/{made.pk}/?view=horizons")
    card = page.locator(f'.hz-card[data-id="{items[0].pk}"]')
    card.get_by_role("link").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.get_by_text("Moved 1 item here")).to_be_visible()
    expect(page.locator(f'[data-horizon="next"] [data-id="{items[0].pk}"]')).to_have_count(1)
    page.get_by_role("link", name="List").click()
    page.wait_for_load_state()
    cell = page.locator(f"#row-{items[0].pk}").locator('[data-edit="due"]')
    cell.click()
    page.keyboard.type("2027-Q2")
    page.keyboard.press("Enter")
    expect(cell).to_contain_text("Q2 2027")
    page.get_by_role("button", name="Undo").last.click()
    expect(cell).not_to_contain_text("Q2 2027")


def asked(page: Page, roadmap: Roadmap, by: Actor, view: str, element: str) -> Callable[[], None]:
    """The view fetches itself anew; that answer arrives when what this returns is called, and those after it before."""
    made, held = create_scenario(roadmap, by=by, name="Later"), list[tuple[Route, APIResponse]]()
    page.goto(f"/w/acme/roadmaps/{roadmap.pk}/scenarios/{made.pk}/?view={view}")
    page.route(f"**/{view}/**", lambda route: held.append((route, route.fetch())), times=1)
    with page.expect_request(f"**/{view}/**"):
        page.locator(element).evaluate("element => void element.refresh()")

    def arrive() -> None:
        [(route, answer)] = held
        with page.expect_response(f"**/{view}/**"):
            route.fulfill(response=answer)
        page.wait_for_timeout(100)  # it has been dealt with

    return arrive


def test_an_older_answer_takes_no_card_back(
    page: Page, roadmap: Roadmap, by: Actor, items: list[Item]
) -> None:
    arrive = asked(page, roadmap, by, "horizons", "tl-horizons")
    page.locator(f'.hz-card[data-id="{items[0].pk}"]').get_by_role("link").focus()
    with page.expect_response("**/horizons/**"):
        page.keyboard.press("Alt+ArrowRight")
    arrive()
    expect(page.locator(f'[data-horizon="next"] [data-id="{items[0].pk}"]')).to_have_count(1)


def test_an_older_answer_takes_no_cell_back(
    page: Page, roadmap: Roadmap, by: Actor, items: list[Item]
) -> None:
    arrive = asked(page, roadmap, by, "list", "tl-roadmap-list")
    cell = page.locator(f"#row-{items[0].pk}").locator('[data-edit="due"]')
    cell.click()
    page.keyboard.type("2027-Q2")
    with page.expect_response("**/list/**"):
        page.keyboard.press("Enter")
    arrive()
    expect(cell).to_contain_text("Q2 2027")
