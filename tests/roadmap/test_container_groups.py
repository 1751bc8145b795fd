"""The backlog in groups of what items are put into, and by fields of the product's own."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member, Team
from activity.actors import Actor
from backlog.models import Item, Product
from backlog.queries.backlog import backlog_page, grouped_page, rows_by_ids
from backlog.queries.groups import grouping_named, groupings_of
from backlog.services.items import update_item
from roadmap.models import Objective, Release
from roadmap.services.objective_items import add_items as add_to_objective
from roadmap.services.release_items import add_items as put_in_release
from sprints.models import Sprint, SprintItem
from sprints.services.planning import add_items as put_in_sprint
from sprints.services.sprints import create_sprint
from tests.backlog.statements import counted
from tests.conftest import ClientOf
from tests.factories import make_field, make_item, make_objective, make_product, make_release, make_team

NAMES = ("sprint", "release", "objective", "custom-tier", "custom-experts")


@pytest.fixture
def team(web: Product, product_manager: Member) -> Team:
    team = make_team(web.workspace, "Checkout", members=[product_manager], capacity=8)
    web.teams.add(team, through_defaults={"workspace": web.workspace})
    return team


@pytest.fixture
def sprint(team: Team, by: Actor) -> Sprint:
    return create_sprint(team, by=by, name="Sprint 7", start_on=date(2026, 6, 1), end_on=date(2026, 6, 12))


@pytest.fixture
def release(web: Product) -> Release:
    return make_release(web, "4.2", date=timezone.localdate() + timedelta(days=9))


@pytest.fixture
def fields(web: Product) -> None:
    make_field(web, "Tier", "choice", choices=["Gold", "Silver"])
    make_field(web, "Experts", "people")


def sections(product: Product, by: Actor, name: str) -> list[Any]:
    grouping = grouping_named(name, product.pk)
    assert grouping is not None
    page = grouped_page(product, actor=by, query="", today=timezone.localdate(), grouping=grouping)
    return list(page.sections)


def shape(found: list[Any]) -> list[tuple[str, list[str]]]:
    return [(section.group.name, [row.key for row in section.rows]) for section in found]


def test_sprints_head_groups_with_what_fits(
    web: Product, team: Team, sprint: Sprint, items: list[Item], by: Actor
) -> None:
    update_item(items[0], by=by, fields={"estimate": 5})
    put_in_sprint(sprint, items[:1], by=by)
    create_sprint(team, by=by, name="Sprint 8", start_on=date(2026, 6, 15), end_on=date(2026, 6, 26))
    found = sections(web, by, "sprint")
    assert shape(found) == [("Sprint 7", ["WEB-1"]), ("Sprint 8", []), ("No sprint", ["WEB-2", "WEB-3"])]
    load = found[0].group.context["load"]
    assert (load.planned, load.capacity) == (5, 8)


def test_releases_head_groups_by_their_days(
    web: Product, release: Release, items: list[Item], by: Actor
) -> None:
    make_release(web, "5.0")
    other = make_release(make_product(web.workspace, "APP"), "2.9", date=timezone.localdate())
    put_in_release(release, items[:2], by=by)
    put_in_release(other, items[2:], by=by)
    expected = [("2.9", ["WEB-3"]), ("4.2", ["WEB-1", "WEB-2"]), ("5.0", [])]
    assert shape(sections(web, by, "release")) == expected


def test_objectives_head_groups_as_they_stand_in_their_tree(
    web: Product, items: list[Item], by: Actor
) -> None:
    top, other = (make_objective(web.workspace, name) for name in ("Buy in a minute", "Trusted"))
    low = make_objective(web.workspace, "Pay at once", parent=top)
    past = make_objective(web.workspace, "Audit", state="achieved", parent=top)
    make_objective(web.workspace, "Long gone", state="dropped")
    elsewhere = make_item(make_product(web.workspace, "APP"))
    add_to_objective(make_objective(web.workspace, "Of the app"), [elsewhere], by=by)
    for objective, item in ((low, items[0]), (past, items[1])):
        add_to_objective(objective, [item], by=by)
    add_to_objective(other, items[:1], by=by, contributing=True)
    found = shape(sections(web, by, "objective"))
    assert found[:3] == [("Buy in a minute", []), ("Pay at once", ["WEB-1"]), ("Trusted", [])]
    assert found[3:] == [("Audit", ["WEB-2"]), ("No objective", ["WEB-3"])]


def test_a_drag_and_a_bulk_edit_tie_to_an_objective(
    client_of: ClientOf, product_manager: Member, web: Product, items: list[Item]
) -> None:
    client, objective = client_of(product_manager), make_objective(web.workspace, "Trusted")
    regrouped(client, items=["WEB-1"], field="objective", value=str(objective.pk))
    data = {"items": "WEB-2,WEB-3", "objective": str(objective.pk)}
    action = client.post("/w/acme/p/WEB/changes/", data)["X-Action"]
    assert objective.places.filter(is_primary=True).count() == 3
    client.post(f"/w/acme/undo/{action}/")
    regrouped(client, items=["WEB-1"], field="objective", value="none")
    assert not Objective.objects.get().places.exists()


@pytest.mark.usefixtures("fields")
def test_own_choices_and_people_head_groups(
    web: Product, items: list[Item], by: Actor, product_manager: Member, product_owner: Member
) -> None:
    both = [str(product_owner.pk), str(product_manager.pk)]
    update_item(items[0], by=by, fields={"custom.tier": "Silver", "custom.experts": both})
    assert shape(sections(web, by, "custom-tier")) == [
        ("Gold", []), ("Silver", ["WEB-1"]), ("No Tier", ["WEB-2", "WEB-3"]),
    ]  # fmt: skip
    assert shape(sections(web, by, "custom-experts"))[0] == (product_owner.name, ["WEB-1"])


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize("name", NAMES)
def test_rows_know_their_group_and_go_on_within_it(
    web: Product, items: list[Item], by: Actor, name: str
) -> None:
    grouping = grouping_named(name, web.pk)
    given: dict[str, Any] = {"actor": by, "query": "", "today": timezone.localdate(), "grouping": grouping}
    (first, *_) = [one for one in grouped_page(web, **given, limit=2).sections if one.rows]
    rest = backlog_page(web, **given, group=first.group.value, after=first.next)
    assert [row.key for row in (*first.rows, *rest.rows)] == ["WEB-1", "WEB-2", "WEB-3"]
    assert {row.group for row in rows_by_ids(web, [item.pk for item in items], **given)} == {"none"}


@pytest.mark.usefixtures("fields")
@pytest.mark.parametrize("name", NAMES)
def test_groups_cost_the_same_for_any_number(web: Product, team: Team, by: Actor, name: str) -> None:
    costs = []
    for count in (1, 9):
        for number in range(count):
            item, day = make_item(web), date(2026, 6, 1) + timedelta(days=14 * (count + number))
            named = f"{count}-{number}"
            planned = create_sprint(team, by=by, name=named, start_on=day, end_on=day + timedelta(days=11))
            put_in_sprint(planned, [item], by=by)
            put_in_release(make_release(web, named), [item], by=by)
            add_to_objective(make_objective(web.workspace, named), [item], by=by)
        with counted() as statements:
            sections(web, by, name)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 11


def test_the_menu_offers_them(
    client_of: ClientOf, product_manager: Member, web: Product, fields: None
) -> None:
    page = client_of(product_manager).get("/w/acme/p/WEB/backlog/").content.decode()
    for name in NAMES:
        assert f"group={name}" in page
    assert len(groupings_of([])) == 10


def regrouped(client: Client, **data: Any) -> str:
    answer = client.post("/w/acme/p/WEB/regroupings/", data)
    assert answer.status_code == 204, answer.content
    return str(answer["X-Action"])


def test_a_drag_puts_into_a_sprint_and_ranks_and_one_undo_takes_both_back(
    client_of: ClientOf, product_manager: Member, sprint: Sprint, items: list[Item]
) -> None:
    client = client_of(product_manager)
    action = regrouped(client, items=["WEB-3"], field="sprint", value=str(sprint.pk), before="WEB-1")
    assert SprintItem.objects.get().item_id == items[2].pk
    assert Item.objects.in_rank_order().first() == items[2]
    client.post(f"/w/acme/undo/{action}/")
    assert not SprintItem.objects.exists()
    assert Item.objects.in_rank_order().last() == items[2]


def test_a_drag_puts_into_a_release_and_out_again(
    client_of: ClientOf, product_manager: Member, release: Release, items: list[Item]
) -> None:
    client = client_of(product_manager)
    regrouped(client, items=["WEB-1", "WEB-2"], field="release", value=str(release.pk))
    assert release.places.count() == 2
    regrouped(client, items=["WEB-1"], field="release", value="none")
    assert release.places.count() == 1
    wrong = client.post("/w/acme/p/WEB/regroupings/", {"items": ["WEB-1"], "field": "release", "value": "x"})
    assert wrong.status_code == 422


@pytest.mark.usefixtures("fields")
def test_a_drag_sets_fields_of_the_products_own(
    client_of: ClientOf,
    product_manager: Member,
    product_owner: Member,
    contributor: Member,
    items: list[Item],
    by: Actor,
) -> None:
    client, [one, two, three] = (
        client_of(product_manager),
        [str(m.pk) for m in (product_owner, contributor, product_manager)],
    )
    update_item(items[0], by=by, fields={"custom.experts": [one, two]})
    regrouped(client, items=["WEB-1"], field="custom-tier", value="Gold")
    regrouped(client, items=["WEB-1"], field="custom-experts", value=three, **{"from": one})
    assert Item.objects.get(pk=items[0].pk).custom == {"tier": "Gold", "experts": [three, two]}
    regrouped(client, items=["WEB-1"], field="custom-tier", value="none")
    assert "tier" not in Item.objects.get(pk=items[0].pk).custom


def test_a_bulk_edit_puts_into_a_sprint_and_a_release_and_is_one_undo(
    client_of: ClientOf,
    product_manager: Member,
    sprint: Sprint,
    release: Release,
    items: list[Item],
    by: Actor,
) -> None:
    client, base = client_of(product_manager), "/w/acme/p/WEB/changes/"
    put_in_release(release, items[:1], by=by)
    form = client.get(f"{base}form/").content.decode()
    assert ("4.2" in form, "Sprint 7" in form) == (True, True)
    data = {"items": "WEB-1,WEB-2", "kind": "bug", "release": str(release.pk), "sprint": str(sprint.pk)}
    said = client.post(f"{base}preview/", data).content.decode()
    assert ("2 items change" in said, "Sprint 7" in said) == (True, True)
    action = client.post(base, data)["X-Action"]
    assert (release.places.count(), sprint.places.count(), Item.objects.filter(kind="bug").count()) == (
        2,
        2,
        2,
    )
    client.post(f"/w/acme/undo/{action}/")
    assert (release.places.count(), sprint.places.count(), Item.objects.filter(kind="bug").count()) == (
        1,
        0,
        0,
    )


def test_a_bulk_edit_takes_out_of_a_release(
    client_of: ClientOf, product_manager: Member, release: Release, items: list[Item], by: Actor
) -> None:
    put_in_release(release, items[:2], by=by)
    client = client_of(product_manager)
    answer = client.post("/w/acme/p/WEB/changes/", {"items": "WEB-1,WEB-3", "release": "none"})
    assert (answer.status_code, "1 item changed" in answer["HX-Trigger"]) == (204, True)
    assert release.places.get().item_id == items[1].pk
