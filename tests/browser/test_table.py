"""The table's groups, columns, bulk edit and pasted columns in a browser."""

from playwright.sync_api import Locator, Page, expect

from backlog.models import Item, Product, SavedView, Status
from tests.browser.test_backlog import BACKLOG, drag, row, rows, shown
from tests.factories import make_item


def test_bulk_edit_says_what_changes_and_does_it(page: Page, items: list[Item], web: Product) -> None:
    page.goto(BACKLOG)
    for key in ("j", "x", "j", "x", "m"):
        page.keyboard.press(key)
    page.locator("#bulk-kind").select_option("bug")
    expect(page.get_by_text("2 items change", exact=False)).to_be_visible()
    page.get_by_role("button", name="Change them").click()
    expect(page.get_by_text("2 items changed.")).to_be_visible()
    assert Item.objects.filter(kind="bug").count() == 2


def test_a_copied_column_goes_into_the_rows_below(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    row(page, "WEB-2").locator("td[data-edit=estimate]").focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "3\\n5\\n8");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }"""
    )
    expect(page.get_by_text("3 items changed.")).to_be_visible()
    expect(row(page, "WEB-4").locator(".col-estimate")).to_have_text("8")


def test_rows_out_of_sight_are_not_drawn_and_keys_go_on_over_the_seams(
    page: Page, items: list[Item], web: Product
) -> None:
    for _ in range(90):
        make_item(web)
    page.goto(BACKLOG)
    last = rows(page).last
    title = last.locator(".cell-title a").element_handle()
    drawn = "title => title.checkVisibility({contentVisibilityAuto: true}) === %s"
    page.wait_for_function(drawn % "false", arg=title)
    rows(page).nth(24).focus()
    rows(page).nth(24).evaluate("row => row.remove()")  # the last of the first body: the next one comes up
    expect(rows(page).nth(24)).to_be_focused()
    page.keyboard.press("k")
    expect(rows(page).nth(23)).to_be_focused()
    last.scroll_into_view_if_needed()
    page.wait_for_function(drawn % "true", arg=title)


def test_cards_of_a_phone_that_are_out_of_sight_are_not_drawn_either(
    page: Page, items: list[Item], web: Product
) -> None:
    for _ in range(90):
        make_item(web, "A title that is long enough to need a second line on a telephone")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{BACKLOG}?group=kind")
    drawn = "title => title.checkVisibility({contentVisibilityAuto: true}) === %s"
    title = rows(page).last.locator(".cell-title a").element_handle()
    page.wait_for_function(drawn % "false", arg=title)
    expect(page.locator(".group-row").first).to_be_in_viewport()
    rows(page).last.scroll_into_view_if_needed()
    page.wait_for_function(drawn % "true", arg=title)
    expect(rows(page).last).to_be_in_viewport()


def test_a_group_folds_and_stays_folded(page: Page, items: list[Item]) -> None:
    page.goto(f"{BACKLOG}?group=status")
    expect(rows(page)).to_have_count(6)
    page.locator("[data-fold]").click()
    expect(rows(page).first).to_be_hidden()
    page.reload()
    expect(rows(page).first).to_be_hidden()


def test_a_row_stays_in_its_group_while_one_edits_it_and_a_new_one_comes_into_its_own(
    page: Page, items: list[Item]
) -> None:
    page.goto(f"{BACKLOG}?group=status")
    group = row(page, "WEB-2").get_attribute("data-group") or ""
    row(page, "WEB-2").locator(".col-estimate").click()
    page.keyboard.type("13")
    page.keyboard.press("Enter")
    expect(row(page, "WEB-2").locator(".col-estimate")).to_have_text("13")
    expect(row(page, "WEB-2")).to_have_attribute("data-group", group)
    page.get_by_label("Title of a new item").fill("Gift cards")
    page.keyboard.press("Enter")
    expect(row(page, "WEB-7")).to_have_attribute("data-group", group)


def heads(page: Page) -> list[str]:
    names: list[str] = page.locator("thead th[data-col]").evaluate_all(
        "all => all.filter(h => h.offsetParent).map(h => h.dataset.col)"
    )
    return names


def head(page: Page, name: str) -> Locator:
    return page.locator(f"th[data-col={name}]")


def put_before(page: Page, name: str, other: str) -> None:
    """Drag the head of a column in front of another one."""
    start, to = head(page, name).bounding_box(), head(page, other).bounding_box()
    assert start is not None
    assert to is not None
    page.mouse.move(start["x"] + 12, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(to["x"] + 3, to["y"] + 12, steps=8)
    page.wait_for_timeout(60)
    page.mouse.up()


def test_a_row_dragged_into_another_group_takes_its_value(
    page: Page, items: list[Item], web: Product
) -> None:
    ready = Status.objects.get(product=web, name="Ready")
    Item.objects.filter(pk=items[5].pk).update(status=ready, category=ready.category)
    page.goto(f"{BACKLOG}?group=status")
    drag(page, row(page, "WEB-2"), row(page, "WEB-6"))
    expect(row(page, "WEB-2").locator(".col-status")).to_have_text("Ready")
    expect(row(page, "WEB-2")).to_have_attribute("data-group", str(ready.pk))
    assert shown(page) == ["1", "3", "4", "5", "2", "6"]
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "WEB-2").locator(".col-status")).not_to_have_text("Ready")


def test_columns_stay_in_the_order_and_width_they_were_given(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    put_before(page, "due", "status")
    grip = head(page, "due").get_by_role("separator")
    grip.focus()
    page.keyboard.press("ArrowRight")
    width = grip.get_attribute("aria-valuenow") or ""
    page.reload()
    assert heads(page) == ["due", "status", "assignee", "estimate", "score"]
    cells = row(page, "WEB-1").locator("td[class*=col-]").evaluate_all("all => all.map(c => c.classList[0])")
    assert cells[:2] == ["col-due", "col-status"]
    expect(head(page, "due").get_by_role("separator")).to_have_attribute("aria-valuenow", width)
    assert abs(head(page, "due").evaluate("head => head.offsetWidth") - int(width)) <= 1


def test_a_column_is_pulled_wider(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    before = head(page, "status").evaluate("head => head.offsetWidth")
    grip = head(page, "status").locator(".column-grip").bounding_box()
    assert grip is not None
    page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 64, grip["y"] + 8, steps=4)
    page.mouse.up()
    page.reload()
    assert abs(head(page, "status").evaluate("head => head.offsetWidth") - before - 60) <= 1


def test_a_view_keeps_how_the_table_is_set(page: Page, items: list[Item]) -> None:
    page.goto(f"{BACKLOG}?q=sort:title&group=kind")
    put_before(page, "due", "status")
    head(page, "due").get_by_role("separator").focus()
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitem", name="Save as a new view").click()
    page.get_by_label("Name").fill("Dates first")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_text("View saved.")).to_be_visible()
    view = SavedView.objects.get()
    assert (view.query, view.group_by, view.columns[0]) == ("sort:title", "kind", "due")
    page.context.clear_cookies(name="table")
    page.reload()
    assert heads(page)[:2] == ["due", "status"]
    expect(head(page, "due").get_by_role("separator")).to_have_attribute(
        "aria-valuenow", str(view.widths["due"])
    )
    expect(page.locator("[data-view-changed]")).to_be_hidden()
    put_before(page, "score", "due")
    expect(page.locator("[data-view-changed]")).to_be_visible()
    page.reload()
    assert heads(page)[:2] == ["score", "due"]
    page.get_by_role("button", name="Dates first").click()
    page.locator(".views-menu a[aria-current]").click()
    expect(page.locator("[data-view-changed]")).to_be_hidden()
    assert heads(page)[:2] == ["due", "status"]


def test_a_row_goes_behind_a_named_item_by_keys(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    page.keyboard.press("j")
    page.keyboard.press("p")
    page.keyboard.type("retry")
    expect(page.get_by_role("option", name="Retry a card")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("WEB-1 moved.")).to_be_visible()
    assert shown(page) == ["2", "3", "4", "5", "1", "6"]
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_item_that_is_not_there_is_said_and_the_word_stays(page: Page, items: list[Item]) -> None:
    page.goto(BACKLOG)
    for key in ("j", "x", "p"):
        page.keyboard.press(key)
    page.keyboard.type("WEB-99")
    page.get_by_role("button", name="Rank behind it").click()
    expect(page.locator(".toast")).to_be_visible()
    expect(page.get_by_label("Item that comes before")).to_have_value("WEB-99")
    assert shown(page)[0] == "1"


def test_a_row_goes_behind_one_that_is_not_on_screen(page: Page, items: list[Item], web: Product) -> None:
    far = [make_item(web, f"Further {number}") for number in range(150)][-1]
    page.goto(BACKLOG)
    page.keyboard.press("j")
    page.keyboard.press("p")
    page.keyboard.type(far.key)
    page.get_by_role("button", name="Rank behind it").click()
    expect(page.get_by_text("WEB-1 moved.")).to_be_visible()
    last = Item.objects.filter(product=web).order_by("rank").last()
    assert last == items[0]
    expect(row(page, "WEB-1")).to_have_count(0)
