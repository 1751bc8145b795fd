"""Lanes from a field of the items, groups of lanes, what is folded, the order of lanes."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Member, Team
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.services.items import update_item
from roadmap.document import document
from roadmap.lanes_from import rows_of, wanted
from roadmap.listing import draw_list
from roadmap.models import Entry, ItemObjective, Lane, Roadmap, RoadmapLook
from roadmap.moves import Places
from roadmap.services.entries import add_entries
from roadmap.services.moving import move_shown
from roadmap.services.roadmaps import create_roadmap, fold_row, update_roadmap
from roadmap.services.theme_items import add_items as add_to_theme
from roadmap.viewing import seen_by
from tests.conftest import ApiOf, ClientOf
from tests.factories import make_item, make_objective, make_product, make_team, make_theme


@pytest.fixture
def act(by: Actor) -> Actor:
    """An act of its own, apart from the one that made the roadmap."""
    return by.anew()


@pytest.fixture
def teams(web: Product, items: list[Item], by: Actor) -> list[Team]:
    """The first item is of Web, the second of Apps, the third of nobody."""
    made = [make_team(web.workspace, name) for name in ("Web", "Apps")]
    for item, team in zip(items, made, strict=False):
        update_item(item, by=by.anew(), fields={"team": team})
    return made


def told(roadmap: Roadmap, by: Actor, **fields: str) -> Roadmap:
    return update_roadmap(roadmap, by=by.anew(), fields=fields)


def names(roadmap: Roadmap) -> list[str]:
    return [f"{row.group_name}/{row.name}" if row.group_name else row.name for row in rows_of(roadmap)[0]]


def test_teams_as_lanes(roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor) -> None:
    shown = told(roadmap, act, lanes_from="team")
    assert names(shown) == ["Apps", "Web", "No team"]
    assert rows_of(shown)[1][entries[0].pk] == str(teams[0].pk)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("product", ["WEB"]),
        ("assignee", ["Mia Manager", "Nobody"]),
        ("parent", ["Apple Pay", "No parent"]),
        ("objective", ["Grow", "No objective"]),
        ("theme", ["Trust", "No theme"]),
    ],
)
def test_other_fields_as_lanes(
    source: str, found: list[str], roadmap: Roadmap, entries: list[Entry], product_manager: Member, act: Actor
) -> None:
    first, second = entries[0].item, entries[1].item
    update_item(first, by=act, fields={"assignee": product_manager, "parent": second})
    goal = make_objective(roadmap.workspace, "Grow")
    ItemObjective.objects.create(workspace=roadmap.workspace, item=first, objective=goal)
    add_to_theme(make_theme(roadmap.workspace, "Trust"), [first], by=act)
    first.product.name = "WEB"
    first.product.save(update_fields=["name"])
    assert names(told(roadmap, act, lanes_from=source)) == found


def in_themes(items: list[Item], by: Actor) -> None:
    for name, item in zip(("Zest", "Calm"), items, strict=False):
        add_to_theme(make_theme(item.workspace, name), [item], by=by)


def in_objectives(items: list[Item], by: Actor) -> None:
    zest = make_objective(items[0].workspace, "Zest")
    make_objective(items[0].workspace, "Afterwards")
    for goal, item in zip((zest, make_objective(zest.workspace, "Calm", parent=zest)), items, strict=False):
        ItemObjective.objects.create(workspace=zest.workspace, item=item, objective=goal)


def below_others(items: list[Item], by: Actor) -> None:
    for name, item in zip(("Zest", "Calm"), items, strict=False):
        update_item(item, by=by, fields={"parent": make_item(item.product, name)})


@pytest.mark.parametrize(
    ("source", "placed"), [("theme", in_themes), ("objective", in_objectives), ("parent", below_others)]
)
@pytest.mark.parametrize("asked", ["lanes_from", "grouped_by"])
def test_lanes_stand_as_on_their_own_page(
    asked: str, source: str, placed: Callable[..., None], roadmap: Roadmap, entries: list[Entry], items: list[Item], act: Actor
) -> None:  # fmt: skip
    placed(items, act)
    rows = rows_of(told(roadmap, act, **{asked: source}))[0]
    found = dict.fromkeys(row.name if asked == "lanes_from" else row.group_name for row in rows)
    assert list(found)[:2] == ["Zest", "Calm"]
    assert list(found)[2].startswith("No ")


@pytest.mark.parametrize("sort", ["lane", "-lane"])
def test_a_list_by_lane_keeps_their_order(
    sort: str, roadmap: Roadmap, entries: list[Entry], items: list[Item], product_manager: Member, act: Actor
) -> None:  # fmt: skip
    in_themes(items, act)
    shown = told(roadmap, act, lanes_from="theme")
    seen = seen_by(product_manager, shown, "list", by=act, today=date(2026, 11, 23))
    found = draw_list(seen, by=act, slug="fernhill", sort=sort).lanes[0].rows
    assert [row.lane for row in found][:: -1 if sort == "-lane" else 1] == ["Zest", "Calm", "No theme"]


@pytest.mark.parametrize("colour", ["lane", "theme"])
def test_a_legend_stands_as_lanes_do(
    colour: str, roadmap: Roadmap, entries: list[Entry], items: list[Item], product_manager: Member, act: Actor
) -> None:  # fmt: skip
    in_themes(items, act)
    shown = update_roadmap(roadmap, by=act, fields={"lanes_from": "theme", "look": {"colour": colour}})
    seen = seen_by(product_manager, shown, "timeline", by=act, today=date(2026, 11, 23))
    assert [mark.name for mark in seen.legend] == ["Zest", "Calm", "No theme"]


def test_lanes_of_its_own_in_groups(
    roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor
) -> None:
    shown = told(roadmap, act, grouped_by="team")
    lanes = ["Faster payment", "Trust"]
    assert names(shown) == [f"{team}/{lane}" for team in ("Apps", "Web", "No team") for lane in lanes]


def test_two_fields(roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor) -> None:
    other = make_item(make_product(roadmap.workspace, "APP", name="App"), "Other", due_on=date(2027, 1, 1))
    add_entries(roadmap, [other], by=act)
    shown = told(roadmap, act, lanes_from="team", grouped_by="product")
    product = entries[0].item.product.name
    assert sorted(names(shown)) == sorted(
        ["App/No team", f"{product}/Apps", f"{product}/Web", f"{product}/No team"]
    )


def test_a_place_says_what_stands_in_it(
    roadmap: Roadmap, teams: list[Team], lanes: list[Lane], act: Actor
) -> None:
    shown = told(roadmap, act, grouped_by="team")
    row = f"{teams[0].pk}|{lanes[1].pk}"
    assert wanted(shown, row) == {"team": str(teams[0].pk), "": str(lanes[1].pk)}
    assert Places(shown).fields(row) == {"team": teams[0], "lane": lanes[1]}


def test_the_same_twice_is_refused(roadmap: Roadmap, act: Actor) -> None:
    with pytest.raises(ValidationError, match="something else"):
        told(roadmap, act, lanes_from="team", grouped_by="team")


def test_a_change_of_lanes_is_undone(roadmap: Roadmap, act: Actor) -> None:
    update_roadmap(roadmap, by=act, fields={"lanes_from": "team"})
    assert undo_action(act.action, by=act.anew()).message() == "Undone."
    roadmap.refresh_from_db()
    assert roadmap.lanes_from == ""


def drag(roadmap: Roadmap, entry: Entry, row: str, by: Actor) -> None:
    places, now = Places(roadmap), rows_of(roadmap)[1][entry.pk]
    fresh = Entry.objects.select_related("item__product", "lane", "roadmap").get(pk=entry.pk)
    move_shown(fresh, by=by, fields=places.fields(row), seen=places.fields(now))


def test_a_drag_into_a_team_changes_the_item_and_comes_back(
    roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor
) -> None:
    shown = told(roadmap, act, lanes_from="team")
    drag(shown, entries[2], str(teams[0].pk), act)
    assert Item.objects.get(pk=entries[2].item_id).team == teams[0]
    assert undo_action(act.action, by=act.anew()).message() == "Undone."
    assert Item.objects.get(pk=entries[2].item_id).team is None


def test_a_drag_into_an_objective(roadmap: Roadmap, entries: list[Entry], act: Actor) -> None:
    goal = make_objective(roadmap.workspace, "Grow")
    shown = told(roadmap, act, lanes_from="objective")
    drag(shown, entries[0], str(goal.pk), act.anew())
    assert ItemObjective.objects.get().objective == goal
    drag(shown, entries[0], "", act.anew())
    assert not ItemObjective.objects.exists()


def test_a_drag_into_a_theme(roadmap: Roadmap, entries: list[Entry], act: Actor) -> None:
    theme = make_theme(roadmap.workspace, "Trust")
    shown = told(roadmap, act, lanes_from="theme")
    drag(shown, entries[0], str(theme.pk), act)
    assert theme.places.get().item_id == entries[0].item_id
    assert undo_action(act.action, by=act.anew()).message() == "Undone."
    assert not theme.places.exists()


def test_a_drag_into_another_product_is_refused(roadmap: Roadmap, entries: list[Entry], act: Actor) -> None:
    other = make_product(roadmap.workspace, "APP")
    with pytest.raises(ValidationError, match="stays in its product"):
        drag(told(roadmap, act, lanes_from="product"), entries[0], str(other.pk), act)


def test_the_items_rights_count(
    roadmap: Roadmap,
    entries: list[Entry],
    teams: list[Team],
    act: Actor,
    product_owner: Member,
    contributor: Member,
) -> None:
    shown = told(roadmap, act, lanes_from="team")
    drag(shown, entries[2], str(teams[0].pk), product_owner.actor())
    with pytest.raises((PermissionDenied, ValidationError), match="contributor"):
        drag(shown, entries[2], str(teams[1].pk), contributor.actor())


def test_the_document_names_the_group(
    roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor
) -> None:
    made = document(told(roadmap, act, lanes_from="team", grouped_by="product"))
    assert [lane["name"].split(" · ")[1] for lane in made["lanes"]] == ["Apps", "Web", "No team"]
    assert {entry["lane"] for entry in made["entries"]} == {lane["ref"] for lane in made["lanes"]}
    assert str(teams[0].pk) not in json.dumps(made)


def test_what_is_folded_is_ones_own(
    roadmap: Roadmap, lanes: list[Lane], product_manager: Member, owner: Member
) -> None:
    row = str(lanes[0].pk)
    fold_row(roadmap, product_manager, row=row, is_folded=True)
    fold_row(roadmap, product_manager, row=row, is_folded=True)
    assert [(look.member, look.folded) for look in RoadmapLook.objects.all()] == [(product_manager, [row])]
    fold_row(roadmap, product_manager, row=row, is_folded=False)
    assert RoadmapLook.objects.get().folded == []


def at(name: str, *args: Any) -> str:
    return reverse(f"roadmap:{name}", args=["acme", *args])


@pytest.fixture
def manager(client_of: ClientOf, product_manager: Member) -> Client:
    return client_of(product_manager)


def test_a_folded_lane_keeps_its_bars_to_itself(
    manager: Client, roadmap: Roadmap, entries: list[Entry], lanes: list[Lane]
) -> None:
    assert manager.post(at("fold", roadmap.pk), {"row": str(lanes[0].pk), "folded": "1"}).status_code == 204
    text = manager.get(at("roadmap", roadmap.pk)).content.decode()
    assert ('" id="bar-' in text, 'aria-expanded="false"' in text) == (False, True)
    assert "<small>2</small>" in text


def test_a_folded_group_shows_its_head_alone(
    manager: Client, roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor
) -> None:
    told(roadmap, act, grouped_by="team")
    manager.post(at("fold", roadmap.pk), {"row": f"{teams[0].pk}|*", "folded": "1"})
    text = manager.get(at("roadmap", roadmap.pk)).content.decode()
    assert text.count('class="tl-lane') == 3 + 2 * 2


@pytest.mark.parametrize("view", ["timeline", "horizons", "list"])
def test_every_view_has_the_rows(
    view: str, manager: Client, roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor
) -> None:
    told(roadmap, act, lanes_from="team", grouped_by="product")
    text = manager.get(at("roadmap", roadmap.pk), {"view": view}).content.decode()
    assert all(name in text for name in ("Apps", "Web", "No team"))


def test_a_card_is_dragged_to_another_team(
    manager: Client, roadmap: Roadmap, entries: list[Entry], teams: list[Team], act: Actor
) -> None:
    told(roadmap, act, lanes_from="team")
    values = {
        "horizon": "next",
        "from_horizon": "now",
        "lane": str(teams[1].pk),
        "from_lane": "",
        "after": "",
    }
    assert manager.post(at("move_entry", roadmap.pk, entries[2].pk), values).status_code == 200
    entry = Entry.objects.select_related("item").get(pk=entries[2].pk)
    assert (entry.horizon, entry.item.team) == ("next", teams[1])


def test_lanes_are_put_before_others(manager: Client, roadmap: Roadmap, lanes: list[Lane]) -> None:
    url, script = at("move_lane", roadmap.pk, lanes[1].pk), {"X-Requested-With": "fetch"}
    answer = manager.post(url, {"before": str(lanes[0].pk)}, headers=script)
    assert (answer.status_code, "/undo/" in answer["HX-Trigger"]) == (204, True)
    assert [lane.name for lane in roadmap.lanes.all()] == ["Trust", "Faster payment"]
    assert manager.post(url, {"before": "x"}, headers=script).status_code == 404


def test_by_api_and_form(api_of: ApiOf, product_manager: Member, manager: Client, roadmap: Roadmap) -> None:
    url = f"/api/v1/roadmaps/{roadmap.pk}/"
    assert api_of(product_manager).patch(url, {"lanes_from": "team"}).json()["lanes_from"] == "team"
    same = {"name": "Map", "visibility": "workspace", "lanes_from": "team", "grouped_by": "team"}
    assert manager.post(at("settings", roadmap.pk), same).status_code == 422
    manager.post(at("settings", roadmap.pk), {**same, "grouped_by": "product"})
    roadmap.refresh_from_db()
    assert roadmap.grouped_by == "product"


def test_a_roadmap_over_all_products(product_manager: Member, entries: list[Entry], act: Actor) -> None:
    made = create_roadmap(product_manager.workspace, by=act, name="All", lanes_from="product")
    items = [entries[0].item, make_item(make_product(made.workspace, "APP", name="App"), "Other")]
    add_entries(made, items, by=act)
    assert len(names(made)) == 2
