from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.queries.stream import stream
from backlog.services.items import update_item
from backlog.services.words import learn_words
from sprints.models import Sprint, SprintState
from sprints.queries.planning import candidates, sprint_page
from sprints.queries.sprints import sprints_of, velocity_of
from sprints.services.closing import close_sprint, start_sprint
from sprints.services.planning import add_items, remove_items
from sprints.services.sprints import create_sprint, set_capacity
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_item, make_product, make_team

HOME = "/w/acme/p/WEB/sprints/"
Go = Callable[..., object]


@pytest.fixture
def browser(client_of: ClientOf, product_owner: Member, web: Product) -> Client:
    return client_of(product_owner)


@pytest.fixture
def url(sprint: Sprint, web: Product) -> str:
    return f"{HOME}{sprint.pk}/"


def test_the_list_shows_what_runs_and_what_comes(browser: Client, sprint: Sprint) -> None:
    page = browser.get(HOME).content.decode()
    assert "Sprint 7" in page
    assert "Pay by bank" in page
    assert "Planned" in page


def test_a_product_without_a_team_says_what_to_do(browser: Client, web: Product) -> None:
    web.teams.clear()
    assert "No team works on this product yet" in browser.get(HOME).content.decode()
    assert browser.get(f"{HOME}new/")["Location"] == HOME


@pytest.mark.parametrize(("make", "where"), [(True, "/p/WEB/settings/"), (False, "/settings/teams/")])
def test_the_way_to_a_team_is_shown(client_of: ClientOf, owner: Member, make: bool, where: str) -> None:
    product = make_product(owner.workspace, "WEB")
    if make:
        make_team(product.workspace, "Ours")
    page = client_of(owner).get(HOME).content.decode()
    assert f'class="button button--primary" href="/w/acme{where}"' in " ".join(page.split())


def test_reports_without_a_team_ask_nothing(client_of: ClientOf, owner: Member) -> None:
    page = client_of(owner).get("/w/acme/reports/").content.decode()
    assert "No team yet" in page
    assert '<select name="team"' not in page
    assert "Make a team" in page


def test_the_form_proposes_the_next_sprint_and_makes_it(browser: Client, sprint: Sprint, team: Team) -> None:
    form = browser.get(f"{HOME}new/").content.decode()
    assert 'value="Sprint 8"' in form
    days = {"start_on": "2026-06-15", "end_on": "2026-06-26"}
    answer = browser.post(f"{HOME}new/", {"team": team.pk, "name": "Sprint 8", "goal": "Faster", **days})
    made = Sprint.objects.get(name="Sprint 8")
    assert (answer["Location"], made.end_on) == (f"{HOME}{made.pk}/", date(2026, 6, 26))


def test_a_wrong_form_keeps_what_was_typed(browser: Client, sprint: Sprint, team: Team) -> None:
    days = {"start_on": "2026-06-15", "end_on": "2026-06-01"}
    answer = browser.post(f"{HOME}new/", {"team": team.pk, "name": "Mine", **days})
    page = answer.content.decode()
    assert (answer.status_code, "The last day is before the first." in page, 'value="Mine"' in page) == (
        422,
        True,
        True,
    )


def test_settings_change_it_and_an_empty_one_can_go(browser: Client, url: str, sprint: Sprint) -> None:
    now = {"name": "Sprint 7", "goal": "", "start_on": "2026-06-01", "end_on": "2026-06-05"}
    assert browser.post(f"{url}settings/", now).status_code == 302
    sprint.refresh_from_db()
    assert (sprint.goal, sprint.end_on) == ("", date(2026, 6, 5))
    assert browser.post(f"{url}delete/")["Location"] == HOME


def test_what_is_done_to_a_sprint_offers_undo(browser: Client, team: Team, by: Actor) -> None:
    days = {"start_on": "2026-06-15", "end_on": "2026-06-26"}
    made = browser.post(f"{HOME}new/", {"team": team.pk, "name": "Sprint 9", **days})["Location"]
    assert_undo(browser.get(made), "Sprint 9 is planned.")
    browser.post(f"{made}settings/", {"name": "Sprint 10", **days})
    assert_undo(browser.get(made), "Sprint 10 changed.")
    browser.post(f"{made}delete/")
    assert_undo(browser.get(HOME), "Sprint 10 is deleted.")


def assert_undo(answer: Any, message: str) -> None:
    page = answer.content.decode()
    assert "data-undo" in page[page.index(message) :][:300]


def test_what_cannot_be_is_said_on_the_sprint_s_page(
    browser: Client, url: str, sprint: Sprint, items: list[Item], team: Team, by: Actor
) -> None:
    running = create_sprint(team, by=by, name="Sprint 6", start_on=date(2026, 5, 1), end_on=date(2026, 5, 9))
    start_sprint(running, by=by)
    refused = browser.post(f"{url}start/", follow=True)
    assert (refused.status_code, "Sprint 6 is still running." in refused.content.decode()) == (200, True)
    add_items(sprint, items[:1], by=by)
    refused = browser.post(f"{url}delete/", follow=True)
    assert (refused.status_code, "Sprint 7 holds items." in refused.content.decode()) == (200, True)


def test_items_go_in_and_out_by_plain_forms(browser: Client, url: str, items: list[Item]) -> None:
    assert browser.post(f"{url}add/", {"items": ["WEB-1", "WEB-2"]})["Location"] == url
    assert browser.post(f"{url}remove/", {"one": "WEB-1"})["Location"] == url
    page = browser.get(url).content.decode()
    sprint_side = page[page.index('id="plan-sprint"') :]
    assert "WEB-2" in sprint_side
    assert "WEB-1" not in sprint_side
    assert "WEB-1" in page


def test_a_script_gets_a_toast_with_undo(browser: Client, url: str, items: list[Item]) -> None:
    answer = browser.post(f"{url}add/", {"items": ["WEB-1"]}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, "undoUrl" in answer["HX-Trigger"]) == (204, True)
    assert "WEB-1 is in Sprint 7." in answer["HX-Trigger"]


def test_an_item_that_is_gone_is_named(browser: Client, url: str, items: list[Item]) -> None:
    answer = browser.post(f"{url}add/", {"items": ["WEB-1", "WEB-99"]}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, "WEB-99 is no longer there." in answer.content.decode()) == (422, True)


def test_the_page_says_who_has_too_much(
    browser: Client, url: str, sprint: Sprint, items: list[Item], contributor: Member, by: Actor
) -> None:
    update_item(items[2], by=by, fields={"assignee": contributor})
    add_items(sprint, items, by=by)
    set_capacity(sprint, contributor, by=by, days_off=Decimal(8))
    page = browser.get(url).content.decode()
    assert "16 of 12 points" in page
    assert "4 over capacity" in page
    assert "Cora Contributor 6 over" in page
    assert "1 without an estimate" in page


def test_the_backlog_is_narrowed_by_the_query_language(browser: Client, url: str, items: list[Item]) -> None:
    page = browser.get(url, {"q": "estimate>4"}).content.decode()
    assert "WEB-2" in page
    assert "WEB-3" in page
    assert "WEB-1" not in page
    wrong = browser.get(url, {"q": "estimat>4"})
    assert (wrong.status_code, "WEB-1" in wrong.content.decode()) == (422, True)


def test_a_line_shows_where_the_sprint_is_full(
    browser: Client, url: str, items: list[Item], web: Product
) -> None:
    make_item(web, "Too much", estimate=Decimal(8))
    page = browser.get(url).content.decode()
    assert page.index("WEB-4") < page.index("The sprint is full here") < page.index("WEB-5")
    assert "The sprint is full here" not in browser.get(url, {"q": "sort:title"}).content.decode()


def test_a_sprint_is_started_and_closed(
    browser: Client, url: str, sprint: Sprint, items: list[Item], by: Actor
) -> None:
    add_items(sprint, items[:2], by=by)
    browser.post(f"{url}start/")
    assert "Item 1" in browser.get(f"{url}close/").content.decode()
    choices = {f"item-{items[0].pk}": "done", f"item-{items[1].pk}": "backlog"}
    browser.post(f"{url}close/", choices)
    sprint.refresh_from_db()
    assert sprint.state == SprintState.CLOSED
    page = browser.get(url).content.decode()
    assert (
        page.index("Done") < page.index("Item 1") < page.index("Back to the backlog") < page.index("Item 2")
    )


def test_who_only_reads_finds_nothing_to_press(
    client_of: ClientOf, contributor: Member, url: str, items: list[Item]
) -> None:
    page = client_of(contributor).get(url).content.decode()
    assert "WEB-1" in page
    assert "Start sprint" not in page
    assert "plan-move" not in page


def test_capacity_is_set_from_the_page(
    browser: Client, url: str, sprint: Sprint, contributor: Member
) -> None:
    answer = browser.post(
        f"{url}capacity/", {"member": contributor.pk, "days_off": "2", "focus_percent": "50"}
    )
    assert (answer["Location"], sprint.capacities.get().focus_percent) == (url, 50)
    wrong = browser.post(
        f"{url}capacity/", {"member": contributor.pk, "days_off": "-1"}, headers={"X-Requested-With": "fetch"}
    )
    assert wrong.status_code == 422


def test_velocity_is_the_mean_of_the_last_three(team: Team, by: Actor, web: Product) -> None:
    for points in (100, 2, 4, 9):
        sprint = create_sprint(team, by=by, start_on=date(2026, 1, 1), end_on=date(2026, 1, 9))
        add_items(sprint, [make_item(web, estimate=points)], by=by)
        start_sprint(sprint, by=by)
        close_sprint(sprint, by=by, otherwise="done")
    assert velocity_of(team).mean == Decimal(5)


def test_pages_cost_the_same_however_much_is_planned(
    sprint: Sprint, items: list[Item], web: Product, product_owner: Member, by: Actor
) -> None:
    def cost() -> tuple[int, int, int]:
        with counted() as of_sprint:
            sprint_page(sprint, unit="points")
        with counted() as of_backlog:
            candidates(web, actor=product_owner.actor(), query="", today=date(2026, 6, 1))
        with counted() as of_list:
            sprints_of(web)
        return len(of_sprint), len(of_backlog), len(of_list)

    add_items(sprint, items[:1], by=by)
    before = cost()
    add_items(sprint, [*items, *(make_item(web) for _ in range(20))], by=by)
    for _ in range(20):
        make_item(web)
    assert cost() == before == (4, 3, 2)


def test_the_history_of_an_item_tells_its_sprints(sprint: Sprint, items: list[Item], by: Actor) -> None:
    add_items(sprint, items[:1], by=by)
    remove_items(sprint, items[:1], by=by)
    add_items(sprint, items[:1], by=by)
    start_sprint(sprint, by=by)
    close_sprint(sprint, by=by)
    told = [str(text) for entry in stream(items[0], actor=by, criteria={}).entries for text in entry.texts]
    assert [text.removeprefix("<strong>Paul Owner</strong> ") for text in told if "Sprint" in text] == [
        "put it into Sprint 7", "took it out of Sprint 7", "closed Sprint 7 and carried it over to Sprint 8",
    ]  # fmt: skip


def test_the_item_shows_its_sprints(browser: Client, sprint: Sprint, items: list[Item], by: Actor) -> None:
    add_items(sprint, items[:1], by=by)
    page = browser.get("/w/acme/items/WEB-1/").content.decode()
    assert f'<a href="{HOME}{sprint.pk}/"' in page  # a step of the throughline
    assert 'data-edit="sprint"' in page
    assert "Earlier sprints" not in page
    start_sprint(sprint, by=by)
    remove_items(sprint, items[:1], by=by)
    assert "Earlier sprints" in browser.get("/w/acme/items/WEB-1/").content.decode()


def test_a_mistyped_search_of_the_backlog_is_put_right(browser: Client, web: Product, url: str) -> None:
    make_item(web, "Payment fails")
    learn_words(web.workspace_id)
    page = browser.get(url, {"q": "paymnet kind:story"}).content.decode()
    assert 'href="?q=payment+kind%3Astory">Did you mean payment kind:story?</a>' in page
    assert "Did you mean" not in browser.get(url, {"q": "payment"}).content.decode()
