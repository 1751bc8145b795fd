"""Themes: their words and order, their items, merging, and taking it all back."""

from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.utils import IntegrityError

from accounts.models import Member, Workspace
from activity.actors import Actor
from activity.undo import undo_action
from backlog.models import Item, Product
from backlog.queries.stream import stream
from core.errors import OutOfDate
from roadmap.models import Theme, ThemeItem, ThemeTarget
from roadmap.periods import Period
from roadmap.services.theme_items import add_items, leave_theme, remove_items
from roadmap.services.theme_targets import set_targets
from roadmap.services.themes import create_theme, delete_theme, merge_theme, move_theme, update_theme
from roadmap.theme_queries import candidates
from tests.backlog.statements import counted
from tests.factories import actor_in, make_item, make_theme, make_workspace

Q1 = Period.parse("2027-Q1")


@pytest.fixture
def trust(workspace: Workspace) -> Theme:
    return make_theme(workspace, "Trust")


@pytest.fixture
def growth(workspace: Workspace) -> Theme:
    return make_theme(workspace, "Growth")


def themed(theme: Theme) -> list[str]:
    return sorted(place.item.key for place in theme.places.select_related("item__product"))


def order(workspace: Workspace) -> list[str]:
    return list(Theme.objects.filter(workspace=workspace).order_by("position").values_list("name", flat=True))


def test_a_theme_is_described_and_its_name_is_its_own(trust: Theme, growth: Theme, by: Actor) -> None:
    assert trust.hue != growth.hue
    changed = update_theme(trust, by=by, fields={"name": " Safe  and sound ", "hue": 11})
    assert (changed.name, changed.hue, changed.version) == ("Safe and sound", 11, 2)
    assert update_theme(changed, by=by, fields={"hue": 11}).version == 2
    with pytest.raises(ValidationError, match="of this name"):
        update_theme(growth, by=by, fields={"name": "SAFE AND SOUND"})
    with pytest.raises(OutOfDate):
        update_theme(trust, by=by, fields={"hue": 3}, seen={"hue": 7})


def test_only_planners_make_themes_and_groomers_fill_them(
    trust: Theme, items: list[Item], product_owner: Member, contributor: Member
) -> None:
    with pytest.raises(PermissionDenied):
        create_theme(trust.workspace, by=product_owner.actor(), name="Mine")
    add_items(trust, items[:1], by=product_owner.actor())
    with pytest.raises(PermissionDenied):
        remove_items(trust, items[:1], by=contributor.actor())
    assert themed(trust) == ["WEB-1"]


def test_an_item_has_one_theme(trust: Theme, growth: Theme, items: list[Item], by: Actor) -> None:
    assert add_items(trust, items[:2], by=by) == items[:2]
    assert add_items(growth, items[1:], by=by) == items[1:]
    assert (themed(trust), themed(growth)) == (["WEB-1"], ["WEB-2", "WEB-3"])
    assert leave_theme(items[1:], by=by) == 2
    assert undo_action(by.action, by=by).refused == []
    assert not ThemeItem.objects.exists()


def test_its_history_says_so(trust: Theme, items: list[Item], by: Actor) -> None:
    add_items(trust, items[:1], by=by)
    entries = stream(items[0], actor=by, criteria={}).entries
    assert any("gave it the theme Trust" in str(line) for entry in entries for line in entry.texts)


def test_an_order_is_moved_and_taken_back(
    workspace: Workspace, trust: Theme, growth: Theme, by: Actor
) -> None:
    speed = make_theme(workspace, "Speed")
    move_theme(speed, by=by, before=growth)
    assert order(workspace) == ["Trust", "Speed", "Growth"]
    undo_action(by.action, by=by)
    assert order(workspace) == ["Trust", "Growth", "Speed"]


def test_a_deleted_theme_comes_back_with_all(trust: Theme, items: list[Item], by: Actor) -> None:
    add_items(trust, items, by=actor_in(trust.workspace))
    set_targets(Q1, {trust.pk: 30}, by=actor_in(trust.workspace))
    delete_theme(trust, by=by)
    assert (Theme.objects.count(), ThemeItem.objects.count(), ThemeTarget.objects.count()) == (0, 0, 0)
    assert undo_action(by.action, by=by).refused == []
    assert (themed(trust), float(ThemeTarget.objects.get().percent)) == (["WEB-1", "WEB-2", "WEB-3"], 30)


def test_a_merged_theme_gives_what_it_has(trust: Theme, growth: Theme, items: list[Item], by: Actor) -> None:
    add_items(trust, items[:2], by=actor_in(trust.workspace))
    shares: dict[UUID, Decimal | int | None] = {trust.pk: 30, growth.pk: 60}
    set_targets(Q1, shares, by=actor_in(trust.workspace))
    assert merge_theme(trust, into=growth, by=by) == growth
    assert (themed(growth), float(ThemeTarget.objects.get().percent)) == (["WEB-1", "WEB-2"], 90)
    assert undo_action(by.action, by=by).refused == []
    held = dict(ThemeTarget.objects.values_list("theme", "percent"))
    assert (themed(trust), themed(growth), held) == (["WEB-1", "WEB-2"], [], shares)


def test_many_items_are_put_in_and_taken_back_by_sets(trust: Theme, web: Product, by: Actor) -> None:
    many = [make_item(web, f"Item {at}") for at in range(30)]
    with counted() as few:
        add_items(trust, many, by=by)
    assert len(few) <= 7
    undo_action(by.action, by=by)
    assert not ThemeItem.objects.exists()


def test_the_database_keeps_workspaces_apart(trust: Theme) -> None:
    other = make_theme(make_workspace("Other", slug="other"), "Theirs")
    ThemeTarget.objects.create(
        workspace=trust.workspace, theme=other, length="year", start_on=Q1.start, percent=10
    )
    with connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_could_be_put_in(trust: Theme, growth: Theme, items: list[Item], by: Actor) -> None:
    add_items(trust, items[:1], by=by)
    find = partial(candidates, actor=by, today=Q1.start)
    assert [item.key for item in find(trust, "")] == ["WEB-2", "WEB-3"]
    assert [item.key for item in find(growth, "theme:trust")] == ["WEB-1"]
