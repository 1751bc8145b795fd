"""Scenarios through their pages and their addresses."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import Member
from activity.actors import Actor
from backlog.models import Item
from backlog.services.items import update_item
from backlog.services.links import link_items
from roadmap.models import Entry, Lane, Milestone, Roadmap, Scenario
from roadmap.scenarios import laid_over, meant_by
from roadmap.services.entries import add_entry
from roadmap.services.milestones import add_milestone, remove_milestone, update_milestone
from roadmap.services.roadmaps import keep_look, update_roadmap
from roadmap.services.scenarios import change_scenario, create_scenario
from roadmap.services.theme_items import add_items
from roadmap.services.themes import create_theme
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item
from tests.roadmap.conftest import TITLES, text, undo_of


@pytest.fixture
def scenario(roadmap: Roadmap, entries: list[Entry], by: Actor) -> Scenario:
    return create_scenario(roadmap, by=by, name="Without the bank")


@pytest.fixture
def base(scenario: Scenario) -> str:
    return f"/w/{scenario.workspace.slug}/roadmaps/{scenario.roadmap_id}/scenarios/{scenario.pk}/"


def meant(scenario: Scenario) -> dict[str, Any]:
    return {row.key: dict(row.values) for row in meant_by(laid_over(scenario))}


def test_one_is_made_tried_out_and_merged(
    manager: Client, roadmap: Roadmap, entries: list[Entry], items: list[Item]
) -> None:
    home = f"/w/{roadmap.workspace.slug}/roadmaps/{roadmap.pk}/"
    page = manager.post(f"{home}scenarios/", {"name": "Later"})["Location"]
    assert "Only you see it" in text(manager, page)
    sent = {
        "due_on": "2027-01-14",
        "due_precision": "day",
        "from_due_on": "2026-12-31",
        "from_due_precision": "day",
        "zoom": "months",
    }
    answer = manager.post(f"{page}items/{items[0].pk}/move/", sent)
    assert 'data-due="2027-01-14"' in answer.content.decode()
    assert "tl-ghost" in answer.content.decode()
    assert "31 Dec → 14 Jan 2027, 14 days" in text(manager, f"{page}compare/")
    assert manager.post(f"{page}merge/", {"items": str(items[0].pk)})["Location"] == home
    assert Item.objects.get(pk=items[0].pk).due_on == date(2027, 1, 14)


def test_a_drag_is_undone(manager: Client, scenario: Scenario, base: str, items: list[Item]) -> None:
    answer = manager.post(f"{base}items/{items[0].pk}/move/", {"lane": "", "from_lane": "x"})
    assert meant(scenario) == {"WEB-1": {"lane": ""}}
    manager.post(undo_of(answer["HX-Trigger"]))
    assert meant(scenario) == {}


def test_several_bars_move_together(
    manager: Client, scenario: Scenario, base: str, items: list[Item]
) -> None:
    rows = [{"entry": str(item.pk), "due_on": "2027-06-30", "due_precision": "quarter"} for item in items[:2]]
    assert manager.post(f"{base}entries/move/", {"moves": json.dumps(rows)}).status_code == 200
    assert meant(scenario) == {key: {"due": ["2027-06-30", "quarter"]} for key in ("WEB-1", "WEB-2")}
    assert manager.post(f"{base}entries/move/", {"moves": "[3]"}).status_code == 422


def test_an_item_is_changed_in_its_panel(
    manager: Client, scenario: Scenario, base: str, items: list[Item], lanes: list[Lane]
) -> None:
    one = f"{base}items/{items[0].pk}/"
    assert "data-drawer-body" in text(manager, one)
    data = {
        "lane": str(lanes[1].pk),
        "horizon": "now",
        "confidence": "low",
        "start": "2026-12-01",
        "due": "2027-Q1",
        "public_title": "Pay faster",
        "public_note": "By us.",
    }
    manager.post(one, data)
    assert meant(scenario)["WEB-1"] == {
        "lane": str(lanes[1].pk), "confidence": "low", "due": ["2027-03-31", "quarter"],
        "public_title": "Pay faster", "public_note": "By us.",
    }  # fmt: skip
    assert "none → By us." in text(manager, f"{base}compare/")
    assert manager.post(one, {**data, "due": "2026-01-01"}).status_code == 422
    manager.post(f"{one}as-planned/")
    manager.post(f"{one}leave-out/")
    assert meant(scenario) == {"WEB-1": {"on": False}}


def test_items_are_found_and_added(manager: Client, scenario: Scenario, base: str, items: list[Item]) -> None:
    extra = make_item(items[0].product, "Vouchers", kind="epic")
    assert "Vouchers" in text(manager, f"{base}add/")
    manager.post(f"{base}add/", {"items": [str(extra.pk)]})
    assert "Vouchers" in text(manager, base)
    assert "Vouchers" not in text(manager, f"{base}add/")


def test_dependencies_are_drawn_with_its_dates(
    manager: Client, scenario: Scenario, base: str, items: list[Item], by: Actor
) -> None:
    link_items(items[0], target=items[1], kind="blocks", by=by)
    assert "days too early" not in text(manager, base)
    change_scenario(scenario, {items[0].pk: {"due": ["2027-01-14", "day"]}}, by=by)
    assert "starts 14 days too early" in text(manager, base)


def test_both_are_shown_where_the_plan_moved_on(
    manager: Client, scenario: Scenario, base: str, items: list[Item], by: Actor
) -> None:
    change_scenario(scenario, {items[0].pk: {"due": ["2027-01-14", "day"]}}, by=by)
    update_item(items[0], by=by, fields={"due_on": date(2027, 3, 1)})
    page = text(manager, f"{base}compare/")
    assert "<strong>1 Mar 2027</strong>" in page
    assert "<strong>14 Jan 2027</strong>" in page
    refused = manager.post(f"{base}merge/", {"items": str(items[0].pk)})
    assert refused.status_code == 409
    seen = {f"seen-{items[0].pk}": json.dumps({"due": ["2027-03-01", "day"]})}
    assert manager.post(f"{base}merge/", {"items": str(items[0].pk), **seen}).status_code == 302


@pytest.fixture
def fair(roadmap: Roadmap, by: Actor) -> Milestone:
    return add_milestone(roadmap, by=by, name="Spring fair", on=date(2027, 3, 12))


def test_a_flag_is_moved_compared_and_merged(
    manager: Client, scenario: Scenario, base: str, fair: Milestone
) -> None:
    assert f"{base}milestones/{fair.pk}/move/" in text(manager, base)
    answer = manager.post(f"{base}milestones/{fair.pk}/move/", {"on": "2027-04-01", "from_on": "2027-03-12"})
    assert (answer.status_code, "undoUrl" in answer["HX-Trigger"]) == (204, True)
    timeline = text(manager, f"{base}timeline/")
    assert 'data-on="2027-04-01"' in timeline
    assert "tl-ghost" in timeline
    assert "In the plan: 12 Mar 2027" in text(manager, f"{base}milestones/")
    assert "12 Mar 2027 → 1 Apr 2027, 20 days" in text(manager, f"{base}compare/")
    assert manager.post(f"{base}merge/", {"items": str(fair.pk)}).status_code == 302
    assert "1 Apr 2027" in text(manager, f"/w/{scenario.workspace.slug}/roadmaps/{scenario.roadmap_id}/")


def test_a_flag_stands_as_planned_again(
    manager: Client, scenario: Scenario, base: str, fair: Milestone
) -> None:
    manager.post(f"{base}milestones/{fair.pk}/move/", {"on": "2027-04-01"})
    manager.post(f"{base}items/{fair.pk}/as-planned/")
    assert meant(scenario) == {}
    assert manager.post(f"{base}milestones/{scenario.pk}/move/", {"on": "2027-04-01"}).status_code == 404
    assert manager.get(f"{base}items/{fair.pk}/").status_code == 404


def test_a_flag_that_was_removed_is_told_and_chosen(
    manager: Client, scenario: Scenario, base: str, fair: Milestone, by: Actor
) -> None:
    manager.post(f"{base}milestones/{fair.pk}/move/", {"on": "2027-04-01"})
    remove_milestone(fair, by=by)
    page = text(manager, f"{base}compare/")
    assert "Spring fair" in page
    assert "On the roadmap: the plan has changed meanwhile to <strong>no</strong>" in page
    manager.post(f"{base}items/{fair.pk}/as-planned/")
    assert "Spring fair" not in text(manager, f"{base}compare/")


def test_the_api_moves_milestones(
    api_of: ApiOf, product_manager: Member, scenario: Scenario, fair: Milestone, by: Actor
) -> None:
    api, url = api_of(product_manager), f"/api/v1/scenarios/{scenario.pk}/"
    moved = {"milestone": fair.pk, "day": "2027-04-01"}
    assert api.post(f"{url}change/", moved).status_code == 200
    row = api.get(f"{url}comparison/").json()["items"][0]
    assert (row["milestone"], row["item"], row["values"]) == (str(fair.pk), "", {"day": "2027-04-01"})
    update_milestone(fair, by=by, fields={"on": date(2027, 5, 1)})
    assert api.post(f"{url}merge/", {"milestones": [fair.pk]}).status_code == 409
    merged = api.post(f"{url}merge/", {"milestones": [fair.pk], "over": [fair.pk]})
    assert merged.json() == {"merged": 1}
    for wrong in ({**moved, "item": "WEB-1"}, {"day": "2027-04-01"}, {**moved, "milestone": scenario.pk}):
        assert api.post(f"{url}change/", wrong).status_code == 422
    assert api.post(f"{url}merge/", {}).status_code == 422
    assert api.post(f"{url}change/", {"milestone": fair.pk, "as_planned": True}).status_code == 200


def test_a_card_is_moved_and_taken_back(
    manager: Client, scenario: Scenario, base: str, items: list[Item], lanes: list[Lane]
) -> None:
    page = text(manager, f"{base}?view=horizons")
    assert f'data-move-url="{base}items/{items[0].pk}/move/"' in page
    sent = {
        "horizon": "later",
        "from_horizon": "now",
        "lane": str(lanes[0].pk),
        "from_lane": str(lanes[0].pk),
    }
    answer = manager.post(f"{base}items/{items[0].pk}/move/", sent)
    assert "tl-horizons" in answer.content.decode()
    assert meant(scenario) == {"WEB-1": {"horizon": "later"}}
    manager.post(undo_of(answer["HX-Trigger"]))
    assert meant(scenario) == {}
    again = manager.post(f"{base}items/{items[0].pk}/move/", {**sent, "horizon": "now", "after": items[1].pk})
    assert "keeps the order" in again["HX-Trigger"]
    assert TITLES[0] in text(manager, f"{base}horizons/")


@pytest.mark.parametrize(
    ("name", "value", "held"),
    [
        ("due", "2027-Q1", {"due": ["2027-03-31", "quarter"]}),
        ("horizon", "later", {"horizon": "later"}),
        ("lane", "", {"lane": ""}),
        ("public_title", "Pay faster", {"public_title": "Pay faster"}),
        ("public_title", TITLES[0], {}),
    ],
)
def test_a_cell_is_edited(
    name: str, value: str, held: dict[str, Any], manager: Client, scenario: Scenario, base: str, items: list[Item]
) -> None:  # fmt: skip
    answer = manager.post(f"{base}items/{items[0].pk}/cell/", {"name": name, "value": value, "from": ""})
    assert f'id="row-{items[0].pk}"' in answer.content.decode()
    assert meant(scenario) == ({"WEB-1": held} if held else {})


@pytest.mark.parametrize(("name", "value"), [("due", "soon"), ("status", "Done"), ("horizon", "never")])
def test_a_cell_that_cannot_be_so_is_refused(
    name: str, value: str, manager: Client, base: str, items: list[Item]
) -> None:
    sent = {"name": name, "value": value}
    assert manager.post(f"{base}items/{items[0].pk}/cell/", sent).status_code == 422
    assert manager.post(f"{base}items/{items[0].product_id}/cell/", sent).status_code == 404


def test_the_list_is_sorted_and_edited_below_the_scenario(
    manager: Client, base: str, items: list[Item]
) -> None:
    page = text(manager, f"{base}?view=list&sort=-title")
    assert page.index(TITLES[0]) < page.index(TITLES[1])
    assert f'href="{base}items/{items[0].pk}/"' in page
    assert f"{base}list/?q=&amp;sort=-title" in page


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_it_is_filtered_like_the_plan(
    manager: Client, scenario: Scenario, base: str, items: list[Item], by: Actor, view: str
) -> None:
    extra = make_item(items[0].product, "Apples in bulk", kind="epic")
    change_scenario(scenario, {extra.pk: {"on": True}}, by=by)
    page = text(manager, f"{base}?view={view}&q=title:apple")
    assert [title in page for title in (*TITLES, "Apples in bulk")] == [False, True, False, True]
    assert "2 of 4" in page
    assert "goes by what the plan says" in page
    fresh = text(manager, f"{base}{view}/?q=title:apple")
    assert [title in fresh for title in (*TITLES, "Apples in bulk")] == [False, True, False, True]


def test_a_drag_leaves_the_filter_and_a_mistake_in_it_is_told(
    manager: Client, base: str, items: list[Item]
) -> None:
    sent = {"due_on": "2027-01-14", "due_precision": "day", "zoom": "months", "q": "title:apple"}
    moved = manager.post(f"{base}items/{items[1].pk}/move/", sent).content.decode()
    assert [title in moved for title in TITLES] == [False, True, False]
    answer = manager.get(f"{base}?q=kind:epik")
    assert answer.status_code == 422
    assert "search-error" in answer.content.decode()


def test_it_looks_as_one_has_chosen_on_the_roadmap(
    manager: Client, scenario: Scenario, base: str, product_manager: Member
) -> None:
    keep_look(scenario.roadmap, product_manager, look={"colour": "kind", "fields": {"horizons": ["team"]}})
    page = text(manager, f"{base}?view=horizons")
    assert page.count('class="hz-card is-backlog is-marked') == 3
    assert "hz-key" not in page


def test_its_look_is_kept_for_oneself_and_never_for_everyone(
    manager: Client, scenario: Scenario, base: str
) -> None:
    assert "For everyone" not in text(manager, base)
    chosen = {"view": "list", "colour": "kind", "fields": ["key"], "q": "title:apple", "for": "everyone"}
    assert manager.post(f"{base}look/", chosen)["Location"] == f"{base}?view=list&q=title%3Aapple"
    scenario.roadmap.refresh_from_db()
    assert scenario.roadmap.look == {}
    manager.post(f"{base}look/", {**chosen, "for": ""})
    page = text(manager, f"{base}?view=list")
    assert [title in page for title in TITLES] == [False, True, False]
    assert "list-due" not in page


def test_a_bar_has_the_colour_of_the_lane_it_is_tried_in(
    manager: Client, scenario: Scenario, base: str, items: list[Item], by: Actor
) -> None:
    trust, growth = (create_theme(scenario.workspace, by=by, name=name) for name in ("Trust", "Growth"))
    add_items(trust, items[:1], by=by)
    add_items(growth, items[1:], by=by)
    update_roadmap(scenario.roadmap, by=by, fields={"lanes_from": "theme", "look": {"colour": "theme"}})
    change_scenario(scenario, {items[0].pk: {"lane": str(growth.pk)}}, by=by)
    page = text(manager, f"{base}?view=horizons")
    assert 'title="Growth"' in page
    assert 'title="Trust"' not in page


def test_a_form_goes_back_to_the_view_it_came_from(manager: Client, base: str, items: list[Item]) -> None:
    one = f"{base}items/{items[0].pk}/"
    page = manager.get(one, headers={"Referer": f"http://testserver{base}?view=list"}).content.decode()
    assert 'name="view" value="list"' in page
    assert manager.post(f"{one}leave-out/", {"view": "list"})["Location"] == f"{base}?view=list"
    assert manager.post(f"{base}add/", {"view": "//evil.example"})["Location"] == base


def test_nothing_chosen_is_said(manager: Client, base: str) -> None:
    assert manager.post(f"{base}merge/").status_code == 422


def test_discarded_it_is_gone(manager: Client, base: str) -> None:
    manager.post(f"{base}discard/")
    assert manager.get(base).status_code == 404


def test_another_roadmap_does_not_know_it(manager: Client, scenario: Scenario, base: str, by: Actor) -> None:
    assert manager.get(base.replace(str(scenario.roadmap_id), str(scenario.pk))).status_code == 404


def test_many_bars_cost_no_more_statements(
    manager: Client, scenario: Scenario, base: str, items: list[Item], by: Actor, product_manager: Member,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    made = [make_item(items[0].product, f"More {number}") for number in range(30)]
    for item in made:
        add_entry(scenario.roadmap, item, by=by)
    change_scenario(scenario, {item.pk: {"due": ["2027-01-14", "day"]} for item in made}, by=by)
    manager.get(base)
    keep_look(scenario.roadmap, product_manager, look={"colour": "theme"}, query="kind:story,epic")
    for view in ("timeline", "horizons", "list"):
        with django_assert_max_num_queries(20):
            manager.get(f"{base}?view={view}")
    with django_assert_max_num_queries(20):
        manager.get(f"{base}compare/")


def test_the_api_does_all_of_it(
    api_of: ApiOf, product_manager: Member, roadmap: Roadmap, entries: list[Entry]
) -> None:
    api: APIClient = api_of(product_manager)
    made = api.post("/api/v1/scenarios/", {"roadmap": roadmap.pk, "name": "Later"})
    url = made["Location"]
    changed = api.post(f"{url}change/", {"item": "WEB-1", "due_on": "2027-02-14", "due_precision": "quarter"})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    row = api.get(f"{url}comparison/").json()["items"][0]
    assert (row["item"], row["values"], row["changes"][0]["kind"]) == (
        "WEB-1", {"due": ["2027-03-31", "quarter"]}, "later",
    )  # fmt: skip
    assert api.post(f"{url}merge/", {"items": ["WEB-1"]}).json() == {"merged": 1}
    assert api.get(f"{url}comparison/").json()["items"] == []
    api.post(f"{url}change/", {"item": "WEB-1", "public_title": "Pay faster", "public_note": "By us."})
    row = api.get(f"{url}comparison/").json()["items"][0]
    assert [change["kind"] for change in row["changes"]] == ["renamed", "noted"]
    assert api.patch(url, {"name": "Never"}, headers={"If-Match": '"1"'}).status_code == 412
    assert api.delete(url).status_code == 204


def test_the_api_asks_where_the_plan_moved_on(
    api_of: ApiOf, product_manager: Member, scenario: Scenario, items: list[Item], by: Actor
) -> None:
    api, url = api_of(product_manager), f"/api/v1/scenarios/{scenario.pk}/"
    api.post(f"{url}change/", {"item": "WEB-1", "due_on": "2027-02-14"})
    update_item(items[0], by=by, fields={"due_on": date(2027, 3, 1)})
    assert api.post(f"{url}merge/", {"items": ["WEB-1"]}).status_code == 409
    assert api.post(f"{url}merge/", {"items": ["WEB-1"], "over": ["WEB-1"]}).status_code == 200
    assert api.post(f"{url}change/", {"item": "WEB-1", "as_planned": True}).status_code == 200


def test_others_find_none_in_the_list(
    client_of: ClientOf, owner: Member, scenario: Scenario, base: str
) -> None:
    client = client_of(owner)
    assert "Without the bank" not in text(client, base.partition(str(scenario.pk))[0])
    listed = client.get("/api/v1/scenarios/", headers={"X-Workspace": scenario.workspace.slug}).json()
    assert listed["results"] == []
